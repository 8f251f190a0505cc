// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEngine, the part that makes things: images, networks, volumes, ports, containers and the files in them. Each is
// looked for before it is made, so that what was begun before a crash is gone on with.
#include "server/catalog/composereading.h"
#include "server/engine/docker/dockerengine.h"
#include "server/engine/docker/tararchive.h"
#include "server/engine/process/host.h"
#include <QFileInfo>
#include <QJsonArray>
#include <QUrl>

using namespace std::chrono_literals;

static QString path(const char *kind, const QString &name, const char *what = "") {
    return QLatin1String(kind) + QString::fromLatin1(QUrl::toPercentEncoding(name)) + QLatin1String(what);
}

/// What the policy allows by its name must be there under that name: below a folder that services write to, one of them
/// may have left a link to anywhere. Of another host's folders nothing can be seen from here.
Result<Done> DockerEngine::checkBinds(const ComposeProject &project) const {
    if (!isLocal())
        return {};
    ComposePolicy real = m_options.policy;
    for (QString &folder : real.hostPaths)
        folder = QFileInfo(folder).canonicalFilePath();
    for (const ComposeComponent &component : project.components)
        for (const ComposeMount &mount : component.mounts) {
            const QString source =
                mount.kind == ComposeMount::Kind::Bind ? QFileInfo(mount.source).canonicalFilePath() : QString();
            if (!source.isEmpty() && source != mount.source && !bindProblem(real, source).isEmpty())
                return Error::validation(QStringLiteral("compose"),
                    QStringLiteral("services.%1.volumes: %2 leads out of policy.host_paths by a link")
                        .arg(component.name, mount.source));
        }
    return {};
}

Task<Result<Engine::Pulled>> DockerEngine::fetchImages(SessionPtr session, RunPtr run, Progress progress) {
    Pulled pulled;
    const QList<ComposeComponent> components = run->project.components;
    const double share = 1.0 / double(components.size());
    // One image may serve several components and is then fetched once.
    QMap<QString, DockerImage> fetched;
    for (qsizetype i = 0; i < components.size(); ++i) {
        const QString component = components[i].name;
        const QString exact = run->plan.images.value(component);
        if (components[i].build && exact.isEmpty())
            continue; // made by build()
        const QString key = exact.isEmpty() ? components[i].image : exact;
        if (!fetched.contains(key)) {
            const Progress part = [progress, share, i](double fraction, const QString &message) {
                if (progress)
                    progress(share * (double(i) + fraction), message);
            };
            CO_TRY(image, co_await m_images.ensure(session, components[i].image, exact, part));
            fetched.insert(key, image);
        }
        const DockerImage image = fetched.value(key);
        run->images.insert(component, image);
        run->context.images.insert(component, image.exact);
        run->context.imageVolumes.insert(component, image.volumes);
        pulled.images.insert(component, image.exact);
        if (progress)
            progress(share * double(i + 1), QStringLiteral("%1 is there").arg(components[i].image));
    }
    co_return pulled;
}

Task<Result<Engine::Pulled>> DockerEngine::pull(WorkloadPlan plan, Progress progress) {
    const SessionPtr session = begin(plan.revision.service);
    CO_TRY(wanted, run(plan));
    // What it can do and its architecture are needed below, and known while it answers.
    if (!m_watch.isAvailable()) {
        CO_TRY_DONE(co_await session->awaitEngine());
    }
    co_return co_await fetchImages(session, wanted, progress);
}

Task<Result<Done>> DockerEngine::makeNetworks(SessionPtr session, RunPtr run) {
    QSet<QString> used;
    for (const ComposeComponent &component : std::as_const(run->project.components))
        if (!component.usesHostNetwork)
            for (const QString &network : component.networks.keys())
                used.insert(network);
    for (const QString &network : std::as_const(used)) {
        EngineCall make{"POST", QStringLiteral("/networks/create")};
        make.body = QJsonDocument(container::network(run->context, network, run->project.networks.value(network)));
        make.expected = {ErrorCode::Conflict};
        const Result<QJsonDocument> made = co_await session->call(make);
        if (!made && made.error().message.contains(QLatin1String("address pool")))
            co_return Error{ErrorCode::Unavailable,
                QStringLiteral("The engine has no address left for another network"),
                QStringLiteral("Give it more in its daemon.json: default-address-pools"), {}};
        if (!made && made.error().code != ErrorCode::Conflict)
            co_return made.error();
        if (made)
            continue;
        const QString name = container::networkName(run->plan.revision, network);
        const EngineCall look{"GET", path("/networks/", name)};
        CO_TRY(there, co_await session->call(look));
        if (there.object()[QLatin1String("Labels")].toObject()[container::panelLabel].toString() != m_options.panel)
            co_return Error{ErrorCode::Conflict,
                QStringLiteral("The network %1 is there already and belongs to somebody else").arg(name), {}, {}};
    }
    co_return Done{};
}

