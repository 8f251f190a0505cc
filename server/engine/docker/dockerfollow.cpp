// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEngine, the part that listens to what containers write.
#include "server/engine/docker/dockerengine.h"

using namespace std::chrono_literals;

void DockerEngine::follow(const RunPtr &run, const QString &name, int replica, const LastOutput &after) {
    const QString id = run->containers.value(name);
    Follower &follower = run->followers[name];
    if (follower.logs && follower.logs->containerId() == id)
        return;
    const ServiceId service = run->plan.revision.service;
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
    connect(logs, &DockerLogs::lines, this,
        [this, service](const QList<OutputLine> &lines) { emit output(service, lines, {}); });
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
