// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that leave in the middle of everything: of sending, of waiting, of a handshake. What was asked for whole is
// done, what was not is not, others are served, and nothing of who has left is kept.
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QDir>
#include <QJsonArray>
#include <QTcpSocket>
#include <QTest>
#include <sys/socket.h>

class tst_leaving : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;
    static constexpr int rounds = 40;

    /// How one leaves: by closing as programs do, or by a reset, as after a crash.
    enum Way { Closing, Resetting };

    qsizetype descriptors() const {
        return QDir(QStringLiteral("/proc/%1/fd").arg(m_panel.pid()))
            .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)
            .size();
    }
    std::unique_ptr<QTcpSocket> send(const QByteArray &bytes) const {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QStringLiteral("127.0.0.1"), m_panel.port());
        if (!socket->waitForConnected(5000))
            qFatal("the server takes no connections");
        socket->write(bytes);
        socket->flush();
        return socket;
    }
    static void leave(QTcpSocket &socket, Way way) {
        const linger atOnce{1, 0};
        if (way == Resetting)
            ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        socket.abort(); // closes without waiting for anything
    }
    QByteArray wire(const QByteArray &line, const QByteArray &body = {}) const {
        return line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + m_panel.key()
            + (body.isEmpty() ? QByteArray()
                              : QByteArray("\r\nContent-Type: application/json\r\nContent-Length: "
                                  + QByteArray::number(body.size())))
            + "\r\n\r\n" + body;
    }
    QJsonObject service(const QString &name) {
        return m_panel.get("/api/services?search=" + name.toUtf8()).json()[QLatin1String("data")][0].toObject();
    }
    QString status(const QString &name) { return service(name)[QLatin1String("status")].toString(); }

