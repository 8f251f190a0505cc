// SPDX-License-Identifier: GPL-3.0-or-later
// The row.
#include "app/ui/actionbar.h"
#include <QBoxLayout>
#include <QToolButton>

ActionBar::ActionBar(const QList<QAction *> &actions, QWidget *parent) : QWidget(parent) {
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 6);
    layout->setSpacing(2);
    for (QAction *action : actions) {
        auto *button = new QToolButton;
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setIconSize(QSize(16, 16));
        button->setMinimumHeight(28);
        button->setDefaultAction(action);
        layout->addWidget(button);
    }
    layout->addStretch();
}
