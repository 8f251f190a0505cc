// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a workload: prepare, start, watch, stop, remove, and adopt after a restart of the daemon.
#include "server/engine/process/processengine.h"
#include "server/engine/process/cgroup.h"
#include "server/engine/process/host.h"
#include "server/engine/process/leftovers.h"
#include <QCoroFuture>
#include <QCoroTimer>
#include <QDir>
#include <QSaveFile>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

using namespace std::chrono_literals;

ProcessEngine::ProcessEngine(ProcessEngineOptions options, const Clock &clock)
    : m_options(std::move(options)), m_clock(clock) {
    connect(&m_usageTimer, &QTimer::timeout, this, &ProcessEngine::sampleUsage);
    m_usageTimer.start(5s);
}

ProcessEngine::~ProcessEngine() = default;

EngineSummary ProcessEngine::summary() const {
    EngineSummary summary;
    summary.name = name();
    summary.kind = QStringLiteral("process");
    summary.available = QFileInfo(m_options.shimProgram).isExecutable();
    summary.version = QStringLiteral(AAP_VERSION);
    if (!summary.available)
        summary.message = QStringLiteral("%1 is missing").arg(m_options.shimProgram);
    switch (Cgroup::available()) {
    case Cgroup::Version::One:
        summary.capabilities.append(QStringLiteral("cgroup v1 limits"));
        break;
    case Cgroup::Version::Two:
        summary.capabilities.append(QStringLiteral("cgroup v2 limits"));
        break;
    case Cgroup::Version::None:
        summary.capabilities.append(QStringLiteral("setrlimit limits"));
        break;
    }
    if (m_options.isIsolated)
        summary.capabilities.append(QStringLiteral("bubblewrap"));
    if (geteuid() == 0)
        summary.capabilities.append(QStringLiteral("own user per service"));
    return summary;
}

QStringList ProcessEngine::missingPackages(const TemplateFile &file) const {
    QStringList missing;
    if (!file.process)
        return missing;
    if (m_options.isIsolated && host::findProgram(QStringLiteral("bwrap")).isEmpty())
        missing.append(QStringLiteral("bubblewrap"));
    for (const ProcessComponent &component : file.process->components)
        for (const RequiredProgram &required : component.programs)
            if (host::findProgram(required.program).isEmpty() && !missing.contains(required.package))
                missing.append(required.package);
    return missing;
}

ProcessEngine::Workload *ProcessEngine::find(const ServiceId &service) const {
    const auto it = m_workloads.find(service);
    return it == m_workloads.end() ? nullptr : it->second.get();
}

ProcessEngine::Workload &ProcessEngine::make(const WorkloadPlan &plan) {
    auto &workload = m_workloads[plan.revision.service];
    if (!workload)
        workload = std::make_unique<Workload>();
    workload->plan = plan;
    workload->interrupted.reset();
    workload->stopping = false;
    return *workload;
}

Result<Done> ProcessEngine::check(const TemplateFile &file) const {
    if (!file.process)
        return Error::validation(QStringLiteral("engine"),
            QStringLiteral("has no process section, so it needs a container engine; this is \"%1\"").arg(name()));
    if (const QStringList missing = missingPackages(file); !missing.isEmpty())
        return Error{ErrorCode::Validation, QStringLiteral("Programs it needs are not installed"),
            QStringLiteral("On the server: apt install %1").arg(missing.join(u' ')),
            {{QStringLiteral("template"),
                QStringLiteral("needs the Debian package %1").arg(missing.join(QLatin1String(", ")))}}};
    return {};
}

std::optional<QString> ProcessEngine::exclusive(const WorkloadPlan &) const {
    return QStringLiteral("both would use the same data directory and ports");
}

Task<Result<Engine::Pulled>> ProcessEngine::pull(WorkloadPlan, Progress) {
    co_return Pulled{QStringLiteral("Programs of this host need no download"), {}};
}

