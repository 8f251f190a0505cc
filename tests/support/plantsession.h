// SPDX-License-Identifier: GPL-3.0-or-later
// plantSession(): a user and a session of theirs as the server stores them, without a provider to sign in at. For a
// panel that is stopped, since sessions are read at its start.
#pragma once

#include "shared/base/clock.h"
#include "shared/contract/ids.h"
#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>

struct PlantedSession {
    QByteArray user, id;
    QByteArray cookie; // its text
};

/// `user`: of an earlier one, whose second session it is. An empty id: it did not work.
inline PlantedSession plantSession(
    const QString &dataDir, const char *name, const char *role, const QByteArray &customer = {}, QByteArray user = {}) {
    const SystemClock clock;
    const qint64 now = clock.now().time_since_epoch().count();
    QByteArray random(32, Qt::Uninitialized);
    QRandomGenerator::system()->generate(
        reinterpret_cast<quint32 *>(random.data()), reinterpret_cast<quint32 *>(random.data() + random.size()));
    PlantedSession planted{std::move(user), SessionId::make(clock).value.toLatin1(),
        random.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)};
    bool isGood = true;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("plant"));
        database.setDatabaseName(dataDir + QStringLiteral("/panel.db"));
        isGood = database.open();
        const auto insert = [&](const char *sql, const QVariantList &values) {
            QSqlQuery query(database);
            query.prepare(QLatin1String(sql));
            for (const QVariant &value : values)
                query.addBindValue(value);
            isGood = query.exec() && isGood;
        };
        if (planted.user.isEmpty()) {
            planted.user = UserId::make(clock).value.toLatin1();
            insert("INSERT INTO users (id, email, name, role, customer_id, created_at, updated_at, issuer, subject) "
                   "VALUES (?, '', ?, ?, ?, ?, ?, 'planted', ?)",
                {QString::fromLatin1(planted.user), QLatin1String(name), QLatin1String(role),
                    customer.isEmpty() ? QVariant() : QString::fromLatin1(customer), now, now,
                    QString::fromLatin1(planted.user)});
        }
        const QByteArray hash = QCryptographicHash::hash(planted.cookie, QCryptographicHash::Sha256).toHex();
        insert("INSERT INTO sessions (id, user_id, address, user_agent, last_seen_at, expires_at, created_at, "
               "updated_at, hash, provider_session, id_token, refresh_token) "
               "VALUES (?, ?, '127.0.0.1', 'planted', ?, ?, ?, ?, ?, '', '', '')",
            {QString::fromLatin1(planted.id), QString::fromLatin1(planted.user), now, now + 3'600'000, now, now,
                QString::fromLatin1(hash)});
    }
    QSqlDatabase::removeDatabase(QStringLiteral("plant"));
    return isGood ? planted : PlantedSession();
}
