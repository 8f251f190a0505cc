// SPDX-License-Identifier: GPL-3.0-or-later
// DeploymentModel and ChangeModel: the history of a service, and what one deployment changed.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/deployment.h"

class DeploymentModel final : public TableModel<Deployment> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Revision, Result, What, Changes, By, Created, Took };

protected:
    std::span<const Column<Deployment>> columns() const override;
};

class ChangeModel final : public TableModel<VariableChange> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, Kind, Before, After };

protected:
    std::span<const Column<VariableChange>> columns() const override;
};
