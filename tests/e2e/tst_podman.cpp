// SPDX-License-Identifier: GPL-3.0-or-later
// The real daemon and a real podman, by the API it shares with Docker, within the limits it has.
#include "tests/e2e/dockerpanel.h"
#include "tests/support/podmanhost.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

static const QByteArray webScript = R"sh(#!/bin/sh
[ "$MODE" = die ] && echo "cannot go on" && exit 3
echo "serving $TEXT"
[ "$MODE" = hang ] && exec sleep 1000
mkdir -p /data/www && echo "$TEXT" > /data/www/index.html
exec httpd -f -p 8080 -h /data/www
)sh";

class tst_podman : public QObject {
    Q_OBJECT

    static QString compose(const char *text, const char *mode = "serve") {
        return QStringLiteral(
            "services:\n"
            "  web:\n"
            "    image: localhost/tiny:1\n"
            "    command: [/bin/web]\n"
            "    environment: {TEXT: '%1', MODE: '%2'}\n"
            "    expose: ['8080']\n"
            "    depends_on: {side: {condition: service_healthy}}\n"
            "    healthcheck: {test: [CMD, test, -f, /data/www/index.html], interval: 1s, retries: 3,\n"
            "      timeout: 2s, start_period: 1s}\n"
            "    stop_grace_period: 1s\n"
            "  side:\n"
            "    image: localhost/tiny:1\n"
            "    command: [/bin/sh, -c, 'touch /ready; exec sleep 100000']\n"
            "    healthcheck: {test: 'test -f /ready', interval: 1s, timeout: 2s}\n"
            "    volumes: ['kept:/kept']\n"
            "    stop_grace_period: 0s\n"
            "volumes: {kept: {}}\n"
            "x-aiadminpanel:\n"
            "  domains: [{port: 8080}]\n")
            .arg(QLatin1String(text), QLatin1String(mode));
    }
    bool startPanel() {
        return m_panel.start({{QStringLiteral("AAP_ENGINES"),
            QStringLiteral("[{name: pod, kind: docker, endpoint: '%1'}]").arg(m_host->socketAddress())}});
    }
    static QJsonObject deploy(LivePanel &panel, LiveService &service, const QString &compose) {
        const QJsonObject next{{QStringLiteral("compose"), compose}};
        const int status = panel.request("PATCH", service.path, QJsonDocument(next).toJson()).status;
        return status == 200 ? service.act("deploy") : QJsonObject{{QStringLiteral("status"), status}};
    }
    /// Names of the panel's containers, networks and volumes.
    QStringList things() {
        QStringList names;
        const QStringList format{QStringLiteral("--format"), QStringLiteral("{{.Names}}")};
        const QStringList name{QStringLiteral("--format"), QStringLiteral("{{.Name}}")};
        const QByteArray all = m_host->run(QStringList{QStringLiteral("ps"), QStringLiteral("-a")} + format)
            + m_host->run(QStringList{QStringLiteral("network"), QStringLiteral("ls")} + name)
            + m_host->run(QStringList{QStringLiteral("volume"), QStringLiteral("ls")} + name);
        for (const QByteArray &line : all.split('\n'))
            if (line.startsWith("aap-"))
                names.append(QString::fromUtf8(line));
        names.sort();
        return names;
    }
    static QStringList expected(const LiveService &service, int revision) {
        QStringList names = service.expected(revision);
        names.append(QStringLiteral("aap-%1_kept").arg(service.id.section(u'_', 1)));
        names.sort();
        return names;
    }
    static QString healthStatus(LiveService &service) {
        return service.get()[QLatin1String("health")][QLatin1String("status")].toString();
    }

    std::unique_ptr<PodmanHost> m_host;
    LivePanel m_panel;

private slots:
    void initTestCase() {
        m_host = std::make_unique<PodmanHost>();
        QVERIFY(m_host->isRunning());
        QVERIFY(m_host->importImage(QStringLiteral("tiny:1"), {QStringLiteral("CMD [\"/bin/web\"]")},
            {{QStringLiteral("/bin/web"), webScript}}));
        QVERIFY2(startPanel(), m_panel.log().constData());
        // Podman takes its time for the first answer, and until then deploys are refused.
        QTRY_VERIFY_WITH_TIMEOUT(
            m_panel.get("/api/info").json()[QLatin1String("engines")][0][QLatin1String("available")].toBool(), 60000);
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(things(), QStringList());
        QCOMPARE(m_panel.stop(), 0);
        m_host.reset();
    }

