// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEngine, the part that asks how a revision is: by the template's check, by those of its containers, or by
// whether they run at all.
#include "server/catalog/interpolate.h"
#include "server/engine/docker/dockerengine.h"
#include "server/engine/docker/dockerwire.h"
#include <QCoroFuture>
#include <QJsonArray>
#include <QUrl>

using namespace std::chrono_literals;

/// Runs a check in a container, as the engine itself would.
Task<Result<Done>> DockerEngine::probe(
    SessionPtr session, QString container, QStringList test, std::chrono::milliseconds timeout) {
    const QString kind = test.value(0);
    if (kind == QLatin1String("NONE") || test.size() < 2)
        co_return Done{};
    const QStringList command = kind == QLatin1String("CMD-SHELL")
        ? QStringList{QStringLiteral("/bin/sh"), QStringLiteral("-c"), test[1]}
        : test.mid(1);
    DockerClient &client = session->client();
    const QJsonObject exec{{QStringLiteral("AttachStdout"), true}, {QStringLiteral("AttachStderr"), true},
        {QStringLiteral("Cmd"), QJsonArray::fromStringList(command)}};
    const QString makePath = QStringLiteral("/containers/%1/exec").arg(container);
    CO_TRY(made, co_await client.call("POST", makePath, {}, QJsonDocument(exec), 10s));
    const QString id = made.object()[QLatin1String("Id")].toString();
    const QString path = QStringLiteral("/exec/%1").arg(id);
    OutgoingRequest request = client.request("POST", path + QStringLiteral("/start"));
    request.headers.append("Content-Type: application/json");
    request.body = R"({"Detach":false,"Tty":false})";
    request.timeout = timeout;
    CO_TRY(answer, co_await client.http().send(request));
    if (answer.status >= 400)
        co_return DockerClient::refusal("POST", path, answer.status, answer.body);
    CO_TRY(ended, co_await client.call("GET", path + QStringLiteral("/json"), {}, {}, 10s));
    const int code = ended.object()[QLatin1String("ExitCode")].toInt(-1);
    if (code == 0)
        co_return Done{};
    co_return Error{ErrorCode::Unavailable,
        QStringLiteral("exit code %1: %2")
            .arg(code)
            .arg(QString::fromUtf8(wire::output(answer.body).left(200)).simplified()),
        {}, {}};
}

/// All containers run, and those with a check of their own pass it.
Task<Result<Done>> DockerEngine::checkHealth(SessionPtr session, RunPtr run) {
    CO_TRY(now, co_await list(session, run->plan.revision.service, run->plan.revision.number));
    CO_TRY_DONE(co_await checkRunning(session, run, now));
    const bool isOurs = !m_client.capabilities().ticksHealth;
    for (const Listed &listed : std::as_const(now)) {
        if (listed.state == QLatin1String("restarting"))
            co_return Error{ErrorCode::Unavailable,
                QStringLiteral("component \"%1\" is being started again").arg(listed.component), {}, {}};
        const ComposeComponent *component = run->project.find(listed.component);
        const bool isUp = listed.state == QLatin1String("running");
        if (!isUp && component && !container::mayEnd(*component))
            co_return Error{ErrorCode::Unavailable,
                QStringLiteral("component \"%1\" is %2").arg(listed.component, listed.state), {}, {}};
        if (isOurs && component && component->healthcheck && isUp) {
            const QString id = listed.id;
            const QStringList test = component->healthcheck->test;
            const auto timeout = component->healthcheck->timeout;
            CO_TRY_DONE(co_await probe(session, id, test, timeout));
        }
        for (const char *bad : {"(unhealthy)", "(health: starting)"})
            if (!isOurs && listed.status.contains(QLatin1String(bad)))
                co_return Error{ErrorCode::Unavailable,
                    QStringLiteral("component \"%1\" is not healthy: %2").arg(listed.component, listed.status), {}, {}};
    }
    co_return Done{};
}

static bool hasChecks(const ComposeProject &project, const QMap<QString, DockerImage> &images) {
    return std::any_of(project.components.begin(), project.components.end(), [&images](const ComposeComponent &c) {
        return c.healthcheck ? c.healthcheck->test.value(0) != QLatin1String("NONE")
                             : images.value(c.name).hasHealthcheck;
    });
}

bool DockerEngine::hasCheck(const Revision &revision) const {
    const RunPtr run = find(revision);
    return !run || run->plan.file.healthcheck || hasChecks(run->project, run->images);
}

/// The component that has this port, else the first.
static QString commandOwner(const ComposeProject &project, int port) {
    for (const ComposeComponent &component : project.components)
        if (component.expose.contains(port)
            || std::any_of(component.ports.begin(), component.ports.end(),
                [port](const ComposePort &p) { return p.target == port; }))
            return component.name;
    return project.components.first().name;
}