Task<Result<Done>> DockerEngine::makeVolumes(SessionPtr session, RunPtr run) {
    QMap<QString, ComposeVolume> wanted;
    for (const ComposeComponent &component : std::as_const(run->project.components)) {
        for (int replica = 1; replica <= component.replicas; ++replica)
            for (const QString &name : container::writableVolumes(component, replica, run->context))
                wanted.insert(name, {});
        for (const ComposeMount &mount : component.mounts)
            if (mount.kind == ComposeMount::Kind::Volume && !mount.source.isEmpty())
                wanted.insert(container::volumeName(run->plan.revision.service, mount.source),
                    run->project.volumes.value(mount.source));
    }
    for (auto volume = wanted.begin(); volume != wanted.end(); ++volume) {
        EngineCall make{"POST", QStringLiteral("/volumes/create")};
        const QString name = volume.key();
        make.body = QJsonDocument(container::volume(run->context, name, volume.value()));
        make.expected = {ErrorCode::Conflict}; // podman; Docker answers with the one that is there
        Result<QJsonDocument> there = co_await session->call(make);
        if (!there && there.error().code == ErrorCode::Conflict) {
            const EngineCall look{"GET", path("/volumes/", name)};
            there = co_await session->call(look);
        }
        if (!there)
            co_return there.error();
        const QJsonObject labels = there->object()[QLatin1String("Labels")].toObject();
        if (labels[container::panelLabel].toString() != m_options.panel)
            co_return Error{ErrorCode::Conflict,
                QStringLiteral("The volume %1 is there already and belongs to somebody else").arg(name), {}, {}};
    }
    co_return Done{};
}

/// Ports that nobody chose are chosen here and kept: one the engine chose would be another one after each restart.
Task<Result<Done>> DockerEngine::takePorts(SessionPtr session, RunPtr run, QList<Listed> there) {
    QMap<QString, int> before;
    QSet<QString> running;
    for (const Listed &listed : std::as_const(there)) {
        const EngineCall look{"GET", path("/containers/", listed.id, "/json")};
        CO_TRY(inspected, co_await session->call(look));
        const QJsonObject bindings =
            inspected.object()[QLatin1String("HostConfig")].toObject()[QLatin1String("PortBindings")].toObject();
        for (auto it = bindings.begin(); it != bindings.end(); ++it) {
            const QString port = it.value().toArray().at(0).toObject()[QLatin1String("HostPort")].toString();
            const QString key = QStringLiteral("%1/%2/%3").arg(listed.component).arg(listed.replica).arg(it.key());
            before.insert(key, port.toInt());
            if (listed.state == QLatin1String("running"))
                running.insert(key);
        }
    }
    QSet<int> taken;
    for (const auto &[service, workload] : m_workloads)
        for (const auto &[number, other] : workload.runs)
            if (other != run)
                for (const int port : std::as_const(other->context.ports))
                    taken.insert(port);
    QMap<QString, int> ports;
    for (const ComposeComponent &component : std::as_const(run->project.components)) {
        for (const ComposePort &port : container::ports(run->project, component, run->context.reached)) {
            for (int replica = 1; replica <= component.replicas && port.published == 0; ++replica) {
                const QString key = container::portKey(component.name, replica, port);
                int number = before.value(key);
                if (number == 0 || (!running.contains(key) && isLocal() && !host::isPortFree(number)))
                    number = host::freePort(taken, isLocal() ? host::Where::Here : host::Where::Elsewhere);
                if (number == 0)
                    co_return Error{ErrorCode::Unavailable, QStringLiteral("There is no free port left"), {}, {}};
                taken.insert(number);
                ports.insert(key, number);
            }
        }
    }
    run->context.ports = ports;
    co_return Done{};
}

