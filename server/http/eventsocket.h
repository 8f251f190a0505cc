// SPDX-License-Identifier: GPL-3.0-or-later
// EventSocket: one WebSocket client. It pulls events, changes and log lines from where they are kept, each by a
// position, as fast as the client reads; so a slow client costs a few positions and no memory, and misses nothing
// silently.
#pragma once

#include "server/http/eventhub.h"
#include "server/http/socketwire.h"
#include "shared/contract/events.h"
#include <QElapsedTimer>
#include <QTimer>
#include <QWebSocket>

class EventSocket : public QObject {
    Q_OBJECT
public:
    /// `wire`: the connection below the socket.
    EventSocket(QWebSocket *socket, QTcpSocket *wire, Caller caller, EventHub &hub);

    /// Sends what is new, up to the bound.
    void pump();
    /// Only what is new of one service's log.
    void pump(const ServiceId &service);
    /// Pings, bookmarks; drops a peer that has been silent too long.
    void tick();
    void close();
    /// Closes with 4401 at that time, which may have passed: what was signed in with ends.
    void endAt(Timestamp at);
    void comeAgain();
    const Caller &caller() const { return m_caller; }

signals:
    void gone();

private:
    struct LogPosition {
        LogCursor cursor;
        LogFilter filter;
        LogCursor told; // what the client can go on from
    };

    void onText(const QString &text);
    void subscribe(const SocketRequest &request);
    Result<Done> followChanges(const SocketRequest &request);
    Result<Done> followLogs(const SocketRequest &request);
    void unsubscribe(const SocketRequest &request);
    void acknowledge(const SocketRequest &request);
    void refuse(qint64 request, const Error &error);
    bool pumpEvents();
    bool pumpChanges();
    /// Goes on from the database where the ring does not reach back.
    void readOlder();
    bool mayRead(const Change &change) const;
    void sendChange(const Change &change);
    bool pumpLogs(const ServiceId &service, LogPosition &position);
    void closeWith(int code, const QString &reason);
    void pumpLater();
    bool hasRoom() const { return m_wire.waiting() < outLimit; }
    void send(const QByteArray &event);
    void answer(const QByteArray &frame);

    static constexpr qint64 outLimit = 256 * 1024;

    QWebSocket *m_socket;
    SocketWire m_wire;
    Caller m_caller;
    EventHub &m_hub;
    QSet<QByteArray> m_types;
    qint64 m_eventNumber = 0;
    qint64 m_unreadAnswers = 0; // bytes
    std::optional<qint64> m_rev;
    QHash<ServiceId, LogPosition> m_logs;
    QElapsedTimer m_heard;
    QElapsedTimer m_pinged;
    QElapsedTimer m_sent;
    QTimer m_end;
    bool m_closing = false;
    bool m_pumping = false;
    bool m_pumpsLater = false;
    bool m_readingOlder = false;
};
