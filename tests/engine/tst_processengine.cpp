// SPDX-License-Identifier: GPL-3.0-or-later
// ProcessEngine with real programs: order, limits, ends, restarts, leftovers, and being found again.
#include "server/engine/process/cgroup.h"
#include "server/engine/process/host.h"
#include "server/engine/process/processtree.h"
#include "server/shim/procstat.h"
#include "tests/engine/enginefixture.h"
#include <QDir>
#include <QTcpServer>
#include <csignal>

static QByteArray shell(const char *name, const char *script, const char *more = "") {
    return QByteArray("      - name: ") + name + "\n        command: [sh, -c, '" + script + "']\n" + more;
}
static const QByteArray process = "  process:\n    components:\n";
/// A program that listens on its port after a while.
static QByteArray listens(const char *name, const char *seconds, const char *more = "") {
    return QByteArray("      - name: ") + name
        + "\n        command: [python3, -u, -c, \"import socket,os,time; time.sleep(" + seconds
        + "); s=socket.create_server(('127.0.0.1', int(os.environ['PORT']))); print('listens'); "
          "time.sleep(600)\"]\n        env: {PORT: '${PORT}'}\n        ports: [{name: "
        + name + ", port: 80}]\n" + more;
}

/// In one go, before the shim has told that anything runs; so does a deploy that was cancelled while it started.
static Task<Result<Done>> startAndStop(ProcessEngine &engine, Revision revision) {
    CO_TRY_DONE(co_await engine.start(revision));
    co_return co_await engine.stop(revision.service);
}

