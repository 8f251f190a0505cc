// SPDX-License-Identifier: GPL-3.0-or-later
// MetaService: what the server says of itself.
#pragma once

#include "server/catalog/catalog.h"
#include "server/engine/engines.h"
#include "server/logs/logstore.h"
#include "server/services/routing.h"
#include "shared/contract/api.h"

class MetaService {
public:
    MetaService(const ReadModel &model, const Catalog &catalog, const Engines &engines, const Routing &routing,
        const LogStore &logs, ServerLimits limits);

    Result<ServerHealth> health(Caller caller);
    Result<ServerSummary> info(Caller caller);
    Result<Document<JsonKind>> openapi(Caller caller);

private:
    const ReadModel &m_model;
    const Catalog &m_catalog;
    const Engines &m_engines;
    const Routing &m_routing;
    const LogStore &m_logs;
    ServerLimits m_limits;
    QByteArray m_openapi;
};
