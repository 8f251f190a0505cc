// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEvents with a real dockerd that is restarted, and with a fake one.
#include "server/engine/docker/dockerevents.h"
#include "tests/support/await.h"
#include "tests/support/dockerhost.h"
#include "tests/support/fakeengine.h"
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

using namespace std::chrono_literals;

/// What a container does takes many times as long on a machine that has much else to do.
static constexpr int patience = 60'000;

/// Everything that is told, in a line each: "container die web 3".
struct Told {
    explicit Told(DockerEvents &events) {
        QObject::connect(&events, &DockerEvents::happened, &events, [this](const DockerEvent &event) {
            static const char *const kinds[] = {"container", "volume", "network"};
            QByteArray line = QByteArray(kinds[int(event.of)]) + ' ' + event.action.toUtf8();
            for (const QString &word :
                {event.of == DockerEvent::Of::Volume ? event.id : QString(), event.detail,
                    event.attributes.value(QStringLiteral("name")), event.attributes.value(QStringLiteral("exitCode"))})
                if (!word.isEmpty())
                    line += ' ' + word.toUtf8();
            lines.append(line);
            latestDelay = std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch() - event.timeNs / 1'000'000);
        });
        QObject::connect(&events, &DockerEvents::connected, &events, [this] { ++connected; });
        QObject::connect(&events, &DockerEvents::lost, &events, [this](const QString &why) { lost.append(why); });
    }
    QList<QByteArray> lines;
    std::chrono::milliseconds latestDelay{}; // from when it happened, by the engine's word
    QStringList lost;
    int connected = 0;
};

class tst_dockerevents : public QObject {
    Q_OBJECT

    QString make(const char *name, const char *script, QJsonObject spec = {}, const char *panel = "p1") {
        spec[QLatin1String("Image")] = QStringLiteral("tiny:1");
        // A shell as the first process ignores SIGTERM: each end of its engine would wait ten seconds for it, and under
        // load past the fifteen that dockerd gives all of them, after which it leaves a half-ended container behind.
        spec[QLatin1String("StopSignal")] = QStringLiteral("SIGKILL");
        spec[QLatin1String("Cmd")] = QJsonArray{QStringLiteral("/bin/sh"), QStringLiteral("-c"), QLatin1String(script)};
        spec[QLatin1String("Labels")] = QJsonObject{{QStringLiteral("panel"), QLatin1String(panel)}};
        const QByteArray made = m_host->ask(
            "POST", QStringLiteral("/containers/create?name=") + QLatin1String(name), QJsonDocument(spec).toJson());
        const QString id = QJsonDocument::fromJson(made).object()[QLatin1String("Id")].toString();
        m_host->ask("POST", QStringLiteral("/containers/%1/start").arg(id));
        return id;
    }
    static QByteArray event(qint64 time, const char *action, const char *id = "c1") {
        return "{\"Type\":\"container\",\"Action\":\"" + QByteArray(action) + "\",\"Actor\":{\"ID\":\"" + id
            + "\",\"Attributes\":{\"panel\":\"p1\",\"name\":\"x\"}},\"timeNano\":" + QByteArray::number(time) + "}\n";
    }
    std::unique_ptr<DockerHost> m_host;
    std::unique_ptr<DockerClient> m_client;

private slots:
    void initTestCase() {
        m_host = std::make_unique<DockerHost>();
        QVERIFY(m_host->isRunning());
        QVERIFY(m_host->importImage(QStringLiteral("tiny:1")));
        m_client = std::make_unique<DockerClient>(DockerEndpoint{m_host->socketAddress(), {}});
    }
    void cleanupTestCase() { m_host.reset(); }

