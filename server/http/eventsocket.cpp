// SPDX-License-Identifier: GPL-3.0-or-later
// Requests and their answers, and the end.
#include "server/http/eventsocket.h"
#include "shared/contract/problem.h"

static constexpr int closeEnded = 4401;
static constexpr int pingSeconds = 20;
static constexpr int silentSeconds = 60;
static constexpr int bookmarkSeconds = 5;
static constexpr int maxLogSubscriptions = 100;
/// What is sent of itself waits for the client at a far lower bound. Answers and pongs cannot wait: who asks for more
/// of them than it reads is shown out.
static constexpr qint64 mostUnread = 2 << 20;

static Timestamp now() {
    return SystemClock().now();
}

EventSocket::EventSocket(QWebSocket *socket, QTcpSocket *wire, Caller caller, EventHub &hub)
    : QObject(socket)
    , m_socket(socket)
    , m_wire(wire)
    , m_caller(std::move(caller))
    , m_hub(hub)
    , m_types({"deploy.progress", "service.status", "backup.progress"})
    , m_eventNumber(hub.sources().events.last()) {
    socket->setMaxAllowedIncomingMessageSize(64 * 1024);
    socket->setMaxAllowedIncomingFrameSize(64 * 1024);
    connect(socket, &QWebSocket::textMessageReceived, this, &EventSocket::onText);
    connect(socket, &QWebSocket::binaryMessageReceived, this,
        [this] { m_socket->close(QWebSocketProtocol::CloseCodeDatatypeNotSupported); });
    // After the QWebSocket, which answers pings by itself.
    connect(wire, &QTcpSocket::readyRead, this, &EventSocket::checkUnread);
    connect(socket, &QWebSocket::pong, this, [this] { m_heard.restart(); });
    connect(socket, &QWebSocket::bytesWritten, this, [this] {
        if (hasRoom())
            pump();
    });
    connect(socket, &QWebSocket::disconnected, this, [this] {
        m_closing = true; // what is posted already must not ask the hub for it any more
        emit gone();
    });
    m_end.setSingleShot(true);
    connect(&m_end, &QTimer::timeout, this, [this] { endAt(*m_caller.ends); });
    m_asked.start();
    m_heard.start();
    m_pinged.start();
    m_sent.start();
    HelloEvent hello;
    hello.version = QStringLiteral(AAP_VERSION);
    hello.rev = hub.sources().changes.lastRev();
    hello.ping_interval = pingSeconds;
    send(eventFrame(hello, now(), hello.rev));
    if (m_caller.ends)
        m_end.start(0); // not from in here: nobody listens to gone() yet
}

Error EventSocket::expired() {
    return {ErrorCode::Gone, QStringLiteral("expired"),
        QStringLiteral("This position is not kept any more: load a snapshot, then follow from its rev"), {}};
}

void EventSocket::send(const QByteArray &event) {
    m_wire.write(textFrame(event));
    m_sent.restart();
}

void EventSocket::close() {
    m_socket->close(QWebSocketProtocol::CloseCodeGoingAway, QStringLiteral("The server is shutting down"));
}

void EventSocket::closeWith(int code, const QString &reason) {
    m_closing = true;
    m_socket->close(QWebSocketProtocol::CloseCode(code), reason);
    // A peer that does not answer a close is not waited for.
    QTimer::singleShot(std::chrono::seconds(5), m_socket, &QWebSocket::abort);
}

void EventSocket::endAt(Timestamp at) {
    m_caller.ends = at;
    const auto left = at - now();
    if (left <= std::chrono::milliseconds(0))
        return closeWith(closeEnded, QStringLiteral("The key has ended"));
    // Looked at again at times, since the system's clock may be set meanwhile.
    m_end.start(std::min<std::chrono::milliseconds>(left, std::chrono::minutes(1)));
}

void EventSocket::comeAgain() {
    // Clients come again after this one. 1012 would say it best, but Qt's own client takes it for an error.
    closeWith(QWebSocketProtocol::CloseCodeGoingAway, QStringLiteral("The rights of the key have changed"));
}

void EventSocket::tick() {
    if (m_heard.elapsed() > silentSeconds * 1000)
        return m_socket->abort();
    if (m_pinged.elapsed() > pingSeconds * 1000) {
        m_pinged.restart();
        m_socket->ping();
    }
    if (m_rev && m_sent.elapsed() > bookmarkSeconds * 1000 && *m_rev == m_hub.sources().changes.lastRev())
        send(eventFrame(BookmarkEvent{*m_rev}, now(), *m_rev));
    // A filter that lets nothing through must not make the client's cursor old.
    for (auto position = m_logs.begin(); position != m_logs.end(); ++position)
        if (position->told != position->cursor && hasRoom()) {
            ServiceLogsEvent event;
            event.service_id = position.key();
            event.cursor = position->cursor.toString();
            position->told = position->cursor;
            send(eventFrame(event, now()));
        }
}

bool EventSocket::mayAsk() {
    m_mayAsk = std::min(askedAtOnce, m_mayAsk + double(m_asked.restart()) * askedPerSecond / 1000);
    m_mayAsk -= 1;
    return m_mayAsk >= 0;
}

