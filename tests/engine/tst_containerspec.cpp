// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a component on its way to a container engine.
#include "server/engine/docker/containerspec.h"
#include "server/engine/docker/dockerwire.h"
#include "server/engine/docker/imagereference.h"
#include "server/engine/docker/pullprogress.h"
#include "server/engine/docker/tararchive.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace std::chrono_literals;

static ComposeComponent component(const QString &name) {
    ComposeComponent made;
    made.name = name;
    made.image = QStringLiteral("tiny:1");
    made.networks.insert(QStringLiteral("default"), {});
    return made;
}

static ContainerContext context() {
    ContainerContext made;
    made.panel = QStringLiteral("panel1");
    made.revision = {ServiceId{QStringLiteral("svc_abc")}, 3};
    return made;
}

static ContainerSpec specOf(const ComposeComponent &component, const ContainerContext &context = ::context()) {
    ComposeProject project;
    project.components = {component};
    return container::spec(project, project.components.first(), 1, context);
}

static QJsonValue host(const ContainerSpec &spec, const char *key) {
    return spec.body[QLatin1String("HostConfig")][QLatin1String(key)];
}

static QStringList texts(const QJsonValue &array) {
    QStringList all;
    for (const QJsonValue one : array.toArray())
        all.append(one.toString());
    return all;
}

