// SPDX-License-Identifier: GPL-3.0-or-later
// What bounds a program's memory, processors and processes: cgroups, or, where none can be written to, its own limits;
// and that all of it is found when its shim was killed.
// The argument "without" hides the host's cgroups first, for which the test has a mount namespace.
#include "server/engine/process/cgroup.h"
#include "server/shim/procstat.h"
#include "tests/engine/enginefixture.h"
#include <QDir>
#include <QFile>
#include <csignal>
#include <sys/mount.h>

class tst_processlimits : public QObject {
    Q_OBJECT

    static QByteArray script(const char *text) {
        return QByteArray("  process:\n    components:\n      - name: web\n        command: [sh, -c, '") + text
            + "']\n        restart: never\n";
    }
    /// The number in a control file of the service's own group, by either version's name; -1 without one.
    static qint64 control(const EngineFixture &f, const char *controller, const char *one, const char *two) {
        const QString id = f.service.value;
        for (const QString &path : {QStringLiteral("/sys/fs/cgroup/%1/aiadminpanel/%2/%3")
                                        .arg(QLatin1String(controller), id, QLatin1String(one)),
                 QStringLiteral("/sys/fs/cgroup/aiadminpanel/%1/%2").arg(id, QLatin1String(two))}) {
            QFile file(path);
            if (file.open(QIODevice::ReadOnly))
                return file.readAll().split(' ').first().trimmed().toLongLong();
        }
        return -1;
    }
    /// Processes that work in the service's folder.
    static int countOf(const EngineFixture &f) {
        int count = 0;
        for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
            ProcessStat stat;
            count += QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(entry)).startsWith(f.home() + u"/data")
                && readProcessStat(entry.toInt(), stat) && stat.state != 'Z';
        }
        return count;
    }
    static void killShim(const EngineFixture &f) {
        QFile file(f.home() + QStringLiteral("/run/shim.pid"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const pid_t shim = file.readAll().split(' ').value(0).toInt();
        QVERIFY(shim > 1 && ::kill(shim, SIGKILL) == 0);
        ProcessStat stat;
        QTRY_VERIFY(!readProcessStat(shim, stat) || stat.state == 'Z');
    }

private slots:
    void aKilledShimLeavesNothingRunning_data() {
        QTest::addColumn<bool>("isWatched");
        QTest::newRow("while the server looks on") << true;
        QTest::newRow("while there is no server") << false;
    }
    void aKilledShimLeavesNothingRunning() {
        QFETCH(bool, isWatched);
        EngineFixture f;
        // The kernel ends the program itself; one of these has lost its environment, the other left the session.
        const WorkloadPlan plan =
            f.plan(script("env -i sleep 601 & setsid sh -c \"exec sleep 602\" & echo told; exec sleep 600"));
        QVERIFY(f.up(plan));
        QTRY_VERIFY(f.said("told"));
        QTRY_COMPARE(countOf(f), 3);
        if (!isWatched)
            f.renew();
        killShim(f);
        if (isWatched) {
            QTRY_VERIFY(!f.ended.isEmpty());
            QVERIFY(f.ended[0].final && f.ended[0].reason.contains(QLatin1String("supervisor")));
        } else {
            const auto adopted = await(f.engine->adopt(plan, {f.position, {}}));
            QVERIFY(adopted && !*adopted);
        }
        QTRY_COMPARE(countOf(f), 0);
        QVERIFY(f.up(plan));
    }
    void aServiceIsBoundedInAllThree() {
        EngineFixture f;
        WorkloadPlan plan = f.plan(script("cat /proc/self/cgroup; ulimit -d; ulimit -p; echo told; exec sleep 600"));
        plan.memoryLimitMb = 64;
        plan.cpuLimit = 0.5;
        QVERIFY(f.up(plan));
        QTRY_VERIFY(f.said("told"));
        if (Cgroup::available() == Cgroup::Version::None) {
            QVERIFY2(f.output.contains("web: 65536"), f.output.join('|').constData()); // KiB of data
            const qsizetype at = f.output.indexOf("web: 65536");
            const qint64 processes = f.output.value(at + 1).mid(5).toLongLong();
            QVERIFY2(processes > 0 && processes <= 512, f.output.join('|').constData());
            return;
        }
        QVERIFY(f.said("/aiadminpanel/" + f.service.value.toLatin1()));
        QCOMPARE(control(f, "memory", "memory.limit_in_bytes", "memory.max"), 64LL << 20);
        QCOMPARE(control(f, "cpu", "cpu.cfs_quota_us", "cpu.max"), 50'000);
        const qint64 processes = control(f, "pids", "pids.max", "pids.max");
        QVERIFY2(processes > 0 && processes <= 512, qPrintable(QString::number(processes)));
    }
    void aForkBombStaysSmall() {
        EngineFixture f;
        // More at once than it may have.
        WorkloadPlan plan = f.plan(
            "  process:\n    components:\n      - name: many\n        command: [python3, -c, \"import subprocess\\n"
            "n=0\\ntry:\\n  while n<1500: subprocess.Popen(['sleep','600']); n+=1\\nexcept OSError as e: "
            "print('stopped "
            "by', e.errno, flush=True)\\nelse: print('all of them', flush=True)\\nimport time; time.sleep(600)\"]\n"
            "        restart: never\n");
        QVERIFY(f.up(plan));
        QTRY_VERIFY_WITH_TIMEOUT(f.said("stopped by 11") || f.said("all of them"), 60'000); // EAGAIN
        QVERIFY(!f.said("all of them"));
    }
};

int main(int argc, char **argv) {
    QCoreApplication app(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    if (arguments.removeOne(QStringLiteral("without"))
        && ::mount("none", "/sys/fs/cgroup", "tmpfs", MS_RDONLY, nullptr) != 0)
        qFatal("the host's cgroups cannot be hidden");
    tst_processlimits test;
    return QTest::qExec(&test, arguments);
}
#include "tst_processlimits.moc"
