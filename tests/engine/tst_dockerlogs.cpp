// SPDX-License-Identifier: GPL-3.0-or-later
// DockerLogs with containers that write numbered lines: whatever is restarted, all of them, each once, in order.
#include "tests/engine/logfixture.h"
#include <QFile>
#include <QRandomGenerator>

class tst_dockerlogs : public LogFixture {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(begin({QStringLiteral("--live-restore")})); }
    void cleanupTestCase() { end(); }

    void aContainersOutputIsReadToItsEnd() {
        const QString id = run(shell("seq 1 20000; seq 1 50 >&2; sleep 1; seq 20001 20100; printf 20101"));
        Kept kept;
        const auto logs = read(id, kept);
        QTRY_VERIFY_WITH_TIMEOUT(kept.hasEnded, 20'000);
        QCOMPARE(kept.counted(20'101), "");
        QCOMPARE(kept.counted(50, LogStream::Stderr), "");
        QCOMPARE(kept.lines.first().component, QStringLiteral("web"));
        QVERIFY(kept.lines.first().timeNs > 1'600'000'000'000'000'000);
        // Read again from any place: the rest.
        for (const qsizetype stored : {0, 1, 9'999, 20'149, 20'151}) {
            Kept again;
            LastOutput last;
            for (qsizetype i = 0; i < stored; ++i) {
                const OutputLine &line = kept.lines[i];
                LastLine &of = line.stream == LogStream::Stderr ? last.err : last.out;
                of = {line.timeNs, of.timeNs == line.timeNs ? of.count + 1 : 1};
                again.lines.append(line);
            }
            const auto rest = read(id, again, last);
            QTRY_VERIFY(again.hasEnded);
            QCOMPARE(again.counted(20'101), "");
            QCOMPARE(again.counted(50, LogStream::Stderr), "");
            QVERIFY(again.texts(LogStream::System).isEmpty());
        }
    }
    void aServerThatIsRestartedAllTheTimeGetsEachLineOnce() {
        const QString id = run(shell("(i=0; while [ $i -lt 8000 ]; do i=$((i+1)); echo $i; done) & "
                                     "i=0; while [ $i -lt 8000 ]; do i=$((i+1)); echo $i >&2; done; wait"));
        Kept kept;
        QRandomGenerator random(11);
        int rounds = 0;
        for (LastOutput last; !kept.hasEnded && rounds < 2000; ++rounds) {
            const auto logs = read(id, kept, last);
            const qsizetype enough = kept.lines.size() + 1 + random.bounded(2000);
            QVERIFY(QTest::qWaitFor([&] { return kept.hasEnded || kept.lines.size() >= enough; }, 30'000));
            last = logs->last();
        }
        QVERIFY2(rounds > 5, qPrintable(QString::number(rounds)));
        QCOMPARE(kept.counted(8000), "");
        QCOMPARE(kept.counted(8000, LogStream::Stderr), "");
    }
    void anEngineThatEndsGoesOnWhereItWas_data() {
        QTest::addColumn<bool>("isKilled");
        QTest::addColumn<bool>("takesAll");
        QTest::newRow("restarted with its containers") << false << true;
        QTest::newRow("killed with its containers") << true << true;
        QTest::newRow("restarted") << false << false;
        QTest::newRow("killed") << true << false;
    }
    void anEngineThatEndsGoesOnWhereItWas() {
        QFETCH(bool, isKilled);
        QFETCH(bool, takesAll);
        end();
        QVERIFY(begin(takesAll ? QStringList() : QStringList{QStringLiteral("--live-restore")}));
        const QJsonObject always{{QStringLiteral("HostConfig"),
            QJsonObject{
                {QStringLiteral("RestartPolicy"), QJsonObject{{QStringLiteral("Name"), QStringLiteral("always")}}}}}};
        const QString id = run(shell("trap exit TERM; echo 0; i=0; while :; do i=$((i+1)); echo $i; "
                                     "[ $((i%20)) = 0 ] && usleep 1000; done"),
            always);
        Kept kept;
        const auto logs = read(id, kept);
        for (int round = 1; round <= 2; ++round) {
            const qsizetype before = kept.lines.size();
            QTRY_VERIFY_WITH_TIMEOUT(kept.lines.size() > before + 500, 20'000);
            isKilled ? m_host->kill() : m_host->stop();
            QVERIFY(m_host->start());
            if (std::exchange(kept.hasEnded, false)) // as the panel does when it sees it start
                logs->start();
        }
        const qsizetype before = kept.lines.size();
        QTRY_VERIFY_WITH_TIMEOUT(kept.lines.size() > before + 500, 20'000);
        control(id, "stop");
        QTRY_VERIFY_WITH_TIMEOUT(kept.hasEnded, 60'000);
        // All that the engine has, each once, in order; what it lost itself when it ended is lost where that was said.
        Kept whole;
        const auto again = read(id, whole);
        QTRY_VERIFY_WITH_TIMEOUT(whole.hasEnded, 20'000);
        QVERIFY(kept.texts() == whole.texts());
        int next = 0, starts = 0, lost = 0;
        bool isSaid = false;
        for (const OutputLine &line : std::as_const(kept.lines)) {
            isSaid = isSaid || line.stream == LogStream::System;
            if (line.stream == LogStream::System)
                continue;
            const int number = line.text.toInt();
            starts += number == 0 ? 1 : 0;
            QVERIFY2(number == 0 || number == next || (isSaid && number > next), line.text.constData());
            lost += number == 0 ? 0 : number - next;
            next = number + 1;
            isSaid = false;
        }
        QCOMPARE(starts, takesAll ? 3 : 1);
        qInfo("of %lld lines %d were lost in the engine", qlonglong(kept.texts().size()), lost);
    }
    void longLinesComeWholeAndTooLongOnesCut_data() {
        QTest::addColumn<QString>("driver");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("json-file") << QStringLiteral("json-file")
                                   << QByteArray("a\xef\xbf\xbd"
                                                 "b c"); // it is JSON
        QTest::newRow("local") << QStringLiteral("local")
                               << QByteArray("a\xff"
                                             "b c");
    }
    void longLinesComeWholeAndTooLongOnesCut() {
        QFETCH(QString, driver);
        QFETCH(QByteArray, bytes);
        const QJsonObject log{{QStringLiteral("LogConfig"), QJsonObject{{QStringLiteral("Type"), driver}}}};
        const QString id = run(shell("for n in 16383 16384 16385 40000 1048576 1048577 3000000; do "
                                     "head -c $n /dev/zero | tr '\\0' x; echo; done; printf 'a\\377b c\\n'; echo end"),
            QJsonObject{{QStringLiteral("HostConfig"), log}});
        Kept kept;
        const auto logs = read(id, kept);
        QTRY_VERIFY_WITH_TIMEOUT(kept.hasEnded, 20'000);
        QList<qsizetype> lengths;
        for (const QByteArray &text : kept.texts())
            lengths.append(text.size());
        QCOMPARE(lengths,
            (QList<qsizetype>{16383, 16384, 16385, 40000, 1048576, 1048576 + 15, 1048576 + 15, bytes.size(), 3}));
        QCOMPARE(kept.texts()[7], bytes);
        Kept again;
        LastOutput last;
        last.out = {kept.lines[3].timeNs, 1};
        const auto rest = read(id, again, last);
        QTRY_VERIFY(again.hasEnded);
        QCOMPARE(again.lines.size(), 5);
    }
    void aTerminalIsReadToo() {
        const QString id = run(shell("seq 1 5000; head -c 40000 /dev/zero | tr '\\0' x; echo; echo end"),
            QJsonObject{{QStringLiteral("Tty"), true}});
        Kept kept;
        const auto logs = read(id, kept);
        QTRY_VERIFY(kept.hasEnded);
        QCOMPARE(kept.lines.size(), 5002);
        for (int i = 0; i < 5000; ++i)
            QCOMPARE(kept.lines[i].text, QByteArray::number(i + 1));
        QCOMPARE(kept.lines[5000].text.size(), 40'000);
        QCOMPARE(kept.lines[5001].text, "end");
    }
    void aContainerStartedAgainIsReadOn() {
        const QString id =
            run(shell("touch /n; echo $(( $(wc -l < /n) + 1 )); echo >> /n; printf $(( $(wc -l < /n) ))x"));
        Kept kept;
        const auto logs = read(id, kept);
        QTRY_VERIFY(kept.hasEnded);
        for (int i = 0; i < 3; ++i) {
            kept.hasEnded = false;
            control(id, "start");
            logs->start();
            QTRY_VERIFY(kept.hasEnded);
        }
        QCOMPARE(kept.texts(), (QList<QByteArray>{"1", "1x", "2", "2x", "3", "3x", "4", "4x"}));
    }
    void oneThatKeepsRestartingIsReadAllTheTime() {
        const QJsonObject host{{QStringLiteral("RestartPolicy"),
            QJsonObject{
                {QStringLiteral("Name"), QStringLiteral("on-failure")}, {QStringLiteral("MaximumRetryCount"), 4}}}};
        const QString id =
            run(shell("touch /n; echo >> /n; wc -l < /n; exit 1"), QJsonObject{{QStringLiteral("HostConfig"), host}});
        Kept kept;
        const auto logs = read(id, kept);
        QTRY_VERIFY_WITH_TIMEOUT(kept.hasEnded, 20'000);
        QCOMPARE(kept.counted(5), "");
    }
    void oneThatIsRemovedHasEnded() {
        const QString id = run(shell("echo 1; exec sleep 1000"));
        Kept kept;
        const auto logs = read(id, kept);
        QTRY_COMPARE(kept.lines.size(), 1);
        QVERIFY(await(m_client->call("DELETE", QStringLiteral("/containers/%1?force=1").arg(id))));
        QTRY_VERIFY(kept.hasEnded);
        Kept none;
        const auto again = read(id, none);
        QTRY_VERIFY(none.hasEnded);
    }
    void oneThatWritesWithoutEndNeitherFillsMemoryNorHoldsUpTheRest() {
        const QString id = run(shell("yes"));
        DockerLogs logs(*m_client, id, QStringLiteral("web"), 0, {});
        qint64 count = 0;
        connect(&logs, &DockerLogs::lines, this, [&](const QList<OutputLine> &more) { count += more.size(); });
        qint64 worst = 0;
        QElapsedTimer turn;
        QTimer beat;
        connect(&beat, &QTimer::timeout, this, [&] { worst = std::max(worst, turn.restart()); });
        const auto resident = [] {
            QFile file(QStringLiteral("/proc/self/statm"));
            return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * 4 : 0;
        };
        logs.start();
        QTRY_VERIFY_WITH_TIMEOUT(count > 100'000, 60'000);
        const qint64 before = resident();
        turn.start();
        beat.start(1);
        const qint64 from = count;
        QElapsedTimer took;
        took.start();
        QTRY_VERIFY_WITH_TIMEOUT(count > from + 1'000'000, 120'000);
        qInfo("%lld lines/s, the longest turn %lld ms, memory grew by %lld KiB",
            (count - from) * 1000 / std::max<qint64>(1, took.elapsed()), worst, resident() - before);
        QVERIFY(resident() - before < 16 * 1024);
        logs.stop();
        QVERIFY(await(m_client->call("DELETE", QStringLiteral("/containers/%1?force=1").arg(id))));
    }

    // What no engine can be brought to do when a test wants it.

    void linesOfTheSameNanosecondAreCounted() {
        FakeEngine engine;
        engine.closes = true;
        DockerClient client({engine.address(), {}});
        engine.on("/containers/x/json", {container(false)});
        engine.on("/containers/x/logs",
            {FakeEngine::stream(frame(1, 5, "a") + frame(1, 5, "a") + frame(2, 5, "a") + frame(1, 5, "b")
                + frame(1, 6, "c") + frame(1, 5, "the clock went back"))});
        LastOutput last;
        last.out = {at(5), 2};
        Kept kept;
        DockerLogs logs(client, QStringLiteral("x"), QStringLiteral("web"), 3, last);
        kept.follow(logs);
        logs.start();
        QTRY_VERIFY(kept.hasEnded);
        QCOMPARE(kept.texts(), (QList<QByteArray>{"b", "c", "the clock went back"}));
        QCOMPARE(kept.texts(LogStream::Stderr), (QList<QByteArray>{"a"}));
        QCOMPARE(kept.lines.first().replica, 3);
        QVERIFY2(engine.asked.last().contains("since=1774778390.000000005"), engine.asked.last().constData());
        QVERIFY(!engine.asked.last().contains("follow"));
    }
    void whatTheEngineNoLongerHasIsAnnounced() {
        FakeEngine engine;
        engine.closes = true;
        DockerClient client({engine.address(), {}});
        engine.on("/containers/x/json", {container(false)});
        engine.on("/containers/x/logs", {FakeEngine::stream(frame(1, 9, "far later"))});
        LastOutput last;
        last.out = {at(5), 1};
        Kept kept;
        DockerLogs logs(client, QStringLiteral("x"), QStringLiteral("web"), 0, last);
        kept.follow(logs);
        logs.start();
        QTRY_VERIFY(kept.hasEnded);
        QCOMPARE(kept.lines.size(), 2);
        QCOMPARE(kept.lines.first().stream, LogStream::System);
        // One that was made later has never had it.
        engine.on("/containers/x/json", {container(false, "2026-03-29T10:00:00.000000008Z")});
        Kept newer;
        DockerLogs ofNewer(client, QStringLiteral("x"), QStringLiteral("web"), 0, last);
        newer.follow(ofNewer);
        ofNewer.start();
        QTRY_VERIFY(newer.hasEnded);
        QCOMPARE(newer.texts(), (QList<QByteArray>{"far later"}));
        QCOMPARE(newer.lines.size(), 1);
    }
    void garbageSilenceAndRefusalsAreTriedAgain() {
        FakeEngine engine;
        engine.closes = true;
        DockerClient client({engine.address(), {}});
        engine.on("/containers/x/json",
            {"nonsense", FakeEngine::json("[1]"), FakeEngine::json("{}", 500), container(true), container(true),
                container(true), container(false)});
        engine.on("/containers/x/logs",
            {FakeEngine::stream("this is no log"), FakeEngine::json("{\"message\":\"no driver\"}", 501),
                FakeEngine::stream(frame(1, 1, "1") + frame(1, 2, "2").left(20)),
                FakeEngine::stream(frame(1, 1, "1") + frame(1, 2, "2") + frame(1, 3, "3").chopped(1))});
        Kept kept;
        DockerLogs logs(client, QStringLiteral("x"), QStringLiteral("web"), 0, {});
        kept.follow(logs);
        logs.start();
        // Seven looks until all is right, and no waiting between them.
        QVERIFY(QTest::qWaitFor([&] {
            if (engine.asked.size() < 10)
                logs.start();
            return kept.hasEnded;
        }));
        QCOMPARE(kept.texts(), (QList<QByteArray>{"1", "2"}));
    }
    void stoppingInTheMiddleIsQuiet() {
        FakeEngine engine;
        DockerClient client({engine.address(), {}});
        engine.on("/containers/x/json", {container(true)});
        engine.endless("/containers/x/logs", FakeEngine::stream(), frame(1, 0, QByteArray(1000, 'x')).repeated(100));
        auto logs = std::make_unique<DockerLogs>(client, QStringLiteral("x"), QStringLiteral("web"), 0, LastOutput());
        int told = 0;
        connect(logs.get(), &DockerLogs::lines, this, [&] {
            if (++told == 3)
                logs->stop();
            if (told == 5)
                logs.reset();
        });
        logs->start();
        QTRY_COMPARE(told, 3);
        logs->start();
        QTRY_COMPARE(told, 5);
        QVERIFY(!logs);
        QVERIFY2(engine.sent < 20'000'000, qPrintable(QString::number(engine.sent)));
    }
};

QTEST_GUILESS_MAIN(tst_dockerlogs)
#include "tst_dockerlogs.moc"
