// SPDX-License-Identifier: GPL-3.0-or-later
// The tables and the code for their rows.
#include "server/store/tables.h"

template class Table<ServiceRecord>;
template class Table<Operation>;
template class Table<DeploymentRecord>;
template class Table<JournalRecord>;
template class Table<MetricsRecord>;
template class Table<RegistryRecord>;
template class Table<BackupRecord>;
template class Table<OwnTemplateRecord>;
template class Table<Plan>;
template class Table<CustomerRecord>;
template class Table<UserRecord>;
template class Table<AuditEntry>;
template class Table<ApiKeyRecord>;
template class Table<SessionRecord>;

namespace tables {
const Table<ServiceRecord> services{QStringLiteral("services")};
const Table<Operation> operations{QStringLiteral("operations")};
const Table<DeploymentRecord> deployments{QStringLiteral("deployments")};
const Table<JournalRecord> journal{QStringLiteral("journal")};
const Table<MetricsRecord> metrics{QStringLiteral("metrics")};
const Table<RegistryRecord> registries{QStringLiteral("registries")};
const Table<BackupRecord> backups{QStringLiteral("backups")};
const Table<OwnTemplateRecord> ownTemplates{QStringLiteral("own_templates")};
const Table<Plan> plans{QStringLiteral("plans")};
const Table<CustomerRecord> customers{QStringLiteral("customers")};
const Table<UserRecord> users{QStringLiteral("users")};
const Table<AuditEntry> audit{QStringLiteral("audit")};
const Table<ApiKeyRecord> apiKeys{QStringLiteral("api_keys")};
const Table<SessionRecord> sessions{QStringLiteral("sessions")};
} // namespace tables
