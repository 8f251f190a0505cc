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

/// What SQLite or PostgreSQL said, in the words of the API: constraints are `Conflict`, a full or failing disk is
/// `Unavailable`, everything else `Internal`.
Error sqlError(const QSqlError &error, const QString &what);

class Transaction {
public:
    explicit Transaction(const QSqlDatabase &database, qint64 lastRev) : m_database(database), m_lastRev(lastRev) { }
    Q_DISABLE_COPY_MOVE(Transaction)

    /// Runs one statement with `?` places; the query is prepared once and kept.
    Result<QSqlQuery *> run(const QString &sql, const QVariantList &values = {});

    /// Notes a change in the feed, with the next rev. `change.value` is what the noun's list shows.
    Result<Done> note(Change change, Timestamp now);

private:
    friend class Database;
    QSqlDatabase m_database;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_prepared;
    QList<Change> m_changes;
    qint64 m_lastRev;
};
