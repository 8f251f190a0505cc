// SPDX-License-Identifier: GPL-3.0-or-later
// DockerStats: what the containers of each service use. Asked for one service after the other, spread over an interval,
// so that many services never come at once.
#pragma once

#include "server/engine/docker/dockerclient.h"
#include "server/engine/engine.h"
#include <map>

/// What one container has used at one moment.
struct ContainerSample {
    qint64 timeNs = 0; // the engine's
    qint64 cpuNs = 0; // since its start
    qint64 memoryBytes = 0; // without page cache, as `docker stats` shows it
    qint64 rxBytes = 0;
    qint64 txBytes = 0;

    /// Of an answer to GET /containers/:id/stats; nullopt for one that does not run.
    static std::optional<ContainerSample> parse(const QJsonObject &stats);
};

class DockerStats : public QObject {
    Q_OBJECT
public:
    /// `serviceLabel`: the label of volumes and containers that holds the service's id.
    DockerStats(
        DockerClient &client, QString serviceLabel, std::chrono::milliseconds interval, QObject *parent = nullptr);

    /// From now on these are the containers of the service; none: it is no longer asked for.
    void watch(const ServiceId &service, const QStringList &containers);
    /// Nobody is asked while the engine is away.
    void pause();
    void resume();

    /// Asks for storage now; else it does so rarely, since the engine walks through all it has for that.
    void measureStorage();

signals:
    void sampled(const ServiceId &service, const Usage &usage);

private:
    using Moment = std::chrono::milliseconds; // of a clock that never goes back
    struct Watched {
        QMap<QString, std::optional<ContainerSample>> containers; // the last sample of each
        int generation = 0;
        int samples = 0;
        Moment phase{}; // within the interval
    };
    /// One service being asked for.
    struct Round {
        ServiceId service;
        int generation = 0;
        qsizetype open = 0;
        Usage sum;
    };

    static Moment now();
    void plan(const ServiceId &service, Moment due);
    void setTimer();
    void sampleDue();
    void sample(const ServiceId &service);
    void planNext(const ServiceId &service);
    void onAnswer(const std::shared_ptr<Round> &round, const QString &container, const Result<QJsonDocument> &answer);
    void finish(const Round &round);
    void onStorage(const QJsonObject &usage);

    DockerClient &m_client;
    const QString m_serviceLabel;
    const std::chrono::milliseconds m_interval;
    std::map<ServiceId, Watched> m_watched;
    std::multimap<Moment, ServiceId> m_due;
    Moment m_latestFirst{};
    QHash<QString, double> m_storageMb; // by service
    QTimer m_timer;
    QTimer m_storageTimer;
    int m_open = 0; // questions without an answer yet
    bool m_isPaused = false;
    int m_generation = 0;
};
