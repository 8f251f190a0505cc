// SPDX-License-Identifier: GPL-3.0-or-later
// Every table, one line each.
#pragma once

#include "server/store/records.h"
#include "server/store/table.h"

/// A slug is a text as it is.
template <>
struct SqlValue<TemplateId> {
    static QVariant write(const TemplateId &value) { return value.value; }
    static bool read(const QVariant &stored, TemplateId &value) { return SqlValue<QString>::read(stored, value.value); }
};

namespace tables {
inline const Table<ServiceRecord> services{QStringLiteral("services")};
inline const Table<Operation> operations{QStringLiteral("operations")};
inline const Table<DeploymentRecord> deployments{QStringLiteral("deployments")};
inline const Table<JournalRecord> journal{QStringLiteral("journal")};
inline const Table<MetricsRecord> metrics{QStringLiteral("metrics")};
inline const Table<RegistryRecord> registries{QStringLiteral("registries")};
inline const Table<BackupRecord> backups{QStringLiteral("backups")};
inline const Table<OwnTemplateRecord> ownTemplates{QStringLiteral("own_templates")};
inline const Table<Plan> plans{QStringLiteral("plans")};
inline const Table<CustomerRecord> customers{QStringLiteral("customers")};
inline const Table<UserRecord> users{QStringLiteral("users")};
inline const Table<AuditEntry> audit{QStringLiteral("audit")};
inline const Table<ApiKeyRecord> apiKeys{QStringLiteral("api_keys")};
inline const Table<SessionRecord> sessions{QStringLiteral("sessions")};
} // namespace tables
