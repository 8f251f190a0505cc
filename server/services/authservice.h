// SPDX-License-Identifier: GPL-3.0-or-later
// AuthService: API keys: making them, and telling who a key's text stands for.
#pragma once

#include "server/services/caller.h"
#include "server/store/database.h"
#include "server/store/records.h"
#include "shared/base/secret.h"
#include "shared/base/task.h"
#include <QHash>
#include <array>

class AuthService {
public:
    AuthService(Database &database, const Clock &clock);

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
    /// A text that was right once is known again by a hash under a key of this process alone, which nobody outside can
    /// aim at and which costs a twentieth of SHA-256.
    using Seal = std::array<unsigned char, 16>;
    struct Known {
        ApiKeyRecord record;
        QByteArray hash; // its bytes, not in hexadecimal as they are stored
        std::optional<Seal> seal;
    };
    bool mayAskDatabase();
    bool isRight(const Secret &text, Known &known) const;

    Database &m_database;
    const Clock &m_clock;
    std::array<unsigned char, 16> m_sealKey; // crypto_shorthash_KEYBYTES
    QHash<QByteArray, Known> m_byPrefix;
    std::chrono::milliseconds m_lookupWindow{};
    int m_lookups = 0;
};
