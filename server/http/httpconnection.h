// SPDX-License-Identifier: GPL-3.0-or-later
// HttpConnection: one client: takes its requests apart, one at a time, and gives the answers back in their order.
#pragma once

#include "server/http/chunkdecoder.h"
#include "server/http/httphead.h"
#include "server/http/httpwire.h"
#include "server/http/transport.h"
#include <deque>
#include <optional>

class HttpServer;

QByteArray makeRequestId();

class HttpConnection final : public QObject {
    Q_OBJECT
public:
    HttpConnection(Transport *transport, HttpServer &server);
    ~HttpConnection() override { *m_left = true; }

    std::chrono::milliseconds deadline() const { return m_deadline; }
    /// Where the deadline set for this connection stands in the server's order; kept by the server.
    std::chrono::milliseconds scheduled{};
    void onDeadline();
    /// Answers what is under way, then closes.
    void finish();
    /// One client too many: it gets its 503 and time to read it.
    void turnAway();
    /// The server has let go of it: it calls nobody any more and waits to be deleted.
    void leave();
    bool isTurnedAway() const { return m_turnedAway; }

private:
    struct Waiting {
        quint64 number = 0;
        QByteArray requestId;
        bool wantsBody = true;
        bool isOldVersion = false;
        Persistence persistence = Persistence::Stays;
        bool done = false;
        QByteArray head;
        QByteArray body;
        std::shared_ptr<ByteSource> more;
        Framing framing = Framing::Length;
    };
    enum class State { Head, Body, Upgrading, Closing };

    void onReadable();
    void process();
    bool takeHead();
    bool takeBody();
    void dispatch();
    void upgrade();
    void handOver(const std::shared_ptr<const void> &context);
    void answer(quint64 number, HttpResponse response);
    void sendAnswers();
    void sendMore();
    void onMore(const Result<QByteArray> &piece);
    void refuse(int status);
    void holdBody(qint64 bytes);
    bool checkHeldBodies();
    std::chrono::milliseconds timeToRead() const;
    void expect(std::chrono::milliseconds timeout);
    void startClosing();
    void leaveWhenSent();

    Transport *m_transport;
    HttpServer &m_server;
    QHostAddress m_peer;
    State m_state = State::Head;
    QByteArray m_in;
    qsizetype m_searched = 0;
    HttpHead m_head;
    std::optional<ChunkDecoder> m_chunks;
    std::deque<Waiting> m_waiting;
    quint64 m_nextNumber = 1;
    std::chrono::milliseconds m_deadline{};
    bool m_inputEnded = false; // the client has closed its side
    bool m_final = false; // no further request is taken
    bool m_turnedAway = false;
    qint64 m_heldBody = 0;
    bool m_processing = false;
    bool m_isStreaming = false; // the first of those that wait
    bool m_awaitsMore = false;
    std::shared_ptr<std::atomic<bool>> m_left = std::make_shared<std::atomic<bool>>(false);
};