void DockerEngine::watchHealth(const RunPtr &run) {
    const Revision revision = run->plan.revision;
    const SessionPtr session = workload(revision.service).session;
    const std::weak_ptr<Run> watched = run;
    HealthProber::Target target;
    target.host = run->endpoints.host;
    if (const auto &check = run->plan.file.healthcheck) {
        target.probe = *check;
        target.port = hostPort(*run, check->port);
        if (check->kind == ProbeKind::Command) {
            QMap<QString, QString> values = run->plan.variables;
            values.insert(QStringLiteral("PORT"), QString::number(check->port)); // it runs inside the container
            const auto command = interpolate(QStringList(check->command), values);
            const QStringList test = QStringList{QStringLiteral("CMD")} + (command ? *command : QStringList());
            const QString component = commandOwner(run->project, check->port);
            const auto timeout = check->timeout;
            target.ask = [this, session, watched, component, test, timeout]() -> Task<Result<Done>> {
                return probeComponent(session, watched.lock(), component, test, timeout);
            };
        }
    } else {
        const bool checks = hasChecks(run->project, run->images);
        const bool isOurs = !m_client.capabilities().ticksHealth;
        target.probe.kind = ProbeKind::Command;
        target.probe.interval = 10s;
        target.probe.timeout = 30s;
        target.probe.start_period = 10s;
        for (const ComposeComponent &component : std::as_const(run->project.components)) {
            if (!component.healthcheck)
                continue;
            const ComposeHealthcheck &own = *component.healthcheck;
            target.probe.start_period =
                std::max(target.probe.start_period, own.startPeriod + (own.retries + 1) * (own.interval + own.timeout));
            if (isOurs)
                target.probe.interval = std::clamp<std::chrono::milliseconds>(own.interval, 1s, target.probe.interval);
        }
        target.rest = isOurs && checks ? 0ms : 1min; // the engine's events tell of what happens between
        // Nothing to ask: that they go on running is all there is to know. (An engine tells of an end at once only some
        // 100 ms later: of programs that ended at once, one of eight was seen after 50 ms.)
        target.settle = checks ? 0ms : 500ms;
        target.ask = [this, session, watched]() -> Task<Result<Done>> { return checkAlive(session, watched.lock()); };
    }
    run->prober = std::make_unique<HealthProber>(std::move(target), m_clock, nullptr);
    connect(run->prober.get(), &HealthProber::changed, this, [this, revision, session](const Health &health) {
        emit healthChanged(revision, health);
        session->wake();
    });
    connect(run->prober.get(), &HealthProber::gaveUp, this, [watched, session](const QString &reason) {
        if (const RunPtr now = watched.lock())
            now->gaveUp = reason;
        session->wake();
    });
    run->gaveUp.reset();
    run->prober->start();
}

Task<Result<Done>> DockerEngine::probeComponent(
    SessionPtr session, RunPtr run, QString component, QStringList test, std::chrono::milliseconds timeout) {
    const ComposeComponent *found = run ? run->project.find(component) : nullptr;
    if (!found)
        co_return Error{ErrorCode::Conflict, QStringLiteral("it does not run any more"), {}, {}};
    const QString id = run->containers.value(container::name(run->plan.revision, *found, 1));
    co_return co_await probe(session, id, test, timeout);
}

Task<Result<Done>> DockerEngine::checkAlive(SessionPtr session, RunPtr run) {
    if (!run)
        co_return Error{ErrorCode::Conflict, QStringLiteral("it does not run any more"), {}, {}};
    co_return co_await checkHealth(session, run);
}

/// An engine that has to be told the restart policy at the beginning starts again what should have failed.
Task<Result<Done>> DockerEngine::checkFirstRun(SessionPtr session, RunPtr run, QList<Listed> now) {
    for (const Listed &listed : std::as_const(now)) {
        const EngineCall look{"GET", QStringLiteral("/containers/%1/json").arg(listed.id)};
        CO_TRY(inspected, co_await session->call(look));
        if (inspected.object()[QLatin1String("RestartCount")].toInt() == 0)
            continue;
        const QString what = QStringLiteral("component \"%1\" ended and was started again").arg(listed.component);
        const QString lines = co_await lastLines(session, listed.id);
        Error error{ErrorCode::Unavailable, run->plan.secrets.apply(what), run->plan.secrets.apply(lines), {}};
        co_return error;
    }
    co_return Done{};
}

Task<Result<Done>> DockerEngine::becomeHealthy(Revision revision) {
    const RunPtr run = find(revision);
    if (!run || run->containers.isEmpty())
        co_return Error{
            ErrorCode::Internal, QStringLiteral("becomeHealthy() before start()"), revision.service.value, {}};
    const SessionPtr session = begin(revision.service);
    watchHealth(run);
    const bool looksAtAll = !run->plan.file.healthcheck && !run->context.startsWithPolicy;
    for (auto pause = 50ms;; pause = std::min(pause * 3 / 2, 1000ms)) {
        // The check of a revision that has none of its own has just looked at all containers.
        if (looksAtAll && run->prober && run->prober->health().status == HealthStatus::Healthy)
            break;
        CO_TRY(now, co_await list(session, revision.service, revision.number));
        CO_TRY_DONE(co_await checkRunning(session, run, now));
        if (run->context.startsWithPolicy) {
            CO_TRY_DONE(co_await checkFirstRun(session, run, now));
        }
        if (!run->prober)
            co_return Error{ErrorCode::Conflict, QStringLiteral("The service was stopped"), {}, {}};
        if (run->prober->health().status == HealthStatus::Healthy)
            break;
        if (run->gaveUp) {
            const QString reason = QStringLiteral("it did not become healthy: %1").arg(*run->gaveUp);
            QString lines;
            for (const ComposeComponent &component : std::as_const(run->project.components))
                if (lines.isEmpty()) {
                    const QString id = run->containers.value(container::name(revision, component, 1));
                    lines = co_await lastLines(session, id);
                }
            co_return Error{
                ErrorCode::Unavailable, run->plan.secrets.apply(reason), run->plan.secrets.apply(lines), {}};
        }
        CO_TRY_DONE(co_await session->pause(pause));
    }
    CO_TRY_DONE(co_await setPolicies(session, run));
    watchOver(run);
    co_return Done{};
}
