// SPDX-License-Identifier: GPL-3.0-or-later
// Going through all that is sealed.
#include "server/services/sealed.h"
#include "shared/base/codec.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <functional>

namespace {

constexpr int atOnce = 500; // rows

/// Gives the text a row's column is to hold from the row's id, its owner and what it holds.
using Renew = std::function<Result<QString>(const QString &id, const QString &owner, const QString &held)>;

struct Place {
    const char *table;
    const char *owner; // a column the context needs beside the id
    const char *column;
    Renew renew;
};

Result<int> resealPlace(Transaction &transaction, const Place &place) {
    const auto text = [](const char *name) { return QLatin1String(name); };
    const QString select = QStringLiteral("SELECT id, %1, %2 FROM %3 WHERE id > ? ORDER BY id LIMIT %4")
                               .arg(text(place.owner), text(place.column), text(place.table), QString::number(atOnce));
    const QString update =
        QStringLiteral("UPDATE %1 SET %2 = ? WHERE id = ?").arg(text(place.table), text(place.column));
    struct Row {
        QString id, owner, held;
    };
    int count = 0;
    QString last = QStringLiteral("");
    for (bool more = true; more;) {
        TRY(query, transaction.run(select, {last}));
        QList<Row> rows;
        while (query->next())
            rows.append({query->value(0).toString(), query->value(1).toString(), query->value(2).toString()});
        query->finish();
        for (const Row &row : std::as_const(rows)) {
            last = row.id;
            TRY(renewed, place.renew(row.id, row.owner, row.held));
            if (renewed == row.held)
                continue;
            TRY_DONE(transaction.run(update, {renewed, row.id}));
            ++count;
        }
        more = rows.size() == atOnce;
    }
    return count;
}

} // namespace

Result<int> sealed::resealAll(Transaction &transaction, const Vault &vault) {
    const auto one = [&vault](const QString &held, const QByteArray &context) {
        return held.isEmpty() ? Result<QString>(held) : vault.reseal(held, context);
    };
    const Renew variables = [&one](const QString &, const QString &service, const QString &held) -> Result<QString> {
        TRY(secrets, (fromJson<QMap<QString, QString>>(held.toUtf8(), UnknownFields::Refuse)));
        const auto before = secrets;
        for (auto it = secrets.begin(); it != secrets.end(); ++it) {
            TRY(renewed, one(it.value(), variable(ServiceId{service}, it.key())));
            it.value() = renewed;
        }
        return secrets == before ? held : QString::fromUtf8(toJson(secrets));
    };
    // A backup keeps the deployment that was live, as that was stored.
    const Renew deployment = [&variables](
                                 const QString &, const QString &service, const QString &held) -> Result<QString> {
        QJsonObject record = QJsonDocument::fromJson(held.toUtf8()).object();
        const QString name = QStringLiteral("secrets");
        const auto text = QString::fromUtf8(QJsonDocument(record[name].toObject()).toJson(QJsonDocument::Compact));
        TRY(renewed, variables({}, service, text));
        if (renewed == text)
            return held;
        record[name] = QJsonDocument::fromJson(renewed.toUtf8()).object();
        return QString::fromUtf8(QJsonDocument(record).toJson(QJsonDocument::Compact));
    };
    const auto token = [&one](const char *kind) {
        return [&one, kind](const QString &id, const QString &, const QString &held) {
            return one(held, sealed::token(SessionId{id}, kind));
        };
    };
    const QList<Place> places{{"deployments", "service_id", "secrets", variables},
        {"backups", "service_id", "deployment", deployment},
        {"registries", "id", "password",
            [&one](const QString &id, const QString &, const QString &held) {
                return one(held, password(RegistryId{id}));
            }},
        {"sessions", "id", "id_token", token("id")}, {"sessions", "id", "refresh_token", token("refresh")},
        {"idempotency", "id", "answer",
            [&one](const QString &id, const QString &, const QString &held) { return one(held, answer(id)); }}};
    int count = 0;
    for (const Place &place : places) {
        TRY(some, resealPlace(transaction, place));
        count += some;
    }
    return count;
}