Task<Result<Done>> DockerEngine::putFiles(
    SessionPtr session, QString container, QString folder, QList<ComposeFile> files) {
    CO_TRY(archive, tarOf(files));
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("path"), folder);
    const QString where = path("/containers/", container, "/archive");
    OutgoingRequest request = session->client().request("PUT", where, query);
    request.headers.append("Content-Type: application/x-tar");
    request.body = archive;
    CO_TRY(put, co_await session->send(request, where));
    co_return Done{};
}

Task<Result<Done>> DockerEngine::makeContainer(SessionPtr session, RunPtr run, ContainerSpec spec) {
    for (const QString &volume : std::as_const(spec.fileVolumes)) {
        EngineCall make{"POST", QStringLiteral("/volumes/create")};
        make.body = QJsonDocument(QJsonObject{{QStringLiteral("Name"), volume},
            {QStringLiteral("Labels"), container::revisionLabels(m_options.panel, run->plan.revision)}});
        make.expected = {ErrorCode::Conflict};
        const Result<QJsonDocument> made = co_await session->call(make);
        if (!made && made.error().code != ErrorCode::Conflict)
            co_return made.error();
    }
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("name"), spec.name);
    EngineCall make{"POST", QStringLiteral("/containers/create"), query, QJsonDocument(spec.body)};
    make.expected = {ErrorCode::Conflict};
    make.timeout = 2min; // volumes are filled from the image meanwhile
    Result<QJsonDocument> made = co_await session->call(make);
    if (!made && made.error().code == ErrorCode::Conflict) {
        // Ours from a call whose answer got lost, or somebody else's.
        const EngineCall look{"GET", path("/containers/", spec.name, "/json")};
        CO_TRY(there, co_await session->call(look));
        const QJsonObject labels =
            there.object()[QLatin1String("Config")].toObject()[QLatin1String("Labels")].toObject();
        if (labels[container::panelLabel].toString() != m_options.panel)
            co_return Error{ErrorCode::Conflict,
                QStringLiteral("The container name %1 is taken by somebody else's").arg(spec.name), {}, {}};
        QUrlQuery force;
        force.addQueryItem(QStringLiteral("force"), QStringLiteral("1"));
        EngineCall drop{"DELETE", path("/containers/", spec.name), force};
        drop.expected = {ErrorCode::NotFound};
        const Result<QJsonDocument> dropped = co_await session->call(drop);
        if (!dropped && dropped.error().code != ErrorCode::NotFound)
            co_return dropped.error();
        emit session->noted(QStringLiteral("%1 was there already and is made anew").arg(spec.name));
        made = co_await session->call(make);
    }
    if (!made)
        co_return made.error();
    const QString id = made->object()[QLatin1String("Id")].toString();
    for (auto network = spec.furtherNetworks.begin(); network != spec.furtherNetworks.end(); ++network) {
        EngineCall join{"POST", path("/networks/", network.key(), "/connect")};
        join.body = QJsonDocument(
            QJsonObject{{QStringLiteral("Container"), id}, {QStringLiteral("EndpointConfig"), network.value()}});
        CO_TRY(joined, co_await session->call(join));
    }
    for (auto folder = spec.files.begin(); folder != spec.files.end(); ++folder) {
        CO_TRY_DONE(co_await putFiles(session, id, folder.key(), folder.value()));
    }
    run->containers.insert(spec.name, id);
    follow(run, spec.name, spec.replica, {});
    co_return Done{};
}

