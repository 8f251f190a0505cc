// SPDX-License-Identifier: GPL-3.0-or-later
// AuditModel: the table of who did what; and what one deed changed.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/audit.h"
#include "shared/contract/deployment.h"

class AuditModel final : public TableModel<AuditEntry> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { Time, Actor, Action, Target, Result, Address, Message };

    /// Field by field; that it was changed at that time goes without saying.
    static QList<VariableChange> changesOf(const AuditEntry &entry);

protected:
    std::span<const Column<AuditEntry>> columns() const override;
};
