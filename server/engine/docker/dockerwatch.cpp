// SPDX-License-Identifier: GPL-3.0-or-later
// Events are noted; a moment later the container is looked at, which tells a restart from an end.
#include "server/engine/docker/dockerwatch.h"
#include "server/engine/docker/containerspec.h"
#include <QJsonArray>

using namespace std::chrono_literals;

/// Somebody's `docker restart` is over by then.
static constexpr auto settling = 1s;
static constexpr auto usageInterval = 15s;
/// This often in this time is a loop.
static constexpr int loopCount = 5;
static constexpr auto loopTime = 2min;
/// A signal this short before an end was its cause.
static constexpr qint64 killNs = 3'000'000'000;
/// Looks after an engine came back, which may still be starting its containers.
static constexpr int patience = 10;

DockerWatch::DockerWatch(DockerClient &client, const QString &panel, const Clock &clock)
    : m_client(client)
    , m_panel(panel)
    , m_clock(clock)
    , m_events(client, container::panelLabel, panel)
    , m_stats(client, container::serviceLabel, usageInterval) {
    connect(&m_events, &DockerEvents::happened, this, &DockerWatch::onEvent);
    connect(&m_events, &DockerEvents::connected, this, &DockerWatch::onConnected);
    connect(&m_events, &DockerEvents::lost, this, [this](const QString &reason) {
        m_reason = reason;
        m_stats.pause();
        emit availabilityChanged();
    });
    connect(&m_stats, &DockerStats::sampled, this, &DockerWatch::sampled);
}

void DockerWatch::watch(const Revision &revision, const QList<WatchedContainer> &containers) {
    std::erase_if(m_containers, [&revision](const auto &entry) { return entry.second.revision == revision; });
    for (const WatchedContainer &container : containers) {
        Watched watched;
        watched.revision = revision;
        watched.known = container;
        m_containers[container.id] = watched;
    }
    updateStats(revision.service);
}

void DockerWatch::leave(const ServiceId &service, std::optional<int> keep) {
    std::erase_if(m_containers, [&service, keep](const auto &entry) {
        return entry.second.revision.service == service && entry.second.revision.number != keep;
    });
    updateStats(service);
}

void DockerWatch::updateStats(const ServiceId &service) {
    QStringList ids;
    for (const auto &[id, watched] : m_containers)
        if (watched.revision.service == service)
            ids.append(id);
    m_stats.watch(service, ids);
}

void DockerWatch::onEvent(const DockerEvent &event) {
    if (event.of == DockerEvent::Of::Volume && event.action == QLatin1String("destroy"))
        emit volumeRemoved(event.id);
    const auto found = m_containers.find(event.id);
    if (event.of != DockerEvent::Of::Container || found == m_containers.end())
        return;
    Watched &watched = found->second;
    const Revision revision = watched.revision;
    if (event.action == QLatin1String("oom")) {
        // The engine tells it before or after the end that it caused.
        if (!watched.deaths.isEmpty() && m_clock.monotonic() - watched.deaths.last().at < settling)
            watched.deaths.last().outOfMemory = true;
        else
            watched.outOfMemory = true;
    } else if (event.action == QLatin1String("kill")) {
        watched.killedNs = event.timeNs;
    } else if (event.action == QLatin1String("die")) {
        Death death;
        death.at = m_clock.monotonic();
        death.exitCode = event.attributes.value(QStringLiteral("exitCode")).toInt();
        death.outOfMemory = std::exchange(watched.outOfMemory, false);
        death.wasKilled = event.timeNs - watched.killedNs < killNs && !death.outOfMemory;
        watched.deaths.removeIf([&death](const Death &one) { return death.at - one.at > loopTime; });
        watched.deaths.append(death);
        watched.patience = 0;
        lookSoon(event.id);
    } else if (event.action == QLatin1String("stop") && !watched.deaths.isEmpty()) {
        watched.deaths.last().wasStopped = true;
    } else if (event.action == QLatin1String("destroy")) {
        onRemoved(event.id);
    } else if (event.action == QLatin1String("pause")) {
        emit ended(watched.revision, watched.known.component,
            QStringLiteral("component \"%1\" was paused outside the panel").arg(watched.known.component), false);
    } else if (event.action == QLatin1String("start")) {
        watched.isUp = true;
        watched.outOfMemory = false;
        emit started(watched.revision, event.id);
    }
    for (const char *action : {"die", "health_status", "pause", "unpause"})
        if (event.action == QLatin1String(action))
            emit moved(revision);
}

