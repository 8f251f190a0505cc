// SPDX-License-Identifier: GPL-3.0-or-later
// EventStream: the server's WebSocket, kept alive: it reconnects by itself and goes on where it was, by positions.
#pragma once

#include "app/client/access.h"
#include "shared/contract/events.h"
#include <QTimer>
#include <QWebSocket>
#include <memory>

class EventStream : public QObject {
    Q_OBJECT
public:
    enum class State { Stopped, Connecting, Live, Waiting };

    explicit EventStream(QObject *parent = nullptr);
    ~EventStream() override;

    void start(const Access &access);
    /// Connects no more until the next start(), which goes on with all that is followed.
    void stop();
    State state() const { return m_state; }
    /// Follow the change feed after this position, now and after every reconnect.
    void followChanges(qint64 rev);
    /// Every change up to here has been told; nothing while the feed is not followed.
    std::optional<qint64> position() const { return m_rev; }
    /// Follow a service's log after a cursor. Several may follow one service: they share a subscription that begins at
    /// the earliest cursor, so lines may come twice and are told apart by their seq.
    void followLogs(const ServiceId &service, const QString &cursor);
    void unfollowLogs(const ServiceId &service);

signals:
    void stateChanged(State state, const QString &reason);
    void changed(const ChangeEvent &change);
    /// The position is older than what the server keeps: a snapshot is needed.
    void expired();
    void deployProgress(const DeployProgressEvent &event);
    void serviceStatus(const ServiceStatusEvent &event);
    void metrics(const ServiceMetricsEvent &event);
    void backupProgress(const BackupProgressEvent &event);
    void logs(const ServiceLogsEvent &event);
    void gap(const GapEvent &gap);

private:
    void connectNow();
    void onConnected();
    void onText(const QString &text);
    void retry(const QString &reason);
    bool goesOnAt(qint64 rev);
    void setState(State state, const QString &reason = {});
    void request(QJsonObject message);
    void subscribeLogs(const ServiceId &service);

    Access m_access;
    bool isConnected() const { return m_socket && m_socket->state() == QAbstractSocket::ConnectedState; }
    void dropSocket();

    /// A new one for each attempt: QWebSocket 6.4 does not survive being opened again.
    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_retry;
    QTimer m_heartbeat;
    State m_state = State::Stopped;
    int m_failures = 0;
    qint64 m_nextRequest = 1;
    std::optional<qint64> m_rev;
    struct Followed {
        QString cursor;
        int followers = 0;
    };
    QMap<QString, Followed> m_followed;
};
