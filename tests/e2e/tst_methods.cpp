// SPDX-License-Identifier: GPL-3.0-or-later
// Compose files, images and repositories, deployed on a real dockerd.
#include "tests/e2e/dockerpanel.h"
#include "tests/support/sshhost.h"
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

class tst_methods : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerPanel> m_docker;
    QTemporaryDir m_dir;
    QProcess m_git;
    QString m_gitUrl;

    LivePanel &panel() { return m_docker->panel; }
    QJsonObject operationOf(const QJsonObject &service) {
        return panel().finished(service[QLatin1String("operation_id")].toString());
    }
    static QByteArray pathOf(const QJsonObject &service) {
        return "/api/services/" + service[QLatin1String("id")].toString().toLatin1();
    }
    /// Deploys and waits; what the service is then.
    QJsonObject made(const QString &name, QJsonObject source) {
        source.insert(QStringLiteral("name"), name);
        const HttpAnswer answer = panel().post("/api/services", source);
        if (answer.status != 201)
            return answer.json();
        const QJsonObject operation = operationOf(answer.json());
        if (operation[QLatin1String("status")] != QLatin1String("succeeded"))
            qWarning("%s", QJsonDocument(operation).toJson().constData());
        return panel().get(pathOf(answer.json())).json();
    }
    QJsonObject act(const QByteArray &path, const char *verb, const QJsonObject &body = {}) {
        const HttpAnswer answer = panel().post(path + '/' + verb, body);
        return answer.status == 201 ? panel().finished(answer.json()[QLatin1String("id")].toString()) : answer.json();
    }
    int patch(const QByteArray &path, const QJsonObject &body) {
        return panel().request("PATCH", path, QJsonDocument(body).toJson()).status;
    }
    QByteArray page(const QByteArray &path) {
        QProcess curl;
        curl.start(QStringLiteral("curl"),
            {QStringLiteral("-s"), QStringLiteral("-m"), QStringLiteral("5"),
                panel().get(path).json()[QLatin1String("url")].toString()});
        curl.waitForFinished(8000);
        return curl.readAllStandardOutput().trimmed();
    }
    static QString field(const QJsonObject &answer, const char *name) {
        return answer[QLatin1String("error")][QLatin1String("fields")][QLatin1String(name)].toString();
    }
    QJsonObject latest(const QByteArray &path) {
        return panel().get(path + "/deployments").json()[QLatin1String("data")][0].toObject();
    }

    QString repository() const { return m_dir.filePath(QStringLiteral("served/app")); }
    void git(const QStringList &arguments) {
        QProcess process;
        process.start(QStringLiteral("git"),
            QStringList{QStringLiteral("-C"), repository(), QStringLiteral("-c"), QStringLiteral("user.name=Test"),
                QStringLiteral("-c"), QStringLiteral("user.email=test@example.com")}
                + arguments);
        QVERIFY(process.waitForFinished(30000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
    void commit(const QMap<QString, QByteArray> &files) {
        for (auto it = files.begin(); it != files.end(); ++it) {
            const QString full = repository() + u'/' + it.key();
            QVERIFY(QDir().mkpath(QFileInfo(full).path()));
            QFile file(full);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(it.value());
        }
        git({QStringLiteral("add"), QStringLiteral("-A")});
        git({QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("change")});
    }

private slots:
    void initTestCase() {
        m_docker = std::make_unique<DockerPanel>();
        QVERIFY(m_docker->host.isRunning());
        QVERIFY2(m_docker->start(), panel().log().constData());
        QVERIFY(QDir().mkpath(repository()));
        git({QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("-b"), QStringLiteral("main")});
        commit({{QStringLiteral("web/Dockerfile"),
                    "FROM tiny:1\nRUN echo built by hand\nCOPY page /page\n"
                    "ENV TEXT=built\nEXPOSE 8080\nSTOPSIGNAL SIGKILL\nCMD [\"/bin/web\"]\n"},
            {QStringLiteral("web/page"), "one\n"},
            {QStringLiteral("stack/compose.yaml"),
                "services:\n  app:\n    build: ./app\n    environment: {TEXT: \"${TEXT:-stacked}\", KEY: "
                "\"${API_KEY}\"}\n"
                "    env_file: [common.env]\n    expose: [\"8080\"]\n    stop_grace_period: 0s\n"},
            {QStringLiteral("stack/common.env"), "MODE=serve\n"},
            {QStringLiteral("stack/app/Dockerfile"), "FROM tiny:1\nSTOPSIGNAL SIGKILL\nCMD [\"/bin/web\"]\n"},
            {QStringLiteral("slow/Dockerfile"), "FROM tiny:1\nRUN echo it begins && sleep 1000\n"},
            {QStringLiteral("broken/Dockerfile"), "FROM tiny:1\nRUN exit 7\n"}});
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        env.insert(QStringLiteral("CREDENTIALS"), QStringLiteral("me:open sesame"));
        m_git.setProcessEnvironment(env);
        m_git.start(QStringLiteral("python3"),
            {QStringLiteral(AAP_SOURCE_DIR "/tests/support/githttp.py"), m_dir.filePath(QStringLiteral("served"))});
        QVERIFY(m_git.waitForReadyRead(10000));
        m_gitUrl = QStringLiteral("http://127.0.0.1:%1/app/.git").arg(m_git.readLine().trimmed().toInt());
    }
    void cleanupTestCase() {
        QVERIFY(panel().removeAll());
        QCOMPARE(m_docker->things(), QStringList());
        QVERIFY(!m_docker->host.ask("GET", QStringLiteral("/images/json")).contains("aiadminpanel/"));
        QCOMPARE(panel().stop(), 0);
        const QByteArray log = panel().log();
        QVERIFY(!log.contains("sesame") && !log.contains("hunter22"));
        m_docker.reset();
        m_git.kill();
        m_git.waitForFinished(5000);
    }

    void aComposeFileIsDeployedChangedAndBroughtBack() {
        const QString text =
            QStringLiteral("services:\n  web:\n    image: tiny:1\n    command: [/bin/web]\n"
                           "    environment: {TEXT: \"${TEXT:-one}\", MODE: serve, KEY: \"${API_KEY}\"}\n"
                           "    expose: [\"8080\"]\n    stop_grace_period: 0s\n");
        const QJsonObject source{{QStringLiteral("compose"), text}};
        QVERIFY(field(made(QStringLiteral("stack"), source), "variables.API_KEY").size() > 0);
        QJsonObject whole = source;
        whole.insert(QStringLiteral("variables"), QJsonObject{{QStringLiteral("API_KEY"), QStringLiteral("hunter22")}});
        const QJsonObject service = made(QStringLiteral("stack"), whole);
        const QByteArray path = pathOf(service);
        QCOMPARE(service[QLatin1String("status")].toString(), QStringLiteral("running"));
        QCOMPARE(service[QLatin1String("deploy_method")].toString(), QStringLiteral("compose"));
        QCOMPARE(service[QLatin1String("compose")].toString(), text);
        QVERIFY(service[QLatin1String("variables")].toObject().contains(QStringLiteral("API_KEY")));
        QVERIFY(service[QLatin1String("variables")][QLatin1String("API_KEY")].isNull());
        QCOMPARE(page(path), QByteArray("one"));

        const QString next = QString(text).replace(QStringLiteral("MODE: serve"), QStringLiteral("MODE: serve, X: y"));
        QCOMPARE(patch(path,
                     {{QStringLiteral("compose"), next},
                         {QStringLiteral("variables"), QJsonObject{{QStringLiteral("TEXT"), QStringLiteral("two")}}}}),
            200);
        QVERIFY(panel().get(path).json()[QLatin1String("pending_changes")].toBool());
        QCOMPARE(page(path), QByteArray("one"));
        QCOMPARE(act(path, "deploy")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(path), QByteArray("two"));
        const QJsonObject deployment = latest(path);
        QCOMPARE(deployment[QLatin1String("source_changes")][0][QLatin1String("aspect")].toString(),
            QStringLiteral("compose"));
        QCOMPARE(deployment[QLatin1String("changes")][0][QLatin1String("after")].toString(), QStringLiteral("two"));
        QCOMPARE(act(path, "rollback")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(path), QByteArray("one"));
        QCOMPARE(panel().get(path).json()[QLatin1String("compose")].toString(), text);

        panel().kill();
        QVERIFY(m_docker->start());
        QTRY_COMPARE(panel().get(path).json()[QLatin1String("status")].toString(), QStringLiteral("running"));
        QCOMPARE(page(path), QByteArray("one"));
    }
    void whatIsWrongWithAComposeFileIsToldAtItsPlace() {
        const QJsonObject refused = made(QStringLiteral("bad"),
            {{QStringLiteral("compose"),
                QStringLiteral("services:\n  web:\n    image: tiny:1\n    privileged: true\n")}});
        QVERIFY2(field(refused, "compose").startsWith(QLatin1String("line 4, column")),
            QJsonDocument(refused).toJson().constData());
        QVERIFY(field(refused, "compose").contains(QLatin1String("services.web.privileged")));
    }
    void anImageIsDeployedWithPortsAndEnvironment() {
        const QJsonObject image{{QStringLiteral("image"), QStringLiteral("tiny:1")},
            {QStringLiteral("ports"), QJsonArray{8080}},
            {QStringLiteral("env"),
                QJsonObject{{QStringLiteral("TEXT"), QStringLiteral("a $image")},
                    {QStringLiteral("KEY"), QStringLiteral("hunter22")}}}};
        const QJsonObject service = made(QStringLiteral("image"), {{QStringLiteral("image"), image}});
        const QByteArray path = pathOf(service);
        QCOMPARE(service[QLatin1String("status")].toString(), QStringLiteral("running"));
        QCOMPARE(service[QLatin1String("image")][QLatin1String("image")].toString(), QStringLiteral("tiny:1"));
        QVERIFY(service[QLatin1String("image")][QLatin1String("env")][QLatin1String("KEY")].isNull());
        QCOMPARE(page(path), QByteArray("a $image"));
        QFile database(panel().dataDir() + QStringLiteral("/panel.db-wal"));
        QVERIFY(database.open(QIODevice::ReadOnly) && !database.readAll().contains("hunter22"));
        QCOMPARE(patch(path,
                     {{QStringLiteral("variables"), QJsonObject{{QStringLiteral("TEXT"), QStringLiteral("other")}}}}),
            200);
        QCOMPARE(act(path, "deploy")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(path), QByteArray("other"));
        QVERIFY(latest(path)[QLatin1String("images")][QLatin1String("app")].toString().size() > 10);
    }
    void aPortOfTheHostHasOneOwner() {
        const auto at = [](const char *port) {
            return QJsonObject{{QStringLiteral("image"),
                QJsonObject{{QStringLiteral("image"), QStringLiteral("tiny:1")},
                    {QStringLiteral("ports"), QJsonArray{QLatin1String(port)}}}}};
        };
        const QJsonObject owner = made(QStringLiteral("owner"), at("127.0.0.1:18080:8080"));
        QCOMPARE(owner[QLatin1String("status")].toString(), QStringLiteral("running"));
        const QJsonObject refused = made(QStringLiteral("other"), at("18080:8080"));
        QCOMPARE(refused[QLatin1String("error")][QLatin1String("code")].toString(), QStringLiteral("conflict"));
        QVERIFY2(
            refused[QLatin1String("error")][QLatin1String("message")].toString().contains(QLatin1String("\"owner\"")),
            QJsonDocument(refused).toJson().constData());
        // Its own ports are no conflict, also not for a revision that comes up beside the old one.
        QCOMPARE(act(pathOf(owner), "deploy")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(made(QStringLiteral("other"), at("127.0.0.1:18081:8080"))[QLatin1String("status")].toString(),
            QStringLiteral("running"));
    }
    void aRepositoryIsBuiltAndRolledBackWithoutBuildingAgain() {
        const QJsonObject git{{QStringLiteral("url"), m_gitUrl}, {QStringLiteral("path"), QStringLiteral("web")},
            {QStringLiteral("username"), QStringLiteral("me")},
            {QStringLiteral("token"), QStringLiteral("open sesame")}};
        const QJsonObject service = made(QStringLiteral("built"), {{QStringLiteral("git"), git}});
        const QByteArray path = pathOf(service);
        QCOMPARE(service[QLatin1String("status")].toString(), QStringLiteral("running"));
        QVERIFY(service[QLatin1String("git")][QLatin1String("has_token")].toBool());
        QCOMPARE(page(path), QByteArray("built"));
        const QJsonObject first = latest(path);
        QCOMPARE(first[QLatin1String("commit")].toString().size(), 40);
        QVERIFY(first[QLatin1String("images")][QLatin1String("app")].toString().startsWith(QLatin1String("sha256:")));
        QTRY_VERIFY(panel().get(path + "/logs?search=built%20by%20hand").body.contains("\"component\":\"build\""));
        QCOMPARE(QDir(panel().dataDir() + QStringLiteral("/sources/work"))
                     .entryList(QDir::NoDotAndDotDot | QDir::AllEntries),
            QStringList());

        commit({{QStringLiteral("web/Dockerfile"),
            "FROM tiny:1\nENV TEXT=rebuilt\nEXPOSE 8080\nSTOPSIGNAL SIGKILL\nCMD [\"/bin/web\"]\n"}});
        const QJsonObject second = act(path, "deploy");
        QCOMPARE(second[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(path), QByteArray("rebuilt"));
        QVERIFY(QJsonDocument(second).toJson().contains("Step 1/"));
        QCOMPARE(latest(path)[QLatin1String("source_changes")][0][QLatin1String("aspect")].toString(),
            QStringLiteral("commit"));

        const QJsonObject back = act(path, "rollback");
        QCOMPARE(back[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(path), QByteArray("built"));
        QCOMPARE(latest(path)[QLatin1String("commit")], first[QLatin1String("commit")]);
        QVERIFY(!QJsonDocument(back).toJson().contains("Step 1/"));

        // When the image is gone too, its commit is built again.
        QCOMPARE(act(path, "rollback", {{QStringLiteral("deployment_id"), latestButOne(path)}})[QLatin1String("status")]
                     .toString(),
            QStringLiteral("succeeded"));
        QCOMPARE(page(path), QByteArray("rebuilt"));
        QCOMPARE(act(path, "stop")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        m_docker->host.ask("DELETE",
            QStringLiteral("/images/") + first[QLatin1String("images")][QLatin1String("app")].toString()
                + QStringLiteral("?force=true"));
        const QJsonObject again =
            act(path, "rollback", {{QStringLiteral("deployment_id"), first[QLatin1String("id")].toString()}});
        QCOMPARE(again[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QVERIFY(QJsonDocument(again).toJson().contains("is built again"));
        QCOMPARE(page(path), QByteArray("built"));
    }
    QString latestButOne(const QByteArray &path) {
        return panel().get(path + "/deployments").json()[QLatin1String("data")][1][QLatin1String("id")].toString();
    }
    void aRepositoryIsFetchedBySshAndItsKeyIsShownNowhere() {
        SshHost ssh;
        const QByteArray key = ssh.makeKey(true);
        const QByteArray line = key.split('\n').value(1);
        QVERIFY(line.size() > 40);
        QVERIFY2(ssh.start(), ssh.log().constData());
        const QJsonObject git{{QStringLiteral("url"), ssh.url(SshHost::user(), repository())},
            {QStringLiteral("path"), QStringLiteral("web")}, {QStringLiteral("token"), QString::fromUtf8(key)}};
        const QJsonObject service = made(QStringLiteral("by-ssh"), {{QStringLiteral("git"), git}});
        QCOMPARE(service[QLatin1String("status")].toString(), QStringLiteral("running"));
        QVERIFY(service[QLatin1String("git")][QLatin1String("has_token")].toBool());
        const QByteArray told =
            panel().get("/api/operations/" + service[QLatin1String("operation_id")].toString().toLatin1()).body;
        QVERIFY2(told.contains("which is believed from now on"), told.constData());
        // Another list of hosts, without this one.
        QFile list(m_dir.filePath(QStringLiteral("hosts")));
        QVERIFY(list.open(QIODevice::WriteOnly));
        QCOMPARE(panel().stop(), 0);
        QVERIFY(m_docker->start({{QStringLiteral("AAP_POLICY_GIT_KNOWN_HOSTS"), list.fileName()}}));
        const QJsonObject refused = act(pathOf(service), "deploy");
        QCOMPARE(refused[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY(refused[QLatin1String("error")].toString().contains(QLatin1String("policy.git_known_hosts")));
        QVERIFY(
            !told.contains(line) && !QJsonDocument(refused).toJson().contains(line) && !panel().log().contains(line));
        QCOMPARE(panel().stop(), 0);
        QDirIterator files(panel().dataDir(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY2(file.open(QIODevice::ReadOnly) && !file.readAll().contains(line), qPrintable(file.fileName()));
        }
        QVERIFY(m_docker->start());
    }
    void aRepositorysComposeFileKeepsItsFilesThroughARestart() {
        const QJsonObject git{{QStringLiteral("url"), m_gitUrl}, {QStringLiteral("path"), QStringLiteral("stack")},
            {QStringLiteral("ref"), QStringLiteral("main")}, {QStringLiteral("token"), QStringLiteral("open sesame")},
            {QStringLiteral("username"), QStringLiteral("me")}};
        const QJsonObject service = made(QStringLiteral("stacked"),
            {{QStringLiteral("git"), git},
                {QStringLiteral("variables"), QJsonObject{{QStringLiteral("API_KEY"), QStringLiteral("hunter22")}}}});
        const QByteArray path = pathOf(service);
        QCOMPARE(service[QLatin1String("status")].toString(), QStringLiteral("running"));
        QCOMPARE(page(path), QByteArray("stacked"));
        QVERIFY(service[QLatin1String("variables")][QLatin1String("API_KEY")].isNull());
        panel().kill();
        QVERIFY(m_docker->start());
        QTRY_COMPARE(panel().get(path).json()[QLatin1String("status")].toString(), QStringLiteral("running"));
        QCOMPARE(act(path, "restart")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(page(path), QByteArray("stacked"));
    }
    void aBuildCanBeCancelledAndSurvivesAKillAsAFailure() {
        const QJsonObject git{{QStringLiteral("url"), m_gitUrl}, {QStringLiteral("path"), QStringLiteral("slow")},
            {QStringLiteral("username"), QStringLiteral("me")},
            {QStringLiteral("token"), QStringLiteral("open sesame")}};
        const int before = m_docker->running();
        const QJsonObject service =
            panel()
                .post("/api/services", {{QStringLiteral("name"), QStringLiteral("slow")}, {QStringLiteral("git"), git}})
                .json();
        const QByteArray path = pathOf(service);
        const QByteArray operation = "/api/operations/" + service[QLatin1String("operation_id")].toString().toLatin1();
        const auto isBuilding = [&] {
            return panel().get(path + "/logs?search=it%20begins").body.contains("it begins");
        };
        QTRY_VERIFY_WITH_TIMEOUT(isBuilding() && m_docker->running() == before + 1, 30000);
        QCOMPARE(panel().post(operation + "/cancel").status, 200);
        QCOMPARE(panel().get(operation).json()[QLatin1String("status")].toString(), QStringLiteral("cancelled"));
        QTRY_COMPARE_WITH_TIMEOUT(m_docker->running(), before, 20000);
        QTRY_COMPARE(panel().get(path).json()[QLatin1String("status")].toString(), QStringLiteral("stopped"));

        const QByteArray again =
            "/api/operations/" + panel().post(path + "/deploy").json()[QLatin1String("id")].toString().toLatin1();
        QTRY_VERIFY_WITH_TIMEOUT(m_docker->running() == before + 1, 30000);
        panel().kill();
        QVERIFY(m_docker->start());
        const QJsonObject failed = panel().get(again).json();
        QCOMPARE(failed[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY(failed[QLatin1String("error")].toString().contains(QLatin1String("restarted")));
        QVERIFY(QJsonDocument(failed).toJson().contains("Fetched commit"));
        const HttpAnswer deleted = panel().request("DELETE", path + "?purge=true");
        QVERIFY2(deleted.status == 204, deleted.body.constData());
        QTRY_VERIFY_WITH_TIMEOUT(panel().isIdle() && m_docker->running() == before, 30000);
        QCOMPARE(QDir(panel().dataDir() + QStringLiteral("/sources/work"))
                     .entryList(QDir::NoDotAndDotDot | QDir::AllEntries),
            QStringList());
    }
    void whatCannotBeFetchedOrBuiltIsExplained() {
        QJsonObject git{{QStringLiteral("url"), m_gitUrl}, {QStringLiteral("username"), QStringLiteral("me")},
            {QStringLiteral("token"), QStringLiteral("wrong sesame")}};
        const auto failed = [&](const char *name) {
            const HttpAnswer answer = panel().post(
                "/api/services", {{QStringLiteral("name"), QLatin1String(name)}, {QStringLiteral("git"), git}});
            const QJsonObject operation = operationOf(answer.json());
            return operation[QLatin1String("status")] == QLatin1String("failed") ? QJsonDocument(operation).toJson()
                                                                                 : QByteArray("it did not fail");
        };
        const QByteArray refused = failed("refused");
        QVERIFY2(
            refused.contains("does not take these credentials") && !refused.contains("sesame"), refused.constData());
        git.insert(QStringLiteral("token"), QStringLiteral("open sesame"));
        QVERIFY(failed("nothing").contains("no compose.yaml and no Dockerfile"));
        git.insert(QStringLiteral("path"), QStringLiteral("broken"));
        const QByteArray broken = failed("broken");
        QVERIFY2(broken.contains("returned a non-zero code: 7") && broken.contains("POST /build of aiadminpanel/"),
            broken.constData());
        git.insert(QStringLiteral("ref"), QStringLiteral("nowhere"));
        QVERIFY(failed("nowhere").contains("nowhere"));
        // What may not run may not be built upon either.
        git.remove(QStringLiteral("ref"));
        git.insert(QStringLiteral("path"), QStringLiteral("foreign"));
        commit({{QStringLiteral("foreign/Dockerfile"), "FROM tiny:1\nCOPY --from=elsewhere:1 /bin /bin\n"}});
        QCOMPARE(panel().stop(), 0);
        QVERIFY(m_docker->start({{QStringLiteral("AAP_POLICY_IMAGES"), QStringLiteral("docker.io/library/tiny")}}));
        const QByteArray forbidden = failed("forbidden");
        QVERIFY2(
            forbidden.contains("Dockerfile: elsewhere:1: must be an image the operator allows"), forbidden.constData());
        QCOMPARE(panel().stop(), 0);
        QVERIFY(m_docker->start());
    }
};

QTEST_GUILESS_MAIN(tst_methods)
#include "tst_methods.moc"
