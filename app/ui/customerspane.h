// SPDX-License-Identifier: GPL-3.0-or-later
// CustomersPane: the customers, what each takes of its plan, and what can be done with them.
#pragma once

#include "app/client/usageloader.h"
#include "app/models/customermodel.h"
#include "app/ui/recordpane.h"
#include "shared/contract/plan.h"

class CustomerView;

class CustomersPane final : public RecordPane {
    Q_OBJECT
public:
    CustomersPane(Workspace &workspace, Banner &banner, QWidget *parent = nullptr);

protected:
    Task<> load(int turn) override;
    void showSelected() override;

private:
    void showRows(const QList<Customer> &customers);
    QString planName(const std::optional<PlanId> &id) const;
    /// Of the selected customer, and then of those in sight.
    void wantUsage();
    void showUsage(const CustomerUsage &usage);
    const CustomerRow *selected() const;
    void edit(const std::optional<Customer> &customer);
    void askForSuspension();
    void askForRemoval();
    Task<> setSuspended(CustomerId id, bool suspended);

    CustomerModel m_model;
    UsageLoader m_usage;
    QTimer m_usageSoon;
    /// Whose usage needs no question.
    QSet<QString> m_known;
    QList<Plan> m_plans;
    QAction *m_add;
    QAction *m_edit;
    QAction *m_suspend;
    QAction *m_resume;
    QAction *m_remove;
    CustomerView *m_view;
};
