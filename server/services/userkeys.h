// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a user follow what the user may do: less when it may do less, none of a customer it has left.
#pragma once

#include "server/services/authservice.h"

struct UserKeys {
    QList<ApiKeyRecord> changed;
    QList<ApiKeyId> removed;

    /// After the commit.
    void tell(AuthService &auth) const;
};

/// In the transaction that changes the user.
Result<UserKeys> limitKeys(Transaction &transaction, const User &user, Timestamp now);
/// In the transaction that leaves the user without any right.
Result<UserKeys> removeKeys(Transaction &transaction, const UserId &user);
