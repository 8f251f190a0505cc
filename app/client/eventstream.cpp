// SPDX-License-Identifier: GPL-3.0-or-later
// Connecting, subscribing anew, and taking frames apart with distrust.
#include "app/client/eventstream.h"
#include "app/client/certificatetrust.h"
#include <QNetworkRequest>
#include <QRandomGenerator>
#include <QSslConfiguration>
#include <QSslSocket>

using namespace std::chrono_literals;

// The server pings every 20 s; after three missed ones the line is dead, whatever TCP says (sleep, a changed network).
static constexpr auto silence = 65s;
static constexpr auto longestPause = 30s;

EventStream::EventStream(QObject *parent) : QObject(parent) {
    m_retry.setSingleShot(true);
    m_heartbeat.setSingleShot(true);
    m_heartbeat.setInterval(silence);
    connect(&m_retry, &QTimer::timeout, this, &EventStream::connectNow);
    connect(&m_heartbeat, &QTimer::timeout, this, [this] {
        dropSocket();
        retry(tr("The server has been silent too long."));
    });
}

EventStream::~EventStream() {
    dropSocket();
}

void EventStream::dropSocket() {
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.release()->deleteLater(); // it may be the one that is just calling us
}

void EventStream::start(const Access &access) {
    m_access = access;
    m_failures = 0;
    connectNow();
}

void EventStream::stop() {
    setState(State::Stopped);
    m_retry.stop();
    m_heartbeat.stop();
    dropSocket();
}

void EventStream::setState(State state, const QString &reason) {
    if (m_state == state)
        return;
    m_state = state;
    emit stateChanged(state, reason);
}

void EventStream::connectNow() {
    setState(State::Connecting);
    dropSocket();
    m_socket = std::make_unique<QWebSocket>();
    QWebSocket *socket = m_socket.get();
    socket->setMaxAllowedIncomingMessageSize(16 << 20);
    socket->setMaxAllowedIncomingFrameSize(16 << 20);
    connect(socket, &QWebSocket::connected, this, &EventStream::onConnected);
    connect(socket, &QWebSocket::textMessageReceived, this, &EventStream::onText);
    connect(socket, &QWebSocket::pong, this, [this] { m_heartbeat.start(); });
    connect(socket, &QWebSocket::stateChanged, this, [this, socket](QAbstractSocket::SocketState state) {
        if (state == QAbstractSocket::UnconnectedState)
            retry(socket->closeReason().isEmpty() ? socket->errorString() : socket->closeReason());
    });
    if (!m_access.pinnedFingerprint.isEmpty()) {
        // No authority at all: so the certificate is asked about in any case, before the key is sent.
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates({});
        socket->setSslConfiguration(tls);
    }
    connect(socket, &QWebSocket::sslErrors, this, [this, socket](const QList<QSslError> &errors) {
        const auto *line = socket->findChild<QSslSocket *>(); // QWebSocket itself does not tell the certificate
        if (line && CertificateTrust(m_access.pinnedFingerprint).accepts(line->peerCertificate(), errors))
            socket->ignoreSslErrors(errors);
    });
    QNetworkRequest request(m_access.socketUrl());
    request.setRawHeader("Authorization", m_access.authorization());
    socket->open(request);
    m_heartbeat.start();
}

void EventStream::retry(const QString &reason) {
    if (m_state == State::Stopped || m_retry.isActive())
        return;
    m_heartbeat.stop();
    // Doubling with jitter, so that a restarted server is not met by all its clients at once.
    const auto pause = std::min<std::chrono::milliseconds>(longestPause, 250ms * (1 << std::min(m_failures, 7)));
    ++m_failures;
    m_retry.start(
        pause / 2 + std::chrono::milliseconds(QRandomGenerator::global()->bounded(int(pause.count() / 2) + 1)));
    setState(State::Waiting, reason);
}

void EventStream::onConnected() {
    m_failures = 0;
    m_heartbeat.start();
    request(
        {{QStringLiteral("type"), QStringLiteral("subscribe")}, {QStringLiteral("channel"), QStringLiteral("events")},
            {QStringLiteral("types"),
                QJsonArray{QStringLiteral("deploy.progress"), QStringLiteral("service.status"),
                    QStringLiteral("service.metrics"), QStringLiteral("backup.progress")}}});
    if (m_rev)
        followChanges(*m_rev);
    for (auto it = m_followed.cbegin(); it != m_followed.cend(); ++it)
        subscribeLogs({it.key()});
    setState(State::Live);
}

