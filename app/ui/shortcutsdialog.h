// SPDX-License-Identifier: GPL-3.0-or-later
// ShortcutsDialog: every key and what it does.
#pragma once

#include <QDialog>

class ShortcutsDialog final : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutsDialog(QWidget *parent = nullptr);
};
