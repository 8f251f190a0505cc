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
    MetaService(Database &database, const ReadModel &model, const Catalog &catalog, const Engines &engines,
        const Routing &routing, const LogStore &logs, const Clock &clock, ServerLimits limits);

    /// `Unavailable` when it was asked whether the server is ready, and it is not.
    Result<ServerHealth> health(Caller caller, HealthQuery query);
    Result<ServerSummary> info(Caller caller);
    Result<Document<JsonKind>> openapi(Caller caller);

private:
    void tryWrite();

    Database &m_database;
    const ReadModel &m_model;
    const Catalog &m_catalog;
    const Engines &m_engines;
    const Routing &m_routing;
    const LogStore &m_logs;
    const Clock &m_clock;
    std::chrono::milliseconds m_triedAt{};
    ServerLimits m_limits;
    QByteArray m_openapi;
};
