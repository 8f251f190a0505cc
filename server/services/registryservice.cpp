// SPDX-License-Identifier: GPL-3.0-or-later
// Few rows, so all are in memory.
#include "server/services/registryservice.h"
#include "server/services/auditlog.h"
#include "server/services/rows.h"
#include "server/services/sealed.h"
#include "server/store/tables.h"
#include "shared/contract/rules.h"
#include <QCoroFuture>

static constexpr qsizetype maxRegistries = 200;

RegistryService::RegistryService(Database &database, const Vault &vault, const Clock &clock)
    : m_database(database), m_vault(vault), m_clock(clock) { }

Task<Result<Done>> RegistryService::load() {
    auto reading = m_database.read<QList<RegistryRecord>>(
        [](Transaction &transaction) { return tables::registries.all(transaction); });
    CO_TRY(records, co_await reading);
    for (const RegistryRecord &record : std::as_const(records))
        m_registries.insert(record.id, record);
    co_return Done{};
}

Result<RegistryRecord> RegistryService::find(const RegistryId &id) const {
    const auto found = m_registries.constFind(id);
    if (found == m_registries.constEnd())
        return Error{ErrorCode::NotFound, QStringLiteral("Registry not found"),
            QStringLiteral("No registry with ID %1 exists").arg(id.value), {}};
    return *found;
}

Result<Page<Registry>> RegistryService::list(Caller, RegistryQuery query) {
    QList<Registry> all(m_registries.begin(), m_registries.end());
    const bool byCreation = query.sort == RegistrySort::CreatedAt;
    return pageOf(all, query, [byCreation](const Registry &a, const Registry &b) {
        return byCreation ? std::tie(a.created_at, a.id.value) < std::tie(b.created_at, b.id.value)
                          : a.server < b.server;
    });
}

Result<Registry> RegistryService::get(Caller, RegistryId id) {
    TRY(record, find(id));
    return Registry(record);
}

static QString canonicalServer(const QString &given) {
    const QString server = given.trimmed().toLower();
    static const QStringList hub{QStringLiteral("index.docker.io"), QStringLiteral("registry-1.docker.io"),
        QStringLiteral("registry.hub.docker.com")};
    return hub.contains(server) ? QStringLiteral("docker.io") : server;
}

static QMap<QString, QString> wrongLogin(
    const std::optional<QString> &username, const std::optional<QString> &password) {
    QMap<QString, QString> errors;
    const auto check = [&errors](const char *name, const std::optional<QString> &text, qsizetype most) {
        if (text && (text->isEmpty() || text->size() > most || text->contains(u'\n')))
            errors.insert(QLatin1String(name), QStringLiteral("must be one line of 1 to %1 characters").arg(most));
    };
    check("username", username, 255);
    check("password", password, 8192);
    return errors;
}

Task<Result<Registry>> RegistryService::create(Caller caller, CreateRegistry body) {
    QMap<QString, QString> errors = wrongLogin(body.username, body.password);
    RegistryRecord record;
    record.server = canonicalServer(body.server);
    if (const QString wrong = rules::registryServer(record.server); !wrong.isEmpty())
        errors.insert(QStringLiteral("server"), wrong);
    if (!errors.isEmpty())
        co_return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, errors};
    if (m_registries.size() >= maxRegistries)
        co_return Error{ErrorCode::Conflict, QStringLiteral("There are %1 registries already").arg(maxRegistries),
            QStringLiteral("Delete one that is not needed"), {}};
    record.id = RegistryId::make(m_clock);
    record.username = body.username;
    record.password = m_vault.seal(Secret(body.password.toUtf8()), sealed::password(record.id));
    record.created_at = record.updated_at = m_clock.now();
    auto writing = m_database.write<Done>([caller, record](Transaction &transaction) -> Result<Done> {
        TRY_DONE(tables::registries.insert(transaction, record));
        return auditlog::add(transaction, caller, {record.id.value, {}, {}, toJson(Registry(record)), {}});
    });
    const Result<Done> written = co_await writing;
    if (!written && written.error().code == ErrorCode::Conflict)
        co_return Error{ErrorCode::Conflict, QStringLiteral("There are credentials for %1 already").arg(record.server),
            QStringLiteral("Change those, or delete them first"),
            {{QStringLiteral("server"), QStringLiteral("is taken")}}};
    if (!written)
        co_return written.error();
    m_registries.insert(record.id, record);
    co_return Registry(record);
}

Task<Result<Registry>> RegistryService::patch(Caller caller, RegistryId id, PatchRegistry body) {
    CO_TRY(record, find(id));
    const QByteArray before = toJson(Registry(record));
    const QMap<QString, QString> errors = wrongLogin(body.username, body.password);
    if (!errors.isEmpty())
        co_return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, errors};
    record.username = body.username.value_or(record.username);
    if (body.password)
        record.password = m_vault.seal(Secret(body.password->toUtf8()), sealed::password(record.id));
    record.updated_at = m_clock.now();
    auto writing = m_database.write<Done>([caller, before, record](Transaction &transaction) -> Result<Done> {
        TRY_DONE(tables::registries.update(transaction, record));
        return auditlog::add(transaction, caller, {record.id.value, {}, before, toJson(Registry(record)), {}});
    });
    CO_TRY_DONE(co_await writing);
    m_registries.insert(record.id, record);
    co_return Registry(record);
}

Task<Result<Done>> RegistryService::remove(Caller caller, RegistryId id) {
    CO_TRY(record, find(id));
    auto writing = m_database.write<Done>([caller, record](Transaction &transaction) -> Result<Done> {
        TRY_DONE(tables::registries.remove(transaction, record.id.value));
        return auditlog::add(transaction, caller, {record.id.value, {}, toJson(Registry(record)), {}, {}});
    });
    CO_TRY_DONE(co_await writing);
    m_registries.remove(id);
    co_return Done{};
}

std::optional<RegistryService::Login> RegistryService::loginAt(const QString &server) const {
    for (const RegistryRecord &record : m_registries) {
        if (record.server != canonicalServer(server))
            continue;
        const Result<Secret> password = m_vault.unseal(record.password, sealed::password(record.id));
        if (password)
            return Login{record.username, *password};
        qWarning("registry %s: %s", qPrintable(record.server), qPrintable(password.error().message));
    }
    return std::nullopt;
}
