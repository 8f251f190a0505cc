// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP front on real sockets: framing, order, limits, time-outs, half-close, TLS and WebSocket handshakes.
#include "server/http/httpserver.h"
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>
#include <sys/socket.h>

using namespace std::chrono_literals;

/// A client on a plain blocking-free descriptor, since QTcpSocket cannot close one side only.
class Client {
public:
    explicit Client(quint16 port) {
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

class tst_httpserver : public QObject {
    Q_OBJECT

    std::unique_ptr<HttpServer> m_server;

    void listen(HttpLimits limits = {}) {
        m_server = std::make_unique<HttpServer>(limits);
        m_server->setHandler(&tst_httpserver::handle);
        QVERIFY(m_server->listen(QHostAddress(QHostAddress::LocalHost), 0));
    }
    /// Echoes method, path and body; /slow/N answers after N milliseconds.
    static void handle(HttpRequest request, Responder respond) {
        HttpResponse response;
        response.contentType = "text/plain";
        response.body = request.method + ' ' + request.path + ' ' + request.body;
        if (request.path == "/empty")
            response.status = 204;
        if (request.path == "/big")
            response.body = QByteArray(8 << 20, 'x');
        if (!request.path.startsWith("/slow/"))
            return respond(response);
        QTimer::singleShot(request.path.mid(6).toInt(), [respond, response] { respond(response); });
    }
    static QByteArray get(const QByteArray &path, const QByteArray &more = {}) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
    }

private slots:
    void init() { listen(); }
    void cleanup() { m_server.reset(); }

    void answersAreSentOnOneConnectionAgainAndAgain() {
        Client client(m_server->port());
        for (int i = 1; i <= 3; ++i) {
            client.send(get("/a"));
            QCOMPARE(client.read(i).count("GET /a "), i);
        }
        QVERIFY(!client.closed());
        QCOMPARE(m_server->counters().accepted, quint64(1));
    }
    void aRequestMayArriveByteByByte() {
        Client client(m_server->port());
        for (const char c : QByteArray("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")) {
            client.send(QByteArray(1, c));
            QTest::qWait(0);
        }
        QVERIFY(client.read().contains("POST /p hello"));
    }
    void pipelinedAnswersKeepTheirOrder() {
        Client client(m_server->port());
        client.send(get("/slow/60") + get("/slow/5") + get("/now") + get("/slow/20"));
        const QByteArray all = client.read(4);
        const QList<qsizetype> places{
            all.indexOf("/slow/60"), all.indexOf("/slow/5 "), all.indexOf("/now"), all.indexOf("/slow/20")};
        QVERIFY2(std::is_sorted(places.begin(), places.end()) && places[0] > 0, all.constData());
    }
    void manyPipelinedRequestsAreTakenAsAnswersGoOut() {
        Client client(m_server->port());
        QByteArray wire;
        for (int i = 0; i < 500; ++i)
            wire += get(i % 50 == 0 ? "/slow/1" : "/x");
        client.send(wire);
        QCOMPARE(client.read(500, 20000).count("HTTP/1.1 200"), 500);
    }
    void aClientThatClosesItsSideStillGetsItsAnswers() {
        Client client(m_server->port());
        client.send(get("/slow/80") + get("/slow/10"));
        client.endSending();
        const QByteArray all = client.read(2);
        QVERIFY2(all.contains("/slow/80") && all.contains("/slow/10"), all.constData());
        QTRY_VERIFY(client.closed());
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }
    void connectionCloseIsHonoured() {
        Client client(m_server->port());
        client.send(get("/a", "Connection: close\r\n") + get("/never"));
        const QByteArray all = client.read(2);
        QVERIFY(all.contains("Connection: close") && !all.contains("/never"));
        QTRY_VERIFY(client.closed());
    }
    void http10IsAnsweredAndClosed() {
        Client client(m_server->port());
        client.send("GET /old HTTP/1.0\r\n\r\n");
        QVERIFY(client.read().contains("GET /old"));
        QTRY_VERIFY(client.closed());
    }
    void chunkedBodiesWithTrailersArriveWhole() {
        Client client(m_server->port());
        client.send("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Check: 1\r\n\r\n"
            + get("/after"));
        const QByteArray all = client.read(2);
        QVERIFY2(all.contains("POST /c abcde") && all.contains("GET /after"), all.constData());
    }
    void expectContinueIsAnswered() {
        Client client(m_server->port());
        client.send("POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        QTRY_VERIFY(client.read(1, 50).startsWith("HTTP/1.1 100 Continue\r\n\r\n"));
        client.send("ok");
        QVERIFY(client.read().contains("POST /e ok"));
    }
    void headHasLengthButNoBody() {
        Client client(m_server->port());
        client.send("HEAD /h HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        QTRY_VERIFY(client.closed());
        const QByteArray all = client.read();
        QVERIFY(all.contains("Content-Length: 8\r\n") && all.endsWith("\r\n\r\n"));
    }
    void anEmptyAnswerHasNeitherLengthNorType() {
        Client client(m_server->port());
        client.send(get("/empty"));
        const QByteArray all = client.read();
        QVERIFY(all.startsWith("HTTP/1.1 204") && !all.contains("Content-Length") && !all.contains("\r\nContent-Type"));
    }
    void everyAnswerHasARequestIdAndIsNotSniffed() {
        Client client(m_server->port());
        client.send(get("/a", "X-Request-Id: my.id-1\r\n") + "NONSENSE\r\n\r\n");
        const QByteArray all = client.read(2);
        QVERIFY(all.contains("X-Request-Id: my.id-1\r\n"));
        QCOMPARE(all.count("X-Request-Id: "), 2);
        QCOMPARE(all.count("X-Content-Type-Options: nosniff"), 2);
        QVERIFY(all.contains("\"code\":\"bad_request\""));
        QTRY_VERIFY(client.closed());
    }
    void methodsAndPathsTheStockParserDoesNotKnowArriveAllTheSame() {
        Client client(m_server->port());
        client.send("BREW /pot//x;y=(1) HTTP/1.1\r\nHost: a\r\n\r\n" + get("/a%2Fb/%E4"));
        const QByteArray all = client.read(2);
        QVERIFY2(all.contains("BREW /pot//x;y=(1)") && all.contains("GET /a%2Fb/%E4"), all.constData());
    }
    void aLargeAnswerReachesASlowReader() {
        Client client(m_server->port());
        client.send(get("/big") + get("/a"));
        const QByteArray all = client.read(2, 20000);
        QVERIFY(all.size() > (8 << 20) && all.contains("GET /a "));
    }
    void headsAndBodiesOverTheLimitAreRefused() {
        HttpLimits limits;
        limits.headBytes = 1024;
        limits.bodyBytes = 10;
        listen(limits);
        Client head(m_server->port());
        head.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(2000, 'x') + "\r\n\r\n");
        QVERIFY(head.read().contains("HTTP/1.1 431"));
        Client body(m_server->port());
        body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world");
        QVERIFY(body.read().contains("payload_too_large"));
        Client chunked(m_server->port());
        chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n");
        QVERIFY(chunked.read().contains("HTTP/1.1 413"));
    }
    void slowClientsAreGivenUpAndOthersAreServed() {
        HttpLimits limits;
        limits.headerTimeout = 100ms;
        limits.bodyTimeout = 100ms;
        limits.idleTimeout = 150ms;
        listen(limits);
        Client silent(m_server->port()), half(m_server->port()), body(m_server->port()), idle(m_server->port());
        half.send("GET / HTTP/1.1\r\nHo");
        body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
        idle.send(get("/a"));
        QVERIFY(half.read().contains("HTTP/1.1 408"));
        QVERIFY(body.read().contains("HTTP/1.1 408"));
        QVERIFY(idle.read().contains("HTTP/1.1 200"));
        QTRY_VERIFY(silent.closed() && idle.closed());
        Client good(m_server->port());
        good.send(get("/slow/400")); // longer than every time-out: the server is at work, the client owes nothing
        QVERIFY(good.read().contains("HTTP/1.1 200"));
    }
    void connectionsOverTheLimitGet503() {
        HttpLimits limits;
        limits.connections = 2;
        listen(limits);
        Client a(m_server->port()), b(m_server->port());
        a.send(get("/a"));
        b.send(get("/b"));
        QVERIFY(a.read().contains("200 OK") && b.read().contains("200 OK"));
        Client c(m_server->port());
        QVERIFY(c.read().contains("HTTP/1.1 503"));
        a.abort();
        QTRY_COMPARE(m_server->connectionCount(), 1);
        Client d(m_server->port());
        d.send(get("/d"));
        QVERIFY(d.read().contains("GET /d"));
    }
    void aClientMayLeaveWhileItsAnswerIsMade() {
        for (int i = 0; i < 20; ++i) {
            Client client(m_server->port());
            client.send(get("/slow/30") + get("/slow/10"));
            QTest::qWait(i);
            client.abort();
        }
        QTRY_COMPARE(m_server->connectionCount(), 0);
        Client good(m_server->port());
        good.send(get("/a"));
        QVERIFY(good.read().contains("GET /a"));
    }
    void aThousandIdleClientsAreCarried() {
        std::vector<std::unique_ptr<QTcpSocket>> idle;
        for (int i = 0; i < 1000; ++i) {
            idle.push_back(std::make_unique<QTcpSocket>());
            idle.back()->connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_server->connectionCount(), 1000, 20000);
        Client client(m_server->port());
        client.send(get("/a"));
        QVERIFY(client.read().contains("GET /a"));
    }
    void stoppingFinishesWhatIsUnderWay() {
        Client busy(m_server->port()), idle(m_server->port());
        busy.send(get("/slow/100"));
        QTRY_COMPARE(m_server->connectionCount(), 2);
        QTest::qWait(20);
        QSignalSpy stopped(m_server.get(), &HttpServer::stopped);
        m_server->stop();
        QVERIFY(busy.read().contains("/slow/100"));
        QTRY_COMPARE(stopped.count(), 1);
    }
    void brokenRequestsInEveryShapeNeverHurtTheServer() {
        QRandomGenerator random(42);
        const QByteArray seed = "POST /api/x?y=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                                "Content-Type: application/json\r\n\r\n5\r\nhello\r\n0\r\nT: 1\r\n\r\n";
        for (int i = 0; i < 400; ++i) {
            QByteArray wire = seed + seed;
            for (int k = random.bounded(6); k >= 0; --k) {
                const int at = random.bounded(int(wire.size()));
                switch (random.bounded(3)) {
                case 0:
                    wire[at] = char(random.bounded(256));
                    break;
                case 1:
                    wire.remove(at, random.bounded(8));
                    break;
                default:
                    wire.insert(at, wire.mid(random.bounded(int(wire.size())), 7));
                }
            }
            Client client(m_server->port());
            const int cut = random.bounded(int(wire.size()));
            client.send(wire.left(cut));
            client.send(wire.mid(cut));
            client.endSending();
            const QByteArray all = client.read(100, 3000);
            QVERIFY2(all.isEmpty() || all.startsWith("HTTP/1.1 "), all.constData());
            QVERIFY2(client.closed(), wire.toPercentEncoding().constData());
        }
        Client good(m_server->port());
        good.send(get("/a"));
        QVERIFY(good.read().contains("GET /a"));
    }
    void tlsSpeaksTheSame() {
        QTemporaryDir dir;
        const QString key = dir.filePath(QStringLiteral("key.pem")),
                      certificate = dir.filePath(QStringLiteral("c.pem"));
        QCOMPARE(QProcess::execute(QStringLiteral("openssl"),
                     {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                         QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"),
                         QStringLiteral("-nodes"), QStringLiteral("-keyout"), key, QStringLiteral("-out"), certificate,
                         QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"),
                         QStringLiteral("/CN=localhost")}),
            0);
        m_server = std::make_unique<HttpServer>(HttpLimits());
        m_server->setHandler(&tst_httpserver::handle);
        QVERIFY(m_server->useTls(certificate, key));
        QVERIFY(m_server->listen(QHostAddress(QHostAddress::LocalHost), 0));
        QSslSocket socket;
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_server->port());
        QTRY_VERIFY(socket.isEncrypted());
        socket.write(get("/tls") + get("/slow/20", "Connection: close\r\n"));
        QByteArray all;
        QTRY_VERIFY((all += socket.readAll()).contains("/slow/20"));
        QVERIFY(all.contains("GET /tls"));
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        Client plain(m_server->port());
        plain.send(get("/a"));
        QTRY_VERIFY(plain.closed());
        const auto missing = m_server->useTls(dir.filePath(QStringLiteral("none")), key);
        QVERIFY(!missing);
    }
    void webSocketsAreRefusedBeforeTheHandshakeOrHandedOn() {
        QWebSocketServer sockets(QStringLiteral("t"), QWebSocketServer::NonSecureMode);
        m_server->setUpgrade(
            [](const HttpRequest &request) {
                UpgradeDecision decision;
                if (request.query != "ok") {
                    decision.refusal = HttpResponse{401, "application/json", "{\"error\":{}}", {}};
                }
                return decision;
            },
            [&sockets](QTcpSocket *socket, const HttpRequest &, std::shared_ptr<const void>) {
                sockets.handleConnection(socket);
                emit socket->readyRead();
            });
        Client refused(m_server->port());
        refused.send(get("/api/ws",
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"));
        QVERIFY(refused.read().contains("HTTP/1.1 401") && refused.read().endsWith("{\"error\":{}}"));
        QWebSocket client;
        QSignalSpy connected(&client, &QWebSocket::connected), message(&client, &QWebSocket::textMessageReceived);
        client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/api/ws?ok").arg(m_server->port())));
        QTRY_COMPARE(connected.count(), 1);
        QTRY_VERIFY(sockets.hasPendingConnections());
        std::unique_ptr<QWebSocket> server(sockets.nextPendingConnection());
        server->sendTextMessage(QStringLiteral("hi"));
        QTRY_COMPARE(message.count(), 1);
        QTRY_VERIFY(m_server->connectionCount() <= 1);
    }
};

QTEST_GUILESS_MAIN(tst_httpserver)
#include "tst_httpserver.moc"
