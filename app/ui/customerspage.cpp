// SPDX-License-Identifier: GPL-3.0-or-later
// The two tables.
#include "app/ui/customerspage.h"
#include "app/ui/customerspane.h"
#include "app/ui/planspane.h"

CustomersPage::CustomersPage(Workspace &workspace, QWidget *parent)
    : TabbedPage({QStringLiteral("customers"), tr("Customers"), {}, {}}, parent)
    , m_workspace(workspace)
    , m_customers(new CustomersPane(workspace, *banner()))
    , m_plans(new PlansPane(workspace, *banner())) {
    addPane(m_customers, tr("Customers"), tr("Filter: words, status:suspended"));
    addPane(m_plans, tr("Plans"), tr("Filter: words, plan:small"));
    connect(m_plans, &PlansPane::changed, m_customers, &CustomersPane::reload);
}
