// SPDX-License-Identifier: GPL-3.0-or-later
// AuthService: who a key's text stands for. All keys are in memory; ApiKeyService changes them.
#pragma once

#include "server/services/caller.h"
#include "server/store/database.h"
#include "server/store/records.h"
#include "shared/base/secret.h"
#include "shared/base/task.h"
#include <QHash>
#include <QSet>
#include <QTimer>
#include <array>

class AuthService : public QObject {
    Q_OBJECT
public:
    AuthService(Database &database, const Clock &clock);

    /// Fills the lookup table; before the first request.
    Task<Result<Done>> load();

    /// Who the text of a key stands for, if it is right, not expired and not revoked. Answers from memory; only a
    /// well-formed key nobody has seen yet (made by the command line while the server runs) asks the database, and
    /// that at most a few times a second.
    std::optional<Caller> authenticate(const Secret &text);
    /// The same caller as the key is now; nullopt when it has ended meanwhile.
    std::optional<Caller> renewed(const Caller &caller) const;

    struct NewKey {
        ApiKeyRecord record;
        /// Shown once, stored nowhere.
        Secret text;
    };
    /// A key that is not stored yet: `aap_` + 8 public characters + `_` + 256 random bits in base64url.
    static NewKey makeKey(const Clock &clock, const QString &name, Role role, std::optional<Timestamp> expiresAt);
    /// Stores a key made by makeKey().
    static Result<Done> insert(Transaction &transaction, const ApiKeyRecord &record);

    /// Callers of this customer may only read, from now on.
    void setSuspended(const CustomerId &customer, bool suspended);
    bool isSuspended(const std::optional<CustomerId> &customer) const {
        return customer && m_suspended.contains(*customer);
    }
    /// Keys of programs of this customer are refused from now on by the plan of that name, or let in again.
    void setShutOut(const CustomerId &customer, const std::optional<QString> &plan);
    /// The plan that keeps them out, if one does.
    std::optional<QString> shutOutBy(const std::optional<CustomerId> &customer) const {
        const auto plan = customer ? m_shutOut.constFind(*customer) : m_shutOut.constEnd();
        return plan == m_shutOut.constEnd() ? std::nullopt : std::optional(*plan);
    }
    bool hasKeys() const { return !m_keys.isEmpty(); }
    /// Takes a key as it is stored now. What is open by it goes on, ends, or has to come again, as the change wants it.
    void remember(const ApiKeyRecord &record);
    /// Its requests are refused from now on and its connections end.
    void forget(const ApiKeyId &id);

    /// To the minute, so that requests cost no writes: they are stored once a minute, all in one transaction.
    std::optional<Timestamp> lastUsed(const ApiKeyId &id) const;
    Task<Result<Done>> storeLastUses();

signals:
    /// What was opened by the key of that id, with this prefix or any (empty), is to end then.
    void ends(const QString &credential, const QByteArray &prefix, Timestamp at);
    /// Its rights are other ones now: what is open was judged by the old ones.
    void rightsChanged(const QString &credential);

private:
    struct Known {
        ApiKeyRecord record;
        std::optional<Timestamp> used;
    };
    /// A text that was right once is known again by a hash under a key of this process alone, which nobody outside can
    /// aim at and which costs a twentieth of SHA-256.
    using Seal = std::array<unsigned char, 16>;
    struct Text {
        ApiKeyId key;
        QByteArray hash; // its bytes, not in hexadecimal as they are stored
        std::optional<Timestamp> ends;
        std::optional<Seal> seal;
    };

    void index(const ApiKeyRecord &record);
    void unindex(const ApiKeyRecord &record);
    Caller callerOf(const ApiKeyRecord &record, const QByteArray &prefix, const Text &text) const;
    void touch(Known &known, Timestamp now);
    bool mayAskDatabase();
    bool isRight(const Secret &given, Text &known) const;

    Database &m_database;
    const Clock &m_clock;
    std::array<unsigned char, 16> m_sealKey; // crypto_shorthash_KEYBYTES
    QHash<ApiKeyId, Known> m_keys;
    QHash<QByteArray, Text> m_texts; // by prefix
    QSet<CustomerId> m_suspended;
    QHash<CustomerId, QString> m_shutOut; // by which plan
    QSet<ApiKeyId> m_used; // whose last use is not stored yet
    QTimer m_storing;
    std::chrono::milliseconds m_lookupWindow{};
    int m_lookups = 0;
};
