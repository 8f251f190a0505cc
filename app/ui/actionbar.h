// SPDX-License-Identifier: GPL-3.0-or-later
// ActionBar: actions as a row of buttons that Tab reaches, which those of a QToolBar are not.
#pragma once

#include <QAction>
#include <QWidget>

class ActionBar final : public QWidget {
    Q_OBJECT
public:
    explicit ActionBar(const QList<QAction *> &actions, QWidget *parent = nullptr);
};
