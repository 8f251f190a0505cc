// SPDX-License-Identifier: GPL-3.0-or-later
// PlanModel: the table of plans.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/plan.h"

class PlanModel final : public TableModel<Plan> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Order, Name, Services, Cpu, Memory, Storage, Logs, Features, Description };
    /// "Deploy from templates" and so on.
    static QString featureText(Feature feature);

protected:
    std::span<const Column<Plan>> columns() const override;
};
