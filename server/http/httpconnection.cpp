// SPDX-License-Identifier: GPL-3.0-or-later
// Framing, pipelining and time-outs of one client.
#include "server/http/httpconnection.h"
#include "server/http/httpserver.h"
#include "shared/base/id.h"
#include "shared/contract/problem.h"
#include <cstring>

using namespace std::chrono_literals;

static constexpr auto patienceWithHalf = 1s;

/// Unique for the life of the process and hard to confuse with that of another: random start, then counting.
QByteArray makeRequestId() {
    static const QByteArray start = makeIdBody(SystemClock().now()).right(8).toLatin1();
    static quint64 count = 0;
    char text[32];
    char *end = std::copy(start.begin(), start.end(), text);
    *end++ = '-';
    end = std::to_chars(end, text + sizeof text, ++count, 36).ptr;
    return QByteArray(text, end - text);
}

HttpConnection::HttpConnection(Transport *transport, HttpServer &server)
    : m_transport(transport), m_server(server), m_peer(transport->peer()) {
    transport->setParent(this);
    connect(transport, &Transport::readable, this, &HttpConnection::onReadable);
    connect(transport, &Transport::readingEnded, this, [this] {
        // A half-close: answers under way are still wanted. Half a request is not.
        m_inputEnded = true;
        if (m_state == State::Upgrading)
            return;
        if (m_state == State::Closing)
            return leaveWhenSent();
        process();
        // Most who close their side have left and do not say so. What takes long is not made for them.
        QTimer::singleShot(patienceWithHalf, this, [left = m_left] { *left = true; });
    });
    connect(transport, &Transport::closed, this, [this] { m_server.forget(this); });
    connect(transport, &Transport::drained, this, [this] {
        if (m_state == State::Closing)
            return leaveWhenSent();
        expect(m_server.m_limits.idleTimeout);
        if (m_isStreaming)
            sendMore();
        process();
    });
    expect(m_server.m_limits.headerTimeout);
}

void HttpConnection::expect(std::chrono::milliseconds timeout) {
    m_deadline = monotonicNow() + timeout;
    if (scheduled == 0ms || m_deadline < scheduled)
        m_server.schedule(this);
}

void HttpConnection::onDeadline() {
    const bool unread = m_transport->unsentBytes() > 0;
    if (m_state != State::Closing && !m_waiting.empty() && !unread)
        return expect(m_server.m_limits.idleTimeout); // the server is at work: the client owes nothing
    ++m_server.m_counters.timedOut;
    // Silence between requests needs no answer; half a request gets one.
    if (m_state == State::Closing || unread || (m_state == State::Head && m_in.isEmpty()))
        return m_server.forget(this);
    refuse(408);
}

void HttpConnection::finish() {
    if (m_state == State::Closing)
        return;
    if (m_state == State::Upgrading)
        return m_server.forget(this);
    const bool half = m_state == State::Body || !m_in.isEmpty();
    m_final = true;
    m_in.clear();
    if (!m_waiting.empty())
        return;
    if (half)
        return refuse(503);
    m_transport->unsentBytes() > 0 ? startClosing() : m_server.forget(this);
}

void HttpConnection::turnAway() {
    m_turnedAway = true;
    refuse(503);
}

void HttpConnection::leave() {
    holdBody(0);
    m_state = State::Closing;
    *m_left = true;
    disconnect(m_transport, nullptr, this, nullptr);
}

/// Counts what this connection's body holds of the memory for all bodies.
void HttpConnection::holdBody(qint64 bytes) {
    m_server.m_bodyBytes += bytes - m_heldBody;
    m_heldBody = bytes;
}

std::chrono::milliseconds HttpConnection::timeToRead() const {
    const HttpLimits &limits = m_server.m_limits;
    return limits.writeTimeout + m_transport->unsentBytes() * 1000ms / std::max<qint64>(1, limits.readRate);
}

void HttpConnection::onReadable() {
    if (m_state == State::Upgrading)
        return;
    if (m_state == State::Closing) {
        QByteArray dropped; // lingering: a reset would take the last answer away from the client
        m_transport->read(dropped, 64 * 1024);
        return;
    }
    const qsizetype room = m_server.m_limits.headBytes + 64 * 1024 - m_in.size();
    if (room > 0)
        m_transport->read(m_in, room);
    process();
}

void HttpConnection::process() {
    if (m_processing)
        return;
    m_processing = true;
    const QPointer<HttpConnection> self(this);
    bool crowded = false;
    while ((m_state == State::Head || m_state == State::Body) && !m_final) {
        crowded = int(m_waiting.size()) >= m_server.m_limits.pipelined
            || m_transport->unsentBytes() > m_server.m_limits.outBytes;
        m_transport->setPaused(crowded);
        if (crowded)
            break;
        if (!(m_state == State::Head ? takeHead() : takeBody()))
            break;
        if (!self)
            return;
    }
    m_processing = false;
    if (m_state == State::Upgrading)
        return;
    if (m_final && m_state != State::Closing)
        m_transport->setPaused(true); // what it still sends is read once the last answer is out, and dropped
    if (m_in.isEmpty())
        m_in = {}; // idle clients hold no buffer
    if (m_inputEnded && !crowded && m_state != State::Closing) {
        m_final = true;
        if (m_waiting.empty())
            startClosing();
    }
}

