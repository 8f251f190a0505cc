// SPDX-License-Identifier: GPL-3.0-or-later
// BackupService: everything one can do with backups.
#pragma once

#include "server/services/backups.h"
#include "server/services/entitlements.h"
#include "server/services/serviceservice.h"

class BackupService {
public:
    BackupService(Backups &backups, ReadModel &model, Operations &operations, ServiceService &services,
        Workloads &workloads, const Entitlements &entitlements, const Clock &clock);

    Result<Page<Backup>> list(Caller caller, BackupQuery query);
    Result<Backup> get(Caller caller, BackupId id);
    Task<Result<Backup>> create(Caller caller, CreateBackup body);
    Task<Result<Done>> remove(Caller caller, BackupId id);
    Task<Result<Operation>> restore(Caller caller, BackupId id, RestoreBackup body);
    Task<Result<Backup>> verify(Caller caller, BackupId id);

private:
    Result<BackupRecord> visible(const Caller &caller, const BackupId &id, Permission permission) const;
    Backup shown(const BackupRecord &record) const;
    Task<Result<Operation>> restoreInPlace(Caller caller, BackupRecord record);

    Backups &m_backups;
    ReadModel &m_model;
    Operations &m_operations;
    ServiceService &m_services;
    Workloads &m_workloads;
    const Entitlements &m_entitlements;
    const Clock &m_clock;
};
