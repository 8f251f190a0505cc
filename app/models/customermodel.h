// SPDX-License-Identifier: GPL-3.0-or-later
// CustomerModel: the table of customers with what they take of their plans.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/customer.h"

struct CustomerRow : Customer {
    QString plan; // its name
    /// Not there before it was asked for.
    std::optional<CustomerUsage> usage;
    bool operator==(const CustomerRow &) const = default;
};

class CustomerModel final : public TableModel<CustomerRow> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, Status, PlanName, Email, Services, Cpu, Memory, Storage, Created };

protected:
    std::span<const Column<CustomerRow>> columns() const override;
};
