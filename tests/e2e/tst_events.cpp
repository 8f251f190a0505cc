// SPDX-License-Identifier: GPL-3.0-or-later
// The WebSocket of the real daemon: events, the change feed across cuts, and logs by cursor.
#include "tests/support/listener.h"
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QSignalSpy>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

class tst_events : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    QJsonObject deploy(const char *templateName, const QString &name) {
        return m_panel
            .post("/api/services",
                {{QStringLiteral("name"), name}, {QStringLiteral("template"), QString::fromLatin1(templateName)}})
            .json();
    }

    static QStringList succeededSteps(const Listener &listener) {
        QStringList names;
        for (const QJsonObject &step : listener.of("deploy.progress"))
            if (step[QLatin1String("data")][QLatin1String("status")].toString() == QLatin1String("succeeded"))
                names.append(step[QLatin1String("data")][QLatin1String("step")].toString());
        return names;
    }

    static qint64 residentKb(qint64 pid) {
        QFile status(QStringLiteral("/proc/%1/status").arg(pid));
        if (!status.open(QIODevice::ReadOnly))
            return 0;
        const QByteArray text = status.readAll();
        return text.mid(text.indexOf("VmRSS:") + 6).trimmed().split(' ').first().toLongLong();
    }
    /// Sends this frame again and again, and reads nothing after the first one. Whether the server ends that.
    bool isShownOut(const QByteArray &frame) {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_panel.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const QByteArray hello = "GET /api/ws HTTP/1.1\r\nHost: panel\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                 "Authorization: Bearer "
            + m_panel.key() + "\r\n\r\n";
        bool isOut = ::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0
            || ::send(fd, hello.constData(), size_t(hello.size()), MSG_NOSIGNAL) != hello.size();
        char first[4096];
        for (QByteArray come; !isOut && !come.contains("\"hello\"");) {
            const auto got = ::recv(fd, first, sizeof first, 0);
            if (got <= 0)
                break;
            come.append(first, got);
        }
        const QByteArray flood = frame.repeated(1 + 200'000 / frame.size());
        QElapsedTimer timer;
        timer.start();
        for (qsizetype at = 0; !isOut && !timer.hasExpired(60'000);) {
            pollfd ready{fd, POLLOUT, 0};
            (void)::poll(&ready, 1, 200);
            const auto sent =
                ::send(fd, flood.constData() + at, size_t(flood.size() - at), MSG_DONTWAIT | MSG_NOSIGNAL);
            isOut = sent < 0 && (errno == EPIPE || errno == ECONNRESET);
            at = sent > 0 ? (at + sent) % flood.size() : at;
        }
        ::close(fd);
        return isOut;
    }

private slots:
    void initTestCase() { QVERIFY2(m_panel.start(), m_panel.log().constData()); }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void helloComesFirstAndEventsWithoutASubscription() {
        Listener listener(m_panel, m_panel.key());
        QCOMPARE(listener.frames.first()[QLatin1String("type")].toString(), QStringLiteral("hello"));
        deploy("static-site", QStringLiteral("first"));
        QTRY_VERIFY(!listener.of("service.status").isEmpty());
        QTRY_COMPARE(succeededSteps(listener),
            QStringList({QStringLiteral("validate"), QStringLiteral("prepare"), QStringLiteral("start"),
                QStringLiteral("health"), QStringLiteral("switch"), QStringLiteral("cleanup")}));
    }
    void aWrongKeyIsRefusedBeforeTheHandshake() {
        const QMap<QByteArray, QByteArray> upgrade{{"Upgrade", "websocket"}, {"Connection", "Upgrade"},
            {"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="}, {"Sec-WebSocket-Version", "13"},
            {"Authorization", "Bearer nobody"}};
        const HttpAnswer answer = m_panel.request("GET", "/api/ws", {}, upgrade);
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.errorCode(), QStringLiteral("unauthorized"));
    }
    void theFeedGoesOnExactlyWhereItWasCut() {
        auto first = std::make_unique<Listener>(m_panel, m_panel.key());
        first->send(R"({"type":"subscribe","request":1,"channel":"changes","after":0})");
        QTRY_VERIFY(!first->of("ack").isEmpty());
        deploy("static-site", QStringLiteral("second"));
        QTRY_VERIFY(first->of("change").size() > 8);
        const QList<QJsonObject> before = first->of("change");
        first->cut();
        const QJsonObject made = deploy("static-site", QStringLiteral("third"));
        m_panel.finished(made[QLatin1String("operation_id")].toString());
        Listener again(m_panel, m_panel.key());
        const qint64 rev = before.last()[QLatin1String("rev")].toInteger();
        again.send(
            "{\"type\":\"subscribe\",\"request\":1,\"channel\":\"changes\",\"after\":" + QByteArray::number(rev) + "}");
        const qint64 last = again.frames.first()[QLatin1String("data")][QLatin1String("rev")].toInteger();
        QTRY_VERIFY(
            !again.of("change").isEmpty() && again.of("change").last()[QLatin1String("rev")].toInteger() >= last);
        qint64 expected = 1;
        const QList<QJsonObject> all = before + again.of("change");
        for (const QJsonObject &change : all)
            QCOMPARE(change[QLatin1String("rev")].toInteger(), expected++);
    }
    void aForeignPositionIsToldToStartOver() {
        Listener listener(m_panel, m_panel.key());
        listener.send(R"({"type":"subscribe","request":3,"channel":"changes","after":99999999})");
        QTRY_VERIFY(!listener.of("error").isEmpty());
        QCOMPARE(listener.of("error")
                     .first()[QLatin1String("data")][QLatin1String("error")][QLatin1String("message")]
                     .toString(),
            QStringLiteral("expired"));
    }
    void logLinesArriveOnceAndInOrderAcrossCuts() {
        const QJsonObject made = deploy("http-echo", QStringLiteral("talker"));
        m_panel.finished(made[QLatin1String("operation_id")].toString());
        const QByteArray id = made[QLatin1String("id")].toString().toLatin1();
        QString cursor;
        qint64 expected = 1;
        for (int round = 0; round < 6; ++round) {
            Listener listener(m_panel, m_panel.key());
            listener.send("{\"type\":\"subscribe\",\"request\":1,\"channel\":\"logs\",\"service_id\":\"" + id + "\","
                + (cursor.isEmpty() ? QByteArray("\"tail\":1000") : "\"after\":\"" + cursor.toLatin1() + '"') + "}");
            QTRY_VERIFY(!listener.of("service.logs").isEmpty());
            QTest::qWait(120 * round);
            const QList<QJsonObject> batches = listener.of("service.logs");
            for (const QJsonObject &batch : batches) {
                const QJsonArray lines = batch[QLatin1String("data")][QLatin1String("lines")].toArray();
                for (const QJsonValue line : lines)
                    QCOMPARE(line[QLatin1String("seq")].toInteger(), expected++);
                cursor = batch[QLatin1String("data")][QLatin1String("cursor")].toString();
            }
            listener.cut();
        }
        QVERIFY(expected > 5);
    }
    void nonsenseIsAnsweredAndHurtsNobody() {
        Listener listener(m_panel, m_panel.key());
        for (const char *text : {"", "{", "[]", "7", "{\"type\":5}", "{\"type\":\"dance\",\"request\":1}",
                 "{\"type\":\"subscribe\",\"request\":1,\"channel\":\"moon\"}",
                 "{\"type\":\"subscribe\",\"request\":1,\"channel\":\"logs\",\"service_id\":\"svc_"
                 "00000000000000000000\"}"})
            listener.send(text);
        QTRY_VERIFY(listener.of("error").size() >= 7);
        listener.send(R"({"type":"ping","request":9})");
        QTRY_VERIFY(!listener.of("ack").isEmpty());
        QCOMPARE(m_panel.get("/api/health").status, 200);
    }
    void whoAsksForMoreThanItReadsIsShownOut_data() {
        QTest::addColumn<QByteArray>("frame");
        const QByteArray unmasked(4, '\0'); // a mask that changes nothing
        QTest::newRow("pings") << QByteArray("\x89\xfd", 2) + unmasked + QByteArray(125, 'x');
        const QByteArray request = R"({"type":"ping","request":1})";
        QTest::newRow("requests") << QByteArray("\x81", 1) + char(0x80 | request.size()) + unmasked + request;
        QTest::newRow("nonsense") << QByteArray("\x81\x81", 2) + unmasked + '{';
    }
    void whoAsksForMoreThanItReadsIsShownOut() {
        QFETCH(QByteArray, frame);
        const qint64 before = residentKb(m_panel.pid());
        QVERIFY(isShownOut(frame));
        const qint64 grown = residentKb(m_panel.pid()) - before;
        QVERIFY2(grown < 40'000, QByteArray::number(grown).constData());
        QVERIFY(!Listener(m_panel, m_panel.key()).frames.isEmpty()); // and may come again
    }
    void whoAsksTooOftenIsToldSo() {
        Listener listener(m_panel, m_panel.key());
        for (int i = 0; i < 400; ++i)
            listener.send(R"({"type":"ping","request":1})");
        QTRY_COMPARE(listener.of("ack").size(), 400);
        for (int i = 0; i < 400; ++i)
            listener.send(R"({"type":"ping","request":1})");
        QTRY_VERIFY(!listener.isOpen());
        QCOMPARE(listener.closeCode(), 1008);
    }
    void noKeyTakesAllPlaces() {
        LivePanel panel;
        QVERIFY(panel.start({{QStringLiteral("AAP_LIMITS_WEBSOCKET_CLIENTS"), QStringLiteral("3")}}));
        const QByteArray other = panel
                                     .post("/api/auth/api-keys",
                                         {{QStringLiteral("name"), QStringLiteral("other")},
                                             {QStringLiteral("role"), QStringLiteral("viewer")}})
                                     .json()[QLatin1String("key")]
                                     .toString()
                                     .toLatin1();
        Listener first(panel, panel.key()), second(panel, panel.key()), third(panel, panel.key());
        QVERIFY(first.isOpen() && second.isOpen() && !third.isOpen());
        Listener theirs(panel, other);
        QVERIFY(theirs.isOpen());
    }
    void placesOfClientsThatLeftAreFreeAgain() {
        LivePanel panel;
        QVERIFY(panel.start({{QStringLiteral("AAP_LIMITS_WEBSOCKET_CLIENTS"), QStringLiteral("3")}}));
        // A place is free when the server has seen the end of the one before, which takes it a moment.
        for (int round = 0; round < 6; ++round)
            QTRY_VERIFY(!Listener(panel, panel.key()).frames.isEmpty());
        const auto connected = [&panel] {
            auto listener = std::make_unique<Listener>(panel, panel.key());
            return listener->frames.isEmpty() ? nullptr : std::move(listener);
        };
        std::unique_ptr<Listener> first, second;
        QTRY_VERIFY((first = connected()));
        QTRY_VERIFY((second = connected()));
        const HttpAnswer refused = panel.request("GET", "/api/ws", {},
            {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"},
                {"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="}});
        QCOMPARE(refused.status, 503);
    }
};

QTEST_GUILESS_MAIN(tst_events)
#include "tst_events.moc"
