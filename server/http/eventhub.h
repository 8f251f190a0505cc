// SPDX-License-Identifier: GPL-3.0-or-later
// EventHub: all WebSocket clients, on a thread of their own, so that two thousand idle ones cost a REST request
// nothing.
#pragma once

#include "server/http/httpmessage.h"
#include "server/http/logfeed.h"
#include "server/logs/logstore.h"
#include "server/services/caller.h"
#include "server/services/eventlog.h"
#include "server/store/change.h"
#include <QElapsedTimer>
#include <QFuture>
#include <QMutex>
#include <QThread>
#include <QTimer>
#include <QWebSocketServer>

class EventSocket;

/// Where WebSocket clients read from; all of it may be read from any thread.
struct EventSources {
    const EventLog &events;
    const ChangeRing &changes;
    /// Changes that have left the ring; `Gone` when they are kept no longer.
    std::function<QFuture<Result<QList<Change>>>(qint64 rev, int limit)> olderChanges;
    LogStore &logs;
    /// Whether a service exists for a caller; asked in the main thread's stead, so it must be thread-safe.
    std::function<bool(const Caller &, const ServiceId &)> mayReadLogs;
};

class EventHub : public QObject {
    Q_OBJECT
public:
    EventHub(EventSources sources, int maxClients);
    ~EventHub() override;

    /// From the main thread: a connection that is to become a WebSocket, and who is behind it.
    void take(QTcpSocket *socket, const Caller &caller);
    /// From the main thread. What was opened by this key or session, with this prefix or any (empty), is closed with
    /// 4401 then.
    void endAt(const QString &credential, const QByteArray &prefix, Timestamp at);
    /// From the main thread: closes what was opened by this key or session, so that it comes again with its rights of
    /// now.
    void comeAgain(const QString &credential);
    /// Whether there is room for one more of this caller: no key or session may have more than half of all.
    bool hasRoomFor(const Caller &caller) const;
    int count() const {
        const QMutexLocker lock(&m_countMutex);
        return m_count;
    }
    /// Closes all clients with 1001 and ends the thread.
    void stop();

    // For EventSocket.
    const EventSources &sources() const { return m_sources; }
    /// Lines of a service wake its followers.
    void follow(const ServiceId &service, EventSocket *client);
    void unfollow(const ServiceId &service, EventSocket *client);
    /// Of a service that is followed.
    LogFeed &feed(const ServiceId &service);

public slots:
    /// Something was added to one of the sources.
    void wakeEvents();
    /// Lines that come close together travel together.
    void wakeLogs(const ServiceId &service);

private:
    struct Followed {
        LogFeed feed;
        QSet<EventSocket *> clients;
    };

    void recount(const QString &credential, int more);
    void onConnection();
    void sendLogs();
    void forgetClient(EventSocket *client);
    void tick();

    EventSources m_sources;
    int m_maxClients;
    mutable QMutex m_countMutex;
    QHash<QString, int> m_counts; // of the connections of each key or session
    int m_count = 0;
    QThread m_thread;
    QWebSocketServer *m_handshakes = nullptr;
    QHash<QString, Caller> m_arriving; // by the peer's address and port, until the handshake is done
    QHash<QString, QTcpSocket *> m_wires; // the sockets of those that arrive
    QSet<EventSocket *> m_clients;
    std::map<ServiceId, Followed> m_followed;
    QSet<ServiceId> m_woken; // services with new lines
    QTimer *m_sender = nullptr;
    QElapsedTimer m_sentLogs;
    QTimer *m_ticker = nullptr;
};
