// SPDX-License-Identifier: GPL-3.0-or-later
// The colours the whole desktop is made of, one set light, one dark.
#pragma once

#include <QRgb>

namespace theme {

struct Tokens {
    QRgb window, base, alternate, text, secondary, border, accent, onAccent, selection, running, deploying, stopped,
        failed, warning;
};
/// Those of the theme that is shown now.
const Tokens &tokens();

} // namespace theme