void EventStream::request(QJsonObject message) {
    message.insert(QStringLiteral("request"), m_nextRequest++);
    m_socket->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
}

void EventStream::followChanges(qint64 rev) {
    m_rev = rev;
    if (isConnected())
        request({{QStringLiteral("type"), QStringLiteral("subscribe")},
            {QStringLiteral("channel"), QStringLiteral("changes")}, {QStringLiteral("after"), rev}});
}

static qint64 seqOf(const QString &cursor) {
    return cursor.section(u':', 1).toLongLong();
}

void EventStream::followLogs(const ServiceId &service, const QString &cursor) {
    Followed &followed = m_followed[service.value];
    if (++followed.followers > 1 && seqOf(cursor) >= seqOf(followed.cursor))
        return;
    followed.cursor = cursor;
    if (isConnected())
        subscribeLogs(service);
}

void EventStream::subscribeLogs(const ServiceId &service) {
    request({{QStringLiteral("type"), QStringLiteral("subscribe")}, {QStringLiteral("channel"), QStringLiteral("logs")},
        {QStringLiteral("service_id"), service.value},
        {QStringLiteral("after"), m_followed.value(service.value).cursor}});
}

void EventStream::unfollowLogs(const ServiceId &service) {
    const auto it = m_followed.find(service.value);
    if (it == m_followed.end() || --it->followers > 0)
        return;
    m_followed.erase(it);
    if (isConnected())
        request({{QStringLiteral("type"), QStringLiteral("unsubscribe")},
            {QStringLiteral("channel"), QStringLiteral("logs")}, {QStringLiteral("service_id"), service.value}});
}

/// The feed only goes forward; false for what does not.
bool EventStream::goesOnAt(qint64 rev) {
    if (m_rev && rev <= *m_rev)
        return false;
    m_rev = rev;
    return true;
}

void EventStream::onText(const QString &text) {
    m_heartbeat.start();
    const QJsonObject frame = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString type = frame.value(QLatin1String("type")).toString();
    const QJsonValue data = frame.value(QLatin1String("data"));
    auto deliver = [&]<typename Event>(void (EventStream::*signal)(const Event &)) {
        if (const auto event = fromJsonValue<Event>(data, UnknownFields::Ignore)) // what is none is dropped
            emit(this->*signal)(*event);
    };
    if (type == QLatin1String("change")) {
        if (const auto change = fromJsonValue<ChangeEvent>(data, UnknownFields::Ignore)) {
            if (!goesOnAt(change->rev))
                return;
            emit changed(*change);
        }
    } else if (type == QLatin1String("service.logs")) {
        if (const auto event = fromJsonValue<ServiceLogsEvent>(data, UnknownFields::Ignore)) {
            const auto followed = m_followed.find(event->service_id.value);
            if (followed == m_followed.end() || event->cursor.isEmpty())
                return;
            followed->cursor = event->cursor;
            emit logs(*event);
        }
    } else if (type == QLatin1String("gap")) {
        deliver(&EventStream::gap);
    } else if (type == QLatin1String("bookmark")) {
        if (const auto bookmark = fromJsonValue<BookmarkEvent>(data, UnknownFields::Ignore))
            goesOnAt(bookmark->rev);
    } else if (type == QLatin1String("deploy.progress")) {
        deliver(&EventStream::deployProgress);
    } else if (type == QLatin1String("service.status")) {
        deliver(&EventStream::serviceStatus);
    } else if (type == QLatin1String("service.metrics")) {
        deliver(&EventStream::metrics);
    } else if (type == QLatin1String("backup.progress")) {
        deliver(&EventStream::backupProgress);
    } else if (type == QLatin1String("error")) {
        const QJsonObject error = data.toObject().value(QLatin1String("error")).toObject();
        if (error.value(QLatin1String("message")).toString() == QLatin1String("expired")) {
            m_rev.reset();
            emit expired();
        }
    }
}
