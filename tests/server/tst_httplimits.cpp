// SPDX-License-Identifier: GPL-3.0-or-later
// What one client may take of the HTTP front, and what becomes of the others: limits, time-outs, leaving, stopping.
#include "tests/server/httpfixture.h"
#include <QAbstractEventDispatcher>
#include <QSignalSpy>
#include <dirent.h>
#include <sys/resource.h>

using namespace std::chrono_literals;

class tst_httplimits : public QObject {
    Q_OBJECT

    std::unique_ptr<HttpServer> m_server;

    static QByteArray halfBody(int size) {
        return "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(size + 1) + "\r\n\r\n"
            + QByteArray(size, 'x');
    }
    static int openDescriptors() {
        int highest = 0;
        DIR *folder = ::opendir("/proc/self/fd");
        while (const dirent *entry = ::readdir(folder))
            highest = std::max(highest, ::atoi(entry->d_name));
        ::closedir(folder);
        return highest + 1;
    }

private slots:
    void init() { m_server = listening(); }
    void cleanup() { m_server.reset(); }

    void headsAndBodiesOverTheLimitAreRefused() {
        HttpLimits limits;
        limits.headBytes = 1024;
        limits.bodyBytes = 10;
        m_server = listening(limits);
        HttpClient head(m_server->port());
        head.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(2000, 'x') + "\r\n\r\n");
        QVERIFY(head.read().contains("HTTP/1.1 431"));
        HttpClient body(m_server->port());
        body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world");
        QVERIFY(body.read().contains("payload_too_large"));
        HttpClient chunked(m_server->port());
        chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n");
        QVERIFY(chunked.read().contains("HTTP/1.1 413"));
    }
    void slowClientsAreGivenUpAndOthersAreServed() {
        HttpLimits limits;
        limits.headerTimeout = 100ms;
        limits.bodyTimeout = 100ms;
        limits.idleTimeout = 150ms;
        m_server = listening(limits);
        HttpClient silent(m_server->port()), half(m_server->port()), body(m_server->port()), idle(m_server->port());
        half.send("GET / HTTP/1.1\r\nHo");
        body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
        idle.send(get("/a"));
        QVERIFY(half.read().contains("HTTP/1.1 408"));
        QVERIFY(body.read().contains("HTTP/1.1 408"));
        QVERIFY(idle.read().contains("HTTP/1.1 200"));
        QTRY_VERIFY(silent.closed() && idle.closed());
        HttpClient good(m_server->port());
        good.send(get("/slow/400")); // longer than every time-out: the server is at work, the client owes nothing
        QVERIFY(good.read().contains("HTTP/1.1 200"));
    }
    void connectionsOverTheLimitGet503() {
        HttpLimits limits;
        limits.connections = 2;
        m_server = listening(limits);
        HttpClient a(m_server->port()), b(m_server->port());
        a.send(get("/a"));
        b.send(get("/b"));
        QVERIFY(a.read().contains("200 OK") && b.read().contains("200 OK"));
        HttpClient c(m_server->port());
        QVERIFY(c.read().contains("HTTP/1.1 503"));
        a.abort();
        QTRY_COMPARE(m_server->connectionCount(), 1);
        HttpClient d(m_server->port());
        d.send(get("/d"));
        QVERIFY(d.read().contains("GET /d"));
    }
    void aClientMayLeaveWhileItsAnswerIsMade() {
        for (int i = 0; i < 20; ++i) {
            HttpClient client(m_server->port());
            client.send(get("/slow/30") + get("/slow/10"));
            QTest::qWait(i);
            client.abort();
        }
        QTRY_COMPARE(m_server->connectionCount(), 0);
        HttpClient good(m_server->port());
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
        HttpClient client(m_server->port());
        client.send(get("/a"));
        QVERIFY(client.read().contains("GET /a"));
    }
    void stoppingFinishesWhatIsUnderWay() {
        HttpClient busy(m_server->port()), idle(m_server->port());
        busy.send(get("/slow/100"));
        QTRY_COMPARE(m_server->connectionCount(), 2);
        QTest::qWait(20);
        QSignalSpy stopped(m_server.get(), &HttpServer::stopped);
        m_server->stop();
        QVERIFY(busy.read().contains("/slow/100"));
        QTRY_COMPARE(stopped.count(), 1);
    }

    void aHeadThatTricklesInIsNotWaitedFor() {
        HttpLimits limits;
        limits.headerTimeout = 150ms;
        m_server = listening(limits);
        HttpClient client(m_server->port());
        QTimer drip;
        connect(&drip, &QTimer::timeout, this, [&client] { client.send("x"); });
        client.send("GET /");
        drip.start(10ms);
        QVERIFY(client.read().startsWith("HTTP/1.1 408"));
        QCOMPARE(m_server->counters().timedOut, quint64(1));
    }
    void anAnswerNobodyReadsIsGivenUp() {
        HttpLimits limits;
        limits.writeTimeout = 100ms;
        limits.readRate = 1 << 30;
        m_server = listening(limits);
        QTcpSocket client;
        client.setReadBufferSize(1024);
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        client.write(get("/big"));
        QTRY_COMPARE(m_server->counters().timedOut, quint64(1));
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }
    void aLargeAnswerMayTakeItsTime() {
        HttpLimits limits;
        limits.writeTimeout = 20ms;
        limits.readRate = 1 << 20; // eight megabytes: eight seconds
        m_server = listening(limits);
        QTcpSocket client;
        client.setReadBufferSize(1024);
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        client.write(get("/big"));
        HttpClient meanwhile(m_server->port());
        meanwhile.send(get("/slow/300"));
        QVERIFY(meanwhile.read().contains("/slow/300"));
        client.setReadBufferSize(0);
        QByteArray all;
        QTRY_VERIFY((all += client.readAll()).size() > (8 << 20));
    }
    void requestsBehindAnUnreadAnswerAreNotTaken() {
        HttpLimits limits;
        limits.outBytes = 1000;
        m_server = listening(limits);
        int taken = 0;
        m_server->setHandler([&taken](HttpRequest request, Responder respond) {
            ++taken;
            echo(std::move(request), std::move(respond));
        });
        QTcpSocket client;
        client.setReadBufferSize(1024);
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        for (int i = 0; i < 8; ++i)
            client.write(get("/big"));
        HttpClient meanwhile(m_server->port());
        meanwhile.send(get("/slow/100"));
        QVERIFY(meanwhile.read().contains("/slow/100"));
        QCOMPARE(taken, 2); // one of each client
        client.setReadBufferSize(0);
        qint64 got = 0;
        QTRY_VERIFY_WITH_TIMEOUT((got += client.readAll().size()) > (64 << 20), 30000);
        QCOMPARE(taken, 9);
    }
    void whoeverSendsOnAfterTheLastRequestCostsNothing() {
        HttpClient client(m_server->port());
        client.send(get("/slow/300", "Connection: close\r\n"));
        client.send(QByteArray(1 << 20, 'x'));
        int wakes = 0;
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, this, [&wakes] { ++wakes; });
        QVERIFY(client.read().contains("/slow/300"));
        QVERIFY2(wakes < 2000, QByteArray::number(wakes).constData());
        disconnect(QAbstractEventDispatcher::instance(), nullptr, this, nullptr);
    }
    void the503ArrivesThoughTheRequestIsNeverRead() {
        HttpLimits limits;
        limits.connections = 0;
        m_server = listening(limits);
        QList<QByteArray> answers;
        runBeside([&, port = m_server->port()] {
            for (int i = 0; i < 50; ++i)
                answers.append(exchange(port, {get("/a"), get("/b")}));
        });
        for (const QByteArray &answer : std::as_const(answers))
            QVERIFY2(
                statuses(answer) == QList<int>{503} && answer.contains("\"code\":\"unavailable\""), answer.constData());
        QCOMPARE(m_server->counters().refused, quint64(50));
        QCOMPARE(m_server->counters().accepted, quint64(0));
    }
    void bodiesOfAllClientsTogetherAreBounded() {
        HttpLimits limits;
        limits.bodyBytesTogether = 1000;
        m_server = listening(limits);
        HttpClient first(m_server->port());
        first.send(halfBody(800));
        HttpClient second(m_server->port());
        QTRY_COMPARE(m_server->connectionCount(), 2);
        second.send(halfBody(800));
        QVERIFY(second.read().startsWith("HTTP/1.1 503") || first.read().startsWith("HTTP/1.1 503"));
        first.abort();
        second.abort();
        QTRY_COMPARE(m_server->connectionCount(), 0);
        HttpClient third(m_server->port());
        third.send(halfBody(800) + "y");
        QVERIFY(third.read().startsWith("HTTP/1.1 200"));
    }
    void aResetIsNoticedWhileTheAnswerIsMade() {
        Responder kept;
        m_server->setHandler([&kept](HttpRequest, Responder respond) { kept = respond; });
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        client.write(get("/a", "Connection: close\r\n")); // the server does not read on
        QTRY_VERIFY(kept != nullptr);
        const linger reset{1, 0};
        ::setsockopt(int(client.socketDescriptor()), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        client.abort();
        QTRY_COMPARE(m_server->connectionCount(), 0);
        kept(HttpResponse{});
    }
    void anAnswerMayOutliveTheServer() {
        Responder kept;
        m_server->setHandler([&kept](HttpRequest, Responder respond) { kept = respond; });
        HttpClient client(m_server->port());
        client.send(get("/a"));
        QTRY_VERIFY(kept != nullptr);
        m_server.reset();
        kept(HttpResponse{});
        QTRY_VERIFY(client.closed());
    }
    void acceptingGoesOnAfterDescriptorsRanOut() {
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        client.write(get("/a"));
        rlimit usual{};
        ::getrlimit(RLIMIT_NOFILE, &usual);
        rlimit none = usual;
        none.rlim_cur = rlim_t(openDescriptors());
        QList<int> fill; // gaps below the limit
        ::setrlimit(RLIMIT_NOFILE, &none);
        for (int descriptor = ::dup(0); descriptor >= 0; descriptor = ::dup(0))
            fill.append(descriptor);
        QSignalSpy failed(m_server->findChild<QTcpServer *>(), &QTcpServer::acceptError);
        QTRY_VERIFY(!failed.isEmpty());
        QCOMPARE(m_server->connectionCount(), 0);
        for (const int descriptor : std::as_const(fill))
            ::close(descriptor);
        ::setrlimit(RLIMIT_NOFILE, &usual);
        QByteArray all;
        QTRY_VERIFY((all += client.readAll()).contains("GET /a"));
    }
    void stoppingTellsHalfARequestAndForgetsTheIdle() {
        HttpClient half(m_server->port()), idle(m_server->port());
        idle.send(get("/a"));
        half.send(halfBody(3));
        QVERIFY(idle.read().contains("GET /a"));
        QTRY_COMPARE(m_server->connectionCount(), 2);
        QSignalSpy stopped(m_server.get(), &HttpServer::stopped);
        m_server->stop();
        QVERIFY(half.read().startsWith("HTTP/1.1 503"));
        QTRY_VERIFY(idle.closed());
        QTRY_COMPARE(stopped.count(), 1);
    }
};

QTEST_GUILESS_MAIN(tst_httplimits)
#include "tst_httplimits.moc"
