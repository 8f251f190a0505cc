// SPDX-License-Identifier: GPL-3.0-or-later
// Many followers of logs at once: nothing is lost or doubled, what all get is made once, who does not read costs a
// bound.
#include "tests/support/follower.h"
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

class tst_followers : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;
    QTemporaryDir m_folder; // of the services
    QByteArray m_searched; // of two million lines
    using Followers = std::vector<std::unique_ptr<Follower>>;

    QByteArray deploy(const char *templateName, const QString &name) {
        const QJsonObject made =
            m_panel
                .post("/api/services",
                    {{QStringLiteral("name"), name}, {QStringLiteral("template"), QString::fromLatin1(templateName)}})
                .json();
        (void)m_panel.finished(made[QLatin1String("operation_id")].toString());
        return made[QLatin1String("id")].toString().toLatin1();
    }
    static QByteArray subscription(const QByteArray &service, const QByteArray &more) {
        return "{\"type\":\"subscribe\",\"request\":1,\"channel\":\"logs\",\"service_id\":\"" + service + "\"," + more
            + "}";
    }
    std::unique_ptr<Follower> follow(const QByteArray &service, const QByteArray &more, int buffer = 0) {
        auto follower = std::make_unique<Follower>(m_panel.port(), m_panel.key(), buffer);
        if (follower->isOpen())
            follower->send(subscription(service, more));
        return follower;
    }
    template <typename Condition>
    static bool receiveUntil(const Followers &followers, const Condition &isDone, int seconds = 60) {
        QElapsedTimer timer;
        timer.start();
        while (!isDone() && !timer.hasExpired(seconds * 1000))
            receiveAny(followers, 100);
        return isDone();
    }
    QByteArray oldest(const QByteArray &service) {
        return m_panel.get("/api/services/" + service + "/logs?tail=1")
            .json()[QLatin1String("oldest")]
            .toString()
            .toLatin1();
    }
    qint64 residentKb() const {
        QFile file(QStringLiteral("/proc/%1/status").arg(m_panel.pid()));
        if (file.open(QIODevice::ReadOnly))
            for (const QByteArray &line : file.readAll().split('\n'))
                if (line.startsWith("VmRSS:"))
                    return line.mid(6).trimmed().split(' ').first().toLongLong();
        return -1;
    }

