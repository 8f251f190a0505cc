// SPDX-License-Identifier: GPL-3.0-or-later
// What happens behind the panel's back to containers, by hand or by themselves. The real daemon and a real dockerd.
#include "tests/e2e/driftfixture.h"

class tst_dockerdrift : public DriftFixture {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(begin(), m_docker->panel.log().constData()); }
    void init() { listen(); }
    void cleanupTestCase() { end(); }

    void aContainerThatIsKilledFailsItsServiceAndAStartRepairsIt() {
        LiveService service(*m_docker, QStringLiteral("killed"));
        m_docker->host.ask("POST", container(service, "web") + QStringLiteral("/kill"));
        QVERIFY(saidInTime(service, QStringLiteral("component \"web\" was killed outside the panel")));
        QTRY_COMPARE(service.text("status"), QStringLiteral("failed"));
        QVERIFY(service.text("error").contains(QStringLiteral("component \"web\" was killed outside the panel")));
        QCOMPARE(service.act("start")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(service.text("error"), QString());
    }
    void whatHappensIsToldBeforeTheRestIsDown() {
        // The other component takes ten seconds to go.
        LiveService service(*m_docker, QStringLiteral("slow"),
            shell("exec sleep 1000",
                "  side:\n    image: tiny:1\n    stop_grace_period: 10s\n"
                "    command: [/bin/sh, -c, \"trap : TERM; while :; do sleep 1; done\"]\n"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        m_docker->host.ask("POST", container(service, "web") + QStringLiteral("/kill"));
        QVERIFY(saidInTime(service, QStringLiteral("component \"web\" was killed outside the panel")));
        QVERIFY(healthReason(service).contains(QStringLiteral("was killed outside the panel")));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QTRY_COMPARE_WITH_TIMEOUT(service.text("status"), QStringLiteral("failed"), 30'000);
        QCOMPARE(healthReason(service), QString());
    }
    void aContainerThatIsStoppedStopsItsService() {
        LiveService service(*m_docker, QStringLiteral("stopped"));
        m_docker->host.ask("POST", container(service, "web") + QStringLiteral("/stop?t=0"));
        QVERIFY(saidInTime(service, QStringLiteral("component \"web\" was stopped outside the panel")));
        QTRY_COMPARE(service.text("status"), QStringLiteral("stopped"));
        QCOMPARE(service.text("error"), QStringLiteral("component \"web\" was stopped outside the panel"));
        QTRY_COMPARE(m_docker->running(), 0);
        QCOMPARE(service.act("start")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));
    }
    void oneThatIsOnlyRestartedGoesOn() {
        LiveService service(*m_docker, QStringLiteral("again"));
        m_docker->host.ask("POST", container(service, "web") + QStringLiteral("/restart?t=0"));
        QTRY_VERIFY(said(service, QStringLiteral("component \"web\" was restarted outside the panel")));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QTRY_COMPARE(healthStatus(service), QStringLiteral("healthy"));
        QTRY_COMPARE(service.lines("serving").size(), 2);
    }
    void aContainerThatIsRemovedFailsItsServiceAndADeployRepairsIt() {
        LiveService service(*m_docker, QStringLiteral("removed"));
        m_docker->host.ask("DELETE", container(service, "web") + QStringLiteral("?force=1"));
        QVERIFY(saidInTime(service, QStringLiteral("container \"web\" was removed outside the panel")));
        QTRY_COMPARE(service.text("status"), QStringLiteral("failed"));
        QVERIFY(service.text("error").contains(QStringLiteral("container \"web\" was removed outside the panel")));
        QCOMPARE(service.deploy("two")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("two"));
        QCOMPARE(m_docker->things(service.id), service.expected(2));
    }
    void aVolumeThatIsRemovedIsToldWithItsLossOfData() {
        LiveService service(*m_docker, QStringLiteral("emptied"),
            shell("exec sleep 1000", "    volumes: [\"data:/data\"]\nvolumes: {data: }\n"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        m_docker->host.ask("DELETE", container(service, "web") + QStringLiteral("?force=1"));
        m_docker->host.ask("DELETE", QStringLiteral("/volumes/aap-%1_data").arg(service.id.section(u'_', 1)));
        QVERIFY(
            saidInTime(service, QStringLiteral("of component \"web\" was removed outside the panel, with its data")));
        QTRY_COMPARE(service.text("status"), QStringLiteral("failed"));
        QCOMPARE(service.act("deploy")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
    }
    void wantOfMemoryIsNamedWithTheLimit() {
        LiveService service(*m_docker, QStringLiteral("hungry"),
            shell("sleep 3; x=1; while :; do x=$$x$$x; done",
                "    restart: \"no\"\n    deploy: {resources: {limits: {memory: 16M}}}\n"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QTRY_COMPARE_WITH_TIMEOUT(service.text("status"), QStringLiteral("failed"), 20'000);
        QVERIFY2(service.text("error").contains(
                     QStringLiteral("component \"web\" was killed for want of memory; the limit is 16 MiB")),
            qPrintable(service.text("error")));
    }
    void anExitIsToldWithItsCode() {
        LiveService service(
            *m_docker, QStringLiteral("exits"), shell("sleep 2; echo last words; exit 7", "    restart: \"no\"\n"));
        QTRY_COMPARE_WITH_TIMEOUT(service.text("status"), QStringLiteral("failed"), 20'000);
        QVERIFY2(service.text("error").endsWith(QStringLiteral("\nlast words")), qPrintable(service.text("error")));
        QVERIFY(service.text("error").contains(QStringLiteral("component \"web\" ended with exit code 7")));
    }
    void aHealthCheckThatTurnsIsSeenFromItsEvents() {
        LiveService service(*m_docker, QStringLiteral("turns"),
            shell("touch /well; exec sleep 1000",
                "    healthcheck: {test: [CMD, test, -f, /well], interval: 1s, retries: 1, timeout: 2s}\n"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QTRY_COMPARE(healthStatus(service), QStringLiteral("healthy"));
        const auto failures = [&] {
            return service.get()[QLatin1String("health")][QLatin1String("consecutive_failures")];
        };
        const auto inside = [&](const char *program) {
            return QProcess::execute(QStringLiteral("docker"),
                {QStringLiteral("-H"), m_docker->host.socketAddress(), QStringLiteral("exec"),
                    container(service, "web").section(u'/', -1), QLatin1String(program), QStringLiteral("/well")});
        };
        QCOMPARE(inside("rm"), 0);
        QTRY_VERIFY_WITH_TIMEOUT(failures().toInt() > 0, 8'000);
        QCOMPARE(inside("touch"), 0);
        QTRY_COMPARE_WITH_TIMEOUT(failures().toInt(), 0, 8'000); // it would be asked after ten seconds without
        QCOMPARE(healthStatus(service), QStringLiteral("healthy"));
    }
    void aRestartLoopIsToldAndGoesOn() {
        LiveService service(*m_docker, QStringLiteral("loops"), shell("sleep 1; exit 1"));
        QTRY_VERIFY_WITH_TIMEOUT(
            said(service, QStringLiteral("component \"web\" ended with exit code 1 and is started again")), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(
            said(service, QStringLiteral("component \"web\" keeps restarting: exit code 1, 5 times in 2 minutes")),
            30'000);
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QVERIFY(healthReason(service).contains(QStringLiteral("keeps restarting")));
    }
    void whatContainersUseIsShown() {
        LiveService service(*m_docker, QStringLiteral("usage"));
        QTRY_VERIFY_WITH_TIMEOUT(
            service.get()[QLatin1String("resources")][QLatin1String("memory_usage_mb")].toDouble() > 0.05, 10'000);
    }
};

QTEST_GUILESS_MAIN(tst_dockerdrift)
#include "tst_dockerdrift.moc"