void EventSocket::checkUnread() {
    if (m_wire.waiting() <= mostUnread)
        return;
    if (m_closing)
        return m_socket->abort();
    closeWith(QWebSocketProtocol::CloseCodePolicyViolated, QStringLiteral("More was asked for than is read"));
}

void EventSocket::onText(const QString &text) {
    if (m_closing)
        return;
    m_heard.restart();
    if (!mayAsk())
        return closeWith(QWebSocketProtocol::CloseCodePolicyViolated, QStringLiteral("Too many requests"));
    const auto request = fromJson<SocketRequest>(text.toUtf8(), UnknownFields::Refuse);
    if (!request)
        return refuse(0, request.error());
    if (request->type == QLatin1String("subscribe"))
        subscribe(*request);
    else if (request->type == QLatin1String("unsubscribe"))
        unsubscribe(*request);
    else if (request->type == QLatin1String("ping"))
        acknowledge(*request);
    else
        refuse(request->request,
            {ErrorCode::BadRequest, QStringLiteral("Unknown request type"),
                QStringLiteral("It must be subscribe, unsubscribe or ping"), {}});
}

void EventSocket::acknowledge(const SocketRequest &request) {
    JsonWriter out;
    out.beginObject();
    out.key("type");
    out.plain("ack");
    out.key("request");
    out.value(request.request);
    out.key("time");
    out.value(now());
    out.endObject();
    send(out.take());
}

void EventSocket::refuse(qint64 request, const Error &error) {
    JsonWriter out;
    out.beginObject();
    out.key("type");
    out.plain("error");
    out.key("request");
    out.value(request);
    out.key("time");
    out.value(now());
    out.key("data");
    const QByteArray body = errorBody(error, {});
    out.raw(body);
    out.endObject();
    send(out.take());
}

Result<Done> EventSocket::followChanges(const SocketRequest &request) {
    const qint64 last = m_hub.sources().changes.lastRev();
    const qint64 rev = request.after ? request.after->toInteger(-1) : last;
    if (rev < 0 || rev > last)
        return expired();
    m_rev = rev;
    return {};
}

static Error badRequest(const QString &message, const QString &details = {}) {
    return {ErrorCode::BadRequest, message, details, {}};
}

Result<Done> EventSocket::followLogs(const SocketRequest &request) {
    if (!request.service_id || !m_hub.sources().mayReadLogs(m_caller, *request.service_id))
        return Error{ErrorCode::NotFound, QStringLiteral("Service not found"), {}, {}};
    const ServiceId service = *request.service_id;
    if (m_logs.size() >= maxLogSubscriptions && !m_logs.contains(service))
        return Error{ErrorCode::Conflict, QStringLiteral("Too many log subscriptions"),
            QStringLiteral("At most %1 a connection").arg(maxLogSubscriptions), {}};
    if (int(bool(request.after)) + int(bool(request.tail)) + int(bool(request.since)) > 1)
        return badRequest(QStringLiteral("Only one of after, tail and since can be given"));
    LogStore &logs = m_hub.sources().logs;
    LogPosition position;
    position.filter.search = request.search.value_or(QString()).toUtf8();
    if (request.regex) {
        const auto parsed = LogPattern::parse(*request.regex);
        if (!parsed)
            return badRequest(QStringLiteral("The regex %1").arg(parsed.error().message));
        position.filter.regex = *parsed;
    }
    if (request.after) {
        const auto cursor = LogCursor::parse(request.after->toString());
        if (!cursor)
            return badRequest(QStringLiteral("The cursor must be EPOCH:SEQ"));
        position.cursor = *cursor;
    } else if (request.since) {
        position.cursor = logs.at(service, *request.since);
    } else {
        position.cursor = logs.end(service);
        const LogCursor oldest = logs.oldest(service);
        position.cursor.seq =
            std::max(oldest.seq, position.cursor.seq - std::clamp(request.tail.value_or(0), 0, 10'000));
    }
    position.told = position.cursor;
    m_logs.insert(service, position);
    m_hub.follow(service, this);
    return {};
}

void EventSocket::subscribe(const SocketRequest &request) {
    const QString channel = request.channel.value_or(QString());
    Result<Done> done;
    if (channel == QLatin1String("events")) {
        m_types.clear();
        for (const QString &type : request.types.value_or(QList<QString>()).mid(0, 32))
            m_types.insert(type.toLatin1());
    } else if (channel == QLatin1String("changes")) {
        done = followChanges(request);
    } else if (channel == QLatin1String("logs")) {
        done = followLogs(request);
    } else {
        done = badRequest(QStringLiteral("Unknown channel"), QStringLiteral("It must be events, changes or logs"));
    }
    if (!done)
        return refuse(request.request, done.error());
    acknowledge(request);
    pump();
}

void EventSocket::unsubscribe(const SocketRequest &request) {
    const QString channel = request.channel.value_or(QString());
    if (channel == QLatin1String("events"))
        m_types.clear();
    else if (channel == QLatin1String("changes"))
        m_rev.reset();
    else if (channel == QLatin1String("logs") && request.service_id) {
        m_logs.remove(*request.service_id);
        m_hub.unfollow(*request.service_id, this);
    }
    acknowledge(request);
}
