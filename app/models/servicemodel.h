// SPDX-License-Identifier: GPL-3.0-or-later
// ServiceModel: the table of services.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/service.h"

class ServiceModel final : public TableModel<Service> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, Status, Health, Source, Engine, Url, Cpu, Memory, Updated };

protected:
    std::span<const Column<Service>> columns() const override;
};
