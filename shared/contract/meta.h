// SPDX-License-Identifier: GPL-3.0-or-later
// What the server says of itself: health, capabilities and who is asking.
#pragma once

#include "shared/contract/page.h"
#include "shared/contract/permissions.h"

struct ServerHealth {
    QString status = QStringLiteral("ok");
    QString version;
    bool ready = true;
    QMap<QString, QString> checks;

    static constexpr std::string_view schemaName = "ServerHealth";
    static constexpr auto fields() {
        return fieldList(field("status", &ServerHealth::status, "ok; or degraded: GET /api/info says why"),
            field("version", &ServerHealth::version),
            field("ready", &ServerHealth::ready, "It takes changes; an answer alone says that it lives"),
            field("checks", &ServerHealth::checks,
                "database, logs: ok or failing; without the database it is not ready"));
    }
};

struct HealthQuery : QueryParameters {
    std::optional<bool> ready;
    static constexpr auto fields() {
        return fieldList(field("ready", &HealthQuery::ready, "Answer 503 while it is not ready"));
    }
};

struct EngineSummary {
    QString name;
    QString kind;
    bool available = false;
    QString version;
    QString message;
    QList<QString> capabilities;

    static constexpr std::string_view schemaName = "Engine";
    static constexpr auto fields() {
        return fieldList(field("name", &EngineSummary::name), field("kind", &EngineSummary::kind),
            field("available", &EngineSummary::available), field("version", &EngineSummary::version),
            field("message", &EngineSummary::message, "Why it is not available"),
            field("capabilities", &EngineSummary::capabilities));
    }
};

/// The proxy in front of the services.
struct EdgeSummary {
    QString kind = QStringLiteral("none");
    bool available = false;
    QString version;
    QString message;
    QString base_domain;

    static constexpr std::string_view schemaName = "Edge";
    static constexpr auto fields() {
        return fieldList(field("kind", &EdgeSummary::kind, "none, caddy or traefik"),
            field("available", &EdgeSummary::available, "It was reached and serves what it should"),
            field("version", &EdgeSummary::version, "Empty where it does not say"),
            field("message", &EdgeSummary::message, "Why it is not available"),
            field("base_domain", &EdgeSummary::base_domain, "Services have their hosts below it"));
    }
};

struct ServerLimits {
    int rate_default = 0;
    int rate_authenticated = 0;
    int rate_deploy = 0;
    qint64 body_bytes = 0;

    static constexpr std::string_view schemaName = "Limits";
    static constexpr auto fields() {
        return fieldList(field("rate_default", &ServerLimits::rate_default, "Requests a minute without a key"),
            field("rate_authenticated", &ServerLimits::rate_authenticated, "Requests a minute"),
            field("rate_deploy", &ServerLimits::rate_deploy, "Deploy operations a minute; 0 is no limit"),
            field("body_bytes", &ServerLimits::body_bytes, "Largest request body"));
    }
};

struct ServerSummary {
    QString version;
    QList<EngineSummary> engines;
    EdgeSummary edge;
    ServerLimits limits;
    int templates = 0;
    QList<QString> template_errors;
    QList<QString> problems;
    qint64 rev = 0;
    QString key_name;
    Role role = Role::Viewer;

    static constexpr std::string_view schemaName = "ServerSummary";
    static constexpr auto fields() {
        return fieldList(field("version", &ServerSummary::version), field("engines", &ServerSummary::engines),
            field("edge", &ServerSummary::edge), field("limits", &ServerSummary::limits),
            field("templates", &ServerSummary::templates, "Templates in the catalog"),
            field("template_errors", &ServerSummary::template_errors, "Catalog files that were left out, and why"),
            field("problems", &ServerSummary::problems, "What keeps the server itself from working as it should"),
            field("rev", &ServerSummary::rev, "Position of the change feed"),
            field("key_name", &ServerSummary::key_name, "Name of the key this was asked with"),
            field("role", &ServerSummary::role, "Role of that key"));
    }
};
