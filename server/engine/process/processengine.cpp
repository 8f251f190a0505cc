// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a workload: prepare, start, watch, stop, remove, and adopt after a restart of the daemon.
#include "server/engine/process/processengine.h"
#include "server/engine/process/cgroup.h"
#include "server/engine/process/host.h"
#include <QCoroFuture>
#include <QCoroTimer>
#include <QDir>
#include <unistd.h>

using namespace std::chrono_literals;

static constexpr size_t rememberedLines = 20;

ProcessEngine::ProcessEngine(QString root, QString trash, QString shimProgram, const Clock &clock)
    : m_root(std::move(root)), m_trash(std::move(trash)), m_shimProgram(std::move(shimProgram)), m_clock(clock) {
    connect(&m_usageTimer, &QTimer::timeout, this, &ProcessEngine::sampleUsage);
    m_usageTimer.start(5s);
}

ProcessEngine::~ProcessEngine() = default;

EngineSummary ProcessEngine::summary() const {
    EngineSummary summary;
    summary.name = name();
    summary.kind = QStringLiteral("process");
    summary.available = QFileInfo(m_shimProgram).isExecutable();
    summary.version = QStringLiteral(AAP_VERSION);
    if (!summary.available)
        summary.message = QStringLiteral("%1 is missing").arg(m_shimProgram);
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
    if (geteuid() == 0)
        summary.capabilities.append(QStringLiteral("own user per service"));
    return summary;
}

