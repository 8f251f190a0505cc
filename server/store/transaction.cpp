// SPDX-License-Identifier: GPL-3.0-or-later
// Running statements and noting changes.
#include "server/store/transaction.h"
#include <QSqlError>

Error sqlError(const QSqlError &error, const QString &what) {
    // SQLite's result codes; the primary one is the low byte (sqlite.org/rescode.html).
    const int code = error.nativeErrorCode().toInt();
    constexpr int readOnly = 8, ioError = 10, corrupt = 11, full = 13, notADatabase = 26;
    constexpr int primaryKey = 1555, unique = 2067;
    if (code == primaryKey || code == unique)
        return {ErrorCode::Conflict, QStringLiteral("It conflicts with what is there already"), {}, {}};
    const QString text = QStringLiteral("%1: %2").arg(what, error.text());
    switch (code & 0xff) {
    case full:
        return {ErrorCode::Unavailable, QStringLiteral("The disk of the data directory is full"),
            QStringLiteral("Free some space there; nothing was changed"), {}};
    case readOnly:
    case ioError:
    case corrupt:
    case notADatabase:
        qCritical("the database cannot be used: %s", qPrintable(text));
        return {ErrorCode::Unavailable, QStringLiteral("The database cannot be used"),
            QStringLiteral("The server's log says why"), {}};
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

Result<Done> Transaction::note(Change change, Timestamp now) {
    change.rev = m_lastRev + 1;
    TRY_DONE(run(QStringLiteral("INSERT INTO changes (rev, noun, id, op, value, customer_id, at) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?)"),
        {change.rev, change.noun, change.id, toText(change.op),
            QVariant(QString(QStringLiteral("") + QString::fromUtf8(change.value))),
            change.customer ? QVariant(change.customer->value) : QVariant(), qint64(now.time_since_epoch().count())}));
    m_lastRev = change.rev;
    m_changes.append(std::move(change));
    return {};
}