private slots:
    void initTestCase() {
        QVERIFY(addScript(m_templates, "rests", "exec sleep 1000"));
        QFile hangs(m_templates.filePath(QStringLiteral("hangs.yaml")));
        QVERIFY(hangs.open(QIODevice::WriteOnly));
        hangs.write(
            "apiVersion: v2\nkind: Template\nmetadata: {name: hangs, displayName: Hangs, description: For tests, "
            "category: devtools, version: \"1\"}\nspec:\n  healthcheck: {command: [\"false\"], interval: 30s, "
            "timeout: 1s, retries: 3, startPeriod: 120s}\n  process:\n    components:\n      - name: main\n"
            "        command: [sleep, \"600\"]\n");
        hangs.close();
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
        // What is opened once and stays open is no leak.
        const QJsonObject first = m_panel
                                      .post("/api/services",
                                          {{QStringLiteral("name"), QStringLiteral("first")},
                                              {QStringLiteral("template"), QStringLiteral("rests")}})
                                      .json();
        (void)m_panel.finished(first[QLatin1String("operation_id")].toString());
        QVERIFY(m_panel.removeAll());
    }
    /// Each of these leaves the daemon as it was.
    void init() {
        QVERIFY(m_panel.removeAll());
        m_pid = m_panel.pid();
        m_before = descriptors();
    }
    void cleanup() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.get("/api/health").status, 200);
        QCOMPARE(m_panel.pid(), m_pid);
        QTRY_VERIFY2_WITH_TIMEOUT(descriptors() <= m_before,
            qPrintable(QStringLiteral("%1 descriptors, %2 before").arg(descriptors()).arg(m_before)), 20'000);
    }

    void whatWasSentWholeIsCreatedAllTheSame() {
        for (int i = 0; i < 8; ++i) {
            const QByteArray name = "left-" + QByteArray::number(i);
            const auto client = send(wire("POST /api/services", "{\"name\":\"" + name + "\",\"template\":\"rests\"}"));
            leave(*client, i % 2 ? Resetting : Closing);
        }
        for (int i = 0; i < 8; ++i)
            QTRY_COMPARE_WITH_TIMEOUT(status(QStringLiteral("left-%1").arg(i)), QStringLiteral("running"), 20'000);
    }
    void aDeployGoesOnToItsEnd() {
        const QJsonObject made = m_panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("deployed")},
                                             {QStringLiteral("template"), QStringLiteral("rests")}})
                                     .json();
        (void)m_panel.finished(made[QLatin1String("operation_id")].toString());
        const QByteArray path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        for (const Way way : {Closing, Resetting}) {
            const int before = service(QStringLiteral("deployed"))[QLatin1String("revision")].toInt();
            leave(*send(wire("POST " + path + "/deploy")), way);
            QTRY_COMPARE_WITH_TIMEOUT(
                service(QStringLiteral("deployed"))[QLatin1String("revision")].toInt(), before + 1, 20'000);
            QTRY_VERIFY(m_panel.isIdle());
            QCOMPARE(status(QStringLiteral("deployed")), QStringLiteral("running"));
        }
        const QJsonArray past = m_panel.get("/api/operations?kind=deploy&service_id=" + path.mid(14))
                                    .json()[QLatin1String("data")]
                                    .toArray();
        QCOMPARE(past.size(), 3);
        for (const QJsonValue operation : past)
            QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
    }
    void halfABodyChangesNothing() {
        const QByteArray whole = wire("POST /api/services", R"({"name":"half","template":"rests"})");
        const QByteArray head = whole.left(whole.indexOf("Content-Length"));
        const QByteArray chunked = head + "Transfer-Encoding: chunked\r\n\r\n1e\r\n{\"name\":\"half\",\"templ";
        for (int i = 0; i < rounds; ++i) {
            const QByteArray part = i % 3 == 0 ? chunked : whole.chopped(1 + i % 30);
            leave(*send(part), i % 2 ? Resetting : Closing);
        }
        QCOMPARE(m_panel.get("/api/health").status, 200); // they were there before
        QCOMPARE(m_panel.get("/api/services").json()[QLatin1String("total")].toInt(), 0);
        QCOMPARE(m_panel.get("/api/operations?kind=deploy&status=running").json()[QLatin1String("total")].toInt(), 0);
    }
    void whoWaitsForAnOperationMayLeave() {
        const QJsonObject made = m_panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("hangs")},
                                             {QStringLiteral("template"), QStringLiteral("hangs")}})
                                     .json();
        const QByteArray operation = "/api/operations/" + made[QLatin1String("operation_id")].toString().toLatin1();
        QTRY_VERIFY(m_panel.get(operation).body.contains("\"health\",\"status\":\"running\""));
        const qsizetype without = descriptors();
        std::vector<std::unique_ptr<QTcpSocket>> clients;
        for (int i = 0; i < rounds; ++i)
            clients.push_back(send(wire("GET " + operation + "?wait=60")));
        QTRY_VERIFY(descriptors() > without + rounds / 2);
        for (int i = 0; i < rounds; ++i)
            leave(*clients[size_t(i)], Resetting); // who closes only the own side still gets the answer
        // At once, and not when the minute they wanted to wait is over.
        QTRY_VERIFY_WITH_TIMEOUT(descriptors() <= without, 10'000);
        QCOMPARE(m_panel.get(operation).json()[QLatin1String("status")].toString(), QStringLiteral("running"));
        const HttpAnswer cancelled = m_panel.post(operation + "/cancel"); // and nobody who has left is told of it
        QCOMPARE(cancelled.json()[QLatin1String("status")].toString(), QStringLiteral("cancelled"));
    }
    void aHandshakeMayEndAnywhere() {
        const QByteArray whole = wire("GET /api/ws").chopped(2)
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        for (int i = 0; i < rounds; ++i) {
            const bool isWhole = i % 4 == 0;
            const auto client = send(isWhole ? whole : whole.left(whole.size() * (i % 10) / 10));
            if (i % 8 == 0) { // it is one by then
                QVERIFY(client->waitForReadyRead(5000));
                QVERIFY(client->peek(12) == "HTTP/1.1 101");
            }
            leave(*client, i % 2 ? Resetting : Closing);
        }
        const auto stays = send(whole);
        QVERIFY(stays->waitForReadyRead(5000));
        QVERIFY(stays->readAll().startsWith("HTTP/1.1 101"));
    }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

private:
    qint64 m_pid = 0;
    qsizetype m_before = 0;
};

QTEST_GUILESS_MAIN(tst_leaving)
#include "tst_leaving.moc"
