// SPDX-License-Identifier: GPL-3.0-or-later
// Files first, then the configuration, and only where it differs from the one that holds.
#include "server/edge/caddyedge.h"
#include "server/edge/caddyconfig.h"
#include "server/edge/targetfiles.h"
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>

CaddyEdge::CaddyEdge(EdgeOptions options, QString folder, int uid)
    : m_options(std::move(options)), m_folder(std::move(folder)), m_process(m_folder, uid), m_admin({}) {
    connect(&m_process, &CaddyProcess::ended, this, [this] {
        m_problem = QStringLiteral("It has ended");
        qWarning("the edge's Caddy has ended; it is started again");
        emit applyWanted();
    });
    askVersion();
}

void CaddyEdge::askVersion() {
    auto *process = new QProcess(this);
    connect(process, &QProcess::finished, process, [this, process] {
        static const QRegularExpression number(QStringLiteral("\\d+\\.\\d+\\.\\d+"));
        m_version = number.match(QString::fromUtf8(process->read(200))).captured();
        process->deleteLater();
    });
    connect(process, &QProcess::errorOccurred, process, &QObject::deleteLater);
    process->start(QStringLiteral("caddy"), {QStringLiteral("version")});
}

EdgeSummary CaddyEdge::summary() const {
    return {toText(m_options.kind), m_problem.isEmpty() && m_process.isRunning(), m_version, m_problem,
        m_options.baseDomain};
}

Task<Result<Done>> CaddyEdge::apply(QList<EdgeRoute> routes) {
    const Result<Done> done = co_await bring(routes);
    m_problem.clear();
    if (!done)
        m_problem = done.error().details.isEmpty()
            ? done.error().message
            : QString(done.error().message + QStringLiteral(": ") + done.error().details);
    co_return done;
}

Task<Result<Done>> CaddyEdge::bring(QList<EdgeRoute> routes) {
    if (!m_process.isRunning()) {
        CO_TRY_DONE(m_process.open());
        m_admin.setEndpoint({m_process.socketPath(), "http://localhost"});
    }
    CO_TRY_DONE(writeTargets(m_folder + QStringLiteral("/routes"), routes));
    const QJsonObject config = caddy::whole(m_options, routes);
    const QString wanted = caddy::markerOf(caddy::servers(m_options, routes, caddy::Targets::Files));
    const bool starts = !m_process.isRunning();
    if (starts) {
        CO_TRY_DONE(co_await m_process.start(QJsonDocument(config).toJson(QJsonDocument::Compact)));
    }
    // Its endpoint is there before its servers are: this is answered when those are, too.
    const Result<QJsonValue> marker = co_await m_admin.get("/config/apps/http/servers/aiadminpanel/@id");
    if (!marker && starts)
        co_return Error{ErrorCode::Unavailable, QStringLiteral("Caddy does not start"), m_process.lastWords(), {}};
    if (!marker)
        co_return marker.error();
    if (marker->toString() == wanted)
        co_return Done{};
    const QJsonValue value(config);
    co_return co_await m_admin.send("POST", "/load", value);
}
