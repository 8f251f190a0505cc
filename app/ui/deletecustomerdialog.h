// SPDX-License-Identifier: GPL-3.0-or-later
// DeleteCustomerDialog: says what goes with a customer, and wants the name typed.
#pragma once

#include "app/ui/formdialog.h"
#include <QCheckBox>
#include <QLineEdit>

class DeleteCustomerDialog final : public FormDialog {
    Q_OBJECT
public:
    DeleteCustomerDialog(Workspace &workspace, const Customer &customer, QWidget *parent = nullptr);

protected:
    Task<Answer<QString>> send() override;
    QString failure() const override;

private:
    Customer m_customer;
    bool m_hasServices = false;
    QLineEdit *m_typed;
    QCheckBox *m_purge;
};
