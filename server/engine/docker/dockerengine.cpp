// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine is and can do, and what is known of its services.
#include "server/engine/docker/dockerengine.h"
#include "server/catalog/composetemplate.h"
#include <QCoroFuture>
#include <QPromise>
#include <QUrl>

using namespace std::chrono_literals;

DockerEngine::DockerEngine(DockerEngineOptions options, const Clock &clock)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_client(m_options.endpoint)
    , m_watch(m_client, m_options.panel, clock)
    , m_images(m_options.logins)
    , m_build(m_options.logins, m_options.policy) {
    connect(&m_watch, &DockerWatch::availabilityChanged, this, &DockerEngine::onAvailability);
    connect(&m_watch, &DockerWatch::sampled, this, &DockerEngine::usage);
    connect(&m_watch, &DockerWatch::ended, this, &DockerEngine::componentEnded);
    connect(&m_watch, &DockerWatch::stopped, this, &DockerEngine::stoppedOutside);
    connect(&m_watch, &DockerWatch::started, this, &DockerEngine::onStarted);
    connect(&m_watch, &DockerWatch::moved, this, &DockerEngine::onMoved);
    connect(&m_watch, &DockerWatch::foundRunning, this, &DockerEngine::onFoundRunning);
    connect(&m_watch, &DockerWatch::volumeRemoved, this, &DockerEngine::onVolumeRemoved);
}

DockerEngine::~DockerEngine() = default;

Task<> DockerEngine::connectEngine() {
    QPromise<Done> met;
    met.start();
    auto future = met.future();
    connect(
        &m_watch, &DockerWatch::availabilityChanged, this,
        [&met] {
            met.addResult(Done{});
            met.finish();
        },
        Qt::SingleShotConnection);
    m_watch.start();
    co_await future;
}

EngineSummary DockerEngine::summary() const {
    EngineSummary summary;
    summary.name = name();
    summary.kind = QStringLiteral("docker");
    summary.available = m_watch.isAvailable();
    if (!summary.available) {
        summary.message = m_watch.reason();
        return summary;
    }
    const DockerCapabilities &can = m_client.capabilities();
    summary.version = can.product + u' ' + can.version;
    summary.capabilities << QStringLiteral("API %1").arg(can.apiVersion) << can.architecture;
    summary.capabilities << (can.ticksHealth ? QStringLiteral("own health checks")
                                             : QStringLiteral("health checks by the panel"));
    if (can.canUpdate)
        summary.capabilities << QStringLiteral("restart policy after the start");
    if (can.tellsOutOfMemory)
        summary.capabilities << QStringLiteral("tells want of memory");
    return summary;
}

Result<Done> DockerEngine::check(const TemplateFile &file) const {
    if (!file.detail.compose)
        return Error::validation(QStringLiteral("engine"),
            QStringLiteral("has no compose section, so containers cannot run it; this is \"%1\"").arg(name()));
    if (!m_watch.isAvailable())
        return Error{ErrorCode::Unavailable, QStringLiteral("The engine \"%1\" does not answer").arg(name()),
            m_watch.reason(), {}};
    return {};
}

DockerEngine::Workload &DockerEngine::workload(const ServiceId &service) {
    Workload &workload = m_workloads[service];
    if (!workload.session) {
        workload.session = std::make_shared<DockerSession>(m_client);
        connect(workload.session.get(), &DockerSession::noted, this,
            [this, service](const QString &text) { emit noted(service, text); });
    }
    return workload;
}

SessionPtr DockerEngine::begin(const ServiceId &service) {
    const SessionPtr session = workload(service).session;
    session->begin(DockerSession::Ends::Work);
    return session;
}

DockerEngine::RunPtr DockerEngine::find(const Revision &revision) const {
    const auto workload = m_workloads.find(revision.service);
    if (workload == m_workloads.end())
        return nullptr;
    const auto run = workload->second.runs.find(revision.number);
    return run == workload->second.runs.end() ? nullptr : run->second;
}

Result<ComposeProject> DockerEngine::parse(const WorkloadPlan &plan) const {
    TRY(project, projectOf(plan.file, plan.variables, m_options.policy));
    if (project.components.isEmpty())
        return Error::validation(QStringLiteral("compose"), QStringLiteral("has no services"));
    return project;
}

ContainerContext DockerEngine::contextOf(const WorkloadPlan &plan) const {
    ContainerContext context;
    context.panel = m_options.panel;
    context.revision = plan.revision;
    context.profile = plan.file.detail.security_profile;
    context.cpuLimit = plan.cpuLimit;
    context.memoryLimitMb = plan.memoryLimitMb;
    context.limits = m_options.limits;
    context.edgeLabels = plan.edgeLabels;
    context.edgePort = plan.file.domains.isEmpty() ? 0 : plan.file.domains.first().port;
    context.hostCpus = m_client.capabilities().cpus;
    for (const DomainRoute &domain : plan.file.domains)
        context.reached.append(domain.port);
    const auto &health = plan.file.healthcheck;
    if (health && health->kind != ProbeKind::Command && !context.reached.contains(health->port))
        context.reached.append(health->port);
    if (!isLocal())
        context.openAddress = QStringLiteral("0.0.0.0");
    context.images = plan.images;
    context.startsWithPolicy = !m_client.capabilities().canUpdate;
    return context;
}

Result<DockerEngine::RunPtr> DockerEngine::run(const WorkloadPlan &plan) {
    TRY(project, parse(plan));
    RunPtr &run = workload(plan.revision.service).runs[plan.revision.number];
    if (!run)
        run = std::make_shared<Run>();
    if (run->project != project || run->plan.images != plan.images)
        run->images.clear();
    run->plan = plan;
    run->project = project;
    const ContainerContext before = std::exchange(run->context, contextOf(plan));
    run->context.ports = before.ports;
    for (auto image = run->images.begin(); image != run->images.end(); ++image) {
        run->context.images.insert(image.key(), image->exact);
        run->context.imageVolumes.insert(image.key(), image->volumes);
    }
    return run;
}

std::optional<QString> DockerEngine::exclusive(const WorkloadPlan &plan) const {
    const RunPtr known = find(plan.revision);
    if (known)
        return container::exclusive(known->project, known->context);
    const Result<ComposeProject> project = parse(plan);
    return project ? container::exclusive(*project, contextOf(plan)) : std::nullopt;
}

void DockerEngine::interrupt(const ServiceId &service, const QString &reason) {
    const auto found = m_workloads.find(service);
    if (found != m_workloads.end())
        found->second.session->interrupt(reason);
}

void DockerEngine::acknowledge(const ServiceId &, const OutputPosition &) { }

QString DockerEngine::reachedHost(const QString &boundTo) const {
    if (!isLocal())
        return QUrl(m_options.endpoint.address).host();
    const bool isAny = boundTo.isEmpty() || boundTo == QLatin1String("0.0.0.0") || boundTo == QLatin1String("::");
    return isAny ? QStringLiteral("127.0.0.1") : boundTo;
}
