// SPDX-License-Identifier: GPL-3.0-or-later
// DockerWatch: sees within two seconds when something happens to the containers of services that are up and nobody
// asked the panel for it: an exit, a restart, somebody with a command line, the engine itself.
#pragma once

#include "server/engine/docker/dockerevents.h"
#include "server/engine/docker/dockerstats.h"
#include "shared/base/clock.h"

/// One that has to stay as it is.
struct WatchedContainer {
    QString id;
    QString component;
    /// Its end is no failure when its exit code is 0.
    bool mayEnd = false;
    /// The engine starts it again.
    bool isRestarted = false;
};

class DockerWatch : public QObject {
    Q_OBJECT
public:
    /// `panel`: the value of the panel's label.
    DockerWatch(DockerClient &client, const QString &panel, const Clock &clock);

    /// Connects, and goes on connecting.
    void start() { m_events.start(); }
    bool isAvailable() const { return m_events.isConnected(); }
    /// Why it is not available.
    QString reason() const { return m_reason; }

    /// This revision is up; from now on what happens to it was not asked for.
    void watch(const Revision &revision, const QList<WatchedContainer> &containers);
    /// Whatever happens to containers of this service but that of `keep` is wanted now.
    void leave(const ServiceId &service, std::optional<int> keep = {});

signals:
    /// The engine came or went, or was not there from the beginning; what was started or ended meanwhile is told after.
    void availabilityChanged();
    void sampled(const ServiceId &service, const Usage &usage);
    /// A container was started again, by whomever.
    void started(const Revision &revision, const QString &containerId);
    /// It runs, as was seen when the engine came back; whether it ran all the time is not known.
    void foundRunning(const Revision &revision, const QString &containerId);
    /// One of its containers ended, was paused, or its engine thinks otherwise of its health.
    void moved(const Revision &revision);
    /// As Engine::componentEnded().
    void ended(const Revision &revision, const QString &component, const QString &reason, bool final);
    /// Somebody stopped it outside the panel.
    void stopped(const Revision &revision, const QString &reason);
    void volumeRemoved(const QString &name);

private:
    struct Death {
        std::chrono::milliseconds at{}; // by the clock
        int exitCode = 0;
        bool outOfMemory = false;
        bool wasStopped = false; // outside the panel
        bool wasKilled = false; // outside the panel
    };
    struct Watched {
        Revision revision;
        WatchedContainer known;
        QList<Death> deaths; // of the last minutes
        qint64 killedNs = 0;
        bool outOfMemory = false;
        bool isUp = true;
        bool isLookedAt = false;
        int patience = 0; // further looks, while the engine may still be starting it
        std::optional<std::chrono::milliseconds> loopToldAt;
    };

    void onEvent(const DockerEvent &event);
    void onConnected();
    void onListed(const QJsonArray &containers);
    void lookSoon(const QString &id);
    void look(const QString &id);
    Task<Result<QJsonDocument>> inspect(QString id);
    void onInspected(const QString &id, const QJsonObject &container);
    void onRestarted(Watched &watched, const QString &what);
    void onEnded(Watched &watched, const Death &death, const QString &what);
    void onRemoved(const QString &id);
    void updateStats(const ServiceId &service);

    DockerClient &m_client;
    const QString m_panel;
    const Clock &m_clock;
    DockerEvents m_events;
    DockerStats m_stats;
    QString m_reason = QStringLiteral("It has not answered yet");
    std::map<QString, Watched> m_containers; // by id
};
