// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in a page, given to the one that is shown in its place.
#pragma once

class QWidget;

/// Gives what somebody has chosen, typed, sorted and scrolled in `before` to `now`, which is made the same way: fields,
/// choices, tabs, splitters, tables, logs and what a banner says.
void takeOver(QWidget &now, const QWidget &before);
