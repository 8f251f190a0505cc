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

// Made in tables.cpp, and only there: writing and reading a row goes through the codecs of all its fields, which would
// be compiled again in every file that names a table.
extern template class Table<ServiceRecord>;
extern template class Table<Operation>;
extern template class Table<DeploymentRecord>;
extern template class Table<JournalRecord>;
extern template class Table<MetricsRecord>;
extern template class Table<RegistryRecord>;
extern template class Table<BackupRecord>;
extern template class Table<OwnTemplateRecord>;
extern template class Table<Plan>;
extern template class Table<CustomerRecord>;
extern template class Table<UserRecord>;
extern template class Table<AuditEntry>;
extern template class Table<ApiKeyRecord>;
extern template class Table<SessionRecord>;

namespace tables {
extern const Table<ServiceRecord> services;
extern const Table<Operation> operations;
extern const Table<DeploymentRecord> deployments;
extern const Table<JournalRecord> journal;
extern const Table<MetricsRecord> metrics;
extern const Table<RegistryRecord> registries;
extern const Table<BackupRecord> backups;
extern const Table<OwnTemplateRecord> ownTemplates;
extern const Table<Plan> plans;
extern const Table<CustomerRecord> customers;
extern const Table<UserRecord> users;
extern const Table<AuditEntry> audit;
extern const Table<ApiKeyRecord> apiKeys;
extern const Table<SessionRecord> sessions;
} // namespace tables
