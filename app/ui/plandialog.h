// SPDX-License-Identifier: GPL-3.0-or-later
// PlanDialog: a plan is added or changed: how much of what, and which features.
#pragma once

#include "app/ui/formdialog.h"
#include "shared/contract/plan.h"
#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

class PlanDialog final : public FormDialog {
    Q_OBJECT
public:
    /// Without a plan one is added.
    PlanDialog(Workspace &workspace, const std::optional<Plan> &plan, QWidget *parent = nullptr);

protected:
    QMap<QString, QString> faults() const override;
    Task<Answer<QString>> send() override;
    QString failure() const override;

private:
    QLineEdit *addQuota(const char *name, const QString &label, std::optional<double> value, const QString &help);
    Quotas quotas() const;
    QList<Feature> features() const;

    std::optional<Plan> m_plan;
    QLineEdit *m_name;
    QPlainTextEdit *m_description;
    QSpinBox *m_order;
    QMap<QString, QLineEdit *> m_quotas; // by path
    QMap<Feature, QCheckBox *> m_features;
};
