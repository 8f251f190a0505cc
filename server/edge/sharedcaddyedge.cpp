// SPDX-License-Identifier: GPL-3.0-or-later
// Our blocks among others'.
#include "server/edge/sharedcaddyedge.h"
#include "server/edge/caddyconfig.h"
#include <QUrl>

using namespace std::chrono_literals;

static const QByteArray serversPath = "/config/apps/http/servers/";

static CaddyAdmin::Endpoint endpointOf(const QString &admin) {
    const QUrl url(admin);
    if (url.scheme() == QLatin1String("unix"))
        return {url.path(), "http://localhost"};
    return {{}, url.toString(QUrl::RemovePath | QUrl::StripTrailingSlash).toUtf8()};
}

SharedCaddyEdge::SharedCaddyEdge(EdgeOptions options)
    : m_options(std::move(options)), m_admin(endpointOf(m_options.admin)) {
    m_look.setSingleShot(true);
    connect(&m_look, &QTimer::timeout, this, [this] { spawn(look()); });
}

EdgeSummary SharedCaddyEdge::summary() const {
    return {toText(m_options.kind), m_problem.isEmpty() && !m_marker.isEmpty(), {}, m_problem, m_options.baseDomain};
}

Task<> SharedCaddyEdge::look() {
    const Result<QJsonValue> found = co_await m_admin.get(serversPath + "aiadminpanel/@id");
    if (m_look.isActive())
        co_return; // applied in the meantime
    if (found && found->toString() == m_marker) {
        m_look.start(5s);
        co_return;
    }
    m_problem = found ? QStringLiteral("Its configuration was changed") : found.error().message;
    emit applyWanted();
}

Task<Result<Done>> SharedCaddyEdge::apply(QList<EdgeRoute> routes) {
    m_look.stop();
    const Result<Done> done = co_await bring(routes);
    m_problem.clear();
    if (done)
        m_look.start(5s);
    else
        m_problem = done.error().message + QStringLiteral(": ") + done.error().details;
    co_return done;
}

Task<Result<Done>> SharedCaddyEdge::bring(QList<EdgeRoute> routes) {
    const QJsonObject blocks = caddy::servers(m_options, routes, caddy::Targets::Inline);
    const QString wanted = caddy::markerOf(blocks);
    CO_TRY(found, co_await m_admin.get(serversPath + "aiadminpanel/@id"));
    if (found.toString() != wanted) {
        // The one with the marker last: it says that the other one is right, too.
        for (const QString &name : {caddy::redirectName, caddy::serverName}) {
            const QJsonValue block = blocks.contains(name) ? blocks.value(name) : QJsonValue();
            CO_TRY_DONE(co_await put(name, block));
        }
    }
    m_marker = wanted;
    co_return Done{};
}

Task<Result<Done>> SharedCaddyEdge::put(QString name, QJsonValue block) {
    const QByteArray path = serversPath + name.toUtf8();
    CO_TRY(before, co_await m_admin.get(path));
    if (before == block)
        co_return Done{};
    const QJsonValue none;
    if (block.isNull())
        co_return co_await m_admin.send("DELETE", path, none);
    // Where it has no server at all, the folders above ours are made; PUT refuses to overwrite what is there by then.
    CO_TRY(servers, co_await m_admin.get("/config/apps/http/servers"));
    if (servers.isObject())
        co_return co_await m_admin.send("POST", path, block);
    CO_TRY(http, co_await m_admin.get("/config/apps/http"));
    CO_TRY(apps, co_await m_admin.get("/config/apps"));
    const QJsonValue inServers(QJsonObject{{name, block}});
    if (http.isObject())
        co_return co_await m_admin.send("PUT", "/config/apps/http/servers", inServers);
    const QJsonValue inHttp(QJsonObject{{QStringLiteral("servers"), inServers}});
    if (apps.isObject())
        co_return co_await m_admin.send("PUT", "/config/apps/http", inHttp);
    const QJsonValue inApps(QJsonObject{{QStringLiteral("http"), inHttp}});
    co_return co_await m_admin.send("PUT", "/config/apps", inApps);
}
