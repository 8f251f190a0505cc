// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEngine, the part that listens to what containers write and what happens to them.
#include "server/engine/docker/dockerengine.h"

using namespace std::chrono_literals;

void DockerEngine::follow(const RunPtr &run, const QString &name, int replica, const LastOutput &after) {
    const QString id = run->containers.value(name);
    Follower &follower = run->followers[name];
    if (follower.logs && follower.logs->containerId() == id)
        return;
    const auto [service, revision] = run->plan.revision;
    const SessionPtr session = workload(service).session;
    const ComposeComponent *component = nullptr;
    for (const ComposeComponent &one : std::as_const(run->project.components))
        if (container::name(run->plan.revision, one, replica) == name)
            component = &one;
    if (!component)
        return;
    // What is one of its kind needs no number.
    const int number = component->replicas > 1 ? replica : 0;
    follower.logs = std::make_unique<DockerLogs>(m_client, id, component->name, number, after);
    follower.isActive = false;
    DockerLogs *logs = follower.logs.get();
    connect(
        logs, &DockerLogs::lines, this, [this, service = service, revision = revision, id](QList<OutputLine> lines) {
            for (OutputLine &line : lines)
                line.revision = revision;
            emit output(service, lines, containerPosition(id));
        });
    const std::weak_ptr<Run> followed = run;
    connect(logs, &DockerLogs::ended, this, [followed, session, name] {
        if (const RunPtr alive = followed.lock())
            alive->followers[name].isActive = false;
        session->wake();
    });
}

void DockerEngine::listen(const RunPtr &run, const QString &name) {
    const auto follower = run->followers.find(name);
    if (follower == run->followers.end() || !follower->second.logs)
        return;
    follower->second.isActive = true;
    follower->second.logs->start();
}

/// What a container has written is gone with it: its last lines are waited for, but not for ever.
Task<> DockerEngine::drain(SessionPtr session, QList<RunPtr> runs) {
    const auto giveUp = m_clock.monotonic() + 2s;
    for (const RunPtr &run : runs) {
        const auto isActive = [&run] {
            return std::any_of(run->followers.begin(), run->followers.end(),
                [](const auto &follower) { return follower.second.isActive; });
        };
        while (isActive() && m_clock.monotonic() < giveUp)
            if (!co_await session->pause(50ms))
                co_return;
    }
}

void DockerEngine::watchOver(const RunPtr &run) {
    const bool isRestarted = m_client.capabilities().canUpdate || run->context.startsWithPolicy;
    QList<WatchedContainer> containers;
    for (const ComposeComponent &component : std::as_const(run->project.components)) {
        for (int replica = 1; replica <= component.replicas; ++replica) {
            WatchedContainer watched;
            watched.id = run->containers.value(container::name(run->plan.revision, component, replica));
            watched.component = component.name;
            watched.mayEnd = container::mayEnd(component);
            watched.isRestarted = isRestarted && component.restart != ComposeRestart::No;
            containers.append(watched);
        }
    }
    m_watch.watch(run->plan.revision, containers);
}

void DockerEngine::onStarted(const Revision &revision, const QString &container) {
    const RunPtr run = find(revision);
    if (!run)
        return;
    listen(run, run->containers.key(container));
    if (run->prober)
        run->prober->start();
}

void DockerEngine::onMoved(const Revision &revision) {
    if (const RunPtr run = find(revision); run && run->prober)
        run->prober->look();
}

void DockerEngine::onFoundRunning(const Revision &revision, const QString &container) {
    const RunPtr run = find(revision);
    if (!run)
        return;
    const QString name = run->containers.key(container);
    if (const auto follower = run->followers.find(name); follower != run->followers.end() && !follower->second.isActive)
        listen(run, name);
}

void DockerEngine::onAvailability() {
    emit availabilityChanged();
    if (!m_watch.isAvailable())
        return;
    for (const auto &[service, workload] : m_workloads)
        for (const auto &[number, run] : workload.runs)
            for (const auto &[name, follower] : run->followers)
                if (follower.isActive)
                    follower.logs->start(); // at once, and not when it would try again
}

void DockerEngine::onVolumeRemoved(const QString &volume) {
    for (const auto &[service, workload] : m_workloads) {
        for (const auto &[number, run] : workload.runs) {
            for (const ComposeComponent &component : std::as_const(run->project.components)) {
                if (!container::writableVolumes(component, 1, run->context).contains(volume))
                    continue;
                const Revision revision = run->plan.revision;
                const QString name = component.name;
                emit componentEnded(revision, name,
                    QStringLiteral("volume %1 of component \"%2\" was removed outside the panel, with its data")
                        .arg(volume, name),
                    false);
                return; // whoever was told may have changed what is walked over
            }
        }
    }
}