void DockerWatch::onConnected() {
    m_reason.clear();
    m_stats.resume();
    emit availabilityChanged();
    if (m_containers.empty())
        return;
    const QString label = container::panelLabel + u'=' + m_panel;
    const QJsonObject filters{{QStringLiteral("label"), QJsonArray{label}}};
    QUrlQuery query{{QStringLiteral("all"), QStringLiteral("1")},
        {QStringLiteral("filters"), QString::fromUtf8(QJsonDocument(filters).toJson(QJsonDocument::Compact))}};
    spawn(m_client.call("GET", QStringLiteral("/containers/json"), query), this,
        [this](const Result<QJsonDocument> &answer) {
            if (answer)
                onListed(answer->array());
        });
}

/// What happened while nobody listened.
void DockerWatch::onListed(const QJsonArray &containers) {
    QMap<QString, QString> states;
    for (const QJsonValue &container : containers)
        states.insert(container[QLatin1String("Id")].toString(), container[QLatin1String("State")].toString());
    QStringList removed, down;
    QMap<QString, Revision> up, upAgain;
    for (auto &[id, watched] : m_containers) {
        const auto state = states.constFind(id);
        if (state == states.constEnd()) {
            removed.append(id);
        } else if (*state == QLatin1String("running")) {
            (std::exchange(watched.isUp, true) ? up : upAgain).insert(id, watched.revision);
        } else if (watched.isUp) {
            watched.patience = watched.known.isRestarted ? patience : 0;
            down.append(id);
        }
    }
    for (const QString &id : std::as_const(down))
        lookSoon(id);
    // An engine remembers few events: that a container was started again may not be among them.
    for (auto it = up.constBegin(); it != up.constEnd(); ++it)
        emit foundRunning(it.value(), it.key());
    for (auto it = upAgain.constBegin(); it != upAgain.constEnd(); ++it)
        emit started(it.value(), it.key());
    for (const QString &id : std::as_const(removed))
        onRemoved(id);
}

void DockerWatch::lookSoon(const QString &id) {
    const auto found = m_containers.find(id);
    if (found == m_containers.end() || std::exchange(found->second.isLookedAt, true))
        return;
    QTimer::singleShot(settling, this, [this, id] { look(id); });
}

/// An engine that is going down stops its containers first, and says so as if somebody had asked for it. It takes no
/// new connections by then, only goes on answering by those it has.
Task<Result<QJsonDocument>> DockerWatch::inspect(QString id) {
    OutgoingRequest ping = m_client.request("GET", QStringLiteral("/_ping"));
    ping.isApart = true;
    ping.timeout = 10s;
    CO_TRY(answered, co_await m_client.http().send(ping));
    if (answered.status != 200)
        co_return Error{ErrorCode::Unavailable, QStringLiteral("GET /_ping answered %1").arg(answered.status), {}, {}};
    co_return co_await m_client.call("GET", QStringLiteral("/containers/%1/json").arg(id));
}

void DockerWatch::look(const QString &id) {
    spawn(inspect(id), this, [this, id](const Result<QJsonDocument> &answer) {
        const auto found = m_containers.find(id);
        if (found == m_containers.end())
            return;
        found->second.isLookedAt = false;
        if (answer)
            onInspected(id, answer->object());
        else if (answer.error().code == ErrorCode::NotFound)
            onRemoved(id);
        else if (m_events.isConnected())
            lookSoon(id);
        // Otherwise the engine is away, and all are looked at when it comes back.
    });
}

