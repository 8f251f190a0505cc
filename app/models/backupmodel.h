// SPDX-License-Identifier: GPL-3.0-or-later
// BackupModel: backups, with how far what is being done with one has come.
#pragma once

#include "app/models/tablemodel.h"
#include "shared/contract/backup.h"

struct BackupRow : Backup {
    double percent = 0; // of its phase, while it has one

    bool operator==(const BackupRow &) const = default;
};

class BackupModel final : public TableModel<BackupRow> {
    Q_OBJECT
public:
    using TableModel::TableModel;
    enum Columns { ServiceName, Status, Size, Consistent, Created, Verified, By };

    /// "Verified", "Completed, unverified", "Saving 40 %".
    static QString statusText(const BackupRow &row);
    /// What can be brought back.
    static bool isSaved(const Backup &backup) {
        return backup.status == BackupStatus::Completed || backup.status == BackupStatus::Verified;
    }

protected:
    std::span<const Column<BackupRow>> columns() const override;
};
