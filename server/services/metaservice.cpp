// SPDX-License-Identifier: GPL-3.0-or-later
// Health, info and the OpenAPI document.
#include "server/services/metaservice.h"
#include "shared/contract/openapi.h"

MetaService::MetaService(
    const ReadModel &model, const Catalog &catalog, const Engines &engines, const Routing &routing, ServerLimits limits)
    : m_model(model), m_catalog(catalog), m_engines(engines), m_routing(routing), m_limits(limits) { }

Result<ServerHealth> MetaService::health(Caller) {
    return ServerHealth{QStringLiteral("ok"), QStringLiteral(AAP_VERSION)};
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
