// SPDX-License-Identifier: GPL-3.0-or-later
// DockerClient with a real dockerd, and with a fake one for what goes wrong and for what it is told.
#include "server/engine/docker/dockerimages.h"
#include "tests/support/await.h"
#include "tests/support/dockerhost.h"
#include "tests/support/fakeengine.h"
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>

using namespace std::chrono_literals;

class tst_dockerclient : public QObject {
    Q_OBJECT

    static QByteArray version(const QByteArray &newest, const QByteArray &least = "1.12") {
        return FakeEngine::json("{\"Version\":\"99\",\"Arch\":\"amd64\",\"ApiVersion\":\"" + newest
            + "\",\"MinAPIVersion\":\"" + least + "\"}");
    }
    std::unique_ptr<DockerHost> m_host;

private slots:
    void initTestCase() {
        m_host = std::make_unique<DockerHost>();
        QVERIFY(m_host->isRunning());
    }
    void cleanupTestCase() { m_host.reset(); }

    void aRealEngineTellsWhatItCanDo() {
        DockerClient client({m_host->socketAddress(), {}});
        const auto found = await(client.negotiate());
        QVERIFY2(found, found ? "" : qPrintable(found.error().message));
        QCOMPARE(found->product, QStringLiteral("Docker"));
        QCOMPARE(found->apiVersion, QStringLiteral("1.41"));
        QVERIFY(!found->version.isEmpty());
        QVERIFY(!found->architecture.isEmpty());
        QVERIFY(found->canUpdate && found->ticksHealth && found->hasNanosecondLogs && found->tellsOutOfMemory);
    }
    void imagesAreMadeOfflineAndContainersRunFromThem() {
        QElapsedTimer took;
        took.start();
        QVERIFY(m_host->importImage(QStringLiteral("tiny:1"),
            {"CMD [\"/bin/sh\", \"-c\", \"id -un app && cat /etc/greeting\"]"},
            {{QStringLiteral("/etc/greeting"), "hello from the image\n"}}));
        qInfo("an image in %lld ms", took.elapsed());
        DockerClient client({m_host->socketAddress(), {}});
        QVERIFY(await(client.negotiate()));
        const auto made = await(client.call("POST", QStringLiteral("/containers/create"), {},
            QJsonDocument(QJsonObject{{QStringLiteral("Image"), QStringLiteral("tiny:1")}})));
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        const QString id = made->object()[QLatin1String("Id")].toString();
        QCOMPARE(id.size(), 64);
        const QString path = QStringLiteral("/containers/") + id;
        QVERIFY(await(client.call("POST", path + QStringLiteral("/start"))));
        const auto waited = await(client.call("POST", path + QStringLiteral("/wait")));
        QVERIFY(waited);
        QCOMPARE(waited->object()[QLatin1String("StatusCode")].toInt(-1), 0);
        OutgoingRequest logs = client.request(
            "GET", path + QStringLiteral("/logs"), QUrlQuery{{QStringLiteral("stdout"), QStringLiteral("1")}});
        const auto text = await(client.http().send(logs));
        QVERIFY(text && text->body.contains("app\n") && text->body.contains("hello from the image\n"));
        // What is so already is a success.
        QVERIFY(await(client.call("POST", path + QStringLiteral("/stop"))));
    }
    void programsOfThisHostRunFromAnImage() {
        QElapsedTimer took;
        took.start();
        QVERIFY(m_host->importProgram(QStringLiteral("redis:1"), {QStringLiteral("redis-server")},
            {"CMD [\"/usr/bin/redis-server\", \"--version\"]"}));
        qInfo("redis in %lld ms", took.elapsed());
        DockerClient client({m_host->socketAddress(), {}});
        const auto made = await(client.call("POST", QStringLiteral("/containers/create"), {},
            QJsonDocument(QJsonObject{{QStringLiteral("Image"), QStringLiteral("redis:1")}})));
        QVERIFY(made);
        const QString path = QStringLiteral("/containers/") + made->object()[QLatin1String("Id")].toString();
        QVERIFY(await(client.call("POST", path + QStringLiteral("/start"))));
        const auto waited = await(client.call("POST", path + QStringLiteral("/wait")));
        QCOMPARE(waited->object()[QLatin1String("StatusCode")].toInt(-1), 0);
    }
    void whatItRefusesIsNamedWithTheCall() {
        DockerClient client({m_host->socketAddress(), {}});
        QVERIFY(await(client.negotiate()));
        const auto gone = await(client.call("GET", QStringLiteral("/containers/nobody/json")));
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
        QCOMPARE(gone.error().message,
            QStringLiteral("GET /containers/nobody/json answered 404: No such container: nobody"));
        const auto wrong = await(client.call("POST", QStringLiteral("/containers/create"), {},
            QJsonDocument(QJsonObject{{QStringLiteral("Image"), QStringLiteral("NOT VALID")}})));
        QCOMPARE(wrong.error().code, ErrorCode::Validation);
        const QUrlQuery name{{QStringLiteral("name"), QStringLiteral("twice")}};
        const QJsonDocument spec(QJsonObject{{QStringLiteral("Image"), QStringLiteral("tiny:1")}});
        QVERIFY(await(client.call("POST", QStringLiteral("/containers/create"), name, spec)));
        const auto twice = await(client.call("POST", QStringLiteral("/containers/create"), name, spec));
        QCOMPARE(twice.error().code, ErrorCode::Conflict);
        QVERIFY(twice.error().message.startsWith(QLatin1String("POST /containers/create answered 409: ")));
    }
    void queriesReachTheEngineAsTheyWereMeant() {
        DockerClient client({m_host->socketAddress(), {}});
        const auto request = client.request(
            "GET", QStringLiteral("/x"), QUrlQuery{{QStringLiteral("a"), QStringLiteral("1+1;2&3 {\"k\":[\"v\"]}")}});
        QVERIFY2(request.url.endsWith("/x?a=1%2B1%3B2%263%20%7B%22k%22%3A%5B%22v%22%5D%7D"), request.url.constData());
    }
    void itIsGoneAndComesBack() {
        DockerClient client({m_host->socketAddress(), {}});
        QVERIFY(await(client.negotiate()));
        m_host->kill();
        const auto gone = await(client.negotiate());
        QCOMPARE(gone.error().code, ErrorCode::Unavailable);
        QVERIFY(gone.error().message.startsWith(QLatin1String("GET /version failed: ")));
        QVERIFY(m_host->start());
        QVERIFY(await(client.negotiate()));
        QVERIFY(m_host->restart());
        QVERIFY(await(client.negotiate()));
    }
    void twoEnginesDoNotMeet() {
        DockerHost other;
        QVERIFY(other.isRunning());
        QVERIFY(other.ask("GET", QStringLiteral("/images/json")) == "[]\n");
    }