class tst_containerspec : public QObject {
    Q_OBJECT

private slots:
    void namesAndLabelsTellWhoseItIs() {
        ComposeProject project;
        project.components = {component(QStringLiteral("db")), component(QStringLiteral("web"))};
        project.components[1].replicas = 2;
        const ContainerSpec spec = container::spec(project, project.components[1], 2, context());
        QCOMPARE(spec.name, QStringLiteral("aap-abc-r3-web-2"));
        QCOMPARE(specOf(component(QStringLiteral("web"))).name, QStringLiteral("aap-abc-r3-web"));
        const QJsonValue labels = spec.body[QLatin1String("Labels")];
        QCOMPARE(labels[container::panelLabel].toString(), QStringLiteral("panel1"));
        QCOMPARE(labels[container::serviceLabel].toString(), QStringLiteral("svc_abc"));
        QCOMPARE(labels[container::revisionLabel].toString(), QStringLiteral("3"));
        QCOMPARE(labels[container::componentLabel].toString(), QStringLiteral("web"));
        QCOMPARE(labels[container::replicaLabel].toString(), QStringLiteral("2"));
        QCOMPARE(labels[container::orderLabel].toString(), QStringLiteral("1"));
    }
    void itsFileCannotForgeOurLabels() {
        ComposeComponent forged = component(QStringLiteral("web"));
        forged.labels = {{container::serviceLabel, QStringLiteral("svc_other")},
            {QStringLiteral("aiadminpanel.x"), QStringLiteral("1")}, {QStringLiteral("mine"), QStringLiteral("2")}};
        const QJsonObject labels = specOf(forged).body[QLatin1String("Labels")].toObject();
        QCOMPARE(labels[container::serviceLabel].toString(), QStringLiteral("svc_abc"));
        QVERIFY(!labels.contains(QStringLiteral("aiadminpanel.x")));
        QCOMPARE(labels[QStringLiteral("mine")].toString(), QStringLiteral("2"));
    }
    void limitsAreAlwaysSet() {
        const ContainerSpec bare = specOf(component(QStringLiteral("web")));
        QCOMPARE(host(bare, "Memory").toInteger(), qint64(512) << 20);
        QCOMPARE(host(bare, "MemorySwap"), host(bare, "Memory"));
        QCOMPARE(host(bare, "NanoCpus").toInteger(), 1'000'000'000);
        QCOMPARE(host(bare, "PidsLimit").toInt(), 512);
        QCOMPARE(host(bare, "LogConfig")[QLatin1String("Config")][QLatin1String("max-size")].toString(),
            QStringLiteral("10485760"));
        QCOMPARE(host(bare, "LogConfig")[QLatin1String("Config")][QLatin1String("max-file")].toString(),
            QStringLiteral("3"));
        ContainerContext planned = context();
        planned.memoryLimitMb = 64;
        planned.cpuLimit = 0.5;
        QCOMPARE(host(specOf(component(QStringLiteral("web")), planned), "Memory").toInteger(), qint64(64) << 20);
        QCOMPARE(host(specOf(component(QStringLiteral("web")), planned), "NanoCpus").toInteger(), 500'000'000);
        ComposeComponent own = component(QStringLiteral("web"));
        own.resources.memoryLimit = 1 << 24;
        own.resources.cpuLimit = 8;
        own.resources.pidsLimit = 9;
        planned.hostCpus = 2; // the engine would refuse more
        QCOMPARE(host(specOf(own, planned), "Memory").toInteger(), 1 << 24);
        QCOMPARE(host(specOf(own, planned), "NanoCpus").toInteger(), 2'000'000'000);
        QCOMPARE(host(specOf(own, planned), "PidsLimit").toInt(), 9);
    }
    void theSecureProfileLeavesTheFewRightsThatImagesStartWith() {
        ComposeComponent web = component(QStringLiteral("web"));
        web.capAdd = {QStringLiteral("CAP_SYS_TIME")};
        web.capDrop = {QStringLiteral("chown")};
        web.isReadOnly = true;
        const ContainerSpec secure = specOf(web);
        QCOMPARE(texts(host(secure, "SecurityOpt")), QStringList{QStringLiteral("no-new-privileges:true")});
        QCOMPARE(texts(host(secure, "CapDrop")), QStringList{QStringLiteral("ALL")});
        const QStringList added = texts(host(secure, "CapAdd"));
        QVERIFY(added.contains(QStringLiteral("SYS_TIME")) && added.contains(QStringLiteral("SETUID")));
        QVERIFY(!added.contains(QStringLiteral("CHOWN")) && !added.contains(QStringLiteral("NET_RAW")));
        QVERIFY(host(secure, "ReadonlyRootfs").toBool());
        ContainerContext open = context();
        open.profile = SecurityProfile::Advanced;
        QVERIFY(host(specOf(web, open), "SecurityOpt").isUndefined());
        QCOMPARE(texts(host(specOf(web, open), "CapDrop")), QStringList{QStringLiteral("CHOWN")});
        web.capDrop = {QStringLiteral("ALL")};
        web.capAdd.clear();
        QVERIFY(host(specOf(web), "CapAdd").isUndefined());
    }
    void portsAreOpenedWhereTheyAreReachedAndAsAsked() {
        ComposeComponent web = component(QStringLiteral("web"));
        web.ports = {{80, 0, {}, PortProtocol::Tcp}, {53, 5353, QStringLiteral("10.0.0.1"), PortProtocol::Udp}};
        ContainerContext with = context();
        with.reached = {80, 9000};
        with.ports = {{QStringLiteral("web/1/80/tcp"), 20080}, {QStringLiteral("web/1/9000/tcp"), 20090}};
        const QJsonValue bindings = host(specOf(web, with), "PortBindings");
        const auto bound = [&bindings](const char *port) {
            const QJsonValue one = bindings[QLatin1String(port)][0];
            return QString(one[QLatin1String("HostIp")].toString() + u':' + one[QLatin1String("HostPort")].toString());
        };
        QCOMPARE(bound("80/tcp"), QStringLiteral("127.0.0.1:20080"));
        QCOMPARE(bound("9000/tcp"), QStringLiteral("127.0.0.1:20090"));
        QCOMPARE(bound("53/udp"), QStringLiteral("10.0.0.1:5353"));
    }
    void theFingerprintIsThatOfTheFileAndNotOfAChosenPort() {
        ComposeComponent web = component(QStringLiteral("web"));
        web.ports = {{80, 0, {}, PortProtocol::Tcp}};
        ContainerContext one = context(), other = context();
        other.ports = {{QStringLiteral("web/1/80/tcp"), 20080}};
        QCOMPARE(specOf(web, one).fingerprint, specOf(web, other).fingerprint);
        const QString before = specOf(web).fingerprint;
        web.files = {{QStringLiteral("/run/secrets/a"), "one", 0, 0, 0444}};
        const QString with = specOf(web).fingerprint;
        QVERIFY(with != before);
        web.files[0].content = "two";
        QVERIFY(specOf(web).fingerprint != with);
    }
    void networksBelongToTheRevisionAndVolumesToTheService() {
        ComposeComponent web = component(QStringLiteral("web"));
        web.networks = {{QStringLiteral("back"), {QStringLiteral("www")}}, {QStringLiteral("front"), {}}};
        web.mounts = {{ComposeMount::Kind::Volume, QStringLiteral("data"), QStringLiteral("/data")}};
        const ContainerSpec spec = specOf(web);
        const QJsonObject first =
            spec.body[QLatin1String("NetworkingConfig")][QLatin1String("EndpointsConfig")].toObject();
        QCOMPARE(first.keys(), QStringList{QStringLiteral("aap-abc-r3_back")});
        QCOMPARE(texts(first[QStringLiteral("aap-abc-r3_back")].toObject()[QLatin1String("Aliases")]),
            (QStringList{QStringLiteral("web"), QStringLiteral("www")}));
        QCOMPARE(spec.furtherNetworks.keys(), QStringList{QStringLiteral("aap-abc-r3_front")});
        QCOMPARE(host(spec, "Mounts")[0][QLatin1String("Source")].toString(), QStringLiteral("aap-abc_data"));
    }
    void dataNobodyNamedStaysWithTheServiceToo() {
        ComposeComponent db = component(QStringLiteral("db"));
        ContainerContext with = context();
        with.imageVolumes = {{QStringLiteral("db"), {QStringLiteral("/var/lib/db")}}};
        const QJsonValue mount = host(specOf(db, with), "Mounts")[0];
        QCOMPARE(mount[QLatin1String("Target")].toString(), QStringLiteral("/var/lib/db"));
        QVERIFY(mount[QLatin1String("Source")].toString().startsWith(QStringLiteral("aap-abc_db-var-lib-db-")));
        with.revision.number = 4;
        QCOMPARE(host(specOf(db, with), "Mounts")[0], mount);
        db.mounts = {{ComposeMount::Kind::Volume, QStringLiteral("named"), QStringLiteral("/var/lib/db")}};
        QCOMPARE(host(specOf(db, with), "Mounts").toArray().size(), 1);
    }
    void whatTwoRevisionsCannotShareIsNamed() {
        ComposeProject project;
        project.components = {component(QStringLiteral("web"))};
        QVERIFY(!container::exclusive(project, context()));
        project.components[0].ports = {{80, 0, {}, PortProtocol::Tcp}};
        QVERIFY(!container::exclusive(project, context()));
        project.components[0].ports = {{80, 8080, {}, PortProtocol::Tcp}};
        QVERIFY(container::exclusive(project, context())->contains(QStringLiteral("8080")));
        project.components[0].ports.clear();
        project.components[0].mounts = {{ComposeMount::Kind::Volume, QStringLiteral("d"), QStringLiteral("/d"), true}};
        QVERIFY(!container::exclusive(project, context()));
        project.components[0].mounts[0].readOnly = false;
        QVERIFY(container::exclusive(project, context())->contains(QStringLiteral("/d")));
    }
    void filesOfAReadOnlyContainerGetAVolumeOfTheRevision() {
        ComposeComponent web = component(QStringLiteral("web"));
        web.files = {{QStringLiteral("/run/secrets/key"), "k", 0, 0, 0444}};
        QVERIFY(specOf(web).fileVolumes.isEmpty());
        web.isReadOnly = true;
        const ContainerSpec spec = specOf(web);
        QCOMPARE(spec.fileVolumes, QStringList{QStringLiteral("aap-abc-r3-web.files-1")});
        QCOMPARE(host(spec, "Mounts")[0][QLatin1String("Target")].toString(), QStringLiteral("/run/secrets"));
        QVERIFY(!QJsonDocument(spec.body).toJson().contains("\"k\""));
    }
    void theRestHasItsPlace() {
        ComposeComponent web = component(QStringLiteral("web"));
        web.command = QStringList{QStringLiteral("a"), QStringLiteral("b")};
        web.environment = {{QStringLiteral("A"), QStringLiteral("x=y")}};
        web.healthcheck = ComposeHealthcheck{{QStringLiteral("CMD-SHELL"), QStringLiteral("true")}, 2s, 1s, 5s, 4};
        web.restart = ComposeRestart::OnFailure;
        web.restartTries = 5;
        web.ulimits = {{QStringLiteral("nofile"), {10, 20}}};
        web.stopGrace = 1500ms;
        web.stopSignal = QStringLiteral("SIGINT");
        web.extraHosts = {QStringLiteral("a:1.2.3.4")};
        web.mounts = {{ComposeMount::Kind::Tmpfs, {}, QStringLiteral("/tmp"), false, 1024}};
        const ContainerSpec spec = specOf(web);
        QCOMPARE(texts(spec.body[QLatin1String("Cmd")]), *web.command);
        QCOMPARE(texts(spec.body[QLatin1String("Env")]), QStringList{QStringLiteral("A=x=y")});
        QCOMPARE(spec.body[QLatin1String("Healthcheck")][QLatin1String("Interval")].toInteger(), 2'000'000'000);
        QCOMPARE(spec.body[QLatin1String("StopTimeout")].toInt(), 2);
        QCOMPARE(spec.body[QLatin1String("StopSignal")].toString(), QStringLiteral("SIGINT"));
        QCOMPARE(host(spec, "RestartPolicy")[QLatin1String("Name")].toString(), QStringLiteral("no"));
        QCOMPARE(container::restartPolicy(web)[QStringLiteral("MaximumRetryCount")].toInt(), 5);
        QCOMPARE(host(spec, "Ulimits")[0][QLatin1String("Hard")].toInt(), 20);
        QCOMPARE(host(spec, "Mounts")[0][QLatin1String("TmpfsOptions")][QLatin1String("SizeBytes")].toInt(), 1024);
        QCOMPARE(texts(host(spec, "ExtraHosts")), web.extraHosts);
    }

    void namesOfImagesAreTakenApart_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("parts"); // registry, repository, tag, digest
        QTest::newRow("short") << "redis"
                               << "docker.io library/redis latest ";
        QTest::newRow("tag") << "redis:7"
                             << "docker.io library/redis 7 ";
        QTest::newRow("user") << "bitnami/redis:7"
                              << "docker.io bitnami/redis 7 ";
        QTest::newRow("host") << "ghcr.io/a/b/c:v1"
                              << "ghcr.io a/b/c v1 ";
        QTest::newRow("port") << "localhost:5000/x"
                              << "localhost:5000 x latest ";
        QTest::newRow("digest") << "redis@sha256:ab"
                                << "docker.io library/redis  sha256:ab";
    }
    void namesOfImagesAreTakenApart() {
        QFETCH(QString, text);
        QFETCH(QString, parts);
        const ImageReference image = ImageReference::parse(text);
        QCOMPARE((QStringList{image.registry, image.repository, image.tag, image.digest}).join(u' '), parts);
    }
    void aPullIsCountedInBytesOfAllItsLayers() {
        PullProgress pull(QStringLiteral("redis:7"));
        pull.feed(R"({"status":"Pulling from library/redis","id":"7"})"
                  "\n"
                  R"({"status":"Pulling fs layer","progressDetail":{},"id":"a"})"
                  "\n"
                  R"({"status":"Pulling fs layer","id":"b"})"
                  "\n"
                  R"({"status":"Downloading","progressDetail":{"current":20000000,"total":40000000},"id":"a"})"
                  "\n");
        QCOMPARE(pull.text(), QStringLiteral("redis:7: 20 of 40 MB"));
        const double half = pull.fraction();
        QVERIFY(half > 0.2 && half < 0.25); // the other layer has not told its size
        pull.feed(R"({"status":"Downloading","progressDetail":{"current":0,"total":400000000},"id":"b"})"
                  "\n");
        QCOMPARE(pull.fraction(), half); // never back
        pull.feed(R"({"status":"Download complete","id":"a"})"
                  "\n"
                  R"({"status":"Downloading","progressDetail":{"current":400000000,"total":400000000},"id":"b"})"
                  "\n{\"status\":\"Pull comp"); // broken off in the middle of a line
        QCOMPARE(pull.text(), QStringLiteral("redis:7: unpacking"));
        pull.feed("lete\",\"id\":\"a\"}\n{\"status\":\"Pull complete\",\"id\":\"b\"}\n");
        QCOMPARE(pull.fraction(), 1.0);
        QVERIFY(!pull.error());
    }
    void whatIsNoStreamOfAPullIsAnError() {
        PullProgress said(QStringLiteral("x"));
        said.feed("{\"errorDetail\":{\"message\":\"m\"},\"error\":\"no space left on device\"}\n");
        QCOMPARE(said.error().value_or(QString()), QStringLiteral("no space left on device"));
        PullProgress garbage(QStringLiteral("x"));
        garbage.feed("<html>\n");
        QVERIFY(garbage.error());
        PullProgress endless(QStringLiteral("x"));
        for (int i = 0; i < 100 && !endless.error(); ++i)
            endless.feed(QByteArray(1024, 'x'));
        QVERIFY(endless.error());
    }
    void tarReadsOurArchives() {
        const QString deep = QStringLiteral("/") + QString(90, u'd') + u'/' + QString(90, u'f');
        const QList<ComposeFile> files{{QStringLiteral("/run/secrets/key"), QByteArray("sec\0ret", 7), 7, 8, 0400},
            {deep, QByteArray(1000, 'x'), 0, 0, 0644}, {QStringLiteral("/empty"), {}, 0, 0, 0644}};
        const auto archive = tarOf(files);
        QVERIFY(archive);
        QTemporaryDir dir;
        QProcess tar;
        tar.start(QStringLiteral("tar"),
            {QStringLiteral("-x"), QStringLiteral("--same-permissions"), QStringLiteral("-C"), dir.path()});
        tar.write(*archive);
        tar.closeWriteChannel();
        QVERIFY(tar.waitForFinished() && tar.exitCode() == 0);
        for (const ComposeFile &file : files) {
            QFile read(dir.path() + file.target);
            QVERIFY2(read.open(QIODevice::ReadOnly), qPrintable(file.target));
            QCOMPARE(read.readAll(), file.content);
            struct stat status { };
            QCOMPARE(::stat(QFile::encodeName(read.fileName()).constData(), &status), 0);
            QCOMPARE(int(status.st_mode & 07777), file.mode);
        }
        QVERIFY(!tarOf({{QStringLiteral("/") + QString(300, u'x'), {}, 0, 0, 0}}));
    }
    void framesAndStatesAreReadAsFarAsTheyGo() {
        QCOMPARE(wire::output(QByteArray("\1\0\0\0\0\0\0\3abc\2\0\0\0\0\0\0\2de", 21)), QByteArray("abcde"));
        QCOMPARE(wire::output(QByteArray("\1\0\0\0\xff\xff\xff\xff"
                                         "ab",
                     10)),
            QByteArray("ab"));
        QCOMPARE(wire::exitCode(QStringLiteral("Exited (137) 2 seconds ago")), 137);
        QCOMPARE(wire::exitCode(QStringLiteral("Up 2 seconds")), -1);
    }
};

QTEST_GUILESS_MAIN(tst_containerspec)
#include "tst_containerspec.moc"
