// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEngine, the part that ends things and finds them again. Everything is found by its labels, so that nothing has
// to be known of it, not even after a crash in the middle of making it.
#include "server/engine/docker/dockerengine.h"
#include <QJsonArray>
#include <QUrl>

using namespace std::chrono_literals;
using Ends = DockerSession::Ends;

static QUrlQuery byLabels(const QStringList &labels) {
    const QJsonObject filters{{QStringLiteral("label"), QJsonArray::fromStringList(labels)}};
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("all"), QStringLiteral("1"));
    query.addQueryItem(
        QStringLiteral("filters"), QString::fromUtf8(QJsonDocument(filters).toJson(QJsonDocument::Compact)));
    return query;
}

static QStringList labelsOf(const QString &panel, const ServiceId &service) {
    return {container::panelLabel + u'=' + panel, container::serviceLabel + u'=' + service.value};
}

static QString segment(const QString &name) {
    return QString::fromLatin1(QUrl::toPercentEncoding(name));
}

Task<Result<QList<DockerEngine::Listed>>> DockerEngine::list(
    SessionPtr session, ServiceId service, std::optional<int> revision) {
    QStringList labels = labelsOf(m_options.panel, service);
    if (revision)
        labels.append(QStringLiteral("%1=%2").arg(container::revisionLabel).arg(*revision));
    const EngineCall look{"GET", QStringLiteral("/containers/json"), byLabels(labels)};
    CO_TRY(answer, co_await session->call(look));
    QList<Listed> all;
    const QJsonArray containers = answer.array();
    for (const QJsonValue &container : containers) {
        const QJsonObject known = container[QLatin1String("Labels")].toObject();
        Listed listed;
        listed.id = container[QLatin1String("Id")].toString();
        listed.name = container[QLatin1String("Names")].toArray().at(0).toString();
        if (listed.name.startsWith(u'/'))
            listed.name.remove(0, 1);
        listed.revision = {service, known[container::revisionLabel].toString().toInt()};
        listed.component = known[container::componentLabel].toString();
        listed.replica = known[container::replicaLabel].toString().toInt();
        listed.order = known[container::orderLabel].toString().toInt();
        listed.fingerprint = known[container::fingerprintLabel].toString();
        listed.state = container[QLatin1String("State")].toString();
        listed.status = container[QLatin1String("Status")].toString();
        all.append(listed);
    }
    std::sort(all.begin(), all.end(), [](const Listed &a, const Listed &b) {
        return std::tuple(a.order, a.replica, a.name) < std::tuple(b.order, b.replica, b.name);
    });
    co_return all;
}

/// In the reverse order of starting, each with the time it was given for it.
Task<Result<Done>> DockerEngine::stopContainers(SessionPtr session, QList<Listed> containers) {
    const bool canUpdate = m_client.capabilities().canUpdate;
    for (auto it = containers.crbegin(); it != containers.crend(); ++it) {
        const QString id = it->id;
        if (it->state == QLatin1String("created") || it->state == QLatin1String("exited")
            || it->state == QLatin1String("dead"))
            continue;
        const EngineCall look{"GET", QStringLiteral("/containers/%1/json").arg(id), {}, {}, {ErrorCode::NotFound}};
        const Result<QJsonDocument> inspected = co_await session->call(look);
        if (!inspected && inspected.error().code == ErrorCode::NotFound)
            continue;
        if (!inspected)
            co_return inspected.error();
        if (canUpdate) {
            // `always` would start it again with the engine, which was not asked for.
            EngineCall update{"POST", QStringLiteral("/containers/%1/update").arg(id)};
            const QJsonObject never{{QStringLiteral("Name"), QStringLiteral("no")}};
            update.body = QJsonDocument(QJsonObject{{QStringLiteral("RestartPolicy"), never}});
            update.expected = {ErrorCode::NotFound};
            (void)co_await session->call(update);
        }
        const int grace =
            inspected->object()[QLatin1String("Config")].toObject()[QLatin1String("StopTimeout")].toInt(10);
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("t"), QString::number(grace));
        EngineCall stop{"POST", QStringLiteral("/containers/%1/stop").arg(id), query};
        stop.expected = {ErrorCode::NotFound};
        stop.timeout = std::chrono::seconds(grace) + 30s;
        const Result<QJsonDocument> stopped = co_await session->call(stop);
        if (!stopped && stopped.error().code != ErrorCode::NotFound)
            co_return stopped.error();
    }
    co_return Done{};
}