Task<Result<Done>> DockerEngine::makeContainers(SessionPtr session, RunPtr run, StoredOutput stored) {
    CO_TRY(there, co_await list(session, run->plan.revision.service, run->plan.revision.number));
    CO_TRY_DONE(co_await takePorts(session, run, there));
    run->containers.clear();
    QList<ContainerSpec> missing;
    for (const ComposeComponent &component : std::as_const(run->project.components)) {
        for (int replica = 1; replica <= component.replicas; ++replica) {
            const ContainerSpec spec = container::spec(run->project, component, replica, run->context);
            const auto same = std::find_if(there.begin(), there.end(), [&spec](const Listed &l) {
                // One that never started may lack its files and networks.
                return l.name == spec.name && l.fingerprint == spec.fingerprint && l.state != QLatin1String("created");
            });
            if (same == there.end()) {
                missing.append(spec);
                continue;
            }
            run->containers.insert(spec.name, same->id);
            follow(run, spec.name, replica, stored.containers.value(containerNumber(same->id)));
            there.erase(same);
        }
    }
    CO_TRY_DONE(co_await removeContainers(session, there));
    for (const ContainerSpec &spec : std::as_const(missing)) {
        const ContainerSpec one = spec;
        CO_TRY_DONE(co_await makeContainer(session, run, one));
    }
    co_return Done{};
}

int DockerEngine::hostPort(const Run &run, int target) const {
    for (const ComposeComponent &component : run.project.components) {
        if (component.usesHostNetwork)
            continue;
        for (const ComposePort &port : container::ports(run.project, component, run.context.reached))
            if (port.target == target && port.protocol == PortProtocol::Tcp)
                return port.published > 0 ? port.published
                                          : run.context.ports.value(container::portKey(component.name, 1, port));
    }
    return target; // of the host's own network
}

Endpoints DockerEngine::endpointsOf(const Run &run) const {
    Endpoints endpoints;
    const auto addressOf = [&run, this](int target) {
        for (const ComposeComponent &component : run.project.components)
            for (const ComposePort &port : component.ports)
                if (port.target == target && !port.hostAddress.isEmpty())
                    return reachedHost(port.hostAddress);
        return reachedHost({});
    };
    const auto text = [](const QString &host) { return host.contains(u':') ? QString(u'[' + host + u']') : host; };
    if (!run.plan.file.domains.isEmpty()) {
        const int target = run.plan.file.domains.first().port;
        endpoints.host = addressOf(target);
        endpoints.port = hostPort(run, target);
        endpoints.url = QStringLiteral("http://%1:%2").arg(text(endpoints.host)).arg(endpoints.port);
        return endpoints;
    }
    for (const ComposeComponent &component : run.project.components) {
        for (const ComposePort &port : component.ports) {
            endpoints.host = addressOf(port.target);
            endpoints.url =
                QStringLiteral("%1://%2:%3")
                    .arg(toText(port.protocol), text(endpoints.host))
                    .arg(port.published > 0 ? port.published
                                            : run.context.ports.value(container::portKey(component.name, 1, port)));
            return endpoints;
        }
    }
    return endpoints;
}

Task<Result<Done>> DockerEngine::makeAll(SessionPtr session, RunPtr run, StoredOutput stored) {
    const auto &components = run->project.components;
    const bool joinsLater = m_client.capabilities().joinsLater
        && std::all_of(components.begin(), components.end(), [](const auto &c) { return c.networks.size() < 2; });
    if (!joinsLater) {
        CO_TRY_DONE(co_await makeNetworks(session, run));
        CO_TRY_DONE(co_await makeVolumes(session, run));
        co_return co_await makeContainers(session, run, stored);
    }
    // A third of the time until the container can be started: it looks for its network only then.
    auto networks = makeNetworks(session, run);
    Result<Done> others = co_await makeVolumes(session, run);
    if (others)
        others = co_await makeContainers(session, run, stored);
    CO_TRY_DONE(co_await networks);
    co_return others;
}

Task<Result<Endpoints>> DockerEngine::prepare(WorkloadPlan plan, StoredOutput stored) {
    const SessionPtr session = workload(plan.revision.service).session;
    CO_TRY(turn, co_await session->takeTurn(DockerSession::Ends::Work));
    CO_TRY(made, run(plan));
    CO_TRY_DONE(checkBinds(made->project));
    if (made->images.size() < made->project.components.size()) {
        CO_TRY_DONE(co_await session->awaitEngine());
        CO_TRY(pulled, co_await fetchImages(session, made, {}));
    }
    CO_TRY_DONE(co_await makeAll(session, made, stored));
    const Endpoints endpoints = endpointsOf(*made);
    made->endpoints = endpoints;
    co_return endpoints;
}