QStringList ProcessEngine::missingPackages(const TemplateFile &file) const {
    QStringList missing;
    if (!file.process)
        return missing;
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

void ProcessEngine::connectShim(const ServiceId &service, OutputPosition stored) {
    Workload *workload = find(service);
    workload->shim = std::make_unique<ShimClient>(home(service), service.value, stored, nullptr);
    ShimClient *shim = workload->shim.get();
    connect(
        shim, &ShimClient::output, this, [this, service](const QList<OutputLine> &lines, const OutputPosition &end) {
            if (Workload *w = find(service))
                for (const OutputLine &line : lines) {
                    if (line.stream == LogStream::System)
                        continue;
                    w->lastLines.push_back(line.text.left(500));
                    if (w->lastLines.size() > rememberedLines)
                        w->lastLines.pop_front();
                }
            emit output(service, lines, end);
        });
    connect(shim, &ShimClient::stateChanged, this, [this, service](const QString &component, bool running) {
        Workload *w = find(service);
        if (!w)
            return;
        running ? void(w->running.insert(component)) : void(w->running.remove(component));
        if (!running)
            endWaits(*w, Done{}, component);
    });
    connect(shim, &ShimClient::exited, this, [this, service](const ShimExit &exit) { onExit(service, exit); });
    connect(shim, &ShimClient::gone, this, [this, service] {
        Workload *w = find(service);
        if (!w || w->stopping)
            return;
        const QString reason = QStringLiteral("its supervisor ended unexpectedly");
        w->running.clear();
        endWaits(*w, failure(*w, reason));
        if (!w->starting)
            emit componentEnded(w->plan.revision, {}, reason, true);
    });
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
    CO_TRY_DONE(host::makeFolder(m_root, 0711, 0));
    CO_TRY_DONE(host::makeFolder(folder, 0711, 0));
    CO_TRY_DONE(host::makeFolder(folder + QStringLiteral("/run"), 0700, 0));
    CO_TRY_DONE(host::makeFolder(folder + QStringLiteral("/spool"), 0700, 0));
    CO_TRY_DONE(host::makeFolder(folder + QStringLiteral("/data"), 0700, plan.uid));
    CO_TRY_DONE(assignPorts(workload));
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

std::shared_ptr<ProcessEngine::Wait> ProcessEngine::wait(Workload &workload, std::optional<QString> component) {
    auto wait = std::make_shared<Wait>();
    wait->component = std::move(component);
    wait->promise.start();
    if (workload.interrupted) {
        wait->promise.addResult(Error{ErrorCode::Conflict, *workload.interrupted, {}, {}});
        wait->promise.finish();
    } else {
        workload.waits.push_back(wait);
    }
    return wait;
}

void ProcessEngine::endWaits(Workload &workload, const Result<Done> &result, const std::optional<QString> &component) {
    // Taken out first: whoever waits goes on at once and may wait for the next thing.
    std::list<std::shared_ptr<Wait>> ended;
    for (auto it = workload.waits.begin(); it != workload.waits.end();) {
        const auto next = std::next(it);
        if (!component || (*it)->component == component)
            ended.splice(ended.end(), workload.waits, it);
        it = next;
    }
    for (const auto &wait : ended) {
        wait->promise.addResult(result);
        wait->promise.finish();
    }
}

Error ProcessEngine::failure(const Workload &workload, const QString &what) const {
    QStringList lines;
    for (const QByteArray &line : workload.lastLines)
        lines.append(QString::fromUtf8(line));
    return {ErrorCode::Unavailable, what, lines.join(u'\n'), {}};
}

static QString describe(const ShimExit &exit) {
    return exit.signal != 0
        ? QStringLiteral("component \"%1\" was ended by signal %2").arg(exit.component).arg(exit.signal)
        : QStringLiteral("component \"%1\" ended with exit code %2").arg(exit.component).arg(exit.code);
}

void ProcessEngine::onExit(const ServiceId &service, const ShimExit &exit) {
    Workload *workload = find(service);
    if (!workload)
        return;
    workload->running.remove(exit.component);
    if (exit.component.startsWith(u'.')) { // an init command: its waiter wants to know how it ended
        const bool good = exit.code == 0 && exit.signal == 0;
        return endWaits(*workload, good ? Result<Done>() : failure(*workload, describe(exit)), exit.component);
    }
    if (workload->stopping)
        return endWaits(*workload, Done{}, exit.component);
    if (workload->starting) {
        workload->starting = false;
        return endWaits(*workload, failure(*workload, describe(exit)));
    }
    if (exit.restartInMs >= 0 && workload->prober)
        workload->prober->start();
    emit componentEnded(workload->plan.revision, exit.component, describe(exit), exit.restartInMs < 0);
}

Task<Result<Done>> ProcessEngine::runInit(ServiceId service) {
    Workload *workload = find(service);
    const QString marker = home(service) + QStringLiteral("/initialised");
    if (QFile::exists(marker))
        co_return Done{};
    const QList<ProcessComponent> components = workload->plan.file.process->components;
    for (const ProcessComponent &component : components) {
        for (qsizetype i = 0; i < component.init.size(); ++i) {
            const QString name = QStringLiteral(".init-%1-%2").arg(component.name).arg(i + 1);
            workload = find(service);
            if (!workload || !workload->shim)
                co_return Error{ErrorCode::Conflict, QStringLiteral("The service was removed"), {}, {}};
            const auto ended = wait(*workload, name);
            workload->shim->order("start " + name.toUtf8());
            const Result<Done> result = co_await ended->promise.future();
            if (!result)
                co_return result.error();
        }
    }
    QFile file(marker);
    if (!file.open(QIODevice::WriteOnly))
        co_return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be written").arg(marker), {}, {}};
    co_return Done{};
}

Task<Result<Done>> ProcessEngine::start(Revision revision) {
    const ServiceId service = revision.service;
    Workload *workload = find(service);
    if (!workload || !workload->shim)
        co_return Error{ErrorCode::Internal, QStringLiteral("start() before prepare()"), service.value, {}};
    CO_TRY(spec, specOf(*workload));
    CO_TRY_DONE(co_await workload->shim->launch(m_shimProgram, spec));
    CO_TRY_DONE(co_await runInit(service));
    workload = find(service);
    if (!workload || !workload->shim)
        co_return Error{ErrorCode::Conflict, QStringLiteral("The service was removed"), {}, {}};
    if (workload->interrupted)
        co_return Error{ErrorCode::Conflict, *workload->interrupted, {}, {}};
    workload->starting = true;
    // Components come in the order of their dependencies; each listens or retries by itself, so none is waited for.
    for (const ProcessComponent &component : std::as_const(workload->plan.file.process->components))
        workload->shim->order("start " + component.name.toUtf8());
    CO_TRY_DONE(makeProber(*workload));
    workload->prober->start();
    co_return Done{};
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

void ProcessEngine::onHealth(const ServiceId &service, const Health &health) {
    Workload *workload = find(service);
    if (!workload)
        return;
    emit healthChanged(workload->plan.revision, health);
    if (health.status == HealthStatus::Healthy && workload->starting)
        endWaits(*workload, Done{});
}

Task<Result<Done>> ProcessEngine::stopShim(ServiceId service) {
    Workload *workload = find(service);
    if (!workload || !workload->shim)
        co_return Done{};
    workload->prober.reset();
    workload->starting = false;
    workload->stopping = true;
    if (!workload->shim->isConnected() && !co_await workload->shim->find()) {
        workload = find(service);
        if (workload && workload->shim) {
            workload->shim->drainSpool();
            workload->shim.reset();
        }
        co_return Done{};
    }
    workload = find(service);
    if (!workload || !workload->shim)
        co_return Done{};
    workload->shim->order("stop-all");
    auto longest = 0ms;
    for (const ProcessComponent &component : std::as_const(workload->plan.file.process->components))
        longest = std::max(longest, component.stop_grace);
    const auto giveUp = m_clock.monotonic() + longest + 10s;
    while (workload && !workload->running.isEmpty()) {
        if (m_clock.monotonic() > giveUp)
            co_return Error{ErrorCode::Timeout, QStringLiteral("It did not stop, not even by SIGKILL"),
                QStringLiteral("A process of it may hang in the kernel; see the log"), {}};
        co_await QCoro::sleepFor(2ms);
        workload = find(service);
    }
    if (!workload || !workload->shim)
        co_return Done{};
    workload->shim->order("quit");
    for (int tries = 0; tries < 1000 && workload && workload->shim && workload->shim->isConnected(); ++tries) {
        co_await QCoro::sleepFor(2ms);
        workload = find(service);
    }
    if (workload && workload->shim) {
        workload->shim->drainSpool();
        workload->shim.release()->deleteLater();
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
        CO_TRY_DONE(host::makeFolder(m_trash, 0711, 0));
        if (!QDir().rename(folder, m_trash + u'/' + service.value))
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
    CO_TRY_DONE(assignPorts(workload));
    fillValues(workload);
    connectShim(service, stored.position);
    const bool found = co_await workload.shim->find();
    Workload *now = find(service);
    if (!now || !now->shim)
        co_return false;
    if (!found || now->running.isEmpty()) {
        now->shim->drainSpool(); // its last lines and its exit code are still there
        if (!found)
            now->shim.reset();
        co_return false;
    }
    CO_TRY_DONE(makeProber(*now));
    now->prober->start();
    co_return true;
}

void ProcessEngine::interrupt(const ServiceId &service, const QString &reason) {
    Workload *workload = find(service);
    if (!workload)
        return;
    workload->interrupted = reason;
    endWaits(*workload, Error{ErrorCode::Conflict, reason, {}, {}});
}

void ProcessEngine::acknowledge(const ServiceId &service, const OutputPosition &stored) {
    if (Workload *workload = find(service); workload && workload->shim)
        workload->shim->acknowledge(stored);
}

void ProcessEngine::sampleUsage() {
    for (const auto &[service, workload] : m_workloads) {
        if (workload->running.isEmpty())
            continue;
        const auto now = m_clock.monotonic();
        const Cgroup cgroup(service.value);
        const qint64 cpu = cgroup.cpuNanoseconds();
        const auto passed = std::chrono::nanoseconds(now - workload->cpuBeforeAt).count();
        const double cores = workload->cpuBefore >= 0 && cpu >= workload->cpuBefore && passed > 0
            ? double(cpu - workload->cpuBefore) / double(passed)
            : 0;
        workload->cpuBefore = cpu;
        workload->cpuBeforeAt = now;
        if (now - workload->storageAt > 60s || workload->storageAt == 0ms) {
            workload->storageAt = now;
            workload->storageMb = host::folderMegabytes(home(service) + QStringLiteral("/data"));
        }
        const double memory = double(std::max<qint64>(0, cgroup.memoryBytes())) / (1024 * 1024);
        emit usage(service, std::round(cores * 1000) / 1000, std::round(memory * 10) / 10,
            std::round(workload->storageMb * 10) / 10);
    }
}
