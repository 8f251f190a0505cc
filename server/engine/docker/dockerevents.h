// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEvents: what happens to containers, volumes and networks of one engine, as it happens, whoever did it.
#pragma once

#include "server/engine/docker/dockerclient.h"
#include <QSet>

struct DockerEvent {
    enum class Of { Container, Volume, Network };

    Of of = Of::Container;
    /// create start die oom stop kill destroy health_status rename pause unpause
    QString action;
    /// Of a container its id, of a volume its name.
    QString id;
    /// What follows the action: "healthy" or "unhealthy" for health_status.
    QString detail;
    /// Labels of a container are among them, its `name` and `image`, and for `die` its `exitCode`.
    QMap<QString, QString> attributes;
    qint64 timeNs = 0;
};

class DockerEvents : public QObject {
    Q_OBJECT
public:
    /// Events of containers are told only of those with this label; volumes and networks come without theirs, so all
    /// are told.
    DockerEvents(DockerClient &client, QString labelName, QString labelValue, QObject *parent = nullptr);

    /// Connects, and connects again whenever the engine was away, until stop(). While it waits, it tries at once.
    void start();
    void stop();
    bool isConnected() const { return m_isConnected; }

signals:
    /// Each once, in order; those of an outage only as far as the engine remembers them.
    void happened(const DockerEvent &event);
    /// From now on nothing is missed; what happened before may have been. The client knows the engine's abilities.
    void connected();
    /// Once for each outage, also when the engine never answered.
    void lost(const QString &reason);

private:
    void negotiate();
    void listen();
    void take(const QByteArray &bytes);
    void takeEvent(const QByteArray &line);
    void onEnd(const QString &reason);

    DockerClient &m_client;
    const QString m_labelName, m_labelValue;
    std::unique_ptr<HttpTransfer> m_transfer;
    QTimer m_retry;
    std::chrono::milliseconds m_delay{};
    QByteArray m_buffer;
    qint64 m_latestNs = 0;
    QSet<QString> m_latest; // events of that time
    int m_round = 0;
    bool m_isActive = false;
    bool m_isConnected = false;
    bool m_isLost = false; // and that was told
};
