// SPDX-License-Identifier: GPL-3.0-or-later
// OperationModel and StepModel: the table of operations, and that of the steps of one.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/operation.h"

class OperationModel final : public TableModel<Operation> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Kind, ServiceName, Status, Progress, Message, By, Created, Took };

protected:
    std::span<const Column<Operation>> columns() const override;
};

class StepModel final : public TableModel<Step> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, Status, Took, Message };

protected:
    std::span<const Column<Step>> columns() const override;
};
