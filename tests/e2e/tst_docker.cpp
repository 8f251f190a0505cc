// SPDX-License-Identifier: GPL-3.0-or-later
// The real daemon and a real dockerd: the life of a service in containers.
#include "tests/e2e/dockerpanel.h"
#include "tests/support/listener.h"
#include <QJsonArray>
#include <QTest>

class tst_docker : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerPanel> m_docker;

private slots:
    void initTestCase() {
        m_docker = std::make_unique<DockerPanel>();
        QVERIFY(m_docker->host.isRunning());
        QVERIFY2(m_docker->start(), m_docker->panel.log().constData());
    }
    void cleanupTestCase() {
        QVERIFY(m_docker->panel.removeAll());
        QCOMPARE(m_docker->things(), QStringList());
        QCOMPARE(m_docker->panel.stop(), 0);
        m_docker.reset();
    }

    void theEngineIsShownWithWhatItCanDo() {
        const QJsonArray engines = m_docker->panel.get("/api/info").json()[QLatin1String("engines")].toArray();
        QCOMPARE(engines[0][QLatin1String("name")].toString(), QStringLiteral("docker"));
        QVERIFY(engines[0][QLatin1String("available")].toBool());
        QVERIFY(engines[0][QLatin1String("version")].toString().startsWith(QStringLiteral("Docker ")));
        QVERIFY(engines[0][QLatin1String("capabilities")].toArray().size() > 2);
        QCOMPARE(engines[1][QLatin1String("name")].toString(), QStringLiteral("process"));
    }
    void aDryRunShowsImagesAndChangesNothing() {
        const HttpAnswer plan = m_docker->panel.post("/api/services?dry_run=true",
            {{QStringLiteral("name"), QStringLiteral("plan")},
                {QStringLiteral("template"), QStringLiteral("composed")}});
        QCOMPARE(plan.status, 200);
        QCOMPARE(plan.json()[QLatin1String("engine")].toString(), QStringLiteral("docker"));
        const QJsonArray components = plan.json()[QLatin1String("components")].toArray();
        QCOMPARE(components.size(), 2);
        QCOMPARE(components[1][QLatin1String("program")].toString(), QStringLiteral("tiny:1"));
        QCOMPARE(m_docker->things(), QStringList());
    }
    void itLives() {
        LiveService service(*m_docker, QStringLiteral("life"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QCOMPARE(service.text("engine"), QStringLiteral("docker"));
        QCOMPARE(service.page(), QByteArray("one"));
        QTRY_COMPARE(
            service.get()[QLatin1String("health")][QLatin1String("status")].toString(), QStringLiteral("healthy"));
        QCOMPARE(m_docker->things(service.id), service.expected(1));

        // A new revision beside the old one, which goes when the new one serves.
        QCOMPARE(service.deploy("two")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("two"));
        QCOMPARE(m_docker->things(service.id), service.expected(2));
        const QJsonObject deployment =
            m_docker->panel.get(service.path + "/deployments").json()[QLatin1String("data")][0].toObject();
        QVERIFY(
            deployment[QLatin1String("images")][QLatin1String("web")].toString().startsWith(QStringLiteral("sha256:")));

        QCOMPARE(service.act("rollback")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(m_docker->things(service.id), service.expected(3));

        // What its containers wrote, also of revisions that are gone.
        QTRY_COMPARE(service.lines("serving"),
            (QStringList{QStringLiteral("serving one"), QStringLiteral("serving two"), QStringLiteral("serving one")}));

        QCOMPARE(service.act("stop")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.text("status"), QStringLiteral("stopped"));
        QCOMPARE(m_docker->running(), 0);
        QCOMPARE(service.act("start")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(service.act("restart")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("one"));

        QCOMPARE(m_docker->panel.request("DELETE", service.path).status, 204);
        QTRY_COMPARE(m_docker->things(), QStringList());
    }
    /// What the engine has made of the limits and the profile of a template that says nothing of either.
    void itsContainersAreBound() {
        LiveService service(*m_docker, QStringLiteral("bound"));
        const QString web = service.expected(1).value(1);
        QVERIFY2(web.endsWith(QLatin1String("-web")), qPrintable(web));
        const QJsonObject inspected =
            QJsonDocument::fromJson(m_docker->host.ask("GET", QStringLiteral("/containers/%1/json").arg(web))).object();
        const QJsonObject host = inspected[QLatin1String("HostConfig")].toObject();
        QCOMPARE(host[QLatin1String("Memory")].toInteger(), qint64(512) << 20);
        QCOMPARE(host[QLatin1String("MemorySwap")].toInteger(), qint64(512) << 20);
        QCOMPARE(host[QLatin1String("NanoCpus")].toInteger(), 1'000'000'000);
        QCOMPARE(host[QLatin1String("PidsLimit")].toInt(), 512);
        QCOMPARE(host[QLatin1String("LogConfig")][QLatin1String("Config")][QLatin1String("max-size")].toString(),
            QStringLiteral("10485760"));
        QProcess docker;
        docker.start(QStringLiteral("docker"),
            {QStringLiteral("-H"), m_docker->host.socketAddress(), QStringLiteral("exec"), web, QStringLiteral("cat"),
                QStringLiteral("/proc/1/status")});
        QVERIFY(docker.waitForFinished());
        const QByteArray status = docker.readAllStandardOutput();
        QVERIFY2(status.contains("NoNewPrivs:\t1\n"), status.constData());
        // CHOWN DAC_OVERRIDE FOWNER KILL SETGID SETUID NET_BIND_SERVICE
        QVERIFY2(status.contains("CapBnd:\t00000000000004eb\n"), status.constData());
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
        LiveService service(*m_docker, QStringLiteral("stays"));
        QCOMPARE(service.page(), QByteArray("one"));
        const QJsonObject failed = service.deploy("bad", mode.constData());
        QCOMPARE(failed[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY2(failed[QLatin1String("error")].toString().contains(said),
            qPrintable(failed[QLatin1String("error")].toString()));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(m_docker->things(service.id), service.expected(1));
    }
    /// A service of one component without a health check that ends a fifth of a second after its start.
    QJsonObject createBrief(const QString &text) {
        return m_docker->panel
            .post(
                "/api/services", {{QStringLiteral("name"), QStringLiteral("brief")}, {QStringLiteral("compose"), text}})
            .json();
    }
    static QString brief(const char *script) {
        return QStringLiteral("services:\n  web:\n    image: tiny:1\n    stop_grace_period: 0s\n"
                              "    command: [/bin/sh, -c, '%1']\n")
            .arg(QLatin1String(script));
    }
    /// What was told of a service: "running", "failed".
    static QStringList statuses(const Listener &listener, const QString &id) {
        QStringList told;
        for (const QJsonObject &event : listener.of("service.status")) {
            const QJsonObject data = event[QLatin1String("data")].toObject();
            const QString status = data[QLatin1String("status")].toString();
            if (data[QLatin1String("service_id")] == id && data[QLatin1String("previous")].toString() != status)
                told.append(status);
        }
        return told;
    }
    void whatHasNoCheckRunsAtOnceAndFailsWhenItEndsAtOnce() {
        Listener listener(m_docker->panel, m_docker->panel.key());
        const QJsonObject made = createBrief(brief("usleep 200000; echo last words; exit 7"));
        LiveService service(*m_docker, made);
        const QJsonObject ended = m_docker->panel.finished(made[QLatin1String("operation_id")].toString());
        QCOMPARE(ended[QLatin1String("status")].toString(), QStringLiteral("failed"));
        const QString error = ended[QLatin1String("error")].toString();
        QVERIFY2(error.contains(QLatin1String("exit code 7")) && error.contains(QLatin1String("last words")),
            qPrintable(error));
        QCOMPARE(service.text("status"), QStringLiteral("failed"));
        QVERIFY(service.text("error").contains(QLatin1String("last words")));
        QCOMPARE(m_docker->running(), 0);
        QTRY_COMPARE(
            statuses(listener, service.id), (QStringList{QStringLiteral("running"), QStringLiteral("failed")}));
        QTRY_VERIFY(service.writes("last%20words"));
        const QJsonArray all =
            m_docker->panel.get(service.path + "/deployments").json()[QLatin1String("data")].toArray();
        QCOMPARE(all[0][QLatin1String("result")].toString(), QStringLiteral("failed"));
    }
    void whatHasNoCheckReplacesNothingBeforeItHasGoneOn() {
        const QJsonObject made = createBrief(brief("exec sleep 1000"));
        LiveService service(*m_docker, made);
        m_docker->panel.finished(made[QLatin1String("operation_id")].toString());
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        const QJsonObject worse{{QStringLiteral("compose"), brief("usleep 200000; echo last words; exit 7")}};
        QCOMPARE(m_docker->panel.request("PATCH", service.path, QJsonDocument(worse).toJson()).status, 200);
        const QJsonObject ended = service.act("deploy");
        QCOMPARE(ended[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY(ended[QLatin1String("error")].toString().contains(QLatin1String("last words")));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QCOMPARE(service.get()[QLatin1String("revision")].toInt(), 1);
        QCOMPARE(m_docker->running(), 1);
    }
    void whatCannotRunTwiceStopsFirstAndComesBackWhenItsSuccessorFails() {
        const auto text = [](const char *script) {
            return QStringLiteral(
                "services:\n  web:\n    image: tiny:1\n    stop_grace_period: 0s\n    restart: \"no\"\n"
                "    volumes: [\"data:/data\"]\n    command: [/bin/sh, -c, '%1']\n"
                "volumes: {data: }\n")
                .arg(QLatin1String(script));
        };
        const QJsonObject made = createBrief(text("echo first > /data/said; exec sleep 1000"));
        LiveService service(*m_docker, made);
        m_docker->panel.finished(made[QLatin1String("operation_id")].toString());
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        const auto deploy = [&](const char *script) {
            const QJsonObject next{{QStringLiteral("compose"), text(script)}};
            m_docker->panel.request("PATCH", service.path, QJsonDocument(next).toJson());
            return service.act("deploy");
        };
        const QJsonObject good = deploy("echo it said $$(cat /data/said); exec sleep 1000");
        QCOMPARE(good[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QString prepared;
        for (const QJsonValue step : good[QLatin1String("steps")].toArray())
            if (step[QLatin1String("name")] == QLatin1String("prepare"))
                prepared = step[QLatin1String("message")].toString();
        QVERIFY2(prepared.startsWith(QLatin1String("Revision 1 stops first: ")), qPrintable(prepared));
        QTRY_COMPARE(service.lines("it%20said"), QStringList{QStringLiteral("it said first")});
        const QJsonObject bad = deploy("echo last words; exit 7");
        QCOMPARE(bad[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QCOMPARE(service.text("status"), QStringLiteral("running"));
        QCOMPARE(service.get()[QLatin1String("revision")].toInt(), 2);
        QCOMPARE(m_docker->running(), 1);
        QTRY_COMPARE(service.lines("it%20said").size(), 2);
    }
    void withoutBeingToldContainersComeFirstWhereAnEngineAnswers() {
        const auto madeOn = [](LivePanel &panel, const QJsonObject &body) {
            const HttpAnswer answer = panel.post("/api/services", body);
            return answer.status == 201 ? answer.json()[QLatin1String("engine")].toString() : answer.errorCode();
        };
        const QJsonObject image{{QStringLiteral("name"), QStringLiteral("container")},
            {QStringLiteral("image"), QJsonObject{{QStringLiteral("image"), QStringLiteral("tiny:1")}}}};
        // Of the catalog's own templates each can run in containers.
        static const QByteArray yaml = R"(apiVersion: v2
kind: Template
metadata:
  name: program
  displayName: Program
  description: Runs as a program of this host only.
  category: devtools
  version: "1"
spec:
  process:
    components:
      - name: main
        command: [sh, -c, "while :; do sleep 1; done"]
)";
        const QJsonObject program{{QStringLiteral("name"), QStringLiteral("program")},
            {QStringLiteral("template"), QStringLiteral("program")}};
        const auto upload = [](LivePanel &panel) {
            return panel.request("POST", "/api/templates", yaml, {{"Content-Type", "application/yaml"}}).status;
        };
        LivePanel with;
        QVERIFY(with.start({{QStringLiteral("DOCKER_HOST"), m_docker->host.socketAddress()}}));
        QCOMPARE(upload(with), 201);
        QCOMPARE(madeOn(with, image), QStringLiteral("docker"));
        QCOMPARE(madeOn(with, program), QStringLiteral("process"));
        QVERIFY(with.removeAll());
        QCOMPARE(with.stop(), 0);
        LivePanel without;
        QVERIFY(without.start({{QStringLiteral("DOCKER_HOST"), QStringLiteral("unix:///nowhere/docker.sock")}}));
        QCOMPARE(upload(without), 201);
        QCOMPARE(madeOn(without, program), QStringLiteral("process"));
        QCOMPARE(madeOn(without, image), QStringLiteral("validation_error"));
        QVERIFY(without.removeAll());
        QCOMPARE(without.stop(), 0);
    }
    void linesGoOnWhenTheEngineTakesItsContainersAlong_data() {
        QTest::addColumn<bool>("isKilled");
        QTest::newRow("restarted") << false;
        QTest::newRow("killed") << true;
    }
    void linesGoOnWhenTheEngineTakesItsContainersAlong() {
        QFETCH(bool, isKilled);
        LiveService service(*m_docker, QStringLiteral("taken"),
            QStringLiteral("services:\n  web:\n    image: tiny:1\n    restart: always\n    command: [/bin/sh, -c, "
                           "'trap exit TERM; echo begin; i=0; while :; do i=$$((i+1)); echo $$i; "
                           "[ $$((i%50)) = 0 ] && usleep 20000; done']\n"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        for (int round = 1; round <= 3; ++round) {
            QTRY_COMPARE_WITH_TIMEOUT(service.lines("begin").size(), round, 30'000);
            const qint64 before = service.newest();
            QTRY_VERIFY_WITH_TIMEOUT(service.newest() > before + 2000, 30'000);
            if (round == 3)
                break;
            isKilled ? m_docker->host.kill() : m_docker->host.stop();
            QVERIFY(m_docker->host.start());
        }
        QCOMPARE(service.act("stop")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        // What the engine has is stored, each line once, in order.
        const QString id = QJsonDocument::fromJson(m_docker->host.ask("GET", QStringLiteral("/containers/json?all=1")))
                               .array()[0][QLatin1String("Id")]
                               .toString();
        QProcess docker;
        docker.start(QStringLiteral("docker"),
            {QStringLiteral("-H"), m_docker->host.socketAddress(), QStringLiteral("logs"), id});
        QVERIFY(docker.waitForFinished());
        QList<QByteArray> engine = docker.readAllStandardOutput().split('\n'), panel;
        engine.removeLast(); // behind the last end of line
        const auto stored = [&] {
            panel.clear();
            const QJsonArray entries = service.entries();
            for (const QJsonValue entry : entries)
                if (entry[QLatin1String("stream")] == QLatin1String("stdout"))
                    panel.append(entry[QLatin1String("text")].toString().toUtf8());
            return panel.size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(stored(), engine.size(), 10'000);
        QVERIFY(panel == engine);
        qInfo("%lld lines, all stored once", qlonglong(panel.size()));
    }
    void runningServicesSurviveTheDaemonAndAreTakenOver() {
        LiveService service(*m_docker, QStringLiteral("survivor"));
        QCOMPARE(service.page(), QByteArray("one"));
        m_docker->panel.kill();
        QCOMPARE(service.page(), QByteArray("one"));
        QVERIFY(m_docker->start());
        QTRY_COMPARE(service.text("status"), QStringLiteral("running"));
        QTRY_COMPARE(
            service.get()[QLatin1String("health")][QLatin1String("status")].toString(), QStringLiteral("healthy"));
        QCOMPARE(service.page(), QByteArray("one"));
        QCOMPARE(m_docker->things(service.id), service.expected(1));
        QCOMPARE(service.text("operation_id"), service.created[QLatin1String("id")].toString()); // nothing was done
    }
};

QTEST_GUILESS_MAIN(tst_docker)
#include "tst_docker.moc"
