// SPDX-License-Identifier: GPL-3.0-or-later
// Rights a user lacks become denied permissions of its keys.
#include "server/services/userkeys.h"
#include "server/services/reach.h"
#include "server/store/tables.h"

void UserKeys::tell(AuthService &auth) const {
    for (const ApiKeyRecord &key : changed)
        auth.remember(key);
    for (const ApiKeyId &id : removed)
        auth.forget(id);
}

Result<UserKeys> removeKeys(Transaction &transaction, const UserId &user) {
    UserKeys keys;
    TRY(found, tables::apiKeys.find(transaction, "user_id", user.value));
    for (const ApiKeyRecord &key : std::as_const(found)) {
        TRY_DONE(tables::apiKeys.remove(transaction, key.id.value));
        keys.removed.append(key.id);
    }
    return keys;
}

Result<UserKeys> limitKeys(Transaction &transaction, const User &user, Timestamp now) {
    Caller caller;
    caller.role = user.role;
    caller.customer = user.customer_id;
    UserKeys keys;
    TRY(found, tables::apiKeys.find(transaction, "user_id", user.id.value));
    for (const ApiKeyRecord &before : std::as_const(found)) {
        if (user.customer_id && before.customer_id != user.customer_id) {
            TRY_DONE(tables::apiKeys.remove(transaction, before.id.value));
            keys.removed.append(before.id);
            continue;
        }
        ApiKeyRecord key = before;
        key.role = std::max(key.role, user.role); // from the most to the least
        deny(key.denied_permissions, beyond(caller, key.role, scopeOf(key.customer_id), key.denied_permissions));
        if (key == before)
            continue;
        key.updated_at = now;
        TRY_DONE(tables::apiKeys.update(transaction, key));
        keys.changed.append(key);
    }
    return keys;
}
