// SPDX-License-Identifier: GPL-3.0-or-later
// ProcessEngine, the part that listens: what the shim tells, who waits for it, health and usage.
#include "server/engine/process/cgroup.h"
#include "server/engine/process/host.h"
#include "server/engine/process/leftovers.h"
#include "server/engine/process/processengine.h"
#include "server/engine/process/processtree.h"
#include <cstring>

using namespace std::chrono_literals;

static constexpr size_t rememberedLines = 20;

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
        killLeftovers(service.value, home(service));
        endWaits(*w, failure(*w, reason));
        if (!w->starting)
            emit componentEnded(w->plan.revision, {}, reason, true);
    });
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

QString ProcessEngine::describe(const Workload &workload, const ShimExit &exit) const {
    if (exit.outOfMemory)
        return QStringLiteral("component \"%1\" was killed for want of memory; the limit is %2 MiB")
            .arg(exit.component)
            .arg(workload.plan.memoryLimitMb);
    if (exit.signal == 0)
        return QStringLiteral("component \"%1\" ended with exit code %2").arg(exit.component).arg(exit.code);
    const char *name = sigabbrev_np(exit.signal);
    return QStringLiteral("component \"%1\" was ended by signal %2")
        .arg(exit.component, name ? QStringLiteral("SIG") + QLatin1String(name) : QString::number(exit.signal));
}

/// One that runs to its end and is not wanted again.
static bool isCompleted(const ProcessSpec &spec, const ShimExit &exit) {
    const auto component = std::find_if(
        spec.components.begin(), spec.components.end(), [&exit](const auto &c) { return c.name == exit.component; });
    return component != spec.components.end() && component->restart != RestartPolicy::Always && exit.code == 0
        && exit.signal == 0;
}

void ProcessEngine::onExit(const ServiceId &service, const ShimExit &exit) {
    Workload *workload = find(service);
    if (!workload)
        return;
    workload->running.remove(exit.component);
    if (exit.component.startsWith(u'.')) { // an init command: its waiter wants to know how it ended
        const bool good = exit.code == 0 && exit.signal == 0;
        return endWaits(
            *workload, good ? Result<Done>() : failure(*workload, describe(*workload, exit)), exit.component);
    }
    if (workload->stopping)
        return endWaits(*workload, Done{}, exit.component);
    if (isCompleted(*workload->plan.file.process, exit)) {
        const QString name = upWait(exit.component);
        const bool isAwaited = std::any_of(workload->waits.begin(), workload->waits.end(),
            [&name](const auto &wait) { return wait->component == name; });
        endWaits(*workload, Done{}, name);
        if (isAwaited || !workload->running.isEmpty())
            return;
    }
    if (workload->starting) {
        workload->starting = false;
        return endWaits(*workload, failure(*workload, describe(*workload, exit)));
    }
    if (exit.restartInMs >= 0 && workload->prober)
        workload->prober->start();
    emit componentEnded(workload->plan.revision, exit.component, describe(*workload, exit), exit.restartInMs < 0);
}

void ProcessEngine::onHealth(const ServiceId &service, const Health &health) {
    Workload *workload = find(service);
    if (!workload)
        return;
    emit healthChanged(workload->plan.revision, health);
    if (health.status == HealthStatus::Healthy && workload->starting)
        endWaits(*workload, Done{});
}

void ProcessEngine::interrupt(const ServiceId &service, const QString &reason) {
    Workload *workload = find(service);
    if (!workload)
        return;
    workload->interrupted = reason;
    endWaits(*workload, Error{ErrorCode::Conflict, reason, {}, {}});
}

void ProcessEngine::sampleUsage() {
    const bool hasCgroups = Cgroup::available() != Cgroup::Version::None;
    const ProcessTree tree = hasCgroups ? ProcessTree() : ProcessTree::read();
    for (const auto &[service, workload] : m_workloads) {
        if (workload->running.isEmpty())
            continue;
        const auto now = m_clock.monotonic();
        const auto [cpu, memoryBytes] = hasCgroups
            ? ProcessTree::Usage{Cgroup(service.value).cpuNanoseconds(), Cgroup(service.value).memoryBytes()}
            : tree.usage(workload->shim ? workload->shim->pid() : 0);
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
        const double memory = double(std::max<qint64>(0, memoryBytes)) / (1024 * 1024);
        Usage used;
        used.cpuCores = std::round(cores * 1000) / 1000;
        used.memoryMb = std::round(memory * 10) / 10;
        used.storageMb = std::round(workload->storageMb * 10) / 10;
        emit usage(service, used);
    }
}