/// Removes what is there; that it has gone meanwhile is as good.
static Task<Result<Done>> drop(SessionPtr session, QString path, QUrlQuery query = {}) {
    EngineCall call{"DELETE", path, query};
    call.expected = {ErrorCode::NotFound, ErrorCode::Conflict};
    call.timeout = 60s;
    for (int tries = 0;; ++tries) {
        const Result<QJsonDocument> dropped = co_await session->call(call);
        if (dropped || dropped.error().code == ErrorCode::NotFound)
            co_return Done{};
        // "removal is already in progress" and "has active endpoints": both pass.
        if (dropped.error().code != ErrorCode::Conflict || tries >= 20) {
            emit session->noted(dropped.error().message);
            co_return dropped.error();
        }
        CO_TRY_DONE(co_await session->pause(100ms));
    }
}

Task<Result<Done>> DockerEngine::removeContainers(SessionPtr session, QList<Listed> containers) {
    for (auto it = containers.crbegin(); it != containers.crend(); ++it) {
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("force"), QStringLiteral("1"));
        query.addQueryItem(QStringLiteral("v"), QStringLiteral("1"));
        const QString path = QStringLiteral("/containers/") + it->id;
        CO_TRY_DONE(co_await drop(session, path, query));
    }
    co_return Done{};
}

Task<Result<Done>> DockerEngine::removeOthers(SessionPtr session, ServiceId service, std::optional<int> keep) {
    const auto isOther = [keep](const QJsonValue &thing) {
        const QString revision = thing[QLatin1String("Labels")].toObject()[container::revisionLabel].toString();
        return !revision.isEmpty() && (!keep || revision != QString::number(*keep));
    };
    const EngineCall look{"GET", QStringLiteral("/networks"), byLabels(labelsOf(m_options.panel, service))};
    CO_TRY(networks, co_await session->call(look));
    const QJsonArray all = networks.array();
    for (const QJsonValue &network : all) {
        const QString path = QStringLiteral("/networks/") + segment(network[QLatin1String("Id")].toString());
        if (isOther(network)) {
            CO_TRY_DONE(co_await drop(session, path));
        }
    }
    const EngineCall lookAgain{"GET", QStringLiteral("/volumes"), byLabels(labelsOf(m_options.panel, service))};
    CO_TRY(volumes, co_await session->call(lookAgain));
    const QJsonArray files = volumes.object()[QLatin1String("Volumes")].toArray();
    for (const QJsonValue &volume : files) {
        const QString path = QStringLiteral("/volumes/") + segment(volume[QLatin1String("Name")].toString());
        if (isOther(volume)) {
            CO_TRY_DONE(co_await drop(session, path));
        }
    }
    co_return Done{};
}

Task<Result<Done>> DockerEngine::removeVolumes(SessionPtr session, ServiceId service, DataFate fate) {
    const EngineCall look{"GET", QStringLiteral("/volumes"), byLabels(labelsOf(m_options.panel, service))};
    CO_TRY(answer, co_await session->call(look));
    const QJsonArray volumes = answer.object()[QLatin1String("Volumes")].toArray();
    if (volumes.isEmpty())
        co_return Done{};
    if (fate == DataFate::Wipe) {
        for (const QJsonValue &volume : volumes) {
            const QString path = QStringLiteral("/volumes/") + segment(volume[QLatin1String("Name")].toString());
            CO_TRY_DONE(co_await drop(session, path));
        }
        co_return Done{};
    }
    // A volume's labels cannot be changed: an empty one beside them says that they are in the trash, and since when.
    QJsonObject labels = container::serviceLabels(m_options.panel, service);
    labels.insert(container::trashedLabel, QString::fromLatin1(formatTimestamp(m_clock.now())));
    EngineCall mark{"POST", QStringLiteral("/volumes/create")};
    mark.body = QJsonDocument(
        QJsonObject{{QStringLiteral("Name"), container::trashMarker(service)}, {QStringLiteral("Labels"), labels}});
    mark.expected = {ErrorCode::Conflict};
    const Result<QJsonDocument> marked = co_await session->call(mark);
    if (!marked && marked.error().code != ErrorCode::Conflict)
        co_return marked.error();
    co_return Done{};
}

QList<DockerEngine::RunPtr> DockerEngine::runsOf(const ServiceId &service, std::optional<int> butNot) const {
    QList<RunPtr> runs;
    if (const auto found = m_workloads.find(service); found != m_workloads.end())
        for (const auto &[number, run] : found->second.runs)
            if (number != butNot)
                runs.append(run);
    return runs;
}

