// SPDX-License-Identifier: GPL-3.0-or-later
// Health, info and the OpenAPI document.
#include "server/services/metaservice.h"
#include "shared/contract/openapi.h"

MetaService::MetaService(const ReadModel &model, const Catalog &catalog, const Engines &engines, const Routing &routing,
    const LogStore &logs, ServerLimits limits)
    : m_model(model), m_catalog(catalog), m_engines(engines), m_routing(routing), m_logs(logs), m_limits(limits) { }

Result<ServerHealth> MetaService::health(Caller) {
    return ServerHealth{
        m_logs.isDegraded() ? QStringLiteral("degraded") : QStringLiteral("ok"), QStringLiteral(AAP_VERSION)};
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
