// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of backups.
#include "app/models/backupmodel.h"
#include "app/models/format.h"

static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;

QString BackupModel::statusText(const BackupRow &row) {
    if (row.phase) {
        const QString word = format::word(toText(*row.phase));
        return row.percent > 0 ? tr("%1, %2").arg(word, format::percent(row.percent / 100)) : word;
    }
    return format::word(toText(row.status));
}

/// Nobody has tried yet to bring a completed one back: that is no green.
static QString stateOf(const BackupRow &row) {
    if (row.phase || row.status == BackupStatus::Running)
        return QStringLiteral("deploying");
    return row.status == BackupStatus::Verified ? QStringLiteral("running")
        : row.status == BackupStatus::Completed ? QStringLiteral("unhealthy")
                                                : toText(row.status);
}

static QVariant timeOf(const std::optional<Timestamp> &time) {
    return time ? qint64(time->time_since_epoch().count()) : -1;
}

std::span<const Column<BackupRow>> BackupModel::columns() const {
    static constexpr Column<BackupRow> table[] = {
        {"service", QT_TR_NOOP("Service"), [](const BackupRow &b) -> QVariant { return b.service_name; }},
        {"status", QT_TR_NOOP("Status"), [](const BackupRow &b) -> QVariant { return statusText(b); },
            [](const BackupRow &b) -> QVariant { return toText(b.status); }, left,
            [](const BackupRow &b) -> QVariant { return b.error.value_or(QString()).left(2000); }, stateOf},
        {"size", QT_TR_NOOP("Size"),
            [](const BackupRow &b) -> QVariant { return format::megabytes(double(b.size_bytes) / (1024 * 1024)); },
            [](const BackupRow &b) -> QVariant { return b.size_bytes; }, right},
        {"consistent", QT_TR_NOOP("Consistent"),
            [](const BackupRow &b) -> QVariant { return b.consistent ? tr("Yes") : tr("No"); }, nullptr, left,
            [](const BackupRow &b) -> QVariant {
                return b.consistent ? tr("The service stood still while its data was copied.")
                                    : tr("The service ran on: files may be of different moments.");
            }},
        {"created", QT_TR_NOOP("Made"), [](const BackupRow &b) -> QVariant { return format::relative(b.created_at); },
            [](const BackupRow &b) -> QVariant { return timeOf(b.created_at); }, right,
            [](const BackupRow &b) -> QVariant { return format::absolute(b.created_at); }},
        {"verified", QT_TR_NOOP("Verified"),
            [](const BackupRow &b) -> QVariant {
                return b.verified_at ? format::relative(*b.verified_at) : QStringLiteral("–");
            },
            [](const BackupRow &b) -> QVariant { return timeOf(b.verified_at); }, right,
            [](const BackupRow &b) -> QVariant {
                return b.verified_at ? format::absolute(*b.verified_at) : tr("It was not yet brought back for a try.");
            }},
        {"by", QT_TR_NOOP("By"), [](const BackupRow &b) -> QVariant { return b.created_by; }},
    };
    return table;
}