/// Whether the unfinished head has gone wrong from `from` on, so that there is nothing to wait for: a bare LF, or a
/// NUL as of TLS or another binary protocol on a plain port.
static bool isHopeless(const QByteArray &head, qsizetype from) {
    for (qsizetype i = from; i < head.size(); ++i)
        if (head[i] == 0 || (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')))
            return true;
    return false;
}

/// Where the head's last CRLF CRLF begins, by one look for each line; -1 when it is not there yet.
static qsizetype endOfHead(const QByteArray &bytes, qsizetype from) {
    for (qsizetype at = bytes.indexOf('\r', from); at >= 0 && at + 3 < bytes.size(); at = bytes.indexOf('\r', at + 1))
        if (std::memcmp(bytes.constData() + at, "\r\n\r\n", 4) == 0)
            return at;
    return -1;
}

bool HttpConnection::takeHead() {
    // An empty line before a request is forgiven (RFC 9112, section 2.2).
    qsizetype blank = 0;
    while (blank < m_in.size() && (m_in[blank] == '\r' || m_in[blank] == '\n'))
        ++blank;
    if (blank > 0) {
        m_in.remove(0, blank);
        m_searched = 0;
    }
    if (m_in.isEmpty())
        return false;
    const qsizetype end = endOfHead(m_in, std::max<qsizetype>(0, m_searched - 3));
    if (end < 0 ? m_in.size() >= m_server.m_limits.headBytes : end + 4 > m_server.m_limits.headBytes) {
        refuse(431);
        return false;
    }
    if (end < 0) {
        if (m_searched == 0 && m_waiting.empty())
            expect(m_server.m_limits.headerTimeout);
        if (isHopeless(m_in, m_searched))
            refuse(400);
        m_searched = m_in.size();
        return false;
    }
    m_head = {};
    if (const int status = parseHead(QByteArrayView(m_in).first(end + 4), m_server.m_limits, m_head)) {
        refuse(status);
        return false;
    }
    m_head.request.peer = m_peer;
    m_head.request.secure = m_transport->isSecure();
    m_head.request.left = m_left;
    const QByteArrayView given = m_head.request.header("x-request-id");
    const bool usable = !given.isEmpty() && given.size() <= 64
        && std::all_of(given.begin(), given.end(), [](char c) { return isalnum(uchar(c)) || strchr("_.-", c); });
    m_head.request.requestId = usable ? given.toByteArray() : makeRequestId();
    if (m_head.upgradesToWebSocket && m_head.request.path == "/api/ws") {
        upgrade();
        return false;
    }
    m_in.remove(0, end + 4);
    m_searched = 0;
    if (!m_head.hasBody()) {
        dispatch();
        return true;
    }
    if (m_head.expectsContinue && m_in.isEmpty() && m_waiting.empty())
        m_transport->write("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (m_head.chunked)
        m_chunks.emplace(m_server.m_limits.bodyBytes);
    m_state = State::Body;
    expect(m_server.m_limits.bodyTimeout);
    return true;
}

bool HttpConnection::takeBody() {
    if (m_chunks) {
        m_in.remove(0, m_chunks->feed(m_in));
        if (m_chunks->error() != 0) {
            refuse(m_chunks->error());
            return false;
        }
        holdBody(m_chunks->bodySize());
        if (!m_chunks->isDone())
            return checkHeldBodies();
        m_head.request.body = m_chunks->takeBody();
        m_chunks.reset();
    } else {
        const qint64 missing = m_head.contentLength - m_head.request.body.size();
        const qsizetype take = qsizetype(std::min<qint64>(missing, m_in.size()));
        m_head.request.body += m_in.first(take);
        m_in.remove(0, take);
        holdBody(m_head.request.body.size());
        if (m_head.request.body.size() < m_head.contentLength)
            return checkHeldBodies();
    }
    holdBody(0);
    m_state = State::Head;
    dispatch();
    return true;
}

/// Always false: the body is not complete.
bool HttpConnection::checkHeldBodies() {
    if (m_server.m_bodyBytes > m_server.m_limits.bodyBytesTogether)
        refuse(503);
    return false;
}

void HttpConnection::dispatch() {
    const quint64 number = m_nextNumber++;
    Waiting waiting;
    waiting.number = number;
    waiting.requestId = m_head.request.requestId;
    waiting.wantsBody = m_head.request.method != "HEAD";
    waiting.isOldVersion = m_head.oldVersion;
    if (!m_head.keepAlive)
        waiting.persistence = Persistence::Closes;
    else if (m_head.oldVersion)
        waiting.persistence = Persistence::StaysAsTold;
    m_waiting.push_back(std::move(waiting));
    if (!m_head.keepAlive)
        m_final = true; // what follows is not a request (RFC 9112, section 9.6)
    expect(m_server.m_limits.idleTimeout);
    m_server.passThrough(
        std::move(m_head.request), [self = QPointer<HttpConnection>(this), number](HttpResponse response) {
            if (self)
                self->answer(number, std::move(response));
        });
}

void HttpConnection::upgrade() {
    const HttpRequest &request = m_head.request;
    if (request.method != "GET" || m_head.hasBody() || !m_waiting.empty())
        return refuse(400);
    UpgradeDecision decision;
    if (m_server.m_upgradeCheck)
        decision = m_server.m_upgradeCheck(request);
    else
        return refuse(404);
    if (decision.refusal) {
        m_final = true;
        m_transport->write(
            responseHead(*decision.refusal, request.requestId, Persistence::Closes), decision.refusal->body);
        return startClosing();
    }
    // Not from inside the socket's own signal: it would go on in this thread when it already belongs to another.
    m_state = State::Upgrading;
    m_transport->setPaused(true);
    QMetaObject::invokeMethod(
        this, [this, context = decision.context] { handOver(context); }, Qt::QueuedConnection);
}

void HttpConnection::handOver(const std::shared_ptr<const void> &context) {
    if (m_state != State::Upgrading)
        return; // the client has left
    if (QTcpSocket *socket = m_transport->release(m_in))
        m_server.m_upgraded(socket, m_head.request, context);
    m_server.forget(this);
}