    void whatHappensBehindThePanelsBackIsToldAtOnce() {
        DockerEvents events(*m_client, QStringLiteral("panel"), QStringLiteral("p1"));
        Told told(events);
        events.start();
        QTRY_COMPARE(told.connected, 1);
        const QJsonObject health{{QStringLiteral("Test"), QJsonArray{QStringLiteral("CMD"), QStringLiteral("true")}},
            {QStringLiteral("Interval"), 1'000'000'000}};
        make("other", "exit 1", {}, "p2");
        const QString id = make("web", "sleep 1000", QJsonObject{{QStringLiteral("Healthcheck"), health}});
        QTRY_VERIFY_WITH_TIMEOUT(told.lines.contains("container health_status healthy web"), patience);
        m_host->ask("POST", QStringLiteral("/containers/%1/kill").arg(id));
        QTRY_VERIFY_WITH_TIMEOUT(told.lines.contains("container die web 137"), patience);
        QVERIFY2(told.latestDelay < 2s, qPrintable(QString::number(told.latestDelay.count())));
        // By force: the engine tells of the end a moment before it takes the container for one that can be removed.
        m_host->ask("DELETE", QStringLiteral("/containers/%1?force=true").arg(id));
        m_host->ask("POST", QStringLiteral("/volumes/create"), "{\"Name\":\"data\"}");
        m_host->ask("DELETE", QStringLiteral("/volumes/data"));
        QTRY_VERIFY_WITH_TIMEOUT(told.lines.contains("volume destroy data"), patience);
        QCOMPARE(told.lines,
            (QList<QByteArray>{"container create web", "container start web", "container health_status healthy web",
                "container kill web", "container die web 137", "container destroy web", "volume create data",
                "volume destroy data"}));
    }
    void wantOfMemoryIsTold() {
        DockerEvents events(*m_client, QStringLiteral("panel"), QStringLiteral("p1"));
        Told told(events);
        events.start();
        QTRY_COMPARE(told.connected, 1);
        // Enough for runc, which begins in the container's cgroup: killed there, the start would never be answered.
        make("hungry", "x=1; while :; do x=$x$x; done",
            QJsonObject{{QStringLiteral("HostConfig"), QJsonObject{{QStringLiteral("Memory"), 48 << 20}}}});
        QTRY_VERIFY_WITH_TIMEOUT(told.lines.contains("container oom hungry"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(told.lines.contains("container die hungry 137"), patience);
    }
    void anEngineThatGoesAndComesIsToldAndNothingTwice() {
        const QString id = make("steady", "sleep 1000",
            QJsonObject{{QStringLiteral("HostConfig"),
                QJsonObject{{QStringLiteral("RestartPolicy"),
                    QJsonObject{{QStringLiteral("Name"), QStringLiteral("always")}}}}}});
        DockerEvents events(*m_client, QStringLiteral("panel"), QStringLiteral("p1"));
        Told told(events);
        events.start();
        QTRY_COMPARE(told.connected, 1);
        m_host->ask("POST", QStringLiteral("/containers/%1/restart?t=0").arg(id));
        QTRY_VERIFY_WITH_TIMEOUT(told.lines.contains("container start steady"), patience);
        for (int round = 1; round <= 2; ++round) {
            round == 1 ? m_host->stop() : m_host->kill();
            QTRY_COMPARE_WITH_TIMEOUT(told.lost.size(), round, patience);
            QVERIFY(!events.isConnected());
            QVERIFY(m_host->start());
            QTRY_COMPARE_WITH_TIMEOUT(told.connected, 1 + round, patience);
        }
        told.lines.clear();
        m_host->ask("POST", QStringLiteral("/containers/%1/kill").arg(id));
        QTRY_VERIFY_WITH_TIMEOUT(told.lines.contains("container die steady 137"), patience);
        events.stop();
        m_host->ask("DELETE", QStringLiteral("/containers/%1?force=1").arg(id));
        QVERIFY(!told.lines.contains("container destroy steady"));
    }
    void aStreamThatBreaksGoesOnBehindTheLastEvent() {
        FakeEngine engine;
        engine.closes = true;
        engine.on("/version", {FakeEngine::json("{\"ApiVersion\":\"1.41\"}")});
        engine.on("/info", {FakeEngine::json("{}")});
        engine.on("/events",
            {FakeEngine::stream(
                 event(5'000'000'001, "start") + event(5'000'000'002, "die") + event(5'000'000'003, "start").left(30)),
                FakeEngine::stream(event(5'000'000'002, "die") + event(5'000'000'002, "die", "c2")
                    + event(5'000'000'003, "start") + "nonsense\n[1]\n{\"Type\":7}\n" + event(5'000'000'004, "die")),
                FakeEngine::stream(event(5'000'000'004, "die")), QByteArray("HTTP/1.1 500 X\r\n\r\n")});
        DockerClient client({engine.address(), {}});
        DockerEvents events(client, QStringLiteral("panel"), QStringLiteral("p1"));
        Told told(events);
        events.start();
        QTRY_COMPARE(told.connected, 3);
        QTRY_COMPARE(told.lost.size(), 3); // and not again for what follows
        QTRY_VERIFY(engine.askedFor("GET /events").size() >= 5);
        QCOMPARE(told.lost.size(), 3);
        QCOMPARE(told.lines,
            (QList<QByteArray>{
                "container start x", "container die x", "container die x", "container start x", "container die x"}));
        QVERIFY(engine.askedFor("GET /events")[1].endsWith("since=5.000000002"));
    }
    void whatHasNoEndIsNoEvent() {
        FakeEngine engine;
        engine.on("/version", {FakeEngine::json("{\"ApiVersion\":\"1.41\"}")});
        engine.on("/info", {FakeEngine::json("{}")});
        engine.endless("/events", FakeEngine::stream(), QByteArray(100'000, 'x'));
        DockerClient client({engine.address(), {}});
        DockerEvents events(client, QStringLiteral("panel"), QStringLiteral("p1"));
        Told told(events);
        events.start();
        QTRY_COMPARE(told.lost.size(), 1);
        events.stop();
    }
};

QTEST_GUILESS_MAIN(tst_dockerevents)
#include "tst_dockerevents.moc"
