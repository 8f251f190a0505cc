// SPDX-License-Identifier: GPL-3.0-or-later
// Running statements, noting changes and reading them again.
#include "server/store/transaction.h"
#include <QSqlError>

Error sqlError(const QSqlError &error, const QString &what) {
    // SQLite's primary result codes are the low byte (sqlite.org/rescode.html).
    const int code = error.nativeErrorCode().toInt() & 0xff;
    constexpr int busy = 5, locked = 6, noMemory = 7, readOnly = 8, ioError = 10, corrupt = 11, full = 13,
                  cannotOpen = 14, constraint = 19, notADatabase = 26;
    const QString text = QStringLiteral("%1: %2").arg(what, error.text());
    switch (code) {
    case constraint: // the text names tables and statements, which are nobody's business outside
        return {ErrorCode::Conflict, QStringLiteral("It conflicts with what is there already"), {}, {}};
    case full:
        return {ErrorCode::Unavailable, QStringLiteral("The disk of the data directory is full"),
            QStringLiteral("Free some space there; nothing was changed"), {}};
    case busy:
    case locked:
        return {ErrorCode::Unavailable, QStringLiteral("The database is in use by another program"), text, {}};
    case noMemory:
    case readOnly:
    case ioError:
    case cannotOpen:
        return {ErrorCode::Unavailable, QStringLiteral("The database cannot be written"), text, {}};
    case corrupt:
    case notADatabase:
        return {ErrorCode::Unavailable, QStringLiteral("The database is damaged"), text, {}};
    default:
        return {ErrorCode::Internal, QStringLiteral("The database failed"), text, {}};
    }
}

Result<QSqlQuery *> Transaction::run(const QString &sql, const QVariantList &values) {
    auto &query = m_prepared[sql];
    if (!query) {
        query = std::make_shared<QSqlQuery>(m_database);
        query->setForwardOnly(true);
        if (!query->prepare(sql)) {
            const Error error = sqlError(query->lastError(), sql);
            m_prepared.remove(sql);
            return error;
        }
    }
    query->finish();
    for (qsizetype i = 0; i < values.size(); ++i)
        query->bindValue(int(i), values[i]);
    if (!query->exec())
        return sqlError(query->lastError(), sql);
    return query.get();
}

void Transaction::finishQueries() {
    // A statement that stays half-read would hold an old snapshot and keep the WAL from being checkpointed.
    for (const auto &query : std::as_const(m_prepared))
        query->finish();
    // Statements are few and constant; whoever builds texts at run time must not fill the memory with them.
    static constexpr qsizetype remembered = 256;
    if (m_prepared.size() > remembered)
        m_prepared.clear();
}

Result<Done> Transaction::change(std::string_view noun, const QString &id, ChangeOp op, const QByteArray &value,
    const std::optional<CustomerId> &customer, Timestamp now, std::any record) {
    const QString nounText = QString::fromLatin1(noun.data(), qsizetype(noun.size()));
    Change change{m_lastRev + 1, nounText, id, op, value, customer, now, std::move(record)};
    TRY_DONE(run(QStringLiteral("INSERT INTO changes (rev, noun, id, op, value, customer_id, at) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?)"),
        {change.rev, nounText, id, toText(op), value.isNull() ? QStringLiteral("") : QString::fromUtf8(value),
            customer ? QVariant(customer->value) : QVariant(), qint64(now.time_since_epoch().count())}));
    m_lastRev = change.rev;
    m_changes.append(std::move(change));
    return {};
}

Result<QList<Change>> Transaction::changesAfter(qint64 rev, int limit) {
    TRY(query,
        run(QStringLiteral("SELECT rev, noun, id, op, value, customer_id, at FROM changes WHERE rev > ? "
                           "ORDER BY rev LIMIT ?"),
            {rev, limit}));
    QList<Change> changes;
    while (query->next()) {
        const auto op = enumFromName<ChangeOp>(query->value(3).toString());
        Change change{query->value(0).toLongLong(), query->value(1).toString(), query->value(2).toString(),
            op.value_or(ChangeOp::Remove), query->value(4).toString().toUtf8(), {},
            Timestamp(std::chrono::milliseconds(query->value(6).toLongLong())), {}};
        if (!query->value(5).isNull())
            change.customer = CustomerId{query->value(5).toString()};
        if (!op)
            return Error{ErrorCode::Internal, QStringLiteral("The change feed cannot be read"),
                QStringLiteral("Change %1 has an unknown op").arg(change.rev), {}};
        changes.append(std::move(change));
    }
    const bool complete = changes.isEmpty() ? rev == m_lastRev : changes.first().rev == rev + 1;
    if (!complete)
        return Error{ErrorCode::Gone, QStringLiteral("The changes after %1 are kept no longer").arg(rev),
            QStringLiteral("Load a snapshot and follow the feed from its rev"), {}};
    return changes;
}
