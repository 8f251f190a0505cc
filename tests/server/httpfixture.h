// SPDX-License-Identifier: GPL-3.0-or-later
// HttpFixture: a front that echoes, and clients for it, one in the event loop and one that blocks in a thread.
#pragma once

#include "server/http/httpserver.h"
#include <QEventLoop>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/// A client that lives in the test's own event loop.
class HttpClient {
public:
    explicit HttpClient(quint16 port) {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        (void)QTest::qWaitFor([this] { return m_socket.state() == QAbstractSocket::ConnectedState; });
    }
    void send(const QByteArray &bytes) {
        m_socket.write(bytes);
        m_socket.flush();
    }
    void endSending() { ::shutdown(int(m_socket.socketDescriptor()), SHUT_WR); }
    void abort() { m_socket.abort(); }
    /// Everything up to `count` answers (by their status lines), or what came before the connection ended.
    QByteArray read(int count = 1, int timeout = 5000) {
        (void)QTest::qWaitFor(
            [&] {
                m_in += m_socket.readAll();
                return complete() >= count || closed();
            },
            timeout);
        return m_in;
    }
    bool closed() {
        m_in += m_socket.readAll();
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    }

private:
    int complete() const {
        int found = 0;
        for (qsizetype at = 0;;) {
            const qsizetype end = m_in.indexOf("\r\n\r\n", at);
            if (end < 0)
                return found;
            const QByteArray head = m_in.mid(at, end - at);
            const qsizetype length = head.indexOf("Content-Length: ");
            const qsizetype body = length < 0 || head.contains("204 ")
                ? 0
                : head.mid(length + 16, head.indexOf('\r', length) - length - 16).toInt();
            at = end + 4 + body;
            if (at > m_in.size())
                return found;
            found += head.startsWith("HTTP/1.1 100") ? 0 : 1;
        }
    }
    QTcpSocket m_socket;
    QByteArray m_in;
};

/// Echoes method, path and body; /slow/N answers after N milliseconds, /big with eight megabytes, /empty with 204.
inline void echo(HttpRequest request, Responder respond) {
    HttpResponse response;
    response.contentType = "text/plain";
    response.body = request.method.toByteArray() + ' ' + request.path + ' ' + request.body;
    if (request.path == "/empty")
        response.status = 204;
    if (request.path == "/big")
        response.body = QByteArray(8 << 20, 'x');
    if (!request.path.startsWith("/slow/"))
        return respond(response);
    QTimer::singleShot(request.path.sliced(6).toInt(), [respond, response] { respond(response); });
}

inline QByteArray get(const QByteArray &path, const QByteArray &more = {}) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

inline std::unique_ptr<HttpServer> listening(HttpLimits limits = {}) {
    auto server = std::make_unique<HttpServer>(limits);
    server->setHandler(&echo);
    if (!server->listen(QHostAddress(QHostAddress::LocalHost), 0))
        qFatal("cannot listen");
    return server;
}

/// Sends the parts as packets of their own, closes its side, and gives what comes until the server closes; "timed out"
/// when it does not within ten seconds. Blocks: for threads only.
inline QByteArray exchange(quint16 port, const QList<QByteArray> &parts) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    const timeval patience{10, 0};
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    QByteArray in;
    if (::connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0) {
        for (const QByteArray &part : parts)
            (void)!::send(descriptor, part.constData(), size_t(part.size()), MSG_NOSIGNAL);
        ::shutdown(descriptor, SHUT_WR);
        char buffer[4096];
        ssize_t got = 0;
        while ((got = ::recv(descriptor, buffer, sizeof buffer, 0)) > 0)
            in.append(buffer, got);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            in = "timed out";
    }
    ::close(descriptor);
    return in;
}

/// Runs a blocking client beside the server's event loop, which QTest's own waiting would slow down.
inline void runBeside(std::function<void()> client) {
    std::unique_ptr<QThread> thread(QThread::create(std::move(client)));
    QEventLoop loop;
    QObject::connect(thread.get(), &QThread::finished, &loop, &QEventLoop::quit);
    thread->start();
    loop.exec();
    thread->wait();
}

/// Statuses of the answers in `stream`, empty when it is not a sequence of whole answers.
inline QList<int> statuses(const QByteArray &stream) {
    QList<int> found;
    for (qsizetype at = 0; at < stream.size();) {
        const qsizetype end = stream.indexOf("\r\n\r\n", at);
        if (end < 0 || !stream.mid(at, 9).startsWith("HTTP/1.1 "))
            return {};
        const QByteArray head = stream.mid(at, end - at);
        const qsizetype length = head.indexOf("\r\nContent-Length: ");
        const int status = head.mid(9, 3).toInt();
        at = end + 4;
        if (length >= 0)
            at += head.mid(length + 18, head.indexOf('\r', length + 2) - length - 18).toInt();
        if (at > stream.size() || (status != 100 && !head.contains("\r\nX-Request-Id: ")))
            return {};
        found.append(status);
    }
    return found;
}

/// A self-signed certificate for localhost; false when openssl cannot make one.
inline bool makeCertificate(const QString &certificate, const QString &key) {
    return QProcess::execute(QStringLiteral("openssl"),
               {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                   QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-keyout"), key, QStringLiteral("-out"), certificate, QStringLiteral("-days"),
                   QStringLiteral("2"), QStringLiteral("-subj"), QStringLiteral("/CN=localhost")})
        == 0;
}