Task<Result<Done>> DockerEngine::stop(ServiceId service) {
    m_watch.leave(service);
    const SessionPtr session = workload(service).session;
    CO_TRY(turn, co_await session->takeTurn(Ends::WaitForEngine));
    for (const auto &[number, run] : m_workloads[service].runs)
        run->prober.reset();
    CO_TRY(all, co_await list(session, service, {}));
    CO_TRY_DONE(co_await stopContainers(session, all));
    const QList<RunPtr> runs = runsOf(service, {});
    co_await drain(session, runs);
    for (const RunPtr &run : runs)
        emit healthChanged(run->plan.revision, Health());
    co_return Done{};
}

Task<Result<Done>> DockerEngine::retire(Revision keep) {
    m_watch.leave(keep.service, keep.number);
    const SessionPtr session = workload(keep.service).session;
    CO_TRY(turn, co_await session->takeTurn(Ends::WaitForEngine));
    const QList<RunPtr> others = runsOf(keep.service, keep.number);
    for (const RunPtr &run : others)
        run->prober.reset();
    CO_TRY(all, co_await list(session, keep.service, {}));
    all.removeIf([&keep](const Listed &listed) { return listed.revision == keep; });
    CO_TRY_DONE(co_await stopContainers(session, all));
    co_await drain(session, others);
    std::erase_if(m_workloads[keep.service].runs, [&keep](const auto &run) { return run.first != keep.number; });
    CO_TRY_DONE(co_await removeContainers(session, all));
    CO_TRY_DONE(co_await removeOthers(session, keep.service, keep.number));
    // Those built for a revision that was broken off. Of earlier ones they are kept, to go back to.
    const auto isNewer = [live = keep.number](int built) { return built > live; };
    co_return co_await removeBuilt(session, keep.service, isNewer);
}

Task<Result<Done>> DockerEngine::remove(ServiceId service, DataFate fate) {
    CO_TRY_DONE(co_await stop(service));
    const SessionPtr session = workload(service).session;
    CO_TRY(turn, co_await session->takeTurn(Ends::WaitForEngine));
    m_workloads[service].runs.clear();
    CO_TRY(all, co_await list(session, service, {}));
    CO_TRY_DONE(co_await removeContainers(session, all));
    CO_TRY_DONE(co_await removeOthers(session, service, {}));
    CO_TRY_DONE(co_await removeVolumes(session, service, fate));
    const auto isAny = [](int) { return true; };
    CO_TRY_DONE(co_await removeBuilt(session, service, isAny));
    m_workloads.erase(service);
    co_return Done{};
}

Task<Result<bool>> DockerEngine::adopt(WorkloadPlan plan, StoredOutput stored) {
    const ServiceId service = plan.revision.service;
    const SessionPtr session = workload(service).session;
    CO_TRY(turn, co_await session->takeTurn(Ends::Work));
    CO_TRY(known, run(plan));
    known->waiting.clear();
    CO_TRY_DONE(co_await session->awaitEngine());
    CO_TRY(all, co_await list(session, service, plan.revision.number));
    for (const Listed &listed : std::as_const(all)) {
        const EngineCall look{"GET", QStringLiteral("/containers/%1/json").arg(listed.id)};
        CO_TRY(inspected, co_await session->call(look));
        known->containers.insert(listed.name, listed.id);
        follow(known, listed.name, listed.replica, stored.containers.value(containerNumber(listed.id)));
        if (listed.state != QLatin1String("created"))
            listen(known, listed.name); // of one that has ended there may be more than is stored
        const QJsonObject bindings =
            inspected.object()[QLatin1String("HostConfig")].toObject()[QLatin1String("PortBindings")].toObject();
        for (auto it = bindings.begin(); it != bindings.end(); ++it)
            known->context.ports.insert(
                QStringLiteral("%1/%2/%3").arg(listed.component).arg(listed.replica).arg(it.key()),
                it.value().toArray().at(0).toObject()[QLatin1String("HostPort")].toString().toInt());
    }
    known->endpoints = endpointsOf(*known);
    for (const ComposeComponent &component : std::as_const(known->project.components))
        for (int replica = 1; replica <= component.replicas; ++replica)
            if (!known->containers.contains(container::name(plan.revision, component, replica)))
                co_return false;
    const Result<Done> running = co_await checkRunning(session, known, all);
    CO_TRY_DONE(session->checkInterrupted());
    const bool isUp = std::any_of(all.begin(), all.end(), [](const Listed &listed) {
        return listed.state == QLatin1String("running") || listed.state == QLatin1String("restarting");
    });
    const bool isHalf = std::any_of(
        all.begin(), all.end(), [](const Listed &listed) { return listed.state == QLatin1String("created"); });
    if (!running || !isUp || isHalf)
        co_return false;
    CO_TRY_DONE(co_await setPolicies(session, known)); // a crash may have come between
    watchHealth(known);
    watchOver(known);
    co_return true;
}
