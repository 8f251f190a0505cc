// SPDX-License-Identifier: GPL-3.0-or-later
// AuditService: reading and exporting the audit log, and noting what was refused before any service heard of it.
#pragma once

#include "server/services/auditlog.h"
#include "server/store/database.h"
#include "shared/base/task.h"
#include "shared/contract/api.h"

class AuditService {
public:
    AuditService(Database &database, const Clock &clock) : m_database(database), m_clock(clock) { }

    Task<Result<Api::AuditPageOrExport>> list(Caller caller, AuditQuery query);

    /// Notes an attempt that was refused. So many a minute only: whoever floods the panel does not fill its disk, and
    /// the last entry of such a minute says how many there were.
    void refused(const std::optional<Caller> &caller, const RequestTrace &request, int status, const QString &why);

private:
    Database &m_database;
    const Clock &m_clock;
    std::chrono::minutes m_minute{};
    int m_refusals = 0;
};
