// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEngine, the part that starts: components in order, each after what it depends on has come as far as it must.
#include "server/engine/docker/dockerengine.h"
#include "server/engine/docker/dockerwire.h"
#include <QJsonArray>
#include <QRegularExpression>

using namespace std::chrono_literals;

static QString containerPath(const QString &id, const char *what) {
    return QStringLiteral("/containers/") + id + QLatin1String(what);
}

Task<QString> DockerEngine::lastLines(SessionPtr session, QString container) {
    QUrlQuery query;
    for (const char *stream : {"stdout", "stderr"})
        query.addQueryItem(QLatin1String(stream), QStringLiteral("1"));
    query.addQueryItem(QStringLiteral("tail"), QStringLiteral("20"));
    const QString path = containerPath(container, "/logs");
    OutgoingRequest request = session->client().request("GET", path, query);
    request.timeout = 5s;
    const Result<IncomingAnswer> answer = co_await session->client().http().send(request);
    if (!answer || answer->status >= 400)
        co_return QString();
    QStringList lines;
    for (const QByteArray &line : wire::output(answer->body).split('\n'))
        if (!line.trimmed().isEmpty())
            lines.append(QString::fromUtf8(line.left(500)));
    co_return lines.mid(std::max<qsizetype>(0, lines.size() - 20)).join(u'\n');
}

Task<Error> DockerEngine::ending(SessionPtr session, RunPtr run, Listed container) {
    const EngineCall look{"GET", containerPath(container.id, "/json")};
    const Result<QJsonDocument> inspected = co_await session->call(look);
    QString what = QStringLiteral("component \"%1\" ended").arg(container.component);
    if (inspected) {
        const QJsonObject json = inspected->object();
        const QJsonObject state = json[QLatin1String("State")].toObject();
        const qint64 limit = json[QLatin1String("HostConfig")].toObject()[QLatin1String("Memory")].toInteger();
        const QString error = state[QLatin1String("Error")].toString();
        if (state[QLatin1String("OOMKilled")].toBool())
            what = QStringLiteral("component \"%1\" was killed for want of memory; the limit is %2 MiB")
                       .arg(container.component)
                       .arg(limit / (1024 * 1024));
        else
            what += QStringLiteral(" with exit code %1").arg(state[QLatin1String("ExitCode")].toInt());
        if (!error.isEmpty())
            what += QStringLiteral(" (%1)").arg(error.left(300));
    }
    const QString lines = co_await lastLines(session, container.id);
    Error error{ErrorCode::Unavailable, run->plan.secrets.apply(what), run->plan.secrets.apply(lines), {}};
    co_return error;
}

Task<Result<Done>> DockerEngine::checkRunning(SessionPtr session, RunPtr run, QList<Listed> now) {
    for (auto it = run->containers.begin(); it != run->containers.end(); ++it) {
        const auto listed = std::find_if(now.begin(), now.end(), [&it](const Listed &l) { return l.name == it.key(); });
        if (listed == now.end())
            co_return Error{
                ErrorCode::Unavailable, QStringLiteral("The container %1 was removed").arg(it.key()), {}, {}};
        const bool hasEnded = listed->state == QLatin1String("exited") || listed->state == QLatin1String("dead");
        if (!hasEnded || run->waiting.contains(it.key()))
            continue;
        const Listed ended = *listed;
        const ComposeComponent *component = run->project.find(ended.component);
        if (component && container::mayEnd(*component) && wire::exitCode(ended.status) == 0)
            continue;
        co_return co_await ending(session, run, ended);
    }
    co_return Done{};
}

Task<Result<bool>> DockerEngine::hasCome(
    SessionPtr session, RunPtr run, QString component, DependencyCondition wanted) {
    CO_TRY(now, co_await list(session, run->plan.revision.service, run->plan.revision.number));
    CO_TRY_DONE(co_await checkRunning(session, run, now));
    const ComposeComponent *found = run->project.find(component);
    if (!found)
        co_return true;
    const ComposeComponent needed = *found;
    const bool isOurs = !m_client.capabilities().ticksHealth && needed.healthcheck.has_value();
    for (const Listed &listed : std::as_const(now)) {
        if (listed.component != component)
            continue;
        if (wanted == DependencyCondition::CompletedSuccessfully && listed.state != QLatin1String("exited"))
            co_return false;
        if (wanted != DependencyCondition::Healthy)
            continue;
        if (isOurs) {
            const QString id = listed.id;
            const Result<Done> passed =
                co_await probe(session, id, needed.healthcheck->test, needed.healthcheck->timeout);
            if (!passed)
                co_return false;
            continue;
        }
        if (listed.status.contains(QLatin1String("(unhealthy)")))
            co_return Error{ErrorCode::Unavailable,
                QStringLiteral("component \"%1\" is unhealthy, and others wait for it").arg(component), {}, {}};
        if (!listed.status.contains(QLatin1String("(healthy)")))
            co_return false;
    }
    co_return true;
}

