// SPDX-License-Identifier: GPL-3.0-or-later
// The item models of the desktop's tables: services, operations and templates.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/operation.h"
#include "shared/contract/service.h"
#include "shared/contract/template.h"

class ServiceModel final : public TableModel<Service> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, Status, Health, TemplateName, Url, Cpu, Memory, Updated };

protected:
    std::span<const Column<Service>> columns() const override;
};

class OperationModel final : public TableModel<Operation> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Kind, ServiceName, Status, Progress, Message, Created };

protected:
    std::span<const Column<Operation>> columns() const override;
};

class TemplateModel final : public TableModel<Template> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, CategoryName, Version, Description, Ready };

protected:
    std::span<const Column<Template>> columns() const override;
};
