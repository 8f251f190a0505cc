// SPDX-License-Identifier: GPL-3.0-or-later
// TLS, and connections that become WebSockets: refused before the handshake, or handed to another thread.
#include "tests/server/httpfixture.h"
#include <QSignalSpy>
#include <QSslSocket>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace std::chrono_literals;

/// Takes handed-on connections on a thread of its own and echoes what their clients say.
class EchoThread : public QObject {
    Q_OBJECT
public:
    EchoThread() {
        moveToThread(&m_thread);
        m_thread.start();
    }
    ~EchoThread() override {
        QMetaObject::invokeMethod(
            this, [this] { m_sockets.reset(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    void take(QTcpSocket *socket) {
        ++handed;
        // Told by a child: QWebSocket cuts all signals of the socket it has taken over.
        connect(
            new QObject(socket), &QObject::destroyed, qApp, [this] { ++ended; }, Qt::DirectConnection);
        socket->moveToThread(&m_thread);
        QMetaObject::invokeMethod(this, [this, socket] {
            if (!m_sockets) {
                m_sockets = std::make_unique<QWebSocketServer>(QStringLiteral("t"), QWebSocketServer::NonSecureMode);
                connect(m_sockets.get(), &QWebSocketServer::newConnection, this, &EchoThread::greet);
            }
            if (socket->state() != QAbstractSocket::ConnectedState)
                return socket->deleteLater();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            m_sockets->handleConnection(socket);
            emit socket->readyRead();
        });
    }
    std::atomic<int> handed{0};
    std::atomic<int> ended{0};

private:
    void greet() {
        while (QWebSocket *client = m_sockets->nextPendingConnection()) {
            client->setParent(m_sockets.get());
            connect(client, &QWebSocket::textMessageReceived, client,
                [client](const QString &text) { client->sendTextMessage(text); });
            connect(client, &QWebSocket::disconnected, client, &QObject::deleteLater);
        }
    }
    QThread m_thread;
    std::unique_ptr<QWebSocketServer> m_sockets;
};

class tst_httpupgrade : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_certificate = m_folder.filePath(QStringLiteral("certificate.pem"));
    QString m_key = m_folder.filePath(QStringLiteral("key.pem"));
    std::unique_ptr<HttpServer> m_server;

    /// A handshake is wanted with ?ok, everything else gets 401.
    void serveWebSockets(EchoThread &sockets) {
        m_server->setUpgrade(
            [](const HttpRequest &request) {
                UpgradeDecision decision;
                if (request.query != "ok")
                    decision.refusal = HttpResponse{401, "application/json", "{\"error\":{}}", {}};
                return decision;
            },
            [&sockets](QTcpSocket *socket, const HttpRequest &, std::shared_ptr<const void>) { sockets.take(socket); });
    }
    void listenWithTls(HttpLimits limits = {}) {
        m_server = std::make_unique<HttpServer>(limits);
        m_server->setHandler(&echo);
        QVERIFY(m_server->useTls(m_certificate, m_key));
        QVERIFY(m_server->listen(QHostAddress(QHostAddress::LocalHost), 0));
    }
    void connectEncrypted(QSslSocket &socket) {
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_server->port());
        QTRY_VERIFY(socket.isEncrypted());
    }
    static QByteArray handshake(const QByteArray &path) {
        return get(path,
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n");
    }

private slots:
    void initTestCase() { QVERIFY(makeCertificate(m_certificate, m_key)); }
    void init() { m_server = listening(); }
    void cleanup() { m_server.reset(); }

    void tlsSpeaksTheSame() {
        listenWithTls();
        QSslSocket socket;
        connectEncrypted(socket);
        socket.write(get("/tls") + get("/slow/20", "Connection: close\r\n"));
        QByteArray all;
        QTRY_VERIFY((all += socket.readAll()).contains("/slow/20"));
        QVERIFY(all.contains("GET /tls"));
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        HttpClient plain(m_server->port());
        plain.send(get("/a"));
        QTRY_VERIFY(plain.closed());
    }
    void aKeyOrCertificateThatCannotBeReadIsNamed() {
        const auto noCertificate = m_server->useTls(m_folder.filePath(QStringLiteral("none")), m_key);
        QVERIFY(!noCertificate && noCertificate.error().fields.contains(QStringLiteral("tls.certificate")));
        const auto noKey = m_server->useTls(m_certificate, m_certificate);
        QVERIFY(!noKey && noKey.error().fields.contains(QStringLiteral("tls.key")));
    }
    void requestsBehindALargeTlsAnswerAreTakenWhenItIsRead() {
        HttpLimits limits;
        limits.outBytes = 1000;
        listenWithTls(limits);
        QSslSocket socket;
        connectEncrypted(socket);
        socket.write(get("/big") + get("/big") + get("/last"));
        QByteArray all;
        QTRY_VERIFY_WITH_TIMEOUT((all += socket.readAll()).endsWith("GET /last "), 30000);
        QCOMPARE(statuses(all), (QList<int>{200, 200, 200}));
    }
    void aClientThatNeverShakesHandsIsGivenUp() {
        HttpLimits limits;
        limits.headerTimeout = 100ms;
        listenWithTls(limits);
        HttpClient silent(m_server->port());
        QTRY_VERIFY(silent.closed());
        QSslSocket shaken; // done with TLS, but silent then: the same time-out
        connectEncrypted(shaken);
        QTRY_COMPARE(shaken.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(m_server->counters().timedOut, quint64(2));
    }
    void aTlsClientMayLeaveAtAnyMoment() {
        listenWithTls();
        for (int i = 0; i < 30; ++i) {
            QSslSocket socket;
            socket.setPeerVerifyMode(QSslSocket::VerifyNone);
            socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_server->port());
            socket.write(get("/slow/5") + get("/big"));
            QTest::qWait(i);
            socket.abort();
        }
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }

    void aRefusedHandshakeGetsItsWholeAnswer() {
        EchoThread sockets;
        serveWebSockets(sockets);
        HttpClient refused(m_server->port());
        refused.send(handshake("/api/ws"));
        const QByteArray all = refused.read();
        QVERIFY(all.startsWith("HTTP/1.1 401") && all.endsWith("{\"error\":{}}") && all.contains("X-Request-Id: "));
        QTRY_VERIFY(refused.closed());
        QCOMPARE(sockets.handed.load(), 0);
    }
    void withoutACheckThereAreNoWebSockets() {
        HttpClient client(m_server->port());
        client.send(handshake("/api/ws"));
        QVERIFY(client.read().contains("\"code\":\"not_found\""));
    }
    void anUpgradeElsewhereOrInHttp10IsAnOrdinaryRequest() {
        EchoThread sockets;
        serveWebSockets(sockets);
        HttpClient elsewhere(m_server->port()), old(m_server->port());
        elsewhere.send(handshake("/api/else?ok"));
        QVERIFY(elsewhere.read().contains("GET /api/else"));
        old.send("GET /api/ws?ok HTTP/1.0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        QVERIFY(old.read().contains("GET /api/ws"));
    }
    void aHandshakeBehindAnotherRequestIsRefused() {
        EchoThread sockets;
        serveWebSockets(sockets);
        HttpClient client(m_server->port());
        client.send(get("/slow/30") + handshake("/api/ws?ok"));
        QCOMPARE(statuses(client.read(2)), (QList<int>{200, 400}));
    }
    void webSocketsTalkOnAnotherThread_data() {
        QTest::addColumn<bool>("tls");
        QTest::newRow("plain") << false;
        QTest::newRow("tls") << true;
    }
    void webSocketsTalkOnAnotherThread() {
        QFETCH(bool, tls);
        if (tls)
            listenWithTls();
        EchoThread sockets;
        serveWebSockets(sockets);
        QWebSocket client;
        QSslConfiguration configuration = client.sslConfiguration();
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        client.setSslConfiguration(configuration);
        QSignalSpy connected(&client, &QWebSocket::connected), message(&client, &QWebSocket::textMessageReceived);
        client.open(QUrl(QStringLiteral("%1://127.0.0.1:%2/api/ws?ok")
                             .arg(QLatin1String(tls ? "wss" : "ws"))
                             .arg(m_server->port())));
        QTRY_COMPARE(connected.count(), 1);
        const QString text(300'000, u'x');
        for (int i = 1; i <= 3; ++i) {
            client.sendTextMessage(text);
            QTRY_COMPARE(message.count(), i);
            QCOMPARE(message.last().first().toString(), text);
        }
        QTRY_COMPARE(m_server->connectionCount(), 0); // no longer the front's
        client.close();
        QTRY_COMPARE(sockets.ended.load(), 1);
    }
    void clientsThatLeaveDuringTheHandoverLeaveNothingBehind() {
        EchoThread sockets;
        serveWebSockets(sockets);
        for (int i = 0; i < 100; ++i) {
            HttpClient client(m_server->port());
            client.send(handshake("/api/ws?ok"));
            if (i % 2)
                client.endSending();
            if (i % 3)
                QTest::qWait(0);
            client.abort();
        }
        QTRY_COMPARE(m_server->connectionCount(), 0);
        QTRY_COMPARE(sockets.ended.load(), sockets.handed.load());
    }
};

QTEST_GUILESS_MAIN(tst_httpupgrade)
#include "tst_httpupgrade.moc"