Task<Result<Endpoints>> ProcessEngine::prepare(WorkloadPlan plan, StoredOutput stored) {
    const ServiceId service = plan.revision.service;
    CO_TRY_DONE(check(plan.file));
    if (find(service)) {
        CO_TRY_DONE(co_await stopShim(service));
    }
    Workload &workload = make(plan);
    const QString folder = home(service);
    CO_TRY_DONE(host::makeFolder(m_options.root, 0711, 0));
    CO_TRY_DONE(host::makeFolder(folder, 0711, 0));
    CO_TRY_DONE(host::makeFolder(folder + QStringLiteral("/run"), 0700, 0));
    CO_TRY_DONE(host::makeFolder(folder + QStringLiteral("/spool"), 0700, 0));
    CO_TRY_DONE(clearHalfMadeData(plan));
    CO_TRY_DONE(host::makeFolder(folder + QStringLiteral("/data"), 0700, plan.uid));
    CO_TRY_DONE(assignPorts(workload, workload.shim ? KnownPorts::All : KnownPorts::IfFree));
    fillValues(workload);
    CO_TRY_DONE(writeFiles(workload));
    workload.lastLines.clear();
    connectShim(service, stored.position);
    Endpoints endpoints;
    endpoints.url = urlOf(workload);
    if (!workload.plan.file.domains.isEmpty())
        endpoints.port = portFor(workload, workload.plan.file.domains.first().port);
    co_return endpoints;
}

static Result<Done> writeMarker(const QString &path) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.commit())
        return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be written").arg(path), file.errorString(), {}};
    return {};
}

static const QString initialisedMarker = QStringLiteral("/initialised");
static const QString initialisingMarker = QStringLiteral("/initialising");

/// Init commands expect an empty data directory. When they began and never came to their end, what lies there is of
/// their making only, since nothing else has run yet.
Result<Done> ProcessEngine::clearHalfMadeData(const WorkloadPlan &plan) {
    const QString folder = home(plan.revision.service);
    if (QFile::exists(folder + initialisedMarker) || !QFile::exists(folder + initialisingMarker))
        return {};
    if (!QDir(folder + QStringLiteral("/data")).removeRecursively())
        return Error{ErrorCode::Unavailable,
            QStringLiteral("%1/data is half initialised and cannot be cleared").arg(folder), {}, {}};
    QFile::remove(folder + initialisingMarker);
    return {};
}

Task<Result<Done>> ProcessEngine::runInit(ServiceId service) {
    Workload *workload = find(service);
    const QString folder = home(service);
    if (QFile::exists(folder + initialisedMarker))
        co_return Done{};
    const QList<ProcessComponent> components = workload->plan.file.process->components;
    for (const ProcessComponent &component : components) {
        for (qsizetype i = 0; i < component.init.size(); ++i) {
            CO_TRY_DONE(writeMarker(folder + initialisingMarker));
            const QString name = QStringLiteral(".init-%1-%2").arg(component.name).arg(i + 1);
            workload = find(service);
            if (!workload || !workload->shim)
                co_return Error{ErrorCode::Conflict, QStringLiteral("The service was removed"), {}, {}};
            const auto ended = wait(*workload, name);
            workload->shim->order("start " + name.toUtf8());
            CO_TRY_DONE(co_await ended->promise.future());
        }
    }
    co_return writeMarker(folder + initialisedMarker);
}

Task<Result<Done>> ProcessEngine::start(Revision revision) {
    const ServiceId service = revision.service;
    Workload *workload = find(service);
    if (!workload || !workload->shim)
        co_return Error{ErrorCode::Internal, QStringLiteral("start() before prepare()"), service.value, {}};
    CO_TRY(spec, specOf(*workload));
    CO_TRY_DONE(co_await workload->shim->launch(m_options.shimProgram, spec));
    CO_TRY_DONE(co_await runInit(service));
    CO_TRY_DONE(co_await startComponents(service));
    workload = find(service);
    CO_TRY_DONE(makeProber(*workload));
    workload->prober->start();
    co_return Done{};
}

/// Components come in the order of their dependencies; one that another needs is waited for.
Task<Result<Done>> ProcessEngine::startComponents(ServiceId service) {
    Workload *workload = find(service);
    if (!workload)
        co_return Error{ErrorCode::Conflict, QStringLiteral("The service was removed"), {}, {}};
    const QList<ProcessComponent> components = workload->plan.file.process->components;
    QSet<QString> needed;
    for (const ProcessComponent &component : components)
        needed.unite({component.depends_on.begin(), component.depends_on.end()});
    workload->starting = true;
    for (const ProcessComponent &component : components) {
        workload = find(service);
        if (!workload || !workload->shim)
            co_return Error{ErrorCode::Conflict, QStringLiteral("The service was removed"), {}, {}};
        if (workload->interrupted)
            co_return Error{ErrorCode::Conflict, *workload->interrupted, {}, {}};
        workload->shim->order("start " + component.name.toUtf8());
        if (needed.contains(component.name)) {
            CO_TRY_DONE(co_await becomeUp(service, component));
        }
    }
    co_return Done{};
}