class tst_processengine : public QObject {
    Q_OBJECT
private slots:
    void whatAnotherNeedsIsUpBeforeItStarts() {
        EngineFixture f;
        const auto up = f.up(f.plan(process + listens("db", "0.4")
            + "      - name: web\n        command: [python3, -c, \"import socket,time; "
              "socket.create_connection(('127.0.0.1', ${PORT_DB})); print('connected', flush=True); "
              "time.sleep(600)\"]\n"
              "        dependsOn: [db]\n"));
        QVERIFY2(up, qPrintable(up ? QString() : up.error().message + up.error().details));
        QTRY_VERIFY(f.said("web: connected"));
        QVERIFY(f.output.indexOf("db: listens") < f.output.indexOf("web: connected"));
    }
    void whatNeverComesUpIsNamed() {
        EngineFixture f;
        QByteArray spec = "  healthcheck: {tcp: true, port: 80, startPeriod: 0s, retries: 1, interval: 1s}\n" + process
            + listens("db", "600") + shell("web", "sleep 600", "        dependsOn: [db]\n");
        const WorkloadPlan plan = f.plan(spec);
        QVERIFY(await(f.engine->prepare(plan, {})));
        QObject context;
        std::optional<Result<Done>> result;
        spawn(f.engine->start(plan.revision), &context, [&](Result<Done> r) { result = std::move(r); });
        QTRY_VERIFY(f.said("db* started"));
        QVERIFY(!f.said("web* started"));
        f.engine->interrupt(plan.revision.service, QStringLiteral("enough"));
        QTRY_VERIFY(result.has_value());
        QVERIFY(!*result);
        QCOMPARE(result->error().message, QStringLiteral("enough"));
    }
    void aJobEndsBeforeWhatNeedsItStarts() {
        EngineFixture f;
        const auto up = f.up(f.plan(process + shell("migrate", "sleep 0.2; echo migrated", "        restart: never\n")
            + shell("web", "echo serving; sleep 600", "        dependsOn: [migrate]\n")));
        QVERIFY2(up, qPrintable(up ? QString() : up.error().message));
        QTRY_VERIFY(f.said("web: serving"));
        QVERIFY(f.output.indexOf("migrate: migrated") < f.output.indexOf("web: serving"));
        QVERIFY(f.ended.isEmpty()); // a job's end is no failure
    }
    void aJobThatFailsStopsTheStart() {
        EngineFixture f;
        const auto up = f.up(f.plan(process + shell("migrate", "echo no table >&2; exit 3", "        restart: never\n")
            + shell("web", "sleep 600", "        dependsOn: [migrate]\n")));
        QVERIFY(!up);
        QVERIFY(up.error().message.contains(QStringLiteral("\"migrate\" ended with exit code 3")));
        QVERIFY(up.error().details.contains(QStringLiteral("no table")));
        QVERIFY(!f.said("web* started"));
    }
    void theEndOfARunningComponentIsToldAndItStartsAgain() {
        EngineFixture f;
        QVERIFY(f.up(f.plan(process + shell("web", "echo run; sleep 0.7; kill -USR1 $$$$"))));
        QTRY_VERIFY(!f.ended.isEmpty());
        QCOMPARE(f.ended[0].component, QStringLiteral("web"));
        QVERIFY(f.ended[0].reason.contains(QStringLiteral("SIGUSR1")));
        QVERIFY(!f.ended[0].final);
        QTRY_VERIFY(f.output.count("web: run") >= 2);
    }
    void whatIsNotRestartedEndsForGood() {
        EngineFixture f;
        QVERIFY(f.up(f.plan(process + shell("web", "sleep 0.7; exit 4", "        restart: never\n"))));
        QTRY_VERIFY(!f.ended.isEmpty());
        QVERIFY(f.ended[0].final);
        QVERIFY(f.ended[0].reason.contains(QStringLiteral("exit code 4")));
    }
    void wantOfMemoryIsNamed() {
        if (Cgroup::available() == Cgroup::Version::None)
            QSKIP("no cgroup can be written to here, so nothing counts a service's memory");
        EngineFixture f;
        WorkloadPlan plan = f.plan(process
            + "      - name: eats\n        command: [python3, -c, \"import time; time.sleep(0.8); "
              "b=bytearray(300<<20); "
              "time.sleep(600)\"]\n        restart: never\n");
        plan.memoryLimitMb = 64;
        QVERIFY(f.up(plan));
        QTRY_VERIFY_WITH_TIMEOUT(!f.ended.isEmpty(), 20000);
        QVERIFY2(f.ended[0].reason.contains(QStringLiteral("want of memory; the limit is 64 MiB")),
            qPrintable(f.ended[0].reason));
        QVERIFY(f.said("for want of memory"));
    }
    void aProgramHasNoMoreRightsThanItNeeds() {
        EngineFixture f;
        const WorkloadPlan plan = f.plan(process
            + shell("web",
                "grep NoNewPrivs /proc/self/status; id -u; ulimit -c; echo out > /dev/stdout; echo $$HOME; sleep 600"));
        QVERIFY(f.up(plan));
        QTRY_VERIFY(f.said("web: " + QFile::encodeName(f.home()) + "/data"));
        QVERIFY(f.said("NoNewPrivs:\t1"));
        QVERIFY(f.output.contains("web: " + QByteArray::number(plan.uid)));
        QVERIFY(f.output.contains("web: 0")); // no core file, which would hold secrets
        QVERIFY(f.output.contains("web: out"));
    }
    void stoppingTakesTheWholeTreeAndGivesGraceFirst() {
        EngineFixture f;
        QVERIFY(f.up(f.plan(process
            + shell("web",
                "setsid sh -c \"trap : TERM; while :; do sleep 1; done\" & trap \"echo bye; exit 0\" TERM; echo ready; "
                "while :; do sleep 0.05; done"))));
        QTRY_VERIFY(f.said("web: ready"));
        const pid_t shim = shimPid(f);
        QVERIFY(ProcessTree::read().usage(shim).memoryBytes > 0);
        QVERIFY(await(f.engine->stop(f.service)));
        QTRY_VERIFY(f.said("web: bye"));
        ProcessStat stat;
        QTRY_VERIFY(!readProcessStat(shim, stat) || stat.state == 'Z');
        QVERIFY(!isAnyLeftIn(f.home()));
    }
    void aStopRightAfterTheStartWaitsForTheEndToo() {
        EngineFixture f;
        const WorkloadPlan obeys = f.plan(process + shell("web", "sleep 600", "        stopGrace: 3s\n"));
        WorkloadPlan plan = obeys;
        plan.file.process->components[0].stop_signal = QStringLiteral("SIGWINCH"); // one a program knows nothing of
        QVERIFY(await(f.engine->prepare(plan, {})));
        QVERIFY(await(startAndStop(*f.engine, plan.revision)));
        QVERIFY(f.said("web* ended"));
        QVERIFY(f.up(obeys));
    }
    void whatDoesNotObeyIsKilledAfterItsGrace() {
        EngineFixture f;
        QVERIFY(f.up(f.plan(process
            + shell("web", "trap : TERM; echo ready; while :; do sleep 0.05; done", "        stopGrace: 300ms\n"))));
        QTRY_VERIFY(f.said("web: ready"));
        QVERIFY(await(f.engine->stop(f.service)));
        QTRY_VERIFY(f.said("web* ended by signal 9"));
    }
    void aNewEngineFindsItAgainWithoutLosingALine() {
        EngineFixture f;
        const WorkloadPlan plan =
            f.plan(process + shell("web", "i=0; while :; do i=$$((i+1)); echo line $$i; sleep 0.005; done"));
        QVERIFY(f.up(plan));
        QTRY_VERIFY(f.said("line 50"));
        f.renew();
        QTest::qWait(100); // lines go on while nobody reads
        const auto adopted = await(f.engine->adopt(plan, {f.position, {}}));
        QVERIFY(adopted && *adopted);
        QTRY_VERIFY(f.said("line 200"));
        QList<QByteArray> lines = f.output;
        lines.removeIf([](const QByteArray &line) { return !line.startsWith("web: line "); });
        for (qsizetype i = 0; i < lines.size(); ++i)
            QCOMPARE(lines[i], "web: line " + QByteArray::number(i + 1));
    }
    void whatEndedWhileNobodyWatchedIsToldWithItsExitCode() {
        EngineFixture f;
        const WorkloadPlan plan = f.plan(process
            + shell("web", "echo begins; while [ ! -e go ]; do sleep 0.05; done; echo last words; touch gone; exit 9",
                "        restart: never\n"));
        QVERIFY(f.up(plan));
        QTRY_VERIFY(f.said("begins"));
        f.renew();
        QFile go(f.home() + QStringLiteral("/data/go"));
        QVERIFY(go.open(QIODevice::WriteOnly));
        QTRY_VERIFY(QFile::exists(f.home() + QStringLiteral("/data/gone")));
        QVERIFY(await(f.engine->adopt(plan, {f.position, {}})));
        QTRY_VERIFY(f.said("web: last words"));
        QTRY_VERIFY(f.said("ended with exit code 9"));
        QCOMPARE(f.output.count("web: last words"), 1);
    }
    void anotherRevisionIsNotTakenForThisOne() {
        EngineFixture f;
        const QByteArray spec = process + shell("web", "echo mine; sleep 600");
        QVERIFY(f.up(f.plan(spec, 2)));
        const pid_t shim = shimPid(f);
        f.renew();
        const auto adopted = await(f.engine->adopt(f.plan(spec, 1), {f.position, {}}));
        QVERIFY(adopted && !*adopted);
        ProcessStat stat;
        QTRY_VERIFY(!readProcessStat(shim, stat) || stat.state == 'Z');
        QVERIFY(f.up(f.plan(spec, 1)));
    }
    void aStrangersSocketIsNotTrusted() {
        EngineFixture f;
        const QByteArray spec = process + shell("web", "sleep 600");
        QVERIFY(f.up(f.plan(spec)));
        const QString path = f.home() + QStringLiteral("/run/shim.pid");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray true_ = file.readAll();
        file.close();
        f.renew();
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(true_.split(' ').value(0) + " 1\n"); // the same pid, another start
        file.close();
        const auto adopted = await(f.engine->adopt(f.plan(spec), {f.position, {}}));
        QVERIFY(adopted && !*adopted);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(true_);
        file.close();
        QVERIFY(*await(f.engine->adopt(f.plan(spec), {f.position, {}})));
    }
    void aHalfDoneInitBeginsAnewOnAnEmptyFolder() {
        EngineFixture f;
        QVERIFY(
            !f.up(f.plan(process + shell("web", "sleep 600", "        init: [[sh, -c, 'echo x > half; exit 1']]\n"))));
        QVERIFY(QFile::exists(f.home() + QStringLiteral("/data/half")));
        const auto again = f.up(f.plan(
            process + shell("web", "sleep 600", "        init: [[sh, -c, 'test ! -e half && echo > whole']]\n"), 2));
        QVERIFY2(again, qPrintable(again ? QString() : again.error().message));
        // Once done it is never done again, and what the service has written stays.
        const auto third = f.up(f.plan(process + shell("web", "sleep 600", "        init: [[sh, -c, 'exit 9']]\n"), 3));
        QVERIFY2(third, qPrintable(third ? QString() : third.error().message));
        QVERIFY(QFile::exists(f.home() + QStringLiteral("/data/whole")));
    }
    void aCommandProbeSeesTheEnvironmentOfTheComponentWithItsPort() {
        EngineFixture f;
        const auto up = f.up(f.plan(
            "  healthcheck: {command: [sh, -c, 'test \"$$WHO\" = second'], port: 90, interval: 1s, "
            "retries: 1, startPeriod: 1s}\n"
            + process + shell("first", "sleep 600", "        env: {WHO: first}\n        ports: [{name: a, port: 80}]\n")
            + shell("second", "sleep 600", "        env: {WHO: second}\n        ports: [{name: b, port: 90}]\n")));
        QVERIFY2(up, qPrintable(up ? QString() : up.error().message));
    }
    void aPortStaysUntilSomebodyHasTakenIt() {
        EngineFixture f;
        const QByteArray spec = process + listens("web", "0");
        const auto first = f.up(f.plan(spec));
        QVERIFY(first);
        QFile outgoing(QStringLiteral("/proc/sys/net/ipv4/ip_local_port_range"));
        QVERIFY(outgoing.open(QIODevice::ReadOnly));
        // Or a connection to anywhere could take it while the service is stopped.
        QVERIFY(QUrl(*first->url).port() < outgoing.readAll().simplified().split(' ').first().toInt());
        QVERIFY(await(f.engine->stop(f.service)));
        const auto second = f.up(f.plan(spec));
        QCOMPARE(second->url, first->url);
        QVERIFY(await(f.engine->stop(f.service)));
        QTcpServer taker;
        const QUrl url(*first->url);
        QTRY_VERIFY(taker.isListening() || taker.listen(QHostAddress::LocalHost, quint16(url.port())));
        const auto third = f.up(f.plan(spec));
        QVERIFY(third);
        QVERIFY(third->url != first->url);
    }
    void isolatedItSeesProgramsAndItsDataOnly() {
        if (host::findProgram(QStringLiteral("bwrap")).isEmpty())
            QSKIP("bubblewrap is not installed");
        EngineFixture f(true);
        const auto up = f.up(f.plan(process
            + shell("web",
                "ls / | tr \"\\\\n\" \" \"; echo; touch mine && echo wrote; touch /usr/mine || echo closed; "
                "trap \"echo bye; exit 0\" TERM; while :; do sleep 0.05; done")));
        QVERIFY2(up, qPrintable(up ? QString() : up.error().message + up.error().details));
        QTRY_VERIFY(f.said("web: closed"));
        QVERIFY(f.said("web: wrote"));
        QVERIFY(QFile::exists(f.home() + QStringLiteral("/data/mine")));
        QVERIFY(!f.said("root") && !f.said("home "));
        QVERIFY(await(f.engine->stop(f.service)));
        QTRY_VERIFY(f.said("web: bye")); // the program had its grace, not only the sandbox around it
    }
    void whatIsRemovedLeavesNothingButWhatIsKept() {
        EngineFixture f;
        const QByteArray spec = process + shell("web", "echo data > file; sleep 600");
        QVERIFY(f.up(f.plan(spec)));
        QTRY_VERIFY(QFile::exists(f.home() + QStringLiteral("/data/file")));
        QVERIFY(await(f.engine->remove(f.service, DataFate::Keep)));
        QVERIFY(!QFile::exists(f.home()));
        QVERIFY(QFile::exists(f.trash() + u'/' + f.service.value + QStringLiteral("/data/file")));
        if (Cgroup::available() == Cgroup::Version::One)
            QVERIFY(!QFile::exists(QStringLiteral("/sys/fs/cgroup/pids/aiadminpanel/") + f.service.value));
    }

private:
    static pid_t shimPid(const EngineFixture &f) {
        QFile file(f.home() + QStringLiteral("/run/shim.pid"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(0).toInt() : -1;
    }
    /// Whether any process has its working directory in this service's folder.
    static bool isAnyLeftIn(const QString &folder) {
        const QStringList entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
        return std::any_of(entries.begin(), entries.end(), [&folder](const QString &entry) {
            return QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(entry)).startsWith(folder);
        });
    }
};

QTEST_GUILESS_MAIN(tst_processengine)
#include "tst_processengine.moc"
