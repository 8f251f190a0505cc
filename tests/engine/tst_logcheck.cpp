// SPDX-License-Identifier: GPL-3.0-or-later
// LogCheck with a real dockerd that begins one log file after the other, and with a fake one that leaves lines out.
#include "tests/engine/logfixture.h"

class tst_logcheck : public LogFixture {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(begin({})); }
    void cleanupTestCase() { end(); }

    void linesThatTheEngineRepeatsWhenItRotatesAreToldOnce_data() {
        QTest::addColumn<QString>("driver");
        QTest::newRow("json-file") << QStringLiteral("json-file");
        QTest::newRow("local") << QStringLiteral("local");
    }
    void linesThatTheEngineRepeatsWhenItRotatesAreToldOnce() {
        QFETCH(QString, driver);
        const QJsonObject small{
            {QStringLiteral("max-size"), QStringLiteral("200k")}, {QStringLiteral("max-file"), QStringLiteral("30")}};
        const QJsonObject log{{QStringLiteral("LogConfig"),
            QJsonObject{{QStringLiteral("Type"), driver}, {QStringLiteral("Config"), small}}}};
        const QString id =
            run(shell("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo $i; [ $((i%50)) = 0 ] && usleep 10000; done"),
                QJsonObject{{QStringLiteral("HostConfig"), log}});
        Kept kept;
        DockerLogs logs(*m_client, id, QStringLiteral("web"), 0, {});
        logs.setCheckedStretch(100'000);
        kept.follow(logs);
        logs.start();
        QTRY_VERIFY_WITH_TIMEOUT(kept.hasEnded, 60'000);
        // Sometimes it leaves some out, too; that is said.
        int last = 0, missing = 0, announced = 0;
        for (const OutputLine &line : std::as_const(kept.lines)) {
            if (line.stream == LogStream::System) {
                announced += line.text.left(line.text.indexOf(' ')).toInt();
                continue;
            }
            QVERIFY2(line.text.toInt() > last, line.text.constData());
            missing += line.text.toInt() - last - 1;
            last = line.text.toInt();
        }
        QCOMPARE(last, 30'000);
        QVERIFY(announced <= missing); // what it left out in the end, after the last count, nobody knows
        qInfo("%d lines left out, %d of them announced", missing, announced);
    }
    void whatCannotBeCountedAgainIsSaid() {
        FakeEngine engine;
        DockerClient client({engine.address(), {}});
        engine.on("/containers/x/json", {container(true)});
        const QByteArray x(100, 'x');
        // By the time it is asked, the engine has deleted the file with the first lines.
        engine.on("/containers/x/logs?stdout=1&stderr=1&timestamps=1&until", {FakeEngine::json(frame(1, 5, x))});
        engine.on("/containers/x/logs?stdout=1&stderr=1&timestamps=1&follow",
            {FakeEngine::stream(frame(1, 1, x) + frame(1, 2, x) + frame(1, 5, x))});
        Kept kept;
        DockerLogs logs(client, QStringLiteral("x"), QStringLiteral("web"), 0, {});
        logs.setCheckedStretch(400);
        kept.follow(logs);
        logs.start();
        QTRY_COMPARE(kept.lines.size(), 4);
        QVERIFY2(kept.lines.last().text.contains("may be missing"), kept.lines.last().text.constData());
        QCOMPARE(kept.lines.last().stream, LogStream::System);
    }
    void theEndOfABurstIsCountedWhenNothingMoreComes() {
        FakeEngine engine;
        DockerClient client({engine.address(), {}});
        engine.on("/containers/x/json", {container(true)});
        const QByteArray x(100, 'x');
        engine.on("/containers/x/logs?stdout=1&stderr=1&timestamps=1&until",
            {FakeEngine::json(frame(1, 1, x) + frame(1, 2, x) + frame(1, 3, x))});
        engine.on("/containers/x/logs?stdout=1&stderr=1&timestamps=1&follow",
            {FakeEngine::stream(frame(1, 1, x) + frame(1, 3, x))});
        Kept kept;
        DockerLogs logs(client, QStringLiteral("x"), QStringLiteral("web"), 0, {});
        logs.setCheckedStretch(1000);
        kept.follow(logs);
        logs.start();
        QTRY_COMPARE_WITH_TIMEOUT(kept.lines.size(), 3, 20'000);
        QVERIFY2(kept.lines.last().text.startsWith("1 lines written"), kept.lines.last().text.constData());
    }
    void whatWasLeftOutIsCounted() {
        FakeEngine engine;
        DockerClient client({engine.address(), {}});
        engine.on("/containers/x/json", {container(true)});
        const QByteArray x(100, 'x');
        const QByteArray all = frame(1, 1, x) + frame(1, 2, x) + frame(2, 3, x) + frame(1, 4, x) + frame(1, 5, x);
        engine.on("/containers/x/logs?stdout=1&stderr=1&timestamps=1&until", {FakeEngine::json(all)});
        engine.on("/containers/x/logs?stdout=1&stderr=1&timestamps=1&follow",
            {FakeEngine::stream(frame(1, 1, x) + frame(2, 3, x) + frame(1, 5, x))});
        Kept kept;
        DockerLogs logs(client, QStringLiteral("x"), QStringLiteral("web"), 0, {});
        logs.setCheckedStretch(400);
        kept.follow(logs);
        logs.start();
        QTRY_COMPARE(kept.lines.size(), 4);
        QCOMPARE(kept.lines.last().text,
            "2 lines written between 1970-01-01T00:00:00.000Z and 2026-03-29T10:00:00.000Z are missing: the engine "
            "left "
            "them out when it began another log file");
    }
};

QTEST_GUILESS_MAIN(tst_logcheck)
#include "tst_logcheck.moc"
