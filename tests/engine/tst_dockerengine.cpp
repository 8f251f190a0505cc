// SPDX-License-Identifier: GPL-3.0-or-later
// Compose projects on a real dockerd.
#include "server/engine/docker/dockerengine.h"
#include "tests/support/await.h"
#include "tests/support/dockerhost.h"
#include <QJsonArray>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace std::chrono_literals;

/// Serves its text at 8080 and ends at SIGTERM.
static const QByteArray webScript = R"sh(#!/bin/sh
mkdir -p /www && echo "$TEXT" > /www/index.html
[ -f /run/secrets/key ] && cp /run/secrets/key /www/key
echo "serving $TEXT"
exec httpd -f -p 8080 -h /www
)sh";

class tst_dockerengine : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerHost> m_host;
    SystemClock m_clock;
    std::unique_ptr<DockerEngine> m_engine;
    QStringList m_notes;
    int m_number = 0;

    std::unique_ptr<DockerEngine> makeEngine(const ComposePolicy &policy = {}) {
        DockerEngineOptions options;
        options.policy = policy;
        options.endpoint.address = m_host->socketAddress();
        options.panel = QStringLiteral("test");
        auto engine = std::make_unique<DockerEngine>(options, m_clock);
        connect(engine.get(), &Engine::noted, this,
            [this](const ServiceId &, const QString &text) { m_notes.append(text); });
        spawn(engine->connectEngine());
        if (!QTest::qWaitFor([&engine] { return engine->summary().available; }, 10000))
            qWarning("the engine is not there: %s", qPrintable(engine->summary().message));
        return engine;
    }
    static WorkloadPlan plan(const QString &service, int revision, const QString &compose, int port = 0) {
        WorkloadPlan plan;
        plan.revision = {ServiceId{QStringLiteral("svc_") + service}, revision};
        plan.name = service;
        plan.file.detail.compose = compose;
        if (port > 0)
            plan.file.domains = {{port}};
        return plan;
    }
    static QString web(const QString &text, const QString &more = {}) {
        return QStringLiteral(
            "services:\n  web:\n    image: tiny:1\n    command: [/bin/web]\n    environment: {TEXT: %1}\n"
            "    stop_grace_period: 1s\n%2")
            .arg(text, more);
    }
    /// Everything a deploy does with an engine before its switch.
    Result<Endpoints> bringUp(const WorkloadPlan &plan) {
        TRY(pulled, await(m_engine->pull(plan, {})));
        TRY(endpoints, await(m_engine->prepare(plan, {})));
        TRY_DONE(await(m_engine->start(plan.revision)));
        TRY_DONE(await(m_engine->becomeHealthy(plan.revision)));
        return endpoints;
    }
    /// What the page says; tried until the server is up.
    static QByteArray page(const Endpoints &endpoints, const QByteArray &path = "/") {
        QByteArray body;
        (void)QTest::qWaitFor([&] {
            QTcpSocket socket;
            socket.connectToHost(endpoints.host, quint16(endpoints.port));
            if (!socket.waitForConnected(1000))
                return false;
            socket.write("GET " + path + " HTTP/1.0\r\n\r\n");
            QByteArray all;
            while (socket.waitForReadyRead(1000))
                all += socket.readAll();
            all += socket.readAll();
            body = all.mid(all.indexOf("\r\n\r\n") + 4).trimmed();
            return all.contains(" 200 ");
        });
        return body;
    }
    QJsonArray containers(const QString &more = {}) {
        return QJsonDocument::fromJson(m_host->ask("GET", QStringLiteral("/containers/json?all=1") + more)).array();
    }
    QJsonArray running() {
        return QJsonDocument::fromJson(m_host->ask("GET", QStringLiteral("/containers/json"))).array();
    }
    QStringList networks() {
        QStringList names;
        const QJsonArray all = QJsonDocument::fromJson(m_host->ask("GET", QStringLiteral("/networks"))).array();
        for (const QJsonValue network : all)
            if (network[QLatin1String("Name")].toString().startsWith(QLatin1String("aap-")))
                names.append(network[QLatin1String("Name")].toString());
        names.sort();
        return names;
    }
    QStringList volumes() {
        QStringList names;
        const QJsonObject all = QJsonDocument::fromJson(m_host->ask("GET", QStringLiteral("/volumes"))).object();
        for (const QJsonValue volume : all[QLatin1String("Volumes")].toArray())
            names.append(volume[QLatin1String("Name")].toString());
        names.sort();
        return names;
    }
    QString fresh() { return QStringLiteral("s%1").arg(++m_number); }