    void theEngineIsShownWithWhatItCannotDo() {
        const QJsonValue engine = m_panel.get("/api/info").json()[QLatin1String("engines")][0];
        QVERIFY(engine[QLatin1String("available")].toBool());
        QVERIFY(engine[QLatin1String("version")].toString().startsWith(QStringLiteral("Podman ")));
        const QJsonArray capabilities = engine[QLatin1String("capabilities")].toArray();
        QVERIFY(capabilities.contains(QStringLiteral("health checks by the panel")));
        QVERIFY(!capabilities.contains(QStringLiteral("restart policy after the start")));
        QVERIFY(!capabilities.contains(QStringLiteral("tells want of memory")));
    }
    void itLives() {
        LiveService service(m_panel, QStringLiteral("life"), compose("one"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QCOMPARE(service.text("engine"), QStringLiteral("pod"));
        QTRY_COMPARE(healthStatus(service), QStringLiteral("healthy"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(things(), expected(service, 1));

        QCOMPARE(
            deploy(m_panel, service, compose("two"))[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("two"));
        QCOMPARE(things(), expected(service, 2));
        QCOMPARE(service.act("rollback")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(things(), expected(service, 3));
        QTRY_COMPARE(service.lines("serving"),
            (QStringList{QStringLiteral("serving one"), QStringLiteral("serving two"), QStringLiteral("serving one")}));

        QCOMPARE(service.act("stop")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.text("status"), QStringLiteral("stopped"));
        QCOMPARE(m_host->run({QStringLiteral("ps"), QStringLiteral("-q")}), QByteArray());
        QCOMPARE(service.act("start")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(service.act("restart")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));
        QTRY_COMPARE(service.lines("serving").size(), 5);

        QCOMPARE(m_panel.request("DELETE", service.path + "?purge=true").status, 204);
        QTRY_COMPARE_WITH_TIMEOUT(things(), QStringList(), 20'000);
    }
    void whatDoesNotComeUpNeverReplacesWhatRuns_data() {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QString>("said");
        QTest::newRow("it ends at once") << QByteArray("die") << "cannot go on";
        QTest::newRow("its health never comes") << QByteArray("hang") << "did not become healthy";
    }
    void whatDoesNotComeUpNeverReplacesWhatRuns() {
        QFETCH(QByteArray, mode);
        QFETCH(QString, said);
        LiveService service(m_panel, QStringLiteral("stays"), compose("one"));
        const QJsonObject failed = deploy(m_panel, service, compose("bad", mode.constData()));
        QCOMPARE(failed[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY2(failed[QLatin1String("error")].toString().contains(said),
            qPrintable(failed[QLatin1String("error")].toString()));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(things(), expected(service, 1));
    }
    void whatHappensBehindThePanelsBackIsSeen() {
        LiveService service(m_panel, QStringLiteral("drift"), compose("one"));
        const QString name = service.expected(1)[1];
        m_host->run({QStringLiteral("rm"), QStringLiteral("-f"), QStringLiteral("-t"), QStringLiteral("0"), name});
        QTRY_COMPARE(service.text("status"), QStringLiteral("failed"));
        QCOMPARE(service.act("deploy")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));
    }
    void anExitIsToldWithItsCode() {
        LiveService service(m_panel, QStringLiteral("exits"),
            QStringLiteral("services:\n  web:\n    image: localhost/tiny:1\n    restart: \"no\"\n"
                           "    command: [/bin/sh, -c, 'sleep 3; exit 3']\n"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QTRY_COMPARE_WITH_TIMEOUT(service.text("status"), QStringLiteral("failed"), 10'000);
        QVERIFY(service.text("error").contains(QStringLiteral("component \"web\" ended with exit code 3")));
    }
    void linesGoOnWhateverIsKilled() {
        LiveService service(m_panel, QStringLiteral("counts"),
            QStringLiteral("services:\n  web:\n    image: localhost/tiny:1\n    stop_grace_period: 0s\n"
                           "    command: [/bin/sh, -c, 'i=0; while [ $$i -lt 12000 ]; do i=$$((i+1)); echo $$i; "
                           "[ $$((i%50)) = 0 ] && usleep 40000; done; exec sleep 1000']\n"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        const auto grows = [&] {
            const qint64 before = service.newest();
            return QTest::qWaitFor([&] { return service.newest() > before + 200; }, 20'000);
        };
        for (int round = 0; round < 2; ++round) {
            QVERIFY(grows());
            m_panel.kill();
            QVERIFY(startPanel());
            QVERIFY(grows());
            m_host->kill(); // its containers go on by themselves
            QVERIFY(m_host->start());
        }
        QTRY_COMPARE_WITH_TIMEOUT(service.lines("12000"), QStringList{QStringLiteral("12000")}, 60'000);
        int next = 1;
        const QJsonArray entries = service.entries();
        for (const QJsonValue entry : entries)
            if (entry[QLatin1String("stream")] != QLatin1String("system"))
                QCOMPARE(entry[QLatin1String("text")].toString(), QString::number(next++));
        QCOMPARE(next, 12'001);
    }
};

QTEST_GUILESS_MAIN(tst_podman)
#include "tst_podman.moc"
