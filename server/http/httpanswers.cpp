// SPDX-License-Identifier: GPL-3.0-or-later
// HttpConnection, the way back: answers in their order, those that are made while they are sent, refusals, the end.
#include "server/http/httpconnection.h"
#include "server/http/httpserver.h"
#include "shared/contract/problem.h"
#include <QFutureWatcher>

using namespace std::chrono_literals;

void HttpConnection::answer(quint64 number, HttpResponse response) {
    if (m_state == State::Closing)
        return; // the client has left
    for (Waiting &waiting : m_waiting) {
        if (waiting.number != number || waiting.done)
            continue;
        waiting.done = true;
        if (m_final && &waiting == &m_waiting.back())
            waiting.persistence = Persistence::Closes;
        if (response.more && waiting.persistence != Persistence::Stays) {
            waiting.persistence = Persistence::Closes; // the end of one of HTTP/1.0 is that of the connection
            waiting.framing = waiting.isOldVersion ? Framing::End : Framing::Chunks;
        } else if (response.more) {
            waiting.framing = Framing::Chunks;
        }
        waiting.head = responseHead(response, waiting.requestId, waiting.persistence, waiting.framing);
        if (waiting.wantsBody && hasBody(response.status)) {
            waiting.body = std::move(response.body);
            waiting.more = std::move(response.more);
        }
        return sendAnswers();
    }
}

void HttpConnection::sendAnswers() {
    if (m_isStreaming || m_waiting.empty() || !m_waiting.front().done)
        return;
    Waiting &front = m_waiting.front();
    if (front.more) {
        // It stays the first of those that wait until its end.
        m_isStreaming = true;
        m_transport->write(front.head, {});
        return sendMore();
    }
    Waiting first = std::move(front);
    m_waiting.pop_front();
    while (!m_waiting.empty() && m_waiting.front().done && !m_waiting.front().more) {
        first.body += m_waiting.front().head + m_waiting.front().body;
        m_waiting.pop_front();
    }
    m_transport->write(first.head, first.body);
    if (!m_waiting.empty() && m_waiting.front().done)
        return sendAnswers();
    if (m_waiting.empty() && m_final)
        return startClosing();
    expect(m_transport->unsentBytes() > 0 ? timeToRead() : m_server.m_limits.idleTimeout);
    if (!m_processing)
        process();
}

/// Asks for the next piece when the client has taken the last one, so that there is never more than one.
void HttpConnection::sendMore() {
    expect(m_transport->unsentBytes() > 0 ? timeToRead() : m_server.m_limits.idleTimeout);
    if (m_awaitsMore || m_transport->unsentBytes() > 0)
        return;
    m_awaitsMore = true;
    // Not then(this, ...): in Qt 6.4 that aborts when its object has gone by then.
    auto *watcher = new QFutureWatcher<Result<QByteArray>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        onMore(watcher->result());
    });
    watcher->setFuture(m_waiting.front().more->next());
}

void HttpConnection::onMore(const Result<QByteArray> &piece) {
    m_awaitsMore = false;
    if (m_state == State::Closing || !m_isStreaming)
        return;
    const Framing framing = m_waiting.front().framing;
    if (!piece) {
        // The status is out; that the connection ends before the body does is how it is told.
        qWarning("an answer was broken off: %s", qPrintable(piece.error().message));
        return m_server.forget(this);
    }
    if (!piece->isEmpty()) {
        const QByteArray size =
            framing == Framing::Chunks ? QByteArray::number(piece->size(), 16) + "\r\n" : QByteArray();
        m_transport->write(size, framing == Framing::Chunks ? QByteArray(*piece + "\r\n") : *piece);
        return sendMore();
    }
    if (framing == Framing::Chunks)
        m_transport->write("0\r\n\r\n", {});
    m_isStreaming = false;
    const bool isLast = framing == Framing::End || m_waiting.front().persistence == Persistence::Closes;
    m_waiting.pop_front();
    if (isLast || (m_waiting.empty() && m_final))
        return startClosing();
    expect(m_transport->unsentBytes() > 0 ? timeToRead() : m_server.m_limits.idleTimeout);
    sendAnswers();
    if (!m_processing)
        process();
}

static Error errorOf(int status) {
    switch (status) {
    case 404:
        return {ErrorCode::NotFound, QStringLiteral("No WebSocket is served here"), {}, {}};
    case 408:
        return {ErrorCode::BadRequest, QStringLiteral("The request was not finished in time"), {}, {}};
    case 413:
        return {ErrorCode::PayloadTooLarge, QStringLiteral("The body is larger than this server takes"),
            QStringLiteral("GET /api/info says the limit (limits.body_bytes)"), {}};
    case 417:
        return {ErrorCode::BadRequest, QStringLiteral("Only Expect: 100-continue is understood"), {}, {}};
    case 431:
        return {ErrorCode::BadRequest, QStringLiteral("The request head is too large"), {}, {}};
    case 501:
        return {ErrorCode::BadRequest, QStringLiteral("Only chunked transfer coding is understood"), {}, {}};
    case 503:
        return {
            ErrorCode::Unavailable, QStringLiteral("The server is full or stopping; try again in a moment"), {}, {}};
    case 505:
        return {ErrorCode::BadRequest, QStringLiteral("Only HTTP/1.0 and HTTP/1.1 are understood"), {}, {}};
    default:
        return {ErrorCode::BadRequest, QStringLiteral("The request is malformed"), {}, {}};
    }
}

void HttpConnection::refuse(int status) {
    if (status != 503 && status != 408)
        ++m_server.m_counters.malformed;
    holdBody(0);
    HttpRequest request = m_head.request;
    request.peer = m_peer;
    if (request.requestId.isEmpty())
        request.requestId = makeRequestId();
    HttpResponse response;
    response.status = status;
    response.contentType = "application/json";
    response.body = errorBody(errorOf(status), request.requestId);
    if (status == 503)
        response.addHeader("Retry-After", "1");
    m_server.decorate(request, response);
    // Answers to earlier requests come first; after this one the stream cannot be trusted any more.
    Waiting last;
    last.done = true;
    last.head = responseHead(response, request.requestId, Persistence::Closes);
    last.body = std::move(response.body);
    m_waiting.push_back(std::move(last));
    m_final = true;
    m_in.clear();
    sendAnswers();
}

void HttpConnection::startClosing() {
    m_state = State::Closing;
    m_in.clear();
    m_transport->closeWriting();
    m_transport->setPaused(false);
    if (m_inputEnded)
        return leaveWhenSent();
    // Time to read what is on its way; then the connection goes, read or not.
    expect(m_transport->unsentBytes() > 0 ? timeToRead() : std::chrono::milliseconds(2s));
}

void HttpConnection::leaveWhenSent() {
    if (m_inputEnded && m_transport->unsentBytes() == 0)
        m_server.forget(this);
}