private slots:
    void initTestCase() {
        m_host = std::make_unique<DockerHost>();
        QVERIFY(m_host->isRunning());
        QVERIFY(m_host->importImage(
            QStringLiteral("tiny:1"), {"CMD [\"/bin/web\"]"}, {{QStringLiteral("/bin/web"), webScript}}));
        QVERIFY(m_host->importImage(QStringLiteral("withvolume:1"), {"CMD [\"/bin/web\"]", "VOLUME /data"},
            {{QStringLiteral("/bin/web"), webScript}}));
        m_engine = makeEngine();
        QVERIFY(m_engine->summary().available);
    }
    void init() { m_notes.clear(); }
    void cleanup() {
        for (const QJsonValue container : containers())
            m_host->ask(
                "DELETE", QStringLiteral("/containers/%1?force=1&v=1").arg(container[QLatin1String("Id")].toString()));
        m_host->ask("POST", QStringLiteral("/networks/prune"), "{}");
        for (const QString &volume : volumes())
            m_host->ask("DELETE", QStringLiteral("/volumes/%1?force=1").arg(volume));
    }
    void cleanupTestCase() {
        m_engine.reset();
        m_host.reset();
    }
    void aFolderOfTheHostIsMountedButNoLinkOutOfIt() {
        QTemporaryDir allowed, elsewhere;
        QVERIFY(QDir(allowed.path()).mkdir(QStringLiteral("plain")));
        QVERIFY(QFile::link(elsewhere.path(), allowed.filePath(QStringLiteral("link"))));
        ComposePolicy policy;
        policy.hostPaths = QStringList{allowed.path()};
        const auto engine = makeEngine(policy);
        const auto prepared = [&](const QString &folder) {
            const WorkloadPlan wanted = plan(fresh(), 1,
                web(QStringLiteral("one"),
                    QStringLiteral("    volumes: ['%1:/host']\n").arg(allowed.filePath(folder))));
            const Result<Engine::Pulled> pulled = await(engine->pull(wanted, {}));
            if (!pulled)
                return Result<Endpoints>(pulled.error());
            return await(engine->prepare(wanted, {}));
        };
        const Result<Endpoints> plain = prepared(QStringLiteral("plain"));
        QVERIFY2(plain, plain ? "" : qPrintable(plain.error().message));
        const qsizetype before = containers().size();
        const Result<Endpoints> link = prepared(QStringLiteral("link"));
        QVERIFY(!link);
        QCOMPARE(link.error().code, ErrorCode::Validation);
        QVERIFY2(link.error().fields.value(QStringLiteral("compose")).contains(QStringLiteral("by a link")),
            qPrintable(link.error().message));
        QCOMPARE(containers().size(), before);
    }

    void aRevisionComesUpBesideTheOldOneAndReplacesIt() {
        const QString service = fresh();
        const WorkloadPlan one = plan(service, 1, web(QStringLiteral("one")), 8080);
        const auto first = bringUp(one);
        QVERIFY2(first, qPrintable(first ? QString() : QString(first.error().message + first.error().details)));
        QCOMPARE(page(*first), QByteArray("one"));
        QVERIFY(!m_engine->exclusive(one));

        const WorkloadPlan two = plan(service, 2, web(QStringLiteral("two")), 8080);
        const auto second = bringUp(two);
        QVERIFY2(second, qPrintable(second ? QString() : second.error().message));
        QVERIFY(second->port != first->port);
        QCOMPARE(page(*first), QByteArray("one")); // both serve
        QCOMPARE(page(*second), QByteArray("two"));
        QVERIFY(await(m_engine->retire(two.revision)));
        QCOMPARE(containers().size(), 1);
        QCOMPARE(networks(), QStringList{QStringLiteral("aap-%1-r2_default").arg(service)});
        QCOMPARE(page(*second), QByteArray("two"));
        QCOMPARE(m_notes, QStringList());
        QVERIFY(await(m_engine->remove(two.revision.service, DataFate::Keep)));
        QCOMPARE(containers().size(), 0);
        QCOMPARE(networks(), QStringList());
    }
    void whatIsStoppedKeepsItsContainerAndItsPort() {
        const WorkloadPlan one =
            plan(fresh(), 1, web(QStringLiteral("one"), QStringLiteral("    restart: always\n")), 8080);
        const auto first = bringUp(one);
        QVERIFY(first);
        const QString id = containers()[0][QLatin1String("Id")].toString();
        QVERIFY(await(m_engine->stop(one.revision.service)));
        QCOMPARE(running().size(), 0);
        const auto again = bringUp(one);
        QVERIFY(again);
        QCOMPARE(containers()[0][QLatin1String("Id")].toString(), id);
        QCOMPARE(again->port, first->port);
        QCOMPARE(page(*again), QByteArray("one"));
        const QJsonObject inspected =
            QJsonDocument::fromJson(m_host->ask("GET", QStringLiteral("/containers/%1/json").arg(id))).object();
        QCOMPARE(
            inspected[QLatin1String("HostConfig")][QLatin1String("RestartPolicy")][QLatin1String("Name")].toString(),
            QStringLiteral("always"));
    }
    void whatEndsAtOnceFailsWithItsLastLines() {
        const WorkloadPlan bad = plan(fresh(), 1,
            QStringLiteral(
                "services: {web: {image: 'tiny:1', restart: always, command: [sh, -c, 'echo cannot go on; exit 3']}}"));
        const auto up = bringUp(bad);
        QVERIFY(!up);
        QVERIFY2(up.error().message.contains(QStringLiteral("exit code 3")), qPrintable(up.error().message));
        QVERIFY2(up.error().details.contains(QStringLiteral("cannot go on")), qPrintable(up.error().details));
    }
    void aProgramThatIsNotThereIsNamed() {
        const WorkloadPlan bad =
            plan(fresh(), 1, QStringLiteral("services: {web: {image: 'tiny:1', command: [nosuch]}}"));
        const auto up = bringUp(bad);
        QVERIFY(!up);
        QVERIFY2(up.error().message.contains(QStringLiteral("nosuch")), qPrintable(up.error().message));
        QVERIFY(!m_notes.isEmpty());
    }
    void componentsWaitForWhatTheyDependOn() {
        const WorkloadPlan chain = plan(fresh(), 1, QStringLiteral(R"(
services:
  web:
    image: tiny:1
    command: [sh, -c, 'test -f /shared/ready && nslookup db && exec sleep 1000']
    volumes: ["shared:/shared"]
    stop_grace_period: 0s
    depends_on:
      db: {condition: service_healthy}
      init: {condition: service_completed_successfully}
  init:
    image: tiny:1
    restart: "no"
    command: [sh, -c, 'sleep 0.3; touch /shared/ready']
    volumes: ["shared:/shared"]
  db:
    image: tiny:1
    environment: {TEXT: db}
    command: [sh, -c, 'sleep 0.3; exec /bin/web']
    stop_grace_period: 0s
    healthcheck: {test: [CMD, test, -f, /www/index.html], interval: 1s, timeout: 1s, retries: 30}
volumes: {shared: {}}
)"));
        const auto up = bringUp(chain);
        QVERIFY2(up, qPrintable(up ? QString() : QString(up.error().message + u'\n' + up.error().details)));
        QCOMPARE(running().size(), 2);
        QVERIFY(m_engine->exclusive(chain)); // a volume that is written to
    }
    void secretsGoInAsFilesAndNowhereElse_data() {
        QTest::addColumn<QString>("more");
        QTest::newRow("ordinary") << QString();
        QTest::newRow("read-only root") << QStringLiteral("    read_only: true\n    tmpfs: [/www]\n");
    }
    void secretsGoInAsFilesAndNowhereElse() {
        QFETCH(QString, more);
        WorkloadPlan with = plan(fresh(), 1,
            web(QStringLiteral("x"),
                more + QStringLiteral("    secrets: [key]\nsecrets: {key: {content: '${KEY}'}}\n")),
            8080);
        with.variables = {{QStringLiteral("KEY"), QStringLiteral("topsecret")}};
        const auto up = bringUp(with);
        QVERIFY2(up, qPrintable(up ? QString() : QString(up.error().message + u'\n' + up.error().details)));
        QCOMPARE(page(*up, "/key"), QByteArray("topsecret"));
        const QString id = containers()[0][QLatin1String("Id")].toString();
        QVERIFY(!m_host->ask("GET", QStringLiteral("/containers/%1/json").arg(id)).contains("topsecret"));
        QVERIFY(await(m_engine->remove(with.revision.service, DataFate::Wipe)));
        QCOMPARE(volumes(), QStringList());
    }
    void dataOutlivesItsRevisionAndGoesWithTheService() {
        const QString service = fresh();
        const QString compose = QStringLiteral("services: {web: {image: 'withvolume:1', command: [sh, -c, 'echo x >> "
                                               "/data/n; wc -l < /data/n; exec sleep 99'],"
                                               " stop_grace_period: 0s}}");
        const WorkloadPlan one = plan(service, 1, compose), two = plan(service, 2, compose);
        QVERIFY(bringUp(one));
        QVERIFY(m_engine->exclusive(two) || true);
        QVERIFY(await(m_engine->pull(two, {})));
        QVERIFY(m_engine->exclusive(two)); // only the image knows of it
        QVERIFY(await(m_engine->stop(one.revision.service)));
        QVERIFY(bringUp(two));
        QVERIFY(await(m_engine->retire(two.revision)));
        const QString id = containers()[0][QLatin1String("Id")].toString();
        QTRY_VERIFY(m_host->ask("GET", QStringLiteral("/containers/%1/logs?stdout=1").arg(id)).contains("2\n"));
        QVERIFY(await(m_engine->remove(two.revision.service, DataFate::Keep)));
        const QStringList kept = volumes();
        QCOMPARE(kept.size(), 2);
        QVERIFY(kept.contains(QStringLiteral("aap-%1.trash").arg(service)));
        QVERIFY(await(m_engine->remove(two.revision.service, DataFate::Wipe)));
        QCOMPARE(volumes(), QStringList());
    }
    void aRollbackRunsTheImageThatRanBefore() {
        QVERIFY(m_host->importImage(QStringLiteral("moving:1"), {},
            {{QStringLiteral("/bin/web"), webScript}, {QStringLiteral("/is"), "first"}}));
        const QString service = fresh();
        const QString compose = QStringLiteral("services: {web: {image: 'moving:1', command: [sh, -c, 'mkdir /www; cp "
                                               "/is /www/index.html; exec httpd -f -p 8080 -h /www']}}");
        WorkloadPlan one = plan(service, 1, compose, 8080);
        const auto pulled = await(m_engine->pull(one, {}));
        QVERIFY(pulled && pulled->images.value(QStringLiteral("web")).startsWith(QStringLiteral("sha256:")));
        QVERIFY(m_host->importImage(QStringLiteral("moving:1"), {},
            {{QStringLiteral("/bin/web"), webScript}, {QStringLiteral("/is"), "second"}}));
        const auto second = bringUp(plan(service, 2, compose, 8080));
        QVERIFY(second);
        QCOMPARE(page(*second), QByteArray("second"));
        WorkloadPlan back = plan(service, 3, compose, 8080);
        back.images = pulled->images;
        const auto third = bringUp(back);
        QVERIFY2(third, qPrintable(third ? QString() : third.error().message));
        QCOMPARE(page(*third), QByteArray("first"));
        WorkloadPlan gone = plan(service, 4, compose, 8080);
        gone.images = {{QStringLiteral("web"), QStringLiteral("sha256:") + QString(64, u'0')}};
        const auto none = bringUp(gone);
        QVERIFY(!none && none.error().message.contains(QStringLiteral("is gone")));
    }
    void aPortThatIsTakenIsNamedWithItsOwner() {
        const QString compose = QStringLiteral(
            "services: {web: {image: 'tiny:1', ports: ['127.0.0.1:18080:8080'], environment: {TEXT: x}}}");
        const WorkloadPlan one = plan(QStringLiteral("holder"), 1, compose);
        const auto up = bringUp(one);
        QVERIFY(up);
        QCOMPARE(up->url.value_or(QString()), QStringLiteral("tcp://127.0.0.1:18080"));
        QVERIFY(m_engine->exclusive(one)->contains(QStringLiteral("18080")));
        const auto refused = bringUp(plan(fresh(), 1, compose));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY2(refused.error().message.contains(QStringLiteral("\"holder\"")), qPrintable(refused.error().message));
    }
    void whatRunsIsTakenOverByTheNextProcess() {
        const WorkloadPlan one = plan(fresh(), 1, web(QStringLiteral("one")), 8080);
        const auto up = bringUp(one);
        QVERIFY(up);
        m_engine = makeEngine();
        const auto adopted = await(m_engine->adopt(one, {}));
        QVERIFY(adopted && *adopted);
        QCOMPARE(page(*up), QByteArray("one"));
        QVERIFY(await(m_engine->stop(one.revision.service)));
        m_engine = makeEngine();
        const auto stopped = await(m_engine->adopt(one, {}));
        QVERIFY(stopped && !*stopped);
    }
    void otherPanelsThingsAreNotTouched() {
        const WorkloadPlan one = plan(fresh(), 1, web(QStringLiteral("one")), 8080);
        QVERIFY(bringUp(one));
        DockerEngineOptions options;
        options.endpoint.address = m_host->socketAddress();
        options.panel = QStringLiteral("other");
        DockerEngine other(options, m_clock);
        QVERIFY(await(other.remove(one.revision.service, DataFate::Wipe)));
        QCOMPARE(running().size(), 1);
        const auto made = await(other.prepare(one, {}));
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Conflict);
    }
    void anEngineThatGoesAwayIsWaitedFor() {
        const WorkloadPlan one = plan(fresh(), 1, web(QStringLiteral("one")), 8080);
        QVERIFY(await(m_engine->pull(one, {})));
        m_host->stop();
        bool ended = false;
        Result<Endpoints> endpoints = Error{};
        QObject context;
        spawn(m_engine->prepare(one, {}), &context, [&](Result<Endpoints> made) {
            endpoints = made;
            ended = true;
        });
        QTRY_VERIFY(m_notes.join(u' ').contains(QStringLiteral("waited for")));
        QVERIFY(!ended);
        QVERIFY(m_host->start());
        QTRY_VERIFY_WITH_TIMEOUT(ended, 20000);
        QVERIFY2(endpoints, qPrintable(endpoints ? QString() : endpoints.error().message));
        QVERIFY(await(m_engine->start(one.revision)));
        QVERIFY(await(m_engine->becomeHealthy(one.revision)));
        QCOMPARE(page(*endpoints), QByteArray("one"));
    }
    void waitingForAnEngineEndsWhenInterrupted() {
        const WorkloadPlan one = plan(fresh(), 1, web(QStringLiteral("one")), 8080);
        QVERIFY(await(m_engine->pull(one, {})));
        m_host->stop();
        bool ended = false;
        Result<Endpoints> endpoints = Endpoints();
        QObject context;
        spawn(m_engine->prepare(one, {}), &context, [&](Result<Endpoints> made) {
            endpoints = made;
            ended = true;
        });
        QTRY_VERIFY(m_notes.join(u' ').contains(QStringLiteral("waited for")));
        m_engine->interrupt(one.revision.service, QStringLiteral("Cancelled"));
        QTRY_VERIFY(ended);
        QCOMPARE(endpoints.error().message, QStringLiteral("Cancelled"));
        QVERIFY(m_host->start());
    }
};

QTEST_GUILESS_MAIN(tst_dockerengine)
#include "tst_dockerengine.moc"
