// SPDX-License-Identifier: GPL-3.0-or-later
// Transaction: what a closure given to the database may do. It lives on the database's thread and only for the call.
#pragma once

#include "server/store/change.h"
#include "shared/base/result.h"
#include <QHash>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariantList>

/// What SQLite or PostgreSQL said, in the words of the API: constraints are `Conflict`; a full, failing or locked
/// database is `Unavailable`; everything else `Internal`.
Error sqlError(const QSqlError &error, const QString &what);

class Transaction {
public:
    explicit Transaction(const QSqlDatabase &database, qint64 lastRev) : m_database(database), m_lastRev(lastRev) { }
    Q_DISABLE_COPY_MOVE(Transaction)

    /// Runs one statement with `?` places; the query is prepared once and kept. The result is good until the same text
    /// runs again.
    Result<QSqlQuery *> run(const QString &sql, const QVariantList &values = {});

    /// Notes a change in the feed, with the next rev. `value` is what the noun's list shows; `record`, if given, is
    /// handed to the listeners of Database::committed().
    Result<Done> change(std::string_view noun, const QString &id, ChangeOp op, const QByteArray &value,
        const std::optional<CustomerId> &customer, Timestamp now, std::any record = {});

    /// The feed's position as this transaction sees it: a snapshot read here is complete up to this rev.
    qint64 lastRev() const { return m_lastRev; }
    /// At most `limit` changes after `rev`. `Gone` when some of them are kept no longer.
    Result<QList<Change>> changesAfter(qint64 rev, int limit);

private:
    friend class Database;
    void finishQueries();

    QSqlDatabase m_database;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_prepared;
    QList<Change> m_changes;
    qint64 m_lastRev;
};
