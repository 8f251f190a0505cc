// SPDX-License-Identifier: GPL-3.0-or-later
// What bounds a program's memory, processors and processes: cgroups, or, where none can be written to, its own limits.
// The argument "without" hides the host's cgroups first, for which the test has a mount namespace.
#include "server/engine/process/cgroup.h"
#include "tests/engine/enginefixture.h"
#include <QFile>
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

private slots:
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
