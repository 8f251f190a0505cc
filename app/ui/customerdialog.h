// SPDX-License-Identifier: GPL-3.0-or-later
// CustomerDialog: a customer is added or changed.
#pragma once

#include "app/ui/formdialog.h"
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>

class CustomerDialog final : public FormDialog {
    Q_OBJECT
public:
    /// Without a customer one is added.
    CustomerDialog(Workspace &workspace, const QList<Plan> &plans, const std::optional<Customer> &customer,
        QWidget *parent = nullptr);

protected:
    QMap<QString, QString> faults() const override;
    Task<Answer<QString>> send() override;
    QString failure() const override;

private:
    std::optional<PlanId> plan() const;

    std::optional<Customer> m_customer;
    QLineEdit *m_name;
    QLineEdit *m_email;
    QComboBox *m_plan;
    QPlainTextEdit *m_notes;
};
