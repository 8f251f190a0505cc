// SPDX-License-Identifier: GPL-3.0-or-later
// Widgets of the same kind, in the order they were made.
#include "app/ui/takeover.h"
#include "app/ui/banner.h"
#include "app/ui/logpane.h"
#include "app/ui/recordtable.h"
#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QSplitter>
#include <QTabWidget>

/// Of kinds that one of the two has more of nothing is known.
template <typename Widget, typename Give>
static void each(QWidget &now, const QWidget &before, const Give &give) {
    const auto to = now.findChildren<Widget *>();
    const auto from = before.findChildren<Widget *>();
    for (qsizetype i = 0; to.size() == from.size() && i < to.size(); ++i)
        give(*to[i], *from[i]);
}

void takeOver(QWidget &now, const QWidget &before) {
    each<QComboBox>(now, before, [](QComboBox &to, const QComboBox &from) { to.setCurrentIndex(from.currentIndex()); });
    each<QLineEdit>(now, before, [](QLineEdit &to, const QLineEdit &from) {
        if (to.isReadOnly())
            return;
        to.setText(from.text());
        to.setCursorPosition(from.cursorPosition());
    });
    each<RecordTable>(now, before, [](RecordTable &to, const RecordTable &from) { to.takeOver(from); });
    each<QAbstractButton>(now, before, [](QAbstractButton &to, const QAbstractButton &from) {
        if (to.isCheckable() && !qobject_cast<LogBar *>(to.parentWidget())) // those follow what the log does
            to.setChecked(from.isChecked());
    });
    each<QTabWidget>(now, before, [](QTabWidget &to, const QTabWidget &from) {
        if (to.isTabEnabled(from.currentIndex()))
            to.setCurrentIndex(from.currentIndex());
    });
    each<QSplitter>(now, before, [](QSplitter &to, const QSplitter &from) { to.restoreState(from.saveState()); });
    each<LogPane>(now, before, [](LogPane &to, const LogPane &from) { to.takeOver(from); });
    each<Banner>(now, before, [](Banner &to, const Banner &from) { to.takeOver(from); });
}
