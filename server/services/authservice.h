// SPDX-License-Identifier: GPL-3.0-or-later
// AuthService: API keys: making them, and telling who a key's text stands for.
#pragma once

#include "server/services/caller.h"
#include "server/store/database.h"
#include "server/store/records.h"
#include "shared/base/secret.h"
#include "shared/base/task.h"
#include <QHash>

class AuthService {
public:
    AuthService(Database &database, const Clock &clock) : m_database(database), m_clock(clock) { }

    /// Fills the lookup table; before the first request.
    Task<Result<Done>> load();

    /// Who the text of a key stands for, if it is right, not expired and not revoked. Answers from memory; only a
    /// well-formed key nobody has seen yet (made by the command line while the server runs) asks the database, and
    /// that at most a few times a second.
    std::optional<Caller> authenticate(const Secret &text);

    struct NewKey {
        ApiKeyRecord record;
        /// Shown once, stored nowhere.
        Secret text;
    };
    /// A key that is not stored yet: `aap_` + 8 public characters + `_` + 256 random bits in base64url.
    static NewKey makeKey(const Clock &clock, const QString &name, Role role, std::optional<Timestamp> expiresAt);
    /// Stores a key made by makeKey().
    static Result<Done> insert(Transaction &transaction, const ApiKeyRecord &record);

    bool hasKeys() const { return !m_byPrefix.isEmpty(); }
    void remember(const ApiKeyRecord &record);

private:
    bool mayAskDatabase();

    Database &m_database;
    const Clock &m_clock;
    struct Known {
        ApiKeyRecord record;
        QByteArray hash; // its bytes, not in hexadecimal as they are stored
    };
    QHash<QByteArray, Known> m_byPrefix;
    std::chrono::milliseconds m_lookupWindow{};
    int m_lookups = 0;
};
