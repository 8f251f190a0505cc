// SPDX-License-Identifier: GPL-3.0-or-later
// Requests, and the pump.
#include "server/http/eventsocket.h"
#include "shared/contract/problem.h"
#include <QFutureWatcher>

static constexpr int closeEnded = 4401;
static constexpr int pingSeconds = 20;
static constexpr int silentSeconds = 60;
static constexpr int bookmarkSeconds = 5;
static constexpr int atOnce = 256;
/// Then whoever else waits for this thread has a turn.
static constexpr int roundsAtOnce = 16;
static constexpr int maxLogSubscriptions = 100;
static constexpr qint64 mostUnreadAnswers = 1 << 20; // of those a client asks for
static constexpr qint64 mostUnread = 64 << 20; // more than any batch: beyond are Qt's answers to its pings

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

static const Error expired{ErrorCode::Gone, QStringLiteral("expired"),
    QStringLiteral("This position is not kept any more: load a snapshot, then follow from its rev"), {}};

void EventSocket::send(const QByteArray &event) {
    m_wire.write(textFrame(event));
    m_sent.restart();
}

/// An answer is made whatever waits for the client. One that asks on and on, and reads nothing, is let go.
void EventSocket::answer(const QByteArray &frame) {
    m_unreadAnswers = m_wire.waiting() > 0 ? m_unreadAnswers + frame.size() : 0;
    if (m_unreadAnswers <= mostUnreadAnswers)
        return send(frame);
    m_closing = true; // and not at once: it is the socket that calls
    QTimer::singleShot(0, m_socket, &QWebSocket::abort);
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
    if (m_heard.elapsed() > silentSeconds * 1000 || m_wire.waiting() > mostUnread)
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

static Error badRequest(const QString &message, const QString &details = {}) {
    return {ErrorCode::BadRequest, message, details, {}};
}

void EventSocket::onText(const QString &text) {
    if (m_closing)
        return;
    m_heard.restart();
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
            badRequest(
                QStringLiteral("Unknown request type"), QStringLiteral("It must be subscribe, unsubscribe or ping")));
}

static JsonWriter begunAnswer(const char *type, qint64 request) {
    JsonWriter out;
    out.beginObject();
    out.key("type");
    out.plain(type);
    out.key("request");
    out.value(request);
    out.key("time");
    out.value(now());
    return out;
}

void EventSocket::acknowledge(const SocketRequest &request) {
    JsonWriter out = begunAnswer("ack", request.request);
    out.endObject();
    answer(out.take());
}

void EventSocket::refuse(qint64 request, const Error &error) {
    JsonWriter out = begunAnswer("error", request);
    out.key("data");
    out.raw(errorBody(error, {}));
    out.endObject();
    answer(out.take());
}