/// "component web was killed for want of memory; the limit is 64 MiB"
static QString described(const QString &component, int exitCode, bool outOfMemory, const QJsonObject &container) {
    const qint64 limit = container[QLatin1String("HostConfig")].toObject()[QLatin1String("Memory")].toInteger();
    if (outOfMemory && limit > 0)
        return QStringLiteral("component \"%1\" was killed for want of memory; the limit is %2 MiB")
            .arg(component)
            .arg(limit / (1024 * 1024));
    if (outOfMemory)
        return QStringLiteral("component \"%1\" was killed for want of memory").arg(component);
    const QString error = container[QLatin1String("State")].toObject()[QLatin1String("Error")].toString();
    const QString text = QStringLiteral("component \"%1\" ended with exit code %2").arg(component).arg(exitCode);
    return error.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, error.left(300));
}

void DockerWatch::onInspected(const QString &id, const QJsonObject &container) {
    Watched &watched = m_containers.at(id);
    const QJsonObject state = container[QLatin1String("State")].toObject();
    const bool isUp = state[QLatin1String("Running")].toBool() || state[QLatin1String("Restarting")].toBool();
    Death death;
    if (!watched.deaths.isEmpty()) {
        death = watched.deaths.last();
    } else { // it died while nobody listened
        death.exitCode = state[QLatin1String("ExitCode")].toInt();
        death.at = m_clock.monotonic();
    }
    death.outOfMemory = death.outOfMemory || (!isUp && state[QLatin1String("OOMKilled")].toBool());
    const QString what = described(watched.known.component, death.exitCode, death.outOfMemory, container);
    if (isUp)
        return watched.deaths.isEmpty() ? void() : onRestarted(watched, what);
    if (watched.patience > 0) {
        --watched.patience;
        return lookSoon(id);
    }
    onEnded(watched, death, what);
}

void DockerWatch::onRestarted(Watched &watched, const QString &what) {
    const Death &last = watched.deaths.last();
    const QString &component = watched.known.component;
    if (last.wasStopped || last.wasKilled) {
        emit ended(watched.revision, component,
            QStringLiteral("component \"%1\" was restarted outside the panel").arg(component), false);
        return;
    }
    const auto crashes = std::count_if(watched.deaths.begin(), watched.deaths.end(),
        [](const Death &death) { return !death.wasStopped && !death.wasKilled; });
    if (crashes < loopCount) {
        emit ended(watched.revision, component, what + QStringLiteral(" and is started again"), false);
        return;
    }
    const auto now = m_clock.monotonic();
    if (watched.loopToldAt && now - *watched.loopToldAt < loopTime)
        return;
    watched.loopToldAt = now;
    const QString why =
        last.outOfMemory ? QStringLiteral("want of memory") : QStringLiteral("exit code %1").arg(last.exitCode);
    emit ended(watched.revision, component,
        QStringLiteral("component \"%1\" keeps restarting: %2, %3 times in 2 minutes").arg(component, why).arg(crashes),
        false);
}

void DockerWatch::onEnded(Watched &watched, const Death &death, const QString &what) {
    if (!std::exchange(watched.isUp, false))
        return;
    const Revision revision = watched.revision;
    const QString component = watched.known.component;
    if (watched.known.mayEnd && death.exitCode == 0 && !death.wasStopped && !death.wasKilled) {
        const bool othersRun = std::any_of(m_containers.begin(), m_containers.end(),
            [&revision](const auto &entry) { return entry.second.revision == revision && entry.second.isUp; });
        if (!othersRun)
            emit ended(revision, component, what, true);
    } else if (death.wasStopped) {
        emit stopped(revision, QStringLiteral("component \"%1\" was stopped outside the panel").arg(component));
    } else if (death.wasKilled) {
        emit ended(
            revision, component, QStringLiteral("component \"%1\" was killed outside the panel").arg(component), true);
    } else {
        emit ended(revision, component, what, true);
    }
}

void DockerWatch::onRemoved(const QString &id) {
    const auto found = m_containers.find(id);
    if (found == m_containers.end())
        return;
    const Watched gone = found->second;
    m_containers.erase(found);
    updateStats(gone.revision.service);
    if (gone.isUp) // of one that had ended nobody needs more
        emit ended(gone.revision, gone.known.component,
            QStringLiteral("container \"%1\" was removed outside the panel").arg(gone.known.component), true);
}
