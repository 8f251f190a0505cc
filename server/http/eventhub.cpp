// SPDX-License-Identifier: GPL-3.0-or-later
// The clients' thread: handshakes, waking, ticking.
#include "server/http/eventhub.h"
#include "server/http/eventsocket.h"

static QString peerOf(const QHostAddress &address, quint16 port) {
    return address.toString() + u'|' + QString::number(port);
}

EventHub::EventHub(EventSources sources, int maxClients) : m_sources(std::move(sources)), m_maxClients(maxClients) {
    moveToThread(&m_thread);
    connect(&m_sources.events, &EventLog::appended, this, &EventHub::wakeEvents, Qt::QueuedConnection);
    connect(&m_sources.logs, &LogStore::appended, this, &EventHub::wakeLogs, Qt::QueuedConnection);
    connect(&m_thread, &QThread::started, this, [this] {
        m_handshakes = new QWebSocketServer(QStringLiteral("aiadminpanel"), QWebSocketServer::NonSecureMode, this);
        m_handshakes->setMaxPendingConnections(1024);
        m_handshakes->setHandshakeTimeout(10'000);
        connect(m_handshakes, &QWebSocketServer::newConnection, this, &EventHub::onConnection);
        m_ticker = new QTimer(this);
        connect(m_ticker, &QTimer::timeout, this, &EventHub::tick);
        m_ticker->start(std::chrono::seconds(2));
    });
    m_thread.setObjectName(QStringLiteral("websockets"));
    m_thread.start();
}

EventHub::~EventHub() {
    stop();
}

void EventHub::stop() {
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            for (EventSocket *client : QSet<EventSocket *>(m_clients))
                client->close();
            qDeleteAll(QSet<EventSocket *>(std::exchange(m_clients, {})));
            delete std::exchange(m_handshakes, nullptr);
            delete std::exchange(m_ticker, nullptr);
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void EventHub::take(QTcpSocket *socket, const Caller &caller) {
    ++m_count;
    socket->moveToThread(&m_thread);
    QMetaObject::invokeMethod(
        this,
        [this, socket, caller] {
            const QString peer = peerOf(socket->peerAddress(), socket->peerPort());
            m_arriving.insert(peer, caller);
            // A child's end tells of the socket's: QWebSocket takes all connections of the socket itself away.
            connect(new QObject(socket), &QObject::destroyed, this, [this, peer] {
                m_arriving.remove(peer);
                --m_count;
            });
            if (!m_handshakes || socket->state() != QAbstractSocket::ConnectedState)
                return socket->deleteLater();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            m_handshakes->handleConnection(socket);
            emit socket->readyRead(); // the handshake is there already
        },
        Qt::QueuedConnection);
}

void EventHub::endAt(const ApiKeyId &key, const QByteArray &prefix, Timestamp at) {
    const auto end = [this, key, prefix, at] {
        const auto isMeant = [&](const Caller &caller) {
            return caller.key == key && (prefix.isEmpty() || caller.prefix == prefix);
        };
        for (Caller &caller : m_arriving)
            if (isMeant(caller))
                caller.ends = at;
        for (EventSocket *client : QSet<EventSocket *>(m_clients))
            if (isMeant(client->caller()))
                client->endAt(at);
    };
    QMetaObject::invokeMethod(this, end, Qt::QueuedConnection);
}

void EventHub::comeAgain(const ApiKeyId &key) {
    const auto close = [this, key] {
        for (auto it = m_arriving.begin(); it != m_arriving.end();)
            it = it->key == key ? m_arriving.erase(it) : std::next(it);
        for (EventSocket *client : QSet<EventSocket *>(m_clients))
            if (client->caller().key == key)
                client->comeAgain();
    };
    QMetaObject::invokeMethod(this, close, Qt::QueuedConnection);
}

void EventHub::onConnection() {
    while (QWebSocket *socket = m_handshakes->nextPendingConnection()) {
        const auto caller = m_arriving.constFind(peerOf(socket->peerAddress(), socket->peerPort()));
        if (caller == m_arriving.constEnd()) {
            socket->deleteLater();
            continue;
        }
        socket->setParent(this);
        auto *client = new EventSocket(socket, *caller, *this);
        m_arriving.erase(caller);
        m_clients.insert(client);
        connect(client, &EventSocket::gone, this, [this, client, socket] {
            if (m_clients.remove(client))
                socket->deleteLater();
        });
    }
}

void EventHub::wakeEvents() {
    for (EventSocket *client : std::as_const(m_clients))
        client->pump();
}

void EventHub::wakeLogs(const ServiceId &service) {
    for (EventSocket *client : std::as_const(m_clients))
        if (client->follows(service))
            client->pump();
}

void EventHub::tick() {
    for (EventSocket *client : QSet<EventSocket *>(m_clients))
        client->tick();
}
