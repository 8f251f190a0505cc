// SPDX-License-Identifier: GPL-3.0-or-later
// What the rules shared with the server say of a value, in the language of the desktop.
#pragma once

#include <QString>

/// `english` as it comes from shared/contract/rules or from the server, translated; as it is when it is no rule's.
QString ruleText(const QString &english);
