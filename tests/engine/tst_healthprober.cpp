// SPDX-License-Identifier: GPL-3.0-or-later
// HealthProber against a real socket and real programs.
#include "server/engine/process/healthprober.h"
#include "tests/support/await.h"
#include <QSignalSpy>
#include <QTcpServer>

using namespace std::chrono_literals;

/// Answers each request with what the test says.
class Answerer : public QTcpServer {
public:
    QByteArray answer = "HTTP/1.1 200 OK\r\n\r\n";
    QByteArray asked;
    bool isSilent = false;

    Answerer() {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                asked = socket->readAll();
                if (!isSilent)
                    socket->write(answer);
            });
        });
    }
};

class tst_healthprober : public QObject {
    Q_OBJECT

    ManualClock m_clock;

    static HealthProber::Target target(ProbeKind kind, int port = 0) {
        HealthProber::Target target;
        target.probe.kind = kind;
        target.probe.path = QStringLiteral("/health?x=1");
        target.probe.interval = 5ms;
        target.probe.timeout = 200ms;
        target.probe.retries = 2;
        target.probe.start_period = 1s;
        target.port = port;
        return target;
    }
    static Task<Result<Done>> told(bool isWell) {
        if (isWell)
            co_return Done{};
        co_return Error{ErrorCode::Unavailable, QStringLiteral("ill"), {}, {}};
    }

private slots:
    void httpPassesOnSuccessAndRedirection() {
        Answerer server;
        HealthProber prober(target(ProbeKind::Http, server.serverPort()), m_clock, nullptr);
        prober.start();
        QCOMPARE(prober.health().status, HealthStatus::Starting);
        QTRY_COMPARE(prober.health().status, HealthStatus::Healthy);
        QVERIFY(server.asked.startsWith("GET /health?x=1 HTTP/1.1\r\nHost: "));
        server.answer = "HTTP/1.1 302 Found\r\n\r\n";
        QTest::qWait(30);
        QCOMPARE(prober.health().status, HealthStatus::Healthy);
    }
    void whatIsRestingIsAskedWhenThereIsNews() {
        auto resting = target(ProbeKind::Command);
        resting.rest = 1h;
        int asked = 0;
        bool isWell = true;
        resting.ask = [&] {
            ++asked;
            return told(isWell);
        };
        HealthProber prober(resting, m_clock, nullptr);
        prober.start();
        QTRY_COMPARE(prober.health().status, HealthStatus::Healthy);
        QCOMPARE(asked, 1);
        prober.look();
        QTRY_COMPARE(asked, 2);
        isWell = false;
        prober.look();
        QTRY_COMPARE(prober.health().status, HealthStatus::Unhealthy); // what fails is asked again by itself
        QVERIFY(asked >= 4);
    }
    void failuresMustRepeatBeforeItIsUnhealthyAndOneSuccessEndsThem() {
        Answerer server;
        HealthProber prober(target(ProbeKind::Http, server.serverPort()), m_clock, nullptr);
        prober.start();
        QTRY_COMPARE(prober.health().status, HealthStatus::Healthy);
        QList<int> failuresWhileHealthy;
        connect(&prober, &HealthProber::changed, &prober, [&](const Health &health) {
            if (health.status == HealthStatus::Healthy)
                failuresWhileHealthy.append(health.consecutive_failures);
        });
        server.answer = "HTTP/1.1 503 Busy\r\n\r\n";
        QTRY_COMPARE(prober.health().status, HealthStatus::Unhealthy);
        QVERIFY(failuresWhileHealthy.contains(1)); // the first one alone did not count
        server.answer = "HTTP/1.1 204 No Content\r\n\r\n";
        QTRY_COMPARE(prober.health().status, HealthStatus::Healthy);
        QCOMPARE(prober.health().consecutive_failures, 0);
    }
    void itGivesUpAfterTheStartPeriodAndSaysWhy() {
        Answerer server;
        server.answer = "HTTP/1.1 500 No\r\n\r\n";
        HealthProber prober(target(ProbeKind::Http, server.serverPort()), m_clock, nullptr);
        QSignalSpy gaveUp(&prober, &HealthProber::gaveUp);
        prober.start();
        QTRY_VERIFY(prober.health().consecutive_failures > 3); // tries go on quickly
        QCOMPARE(gaveUp.size(), 0);
        m_clock.advance(10s);
        QTRY_COMPARE(gaveUp.size(), 1);
        QVERIFY(gaveUp[0][0].toString().contains(QStringLiteral("500 No")));
        QCOMPARE(prober.health().status, HealthStatus::Unhealthy);
    }
    void silenceIsAFailure() {
        Answerer server;
        server.isSilent = true;
        HealthProber::Target silent = target(ProbeKind::Http, server.serverPort());
        silent.probe.timeout = 20ms;
        HealthProber prober(silent, m_clock, nullptr);
        prober.start();
        QTRY_VERIFY(prober.health().consecutive_failures > 0);
    }
    void tcpPassesWhenSomebodyListens() {
        auto server = std::make_unique<Answerer>();
        HealthProber prober(target(ProbeKind::Tcp, server->serverPort()), m_clock, nullptr);
        prober.start();
        QTRY_COMPARE(prober.health().status, HealthStatus::Healthy);
        server.reset();
        QTRY_COMPARE(prober.health().status, HealthStatus::Unhealthy);
    }
    void aCommandPassesByItsExitCode() {
        HealthProber::Target command = target(ProbeKind::Command);
        command.command = {QStringLiteral("/bin/sh"), QStringLiteral("-c"), QStringLiteral("test \"$GOOD\" = yes")};
        command.environment.insert(QStringLiteral("GOOD"), QStringLiteral("yes"));
        HealthProber passing(command, m_clock, nullptr);
        passing.start();
        QTRY_COMPARE(passing.health().status, HealthStatus::Healthy);
        command.environment.insert(QStringLiteral("GOOD"), QStringLiteral("no"));
        HealthProber failing(command, m_clock, nullptr);
        failing.start();
        QTRY_VERIFY(failing.health().consecutive_failures > 0);
        QCOMPARE(failing.health().status, HealthStatus::Starting);
    }
    void stoppedItAsksNothingMore() {
        Answerer server;
        HealthProber prober(target(ProbeKind::Http, server.serverPort()), m_clock, nullptr);
        prober.start();
        QTRY_COMPARE(prober.health().status, HealthStatus::Healthy);
        prober.stop();
        QTest::qWait(20);
        server.asked.clear();
        QTest::qWait(50);
        QVERIFY(server.asked.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_healthprober)
#include "tst_healthprober.moc"
