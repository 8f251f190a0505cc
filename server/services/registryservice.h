// SPDX-License-Identifier: GPL-3.0-or-later
// RegistryService: credentials for registries of images, sealed at rest and opened for a pull from that registry only.
#pragma once

#include "server/services/caller.h"
#include "server/services/vault.h"
#include "server/store/database.h"
#include "server/store/records.h"
#include "shared/base/task.h"

class RegistryService {
public:
    RegistryService(Database &database, const Vault &vault, const Clock &clock);

    Task<Result<Done>> load();

    Result<Page<Registry>> list(Caller caller, RegistryQuery query);
    Result<Registry> get(Caller caller, RegistryId id);
    Task<Result<Registry>> create(Caller caller, CreateRegistry body);
    Task<Result<Registry>> patch(Caller caller, RegistryId id, PatchRegistry body);
    Task<Result<Done>> remove(Caller caller, RegistryId id);

    struct Login {
        QString username;
        Secret password;
    };
    /// What to sign in with at `server`, which is written as in image references; nullopt: nothing.
    std::optional<Login> loginAt(const QString &server) const;

private:
    Result<RegistryRecord> find(const RegistryId &id) const;

    Database &m_database;
    const Vault &m_vault;
    const Clock &m_clock;
    QHash<RegistryId, RegistryRecord> m_registries;
};
