// SPDX-License-Identifier: GPL-3.0-or-later
// CustomersPage: for whom services are deployed, and the plans they have.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/tabbedpage.h"

class CustomersPane;
class PlansPane;

class CustomersPage final : public TabbedPage {
    Q_OBJECT
public:
    explicit CustomersPage(Workspace &workspace, QWidget *parent = nullptr);
    CustomersPane *customers() const { return m_customers; }
    PlansPane *plans() const { return m_plans; }
    /// Whoever belongs to a customer sees no others.
    bool isOffered() const override { return m_workspace.isLoaded() && m_workspace.may(Permission::CustomersRead); }

private:
    Workspace &m_workspace;
    CustomersPane *m_customers;
    PlansPane *m_plans;
};