/// A component with a port is up when that answers, one that runs once when it has ended well, any other at once.
Task<Result<Done>> ProcessEngine::becomeUp(ServiceId service, ProcessComponent component) {
    Workload *workload = find(service);
    if (component.ports.isEmpty() && component.restart == RestartPolicy::Always)
        co_return Done{};
    const QString name = upWait(component.name);
    const auto up = wait(*workload, name);
    if (!component.ports.isEmpty()) {
        HealthProber::Target target;
        target.probe.kind = ProbeKind::Tcp;
        target.probe.start_period = workload->plan.file.healthcheck.value_or(HealthProbe()).start_period + 30s;
        target.port = portFor(*workload, component.ports.first().port);
        workload->dependency = std::make_unique<HealthProber>(std::move(target), m_clock, nullptr);
        HealthProber *prober = workload->dependency.get();
        connect(prober, &HealthProber::changed, this, [this, service, name](const Health &health) {
            if (Workload *w = find(service); w && health.status == HealthStatus::Healthy)
                endWaits(*w, Done{}, name);
        });
        connect(prober, &HealthProber::gaveUp, this, [this, service, name, component](const QString &reason) {
            if (Workload *w = find(service))
                endWaits(*w,
                    failure(*w, QStringLiteral("component \"%1\" did not come up: %2").arg(component.name, reason)),
                    name);
        });
        prober->start();
    }
    const Result<Done> result = co_await up->promise.future();
    workload = find(service);
    if (workload && workload->dependency)
        workload->dependency.release()->deleteLater();
    co_return result;
}

Task<Result<Done>> ProcessEngine::becomeHealthy(Revision revision) {
    const ServiceId service = revision.service;
    Workload *workload = find(service);
    if (!workload || !workload->prober)
        co_return Error{ErrorCode::Internal, QStringLiteral("becomeHealthy() before start()"), service.value, {}};
    Result<Done> result;
    if (!workload->starting)
        result = failure(*workload, QStringLiteral("it ended at once"));
    else if (workload->prober->health().status != HealthStatus::Healthy) {
        const auto healthy = wait(*workload);
        result = co_await healthy->promise.future();
    }
    workload = find(service);
    if (workload)
        workload->starting = false;
    co_return result;
}

Task<Result<Done>> ProcessEngine::stopShim(ServiceId service) {
    Workload *workload = find(service);
    if (!workload || !workload->shim)
        co_return Done{};
    workload->prober.reset();
    workload->dependency.reset();
    workload->starting = false;
    workload->stopping = true;
    if (!workload->shim->isConnected() && !co_await workload->shim->find()) {
        workload = find(service);
        if (workload && workload->shim) {
            workload->shim->drainSpool();
            workload->shim.reset();
        }
        killLeftovers(service.value, home(service));
        co_return Done{};
    }
    workload = find(service);
    if (!workload || !workload->shim)
        co_return Done{};
    workload->shim->order("stop-all");
    workload->shim->order("quit");
    auto longest = 0ms;
    for (const ProcessComponent &component : std::as_const(workload->plan.file.process->components))
        longest = std::max(longest, component.stop_grace);
    const auto giveUp = m_clock.monotonic() + longest + 10s;
    // Only the shim's own end says that all of it has ended: a program that was just ordered to start may not have been
    // told of yet.
    while (workload && workload->shim && workload->shim->isConnected()) {
        if (m_clock.monotonic() > giveUp)
            co_return Error{ErrorCode::Timeout, QStringLiteral("It did not stop, not even by SIGKILL"),
                QStringLiteral("A process of it may hang in the kernel; see the log"), {}};
        co_await QCoro::sleepFor(2ms);
        workload = find(service);
    }
    if (workload && workload->shim) {
        workload->shim->drainSpool();
        workload->shim.release()->deleteLater();
        workload->running.clear();
        killLeftovers(service.value, home(service)); // it may have been killed while it stopped them
        Cgroup(service.value).remove();
    }
    co_return Done{};
}

