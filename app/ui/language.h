// SPDX-License-Identifier: GPL-3.0-or-later
// The language of the desktop: its texts, Qt's own, and how it writes numbers and dates.
#pragma once

#include <QList>
#include <QString>

namespace language {

struct Choice {
    QString code; // "de", "zh_CN"; empty is what the system has
    QString name; // in the language itself; empty for the system's
};

/// What one can choose.
QList<Choice> choices();
/// The chosen code.
QString saved();
/// The code of the language that is shown.
QString current();
/// Once at start; again it does nothing.
void install();
/// May be changed while the program runs: every window hears it as QEvent::LanguageChange.
void apply(const QString &code);

/// The language of ours that goes best with what somebody prefers, the most wanted first; English when none does.
QString best(const QStringList &wanted);

} // namespace language