    void anOlderVersionIsSpokenAndOneTooOldRefused() {
        FakeEngine engine;
        engine.on("/info", {FakeEngine::json("{}")});
        engine.on("/version", {version("1.30"), version("1.52", "1.44"), version("1.23"), version("")});
        DockerClient client({engine.address(), {}});
        QCOMPARE(await(client.negotiate())->apiVersion, QStringLiteral("1.30"));
        QCOMPARE(await(client.negotiate())->apiVersion, QStringLiteral("1.44"));
        const auto old = await(client.negotiate());
        QCOMPARE(old.error().code, ErrorCode::Unavailable);
        QCOMPARE(old.error().details, QStringLiteral("It speaks API version \"1.23\"; 1.24 or later is needed"));
        QCOMPARE(await(client.negotiate()).error().code, ErrorCode::Unavailable);
        QCOMPARE(client.capabilities().apiVersion, QStringLiteral("1.44")); // what held before
    }
    void podmanIsKnownByItsComponents() {
        FakeEngine engine;
        engine.on("/version",
            {FakeEngine::json("{\"Components\":[{\"Name\":\"Podman Engine\"}],\"Version\":\"4.3.1\","
                              "\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.24\"}")});
        engine.on("/info", {FakeEngine::json("{\"CgroupDriver\":\"cgroupfs\"}")});
        DockerClient client({engine.address(), {}});
        const auto found = await(client.negotiate());
        QVERIFY(found);
        QCOMPARE(found->product, QStringLiteral("Podman"));
        QVERIFY(!found->canUpdate && !found->ticksHealth && !found->hasNanosecondLogs && !found->tellsOutOfMemory);
    }
    void whatIsNoAnswerIsAnErrorThatNamesTheCall_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("said");
        QTest::newRow("garbage") << QByteArray("\0\1\2\3 garbage\r\n\r\n", 16) << QString();
        QTest::newRow("no JSON") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<htm>") << QString();
        QTest::newRow("half a JSON") << FakeEngine::json("{\"Id\":\"1") << QString();
        QTest::newRow("too deep") << FakeEngine::json(QByteArray(100'000, '[')) << QString();
        QTest::newRow("half an answer") << FakeEngine::json("{}").replace("Length: 2", "Length: 9") << QString();
        QTest::newRow("an error without words")
            << QByteArray("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n") << QStringLiteral("answered 500: ");
        QTest::newRow("an error of text") << QByteArray("HTTP/1.1 502 X\r\nContent-Length: 12\r\n\r\nbad\x1b[31m\r\nxy")
                                          << QStringLiteral("answered 502: bad [31m xy");
    }
    void whatIsNoAnswerIsAnErrorThatNamesTheCall() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, said);
        FakeEngine engine;
        engine.closes = true;
        engine.on("/containers/create", {bytes});
        DockerClient client({engine.address(), {}});
        const auto answer = await(client.call("POST", QStringLiteral("/containers/create")));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Unavailable);
        QVERIFY2(answer.error().message.startsWith(QLatin1String("POST /containers/create ")),
            qPrintable(answer.error().message));
        QVERIFY2(answer.error().message.contains(said), qPrintable(answer.error().message));
    }
    void whatTheEngineSaysIsCutAndHoldsNoSecret() {
        FakeEngine engine;
        const QByteArray said = "{\"message\":\"\\u0007wrong: PASSWORD=swordfish7 " + QByteArray(3000, 'x') + "\"}";
        engine.on("/containers/create", {FakeEngine::json(said, 400)});
        DockerClient client({engine.address(), {}});
        const QJsonDocument body(
            QJsonObject{{QStringLiteral("Env"), QJsonArray{QStringLiteral("PASSWORD=swordfish7")}}});
        const Error error = await(client.call("POST", QStringLiteral("/containers/create"), {}, body)).error();
        QVERIFY(!error.message.contains(QLatin1String("swordfish7")));
        QVERIFY(
            error.message.startsWith(QLatin1String("POST /containers/create answered 400: wrong: PASSWORD=(secret)")));
        QVERIFY(error.message.size() < 600);
    }
    void anEndlessAnswerEnds() {
        FakeEngine engine;
        engine.endless("/info", "HTTP/1.1 200 OK\r\n\r\n[", QByteArray("1,").repeated(10'000));
        DockerClient client({engine.address(), {}});
        const auto answer = await(client.call("GET", QStringLiteral("/info")));
        QCOMPARE(answer.error().code, ErrorCode::Unavailable);
        QVERIFY(engine.sent < 64 << 20);
    }
    void silenceEndsWithItsDeadline() {
        FakeEngine engine;
        DockerClient client({engine.address(), {}});
        const auto answer = await(client.call("GET", QStringLiteral("/info"), {}, {}, 100ms));
        QCOMPARE(answer.error().code, ErrorCode::Timeout);
        QCOMPARE(answer.error().message, QStringLiteral("GET /info failed: No answer in time"));
    }
    void aLoginGoesToItsRegistryOnly() {
        FakeEngine fake;
        fake.on("/version", {version("1.41")});
        fake.on("/info", {FakeEngine::json("{}")});
        fake.on("/images/create", {FakeEngine::json(R"({"status":"done"})")});
        const QStringList images{QStringLiteral("one.test/a:1"), QStringLiteral("one.test.evil/b:1"),
            QStringLiteral("one.test:5000/c:1"), QStringLiteral("evil.test/one.test/d:1"), QStringLiteral("e:1")};
        for (const QString &image : images)
            fake.on("/images/" + image.toLatin1(),
                {FakeEngine::json(R"({"message":"No such image"})", 404),
                    FakeEngine::json(R"({"Id":"sha256:1","Architecture":"amd64"})")});
        DockerClient client({fake.address(), {}});
        QVERIFY(await(client.negotiate()));
        DockerImages fetching([](const QString &registry) -> std::optional<RegistryLogin> {
            if (registry != QLatin1String("one.test"))
                return std::nullopt;
            return RegistryLogin{QStringLiteral("me"), QStringLiteral("open sesame")};
        });
        const auto session = std::make_shared<DockerSession>(client);
        for (const QString &image : images) {
            fake.heads.clear();
            const auto fetched = await(fetching.ensure(session, image, {}, {}));
            QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().message));
            QByteArray auth;
            for (const QByteArray &head : std::as_const(fake.heads))
                for (const QByteArray &line : head.split('\n'))
                    if (line.toLower().startsWith("x-registry-auth:")) {
                        QVERIFY(head.startsWith("POST "));
                        auth = QByteArray::fromBase64(line.mid(16).trimmed(), QByteArray::Base64UrlEncoding);
                    }
            QCOMPARE(auth.contains("open sesame"), image == images.first());
            QCOMPARE(auth.contains(R"("serveraddress":"one.test")"), image == images.first());
        }
    }
    void onlySafeAddressesAreSpokenTo() {
        for (const char *good : {"unix:///run/docker.sock", "https://engine.example:2376", "http://127.0.0.1:2375",
                 "http://localhost:2375", "http://[::1]:2375"})
            QVERIFY2(DockerClient::checkAddress(QLatin1String(good)), good);
        for (const char *bad : {"", "unix://", "unix://host/path", "http://engine.example:2375", "http://10.0.0.1:2375",
                 "tcp://127.0.0.1:2375", "https://", "https://u:p@engine:2376", "https://engine:2376/?a=b", "/run/x"}) {
            QVERIFY2(!DockerClient::checkAddress(QLatin1String(bad)), bad);
            DockerClient client({QLatin1String(bad), {}});
            QCOMPARE(await(client.negotiate()).error().code, ErrorCode::Validation);
            QVERIFY(!await(client.call("GET", QStringLiteral("/info"))));
        }
    }
};

QTEST_GUILESS_MAIN(tst_dockerclient)
#include "tst_dockerclient.moc"
