// SPDX-License-Identifier: GPL-3.0-or-later
// TemplateModel: the table of templates.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/template.h"

class TemplateModel final : public TableModel<Template> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Name, CategoryName, Version, Ready, Description };

protected:
    std::span<const Column<Template>> columns() const override;
};
