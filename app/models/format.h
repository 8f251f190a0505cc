// SPDX-License-Identifier: GPL-3.0-or-later
// How numbers, times and the API's words are written for people.
#pragma once

#include "shared/base/clock.h"
#include <QString>

namespace format {
/// "deploying" → "Deploying", in the language of the desktop.
QString word(const QString &apiWord);
QString cpu(double cores);
QString megabytes(double value);
QString percent(double fraction);
/// "just now", "40 s ago", "5 min ago", "3 h ago", "2 d ago".
QString relative(Timestamp time, Timestamp now = SystemClock().now());
/// In local time, to the second.
QString absolute(Timestamp time);
} // namespace format