Task<Result<Done>> DockerEngine::awaitDependency(
    SessionPtr session, RunPtr run, QString component, DependencyCondition wanted) {
    if (wanted == DependencyCondition::Started)
        co_return Done{};
    for (auto pause = 20ms;; pause = std::min(pause * 3 / 2, 500ms)) {
        CO_TRY(come, co_await hasCome(session, run, component, wanted));
        if (come)
            co_return Done{};
        CO_TRY_DONE(co_await session->pause(pause));
    }
}

/// The host port an engine's refusal speaks of; 0 when it speaks of none.
static int refusedPort(const QString &message) {
    static const QRegularExpression forms(
        QStringLiteral("(?:Bind for [^ ]*:|listen (?:tcp|udp)[46]? [^ ]*:|port )(\\d{1,5})"));
    if (!message.contains(QLatin1String("already allocated")) && !message.contains(QLatin1String("already in use")))
        return 0;
    return forms.match(message).captured(1).toInt();
}

Task<Error> DockerEngine::startError(SessionPtr session, RunPtr run, QString name, Error error) {
    const int port = refusedPort(error.message);
    if (port == 0) {
        error.message = run->plan.secrets.apply(error.message);
        co_return error;
    }
    QString owner;
    const EngineCall look{"GET", QStringLiteral("/containers/json")};
    const Result<QJsonDocument> all = co_await session->call(look);
    const QJsonArray containers = all ? all->array() : QJsonArray();
    for (const QJsonValue &container : containers) {
        const QJsonArray ports = container[QLatin1String("Ports")].toArray();
        const bool isIt = std::any_of(ports.begin(), ports.end(),
            [port](const QJsonValue &p) { return p[QLatin1String("PublicPort")].toInt() == port; });
        if (!isIt)
            continue;
        const QJsonObject labels = container[QLatin1String("Labels")].toObject();
        const ServiceId service{labels[container::serviceLabel].toString()};
        const bool isOurs = labels[container::panelLabel].toString() == m_options.panel;
        owner = QStringLiteral("a container that is not of this panel");
        if (const auto known = m_workloads.find(service); isOurs && known != m_workloads.end())
            for (const auto &[number, other] : known->second.runs)
                owner = QStringLiteral("the service \"%1\"").arg(other->plan.name);
        else if (isOurs)
            owner = QStringLiteral("the service %1").arg(service.value);
    }
    Error taken{ErrorCode::Conflict,
        QStringLiteral("Port %1, which %2 wants, is taken by %3")
            .arg(port)
            .arg(name, owner.isEmpty() ? QStringLiteral("a program of the host") : owner),
        QStringLiteral("Publish another port, or none: then a free one is chosen"), {}};
    co_return taken;
}

Task<Result<Done>> DockerEngine::startComponent(SessionPtr session, RunPtr run, ComposeComponent component) {
    for (auto needed = component.dependsOn.begin(); needed != component.dependsOn.end(); ++needed) {
        CO_TRY_DONE(co_await awaitDependency(session, run, needed.key(), needed.value()));
    }
    for (int replica = 1; replica <= component.replicas; ++replica) {
        const QString name = container::name(run->plan.revision, component, replica);
        EngineCall start{"POST", containerPath(run->containers.value(name), "/start")};
        start.timeout = 2min;
        const Result<QJsonDocument> started = co_await session->call(start);
        if (!started)
            co_return co_await startError(session, run, name, started.error());
        run->waiting.remove(name);
        listen(run, name);
    }
    co_return Done{};
}

Task<Result<Done>> DockerEngine::start(Revision revision) {
    const RunPtr run = find(revision);
    if (!run || run->containers.isEmpty())
        co_return Error{ErrorCode::Internal, QStringLiteral("start() before prepare()"), revision.service.value, {}};
    const SessionPtr session = workload(revision.service).session;
    CO_TRY(turn, co_await session->takeTurn(DockerSession::Ends::Work));
    const QStringList names = run->containers.keys();
    run->waiting = QSet<QString>(names.begin(), names.end());
    const QList<ComposeComponent> components = run->project.components;
    for (const ComposeComponent &component : components) {
        const ComposeComponent one = component;
        CO_TRY_DONE(co_await startComponent(session, run, one));
    }
    co_return Done{};
}

Task<Result<Done>> DockerEngine::setPolicies(SessionPtr session, RunPtr run) {
    if (!m_client.capabilities().canUpdate)
        co_return Done{};
    const QList<ComposeComponent> components = run->project.components;
    for (const ComposeComponent &component : components) {
        if (component.restart == ComposeRestart::No)
            continue;
        for (int replica = 1; replica <= component.replicas; ++replica) {
            const QString name = container::name(run->plan.revision, component, replica);
            EngineCall update{"POST", containerPath(run->containers.value(name), "/update")};
            const QJsonObject policy{{QStringLiteral("RestartPolicy"), container::restartPolicy(component)}};
            update.body = QJsonDocument(policy);
            CO_TRY(updated, co_await session->call(update));
        }
    }
    co_return Done{};
}