Result<Done> EventSocket::followChanges(const SocketRequest &request) {
    const qint64 last = m_hub.sources().changes.lastRev();
    const qint64 rev = request.after ? request.after->toInteger(-1) : last;
    if (rev < 0 || rev > last)
        return expired;
    m_rev = rev;
    return {};
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

void EventSocket::pump() {
    if (m_closing || m_pumping) // sending may report written bytes at once
        return;
    m_pumping = true;
    bool more = true;
    for (int rounds = 0; more && hasRoom(); ++rounds) {
        if (rounds == roundsAtOnce) {
            pumpLater();
            break;
        }
        more = pumpEvents();
        more = pumpChanges() || more;
        const QList<ServiceId> services = m_logs.keys();
        for (const ServiceId &service : services)
            more = pumpLogs(service, m_logs[service]) || more;
    }
    m_pumping = false;
}

bool EventSocket::pumpEvents() {
    const auto events = m_hub.sources().events.after(m_eventNumber, atOnce);
    for (const auto &event : events) {
        m_eventNumber = event->number;
        const bool wanted =
            m_types.contains(QByteArray::fromRawData(event->type.data(), qsizetype(event->type.size())));
        if (wanted && m_caller.sees(event->permission, event->customer))
            send(event->frame);
    }
    return events.size() == atOnce;
}

/// What one needs to see changes of a noun; a noun that is missing here is seen by nobody.
static std::optional<Permission> readPermission(const QString &noun) {
    const auto is = [&noun](
                        std::string_view name) { return noun == QLatin1String(name.data(), qsizetype(name.size())); };
    return is(ServiceTag::noun)  ? std::optional(Permission::ServicesRead)
        : is(OperationTag::noun) ? std::optional(Permission::OperationsRead)
                                 : std::nullopt;
}

void EventSocket::sendChange(const Change &change) {
    JsonWriter out(change.value.size() + 256);
    out.beginObject();
    out.key("type");
    out.plain("change");
    out.key("time");
    out.value(now());
    out.key("rev");
    out.value(change.rev);
    out.key("data");
    out.beginObject();
    out.key("rev");
    out.value(change.rev);
    out.key("noun");
    out.value(QStringView(change.noun));
    out.key("id");
    out.value(QStringView(change.id));
    out.key("op");
    Codec<ChangeOp>::write(out, change.op);
    out.key("value");
    change.value.isEmpty() ? out.null() : out.raw(change.value);
    out.endObject();
    out.endObject();
    send(out.take());
}

bool EventSocket::mayRead(const Change &change) const {
    const auto permission = readPermission(change.noun);
    return permission && m_caller.sees(*permission, change.customer);
}

bool EventSocket::pumpChanges() {
    if (!m_rev || m_readingOlder)
        return false;
    const auto changes =
        m_hub.sources().changes.after(*m_rev, atOnce, [this](const Change &change) { return mayRead(change); });
    if (!changes) {
        readOlder();
        return false;
    }
    m_rev = changes->position;
    for (const auto &change : changes->changes)
        sendChange(*change);
    return changes->changes.size() == atOnce;
}

void EventSocket::readOlder() {
    m_readingOlder = true;
    const qint64 from = *m_rev;
    // Not then(this, ...): in Qt 6.4 that aborts when its object has gone by then.
    auto *watcher = new QFutureWatcher<Result<QList<Change>>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, from, watcher] {
        watcher->deleteLater();
        const Result<QList<Change>> older = watcher->result();
        m_readingOlder = false;
        if (m_rev == from && (!older || older->isEmpty())) {
            m_rev.reset();
            refuse(0, expired);
        } else if (m_rev == from) {
            for (const Change &change : *older)
                if (mayRead(change))
                    sendChange(change);
            m_rev = older->last().rev;
        }
        pump();
    });
    watcher->setFuture(m_hub.sources().olderChanges(from, atOnce));
}

void EventSocket::pumpLater() {
    if (std::exchange(m_pumpsLater, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_pumpsLater = false;
            pump();
        },
        Qt::QueuedConnection);
}

void EventSocket::pump(const ServiceId &service) {
    if (m_closing || m_pumping || m_pumpsLater)
        return;
    m_pumping = true;
    const auto position = m_logs.find(service);
    int rounds = 0;
    while (position != m_logs.end() && hasRoom() && pumpLogs(service, *position))
        if (++rounds == roundsAtOnce) {
            pumpLater();
            break;
        }
    m_pumping = false;
}

bool EventSocket::pumpLogs(const ServiceId &service, LogPosition &position) {
    const LogBatchPtr batch = position.filter.isEmpty()
        ? m_hub.feed(service).after(position.cursor)
        : makeLogBatch(m_hub.sources().logs, service, position.cursor, position.filter);
    if (!batch)
        return false;
    position.cursor = batch->to;
    if (!batch->frames.isEmpty()) {
        if (batch->lines > 0)
            position.told = batch->to;
        m_wire.write(batch->frames);
        m_sent.restart();
    }
    if (position.filter.isEmpty())
        return true;
    pumpLater(); // a stretch that was searched is enough for one turn: it may have been long
    return false;
}