private slots:
    void initTestCase() {
        // Ten batches a second or so, as programs write.
        QVERIFY(addScript(m_templates, "steady",
            "i=0; while [ $$i -lt 4000 ]; do seq -f n=%.0f $$((i+1)) $$((i+40)); i=$$((i+40)); sleep 0.04; done; exec "
            "sleep 1000"));
        QVERIFY(addScript(m_templates, "heap", "seq -f n=%.0f 2000000; exec sleep 1000"));
        // The service is another user when the server is root.
        QVERIFY(QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755)));
        QVERIFY(addScript(m_templates, "burst",
            "while [ ! -e " + m_folder.path().toUtf8()
                + "/go ]; do sleep 0.05; done; seq -f n=%.0f 100000; exec sleep 1000"));
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void eachFollowerGetsEachLineAndABatchIsMadeOnce() {
        const QByteArray service = deploy("steady", QStringLiteral("steady"));
        Followers followers;
        for (int i = 0; i < 300; ++i) {
            followers.push_back(follow(service, "\"tail\":10000"));
            QVERIFY(followers.back()->isOpen());
            followers.back()->keepsPayloads = i % 50 == 0;
        }
        QVERIFY(receiveUntil(followers, [&] {
            return std::all_of(
                followers.begin(), followers.end(), [](const auto &one) { return one->lastNumber == 4000; });
        }));
        QHash<QByteArray, QByteArray> byEnd; // of a batch: its first line and its cursor
        qsizetype all = 0;
        for (const auto &follower : followers) {
            QCOMPARE(follower->wrong + follower->gaps + follower->wrongNumbers, 0);
            for (const QByteArray &payload : std::as_const(follower->payloads)) {
                if (!payload.startsWith("{\"type\":\"service.logs\""))
                    continue;
                ++all;
                const qsizetype lines = payload.indexOf("\"lines\":");
                const QByteArray place = payload.mid(lines, 30) + payload.mid(payload.lastIndexOf("\"cursor\""));
                const auto known = byEnd.constFind(place);
                if (known == byEnd.constEnd())
                    byEnd.insert(place, payload);
                else
                    QCOMPARE(payload, *known); // down to the time it was made at
            }
        }
        QVERIFY2(all > byEnd.size() * 2, qPrintable(QStringLiteral("%1 of %2").arg(byEnd.size()).arg(all)));
    }
    void manyServicesWithSomeFollowersEach() {
        Followers followers;
        for (int i = 0; i < 6; ++i) {
            const QByteArray service = deploy("steady", QStringLiteral("many-%1").arg(i));
            for (int k = 0; k < 20; ++k)
                followers.push_back(follow(service, "\"tail\":10000"));
        }
        QVERIFY(receiveUntil(followers, [&] {
            return std::all_of(
                followers.begin(), followers.end(), [](const auto &one) { return one->lastNumber == 4000; });
        }));
        for (const auto &follower : followers)
            QCOMPARE(follower->wrong + follower->gaps + follower->wrongNumbers, 0);
    }
    void whoDoesNotReadCostsABoundAndMissesNothing() {
        const QByteArray service = deploy("burst", QStringLiteral("burst"));
        Followers stopped, reading;
        for (int i = 0; i < 60; ++i) {
            stopped.push_back(follow(service, "\"tail\":10000", 4096));
            QVERIFY(stopped.back()->isOpen());
        }
        const qint64 before = residentKb();
        QVERIFY(QFile(m_folder.filePath(QStringLiteral("go"))).open(QIODevice::WriteOnly));
        reading.push_back(follow(service, "\"tail\":10000"));
        QVERIFY(receiveUntil(reading, [&] { return reading[0]->lastNumber == 100'000; }));
        QCOMPARE(reading[0]->wrong + reading[0]->gaps + reading[0]->wrongNumbers, 0);
        // Each of them would have 15 MB waiting for it.
        const qint64 grown = residentKb() - before;
        QVERIFY2(grown < 100'000, qPrintable(QStringLiteral("%1 kB").arg(grown)));
        stopped.resize(5);
        QVERIFY(receiveUntil(stopped, [&] {
            return std::all_of(
                stopped.begin(), stopped.end(), [](const auto &one) { return one->lastNumber == 100'000; });
        }));
        for (const auto &follower : stopped)
            QCOMPARE(follower->wrong + follower->gaps + follower->wrongNumbers, 0);
    }
    void whoAsksOnAndReadsNothingIsLetGo() {
        Follower client(m_panel.port(), m_panel.key(), 4096);
        QVERIFY(client.isOpen());
        const QByteArray text = R"({"type":"ping","request":1})";
        const QByteArray frame = QByteArray("\x81") + char(0x80 | text.size()) + QByteArray(4, '\0') + text;
        const QByteArray many = frame.repeated(500);
        const qint64 before = residentKb();
        QElapsedTimer timer;
        timer.start();
        qsizetype at = 0;
        bool isOpen = true;
        while (isOpen && !timer.hasExpired(60'000)) {
            pollfd one{client.fd(), POLLOUT, 0};
            ::poll(&one, 1, 1000);
            const auto sent = ::send(client.fd(), many.constData() + at, size_t(many.size() - at), MSG_NOSIGNAL);
            isOpen = sent >= 0 || errno == EAGAIN;
            at = (at + std::max<qsizetype>(0, sent)) % many.size();
        }
        QVERIFY(!isOpen);
        const qint64 grown = residentKb() - before;
        QVERIFY2(grown < 50'000, qPrintable(QStringLiteral("%1 kB").arg(grown)));
        QCOMPARE(m_panel.get("/api/health").status, 200);
    }
    void whoLeavesWhileItsLogIsSearchedHurtsNobody() {
        const QByteArray followed = deploy("steady", QStringLiteral("left"));
        const QByteArray searched = m_searched = deploy("heap", QStringLiteral("searched"));
        QTRY_COMPARE_WITH_TIMEOUT(m_panel.get("/api/services/" + searched + "/logs?search=n%3D2000000&tail=1")
                                      .json()[QLatin1String("total_in_range")]
                                      .toInt(),
            1, 60'000);
        const qint64 pid = m_panel.pid();
        for (int i = 0; i < 30; ++i) {
            Followers one;
            one.push_back(follow(followed, "\"tail\":1"));
            const auto &leaving = one.front();
            QVERIFY(leaving->isOpen());
            leaving->keepsPayloads = true;
            // Of no letter that an index could rule out: it is searched through.
            leaving->send(subscription(searched, "\"after\":\"" + oldest(searched) + "\",\"regex\":\"[a-m]$\""));
            QVERIFY(receiveUntil(one, [&leaving] { // else what was sent goes with the connection
                return std::ranges::count_if(leaving->payloads, [](const QByteArray &payload) {
                    return payload.startsWith("{\"type\":\"ack\"");
                }) == 2;
            }));
            leaving->cut();
        }
        QCOMPARE(m_panel.get("/api/health").status, 200);
        QCOMPARE(m_panel.pid(), pid);
    }
    void whoClosesTheOwnSideIsToldWhyItsSearchEnded() {
        QVERIFY(!m_searched.isEmpty());
        // More than are read at once: the last ones wait for longer than a client that may have left is waited for.
        std::vector<std::unique_ptr<QTcpSocket>> clients;
        for (int i = 0; i < 60; ++i) {
            clients.push_back(std::make_unique<QTcpSocket>());
            clients.back()->connectToHost(QStringLiteral("127.0.0.1"), m_panel.port());
            QVERIFY(clients.back()->waitForConnected());
            clients.back()->write("GET /api/services/" + m_searched
                + "/logs?tail=1&regex=%5Ba-m%5D%24 HTTP/1.1\r\nHost: x\r\n" + "Authorization: Bearer " + m_panel.key()
                + "\r\n\r\n");
            QVERIFY(clients.back()->flush());
            QCOMPARE(::shutdown(int(clients.back()->socketDescriptor()), SHUT_WR), 0);
        }
        int ended = 0;
        for (const auto &client : clients) {
            QByteArray answer;
            while (client->waitForReadyRead(60'000))
                answer += client->readAll();
            answer += client->readAll();
            if (answer.startsWith("HTTP/1.1 200 "))
                continue;
            ++ended;
            QVERIFY2(
                answer.startsWith("HTTP/1.1 503 ") && answer.contains("ended with the connection"), answer.constData());
            QVERIFY(!answer.contains("took too long"));
        }
        QVERIFY(ended > 0);
    }
    void aSubscriptionBeginsAtATimeOrACursorAndMayFilter() {
        const QByteArray service = deploy("steady", QStringLiteral("filtered"));
        const QByteArray path = "/api/services/" + service + "/logs";
        QTRY_COMPARE_WITH_TIMEOUT(
            m_panel.get(path + "?search=n%3D4000&tail=1").json()[QLatin1String("total_in_range")].toInt(), 1, 20'000);
        const QJsonValue line = m_panel.get(path + "?regex=n%3D2000%24").json()[QLatin1String("data")][0];
        Followers followers;
        followers.push_back(follow(service, "\"since\":\"" + line[QLatin1String("time")].toString().toLatin1() + '"'));
        followers.push_back(follow(service, "\"tail\":10000,\"search\":\"n=39\""));
        followers.push_back(follow(service, "\"tail\":10000,\"regex\":\"^n=.$\""));
        QVERIFY(receiveUntil(followers, [&] {
            return followers[0]->lastNumber == 4000 && followers[1]->lastNumber == 3999
                && followers[2]->lastNumber == 9;
        }));
        QVERIFY(followers[0]->lines > 1900 && followers[0]->lines < 2200);
        QCOMPARE(followers[1]->lines, 111); // 39, 390 to 399, 3900 to 3999
        QCOMPARE(followers[2]->lines, 9);
        for (const char *bad :
            {"\"after\":\"x\"", "\"regex\":\"(\"", "\"tail\":1,\"since\":\"2026-01-01T00:00:00Z\""}) {
            Followers one;
            one.push_back(follow(service, bad));
            QVERIFY2(receiveUntil(
                         one, [&] { return one[0]->errors == 1; }, 5),
                bad);
        }
        // What moved on without a line is told at times, so that no cursor gets too old.
        const QByteArray end = m_panel.get(path + "?tail=1").json()[QLatin1String("cursor")].toString().toLatin1();
        QVERIFY(receiveUntil(
            followers, [&] { return followers[1]->cursor == end && followers[2]->cursor == end; }, 10));
    }
};

QTEST_GUILESS_MAIN(tst_followers)
#include "tst_followers.moc"
