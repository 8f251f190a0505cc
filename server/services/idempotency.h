// SPDX-License-Identifier: GPL-3.0-or-later
// Idempotency: a request that comes again by its Idempotency-Key is answered again and not carried out again, also
// when the server was killed in between: the change stores the key in its own transaction.
#pragma once

#include "server/services/caller.h"
#include "server/services/vault.h"
#include "server/store/database.h"
#include "shared/base/task.h"
#include <QSet>

class Idempotency {
public:
    Idempotency(Database &database, const Vault &vault, const Clock &clock)
        : m_database(database), m_vault(vault), m_clock(clock) { }

    /// Kept this long, for each caller apart.
    static constexpr auto keptFor = std::chrono::hours(24);
    static constexpr qsizetype maxKeyLength = 255;

    struct Answer {
        int status = 0;
        QByteArray contentType;
        QByteArray location;
        QByteArray body;
    };
    struct Before {
        /// It was carried out: this is what it has made.
        QString target;
        /// Nothing when the server was killed before it had answered.
        std::optional<Answer> answer;
    };

    /// What names a request: the caller's key for it, and a fingerprint of all that it asks.
    static RequestMark mark(const Caller &caller, QByteArrayView key, const QByteArrayList &asked);
    /// What became of this request before; nullopt: it is to be carried out now, and end() is to be called then.
    /// `Conflict` while it is being carried out, `Validation` when the key was used for another request.
    Task<Result<std::optional<Before>>> begin(RequestMark mark);
    /// Keeps the answer, sealed, since there may be a key's text in it; nullopt: it has changed nothing.
    Task<> end(RequestMark mark, std::optional<Answer> answer);

    /// For the transaction of the change.
    static Result<Done> note(Transaction &transaction, const RequestMark &mark, const QString &target, Timestamp now);

private:
    Result<std::optional<Before>> read(Transaction &transaction, const RequestMark &mark) const;

    Database &m_database;
    const Vault &m_vault;
    const Clock &m_clock;
    QHash<QString, QString> m_running; // fingerprint by id
};
