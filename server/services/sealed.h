// SPDX-License-Identifier: GPL-3.0-or-later
// What is sealed in the database, each in a context that names its place. A new one comes here and into resealAll().
#pragma once

#include "server/services/vault.h"
#include "server/store/transaction.h"
#include "shared/contract/ids.h"

namespace sealed {

/// deployments.secrets, also as a part of backups.deployment
inline QByteArray variable(const ServiceId &service, const QString &name) {
    return service.value.toUtf8() + '/' + name.toUtf8();
}
/// registries.password
inline QByteArray password(const RegistryId &id) {
    return id.value.toUtf8() + "/password";
}
/// sessions.id_token (`id`) and sessions.refresh_token (`refresh`)
inline QByteArray token(const SessionId &id, const char *kind) {
    return id.value.toLatin1() + '/' + kind;
}
/// idempotency.answer
inline QByteArray answer(const QString &request) {
    return request.toLatin1();
}

/// Seals everything with the vault's present key; how many it was not sealed with yet.
Result<int> resealAll(Transaction &transaction, const Vault &vault);

} // namespace sealed