Task<Result<Done>> ProcessEngine::stop(ServiceId service) {
    Workload *workload = find(service);
    if (!workload)
        co_return Done{};
    const Revision revision = workload->plan.revision;
    endWaits(*workload, Error{ErrorCode::Conflict, QStringLiteral("The service was stopped"), {}, {}});
    const Result<Done> result = co_await stopShim(service);
    if (result)
        emit healthChanged(revision, Health());
    co_return result;
}

Task<Result<Done>> ProcessEngine::retire(Revision keep) {
    // There is never more than one; that another one is there means that this one did not come up.
    const Workload *workload = find(keep.service);
    if (workload && workload->plan.revision.number != keep.number)
        co_return co_await stop(keep.service);
    co_return Done{};
}

Task<Result<Done>> ProcessEngine::remove(ServiceId service, DataFate fate) {
    CO_TRY_DONE(co_await stop(service));
    Cgroup(service.value).remove();
    m_workloads.erase(service);
    const QString folder = home(service);
    if (!QFile::exists(folder))
        co_return Done{};
    if (fate == DataFate::Keep) {
        CO_TRY_DONE(host::makeFolder(m_options.trash, 0711, 0));
        if (!QDir().rename(folder, m_options.trash + u'/' + service.value))
            co_return Error{
                ErrorCode::Unavailable, QStringLiteral("%1 cannot be moved to the trash").arg(folder), {}, {}};
    } else if (!QDir(folder).removeRecursively()) {
        co_return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be removed").arg(folder), {}, {}};
    }
    co_return Done{};
}

Task<Result<bool>> ProcessEngine::adopt(WorkloadPlan plan, StoredOutput stored) {
    const ServiceId service = plan.revision.service;
    Workload &workload = make(plan);
    CO_TRY_DONE(assignPorts(workload, KnownPorts::All));
    fillValues(workload);
    connectShim(service, stored.position);
    const bool found = co_await workload.shim->find();
    Workload *now = find(service);
    if (!now || !now->shim)
        co_return false;
    if (found && now->shim->revision() != plan.revision.number) {
        // A crash in the middle of a deploy: what runs never became the live revision.
        CO_TRY_DONE(co_await stopShim(service));
        co_return false;
    }
    if (!found || now->running.isEmpty()) {
        now->shim->drainSpool(); // its last lines and its exit code are still there
        if (!found) {
            now->shim.reset();
            killLeftovers(service.value, home(service));
        }
        co_return false;
    }
    CO_TRY_DONE(makeProber(*now));
    now->prober->start();
    co_return true;
}

Result<QString> ProcessEngine::dataFolder(const ServiceId &service) const {
    const QString folder = home(service);
    if (!QFile::exists(folder + initialisedMarker))
        return Error{ErrorCode::Conflict, QStringLiteral("The service has no data yet"),
            QStringLiteral("It must have been started once"), {}};
    return QString(folder + QStringLiteral("/data"));
}

Result<Done> ProcessEngine::exchangeData(const ServiceId &service, const QString &folder) {
    const QString data = home(service) + QStringLiteral("/data");
    // There may be none, where the panel came back without the data of its services.
    TRY_DONE(host::makeFolder(m_options.root, 0711, 0));
    TRY_DONE(host::makeFolder(home(service), 0711, 0));
    if (!QDir().exists(data))
        TRY_DONE(host::makeFolder(data, 0700, 0));
    // In one step of the file system's, so that there is no moment without data.
    if (::renameat2(AT_FDCWD, QFile::encodeName(folder).constData(), AT_FDCWD, QFile::encodeName(data).constData(),
            RENAME_EXCHANGE)
        != 0)
        return Error{ErrorCode::Unavailable,
            QStringLiteral("%1 cannot take the place of %2: %3").arg(folder, data, qt_error_string(errno)),
            QStringLiteral("Both must be on one file system"), {}};
    return writeMarker(home(service) + initialisedMarker); // for a service that has not run yet
}

void ProcessEngine::acknowledge(const ServiceId &service, const OutputPosition &stored) {
    if (Workload *workload = find(service); workload && workload->shim)
        workload->shim->acknowledge(stored);
}
