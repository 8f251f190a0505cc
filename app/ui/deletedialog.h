// SPDX-License-Identifier: GPL-3.0-or-later
// DeleteDialog: says what goes when services are deleted, and wants the name typed.
#pragma once

#include "shared/contract/service.h"
#include <QDialog>

class DeleteDialog final : public QDialog {
    Q_OBJECT
public:
    explicit DeleteDialog(const QList<Service> &services, QWidget *parent = nullptr);
    /// True when the deletion was confirmed.
    static bool confirm(const QList<Service> &services, QWidget *parent);
};
