// SPDX-License-Identifier: GPL-3.0-or-later
// The clients' thread: handshakes, waking, ticking.
#include "server/http/eventhub.h"
#include "server/http/eventsocket.h"

using namespace std::chrono_literals;

/// Between two batches of lines of one service; the first after a rest goes at once.
static constexpr auto betweenBatches = 40ms;

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
        m_sender = new QTimer(this);
        m_sender->setSingleShot(true);
        m_sender->setTimerType(Qt::PreciseTimer);
        connect(m_sender, &QTimer::timeout, this, &EventHub::sendLogs);
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
            m_followed.clear();
            delete std::exchange(m_sender, nullptr);
            delete std::exchange(m_handshakes, nullptr);
            delete std::exchange(m_ticker, nullptr);
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

bool EventHub::hasRoomFor(const Caller &caller) const {
    const QMutexLocker lock(&m_countMutex);
    return m_count < m_maxClients && m_counts.value(caller.credential()) < (m_maxClients + 1) / 2;
}

void EventHub::recount(const QString &credential, int more) {
    const QMutexLocker lock(&m_countMutex);
    m_count += more;
    int &count = m_counts[credential];
    count += more;
    if (count == 0)
        m_counts.remove(credential);
}

void EventHub::take(QTcpSocket *socket, const Caller &caller) {
    recount(caller.credential(), 1);
    socket->moveToThread(&m_thread);
    QMetaObject::invokeMethod(
        this,
        [this, socket, caller] {
            const QString peer = peerOf(socket->peerAddress(), socket->peerPort());
            m_arriving.insert(peer, caller);
            m_wires.insert(peer, socket);
            // A child's end tells of the socket's: QWebSocket takes all connections of the socket itself away.
            connect(new QObject(socket), &QObject::destroyed, this, [this, peer, credential = caller.credential()] {
                m_arriving.remove(peer);
                m_wires.remove(peer);
                recount(credential, -1);
            });
            if (!m_handshakes || socket->state() != QAbstractSocket::ConnectedState)
                return socket->deleteLater();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            m_handshakes->handleConnection(socket);
            emit socket->readyRead(); // the handshake is there already
        },
        Qt::QueuedConnection);
}

void EventHub::endAt(const QString &credential, const QByteArray &prefix, Timestamp at) {
    const auto end = [this, credential, prefix, at] {
        const auto isMeant = [&](const Caller &caller) {
            return caller.credential() == credential && (prefix.isEmpty() || caller.prefix == prefix);
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

void EventHub::comeAgain(const QString &credential) {
    const auto close = [this, credential] {
        for (auto it = m_arriving.begin(); it != m_arriving.end();)
            it = it->credential() == credential ? m_arriving.erase(it) : std::next(it);
        for (EventSocket *client : QSet<EventSocket *>(m_clients))
            if (client->caller().credential() == credential)
                client->comeAgain();
    };
    QMetaObject::invokeMethod(this, close, Qt::QueuedConnection);
}

void EventHub::onConnection() {
    while (QWebSocket *socket = m_handshakes->nextPendingConnection()) {
        const QString peer = peerOf(socket->peerAddress(), socket->peerPort());
        const auto caller = m_arriving.constFind(peer);
        if (caller == m_arriving.constEnd()) {
            socket->deleteLater();
            continue;
        }
        socket->setParent(this);
        auto *client = new EventSocket(socket, m_wires.take(peer), *caller, *this);
        m_arriving.erase(caller);
        m_clients.insert(client);
        connect(client, &EventSocket::gone, this, [this, client, socket] {
            if (!m_clients.remove(client))
                return;
            forgetClient(client);
            socket->deleteLater();
        });
    }
}

void EventHub::wakeEvents() {
    for (EventSocket *client : std::as_const(m_clients))
        client->pump();
}

void EventHub::follow(const ServiceId &service, EventSocket *client) {
    m_followed.try_emplace(service, Followed{LogFeed(m_sources.logs, service), {}})
        .first->second.clients.insert(client);
}

void EventHub::unfollow(const ServiceId &service, EventSocket *client) {
    const auto followed = m_followed.find(service);
    if (followed == m_followed.end())
        return;
    followed->second.clients.remove(client);
    if (followed->second.clients.isEmpty())
        m_followed.erase(followed);
}

LogFeed &EventHub::feed(const ServiceId &service) {
    return m_followed.at(service).feed;
}

void EventHub::forgetClient(EventSocket *client) {
    for (auto followed = m_followed.begin(); followed != m_followed.end();) {
        followed->second.clients.remove(client);
        followed = followed->second.clients.isEmpty() ? m_followed.erase(followed) : std::next(followed);
    }
}

void EventHub::wakeLogs(const ServiceId &service) {
    if (!m_sender || !m_followed.contains(service))
        return;
    m_woken.insert(service);
    if (m_sender->isActive())
        return;
    const auto passed = m_sentLogs.isValid() ? std::chrono::milliseconds(m_sentLogs.elapsed()) : betweenBatches;
    m_sender->start(std::max<std::chrono::milliseconds>(0ms, betweenBatches - passed));
}

void EventHub::sendLogs() {
    m_sentLogs.start();
    for (const ServiceId &service : std::exchange(m_woken, {})) {
        const auto followed = m_followed.find(service);
        if (followed == m_followed.end())
            continue;
        followed->second.feed.beginRound();
        for (EventSocket *client : QSet<EventSocket *>(followed->second.clients))
            client->pump(service);
    }
}

void EventHub::tick() {
    if (m_sentLogs.isValid() && m_sentLogs.hasExpired(10'000))
        for (auto &followed : m_followed)
            followed.second.feed.forget();
    for (EventSocket *client : QSet<EventSocket *>(m_clients))
        client->tick();
}
