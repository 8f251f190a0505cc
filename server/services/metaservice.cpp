// SPDX-License-Identifier: GPL-3.0-or-later
// Health, info and the OpenAPI document.
#include "server/services/metaservice.h"
#include "shared/contract/openapi.h"

MetaService::MetaService(Database &database, const ReadModel &model, const Catalog &catalog, const Engines &engines,
    const Routing &routing, const LogStore &logs, const Clock &clock, ServerLimits limits)
    : m_database(database)
    , m_model(model)
    , m_catalog(catalog)
    , m_engines(engines)
    , m_routing(routing)
    , m_logs(logs)
    , m_clock(clock)
    , m_limits(limits) { }

/// Who balances load sends nothing to a server that is not ready; so the end of that is found out here.
void MetaService::tryWrite() {
    static constexpr auto tryEvery = std::chrono::seconds(2);
    if (m_triedAt > std::chrono::milliseconds(0) && m_clock.monotonic() - m_triedAt < tryEvery)
        return;
    m_triedAt = m_clock.monotonic();
    (void)m_database.write<Done>([at = qint64(m_clock.now().time_since_epoch().count())](Transaction &transaction) {
        const auto removed = transaction.run(QStringLiteral("DELETE FROM write_check"));
        const auto added = transaction.run(QStringLiteral("INSERT INTO write_check (id, at) VALUES (1, ?)"), {at});
        return added ? Result<Done>() : Result<Done>(added.error());
    });
}

Result<ServerHealth> MetaService::health(Caller, HealthQuery query) {
    const bool isFailing = m_database.isFailing(), isDegraded = m_logs.isDegraded();
    if (isFailing)
        tryWrite();
    if (isFailing && query.ready.value_or(false))
        return Error{ErrorCode::Unavailable, QStringLiteral("The server is not ready"),
            QStringLiteral("Its database takes no changes (is the disk full?)"), {}};
    const auto word = [](bool failing) { return failing ? QStringLiteral("failing") : QStringLiteral("ok"); };
    ServerHealth health;
    health.status = isDegraded || isFailing ? QStringLiteral("degraded") : QStringLiteral("ok");
    health.version = QStringLiteral(AAP_VERSION);
    health.ready = !isFailing;
    health.checks = {{QStringLiteral("database"), word(isFailing)}, {QStringLiteral("logs"), word(isDegraded)}};
    return health;
}

Result<ServerSummary> MetaService::info(Caller caller) {
    ServerSummary summary;
    summary.version = QStringLiteral(AAP_VERSION);
    for (const auto &engine : m_engines.all())
        summary.engines.append(engine->summary());
    summary.edge = m_routing.summary();
    summary.limits = m_limits;
    summary.templates = int(m_catalog.templates().size());
    // Files and folders of the server are no customer's business.
    for (const CatalogFault &fault : caller.customer ? QList<CatalogFault>() : m_catalog.faults())
        summary.template_errors.append(fault.toString());
    if (m_database.isFailing())
        summary.problems.append(
            QStringLiteral("The database takes no changes (is the disk full?): what was acknowledged is safe, what is "
                           "asked for now is refused"));
    if (m_logs.isDegraded())
        summary.problems.append(
            QStringLiteral("The data directory takes no log lines (is the disk full?): the latest are "
                           "kept in memory, and what has no room there becomes a gap"));
    summary.rev = m_model.rev();
    summary.key_name = caller.name;
    summary.role = caller.role;
    return summary;
}

Result<Document<JsonKind>> MetaService::openapi(Caller) {
    if (m_openapi.isEmpty())
        m_openapi = QJsonDocument(openApiDocument()).toJson(QJsonDocument::Compact);
    return Document<JsonKind>{m_openapi};
}
