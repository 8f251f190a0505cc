// SPDX-License-Identifier: GPL-3.0-or-later
// Services from their creation to their deletion: every built-in template for real, and what goes wrong on the way.
#include "tests/support/livepanel.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

class tst_lifecycle : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;

    void writeTemplate(const char *name, const QByteArray &command, const QByteArray &more = {}) {
        QFile file(m_templates.filePath(QString::fromLatin1(name) + QStringLiteral(".yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("apiVersion: v2\nkind: Template\nmetadata: {name: " + QByteArray(name) + ", displayName: " + name
            + ", description: For tests, category: devtools, version: \"1\"}\nspec:\n" + more
            + "  process:\n    components:\n      - name: main\n        command: " + command + "\n");
    }
    QJsonObject create(const char *templateName, const char *name, const QJsonObject &variables = {}) {
        return m_panel
            .post("/api/services",
                {{QStringLiteral("name"), QString::fromLatin1(name)},
                    {QStringLiteral("template"), QString::fromLatin1(templateName)},
                    {QStringLiteral("variables"), variables}})
            .json();
    }
    QJsonObject service(const QJsonObject &s) {
        return m_panel.get("/api/services/" + s[QLatin1String("id")].toString().toLatin1()).json();
    }
    QJsonObject act(const QJsonObject &s, const char *verb) {
        const HttpAnswer answer =
            m_panel.post("/api/services/" + s[QLatin1String("id")].toString().toLatin1() + "/" + verb);
        return answer.status == 201 ? m_panel.finished(answer.json()[QLatin1String("id")].toString()) : answer.json();
    }
    void remove(const QJsonObject &s, const char *query = "?purge=true") {
        const QByteArray id = s[QLatin1String("id")].toString().toLatin1();
        QCOMPARE(m_panel.request("DELETE", "/api/services/" + id + query).status, 204);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_panel.isIdle() && !QDir(m_panel.dataDir() + QStringLiteral("/services/") + QLatin1String(id)).exists(),
            20000);
    }
    static QByteArray ask(const QString &url, const QByteArray &question) {
        const QUrl address(url);
        QTcpSocket socket;
        socket.connectToHost(address.host(), quint16(address.port()));
        socket.waitForConnected(3000);
        socket.write(question);
        socket.waitForReadyRead(3000);
        return socket.readAll();
    }

private slots:
    void initTestCase() {
        writeTemplate("dies", "[sh, -c, \"echo first words; echo last words >&2; exit 7\"]");
        writeTemplate("hangs", "[sleep, \"600\"]",
            "  healthcheck: {command: [\"false\"], interval: 30s, timeout: 1s, retries: 3, startPeriod: 120s}\n");
        writeTemplate("tells",
            "[sh, -c, \"echo key is $$KEY; echo $$KEY >&2; exec $$THEN\"]\n        env: {KEY: \"${KEY}\", THEN: "
            "\"${THEN}\"}",
            "  variables:\n    - {name: KEY, label: Key, type: secret, generate: 24}\n"
            "    - {name: THEN, label: Then, type: choice, choices: [\"sleep 600\", \"false\"], default: \"sleep "
            "600\"}\n");
        writeTemplate("lacks", "[no-such-program-here]");
        QFile lacks(m_templates.filePath(QStringLiteral("lacks.yaml")));
        QVERIFY(lacks.open(QIODevice::Append));
        lacks.write("        requires: [{package: no-such-package, program: no-such-program-here}]\n");
        QFile broken(m_templates.filePath(QStringLiteral("broken.yaml")));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("apiVersion: v2\nkind: [\n");
        broken.close();
        lacks.close();
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
    }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void secretsAreTakenOutOfLogsAndErrors() {
        static const QString key = QStringLiteral("correct-horse-battery");
        const QJsonObject tells = create("tells", "tells", {{QStringLiteral("KEY"), key}});
        QCOMPARE(m_panel.finished(tells[QLatin1String("operation_id")].toString())[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
        const QByteArray logs = "/api/services/" + tells[QLatin1String("id")].toString().toLatin1() + "/logs?tail=10";
        QTRY_COMPARE(m_panel.get(logs).body.count("(secret)"), 2);
        QVERIFY(!m_panel.get(logs).body.contains(key.toLatin1()));
        // Nor after the daemon has taken the service over: its secrets are known again before its lines are read.
        m_panel.kill();
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}));
        QTRY_COMPARE(service(tells)[QLatin1String("status")].toString(), QStringLiteral("running"));
        QCOMPARE(act(tells, "restart")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QTRY_COMPARE(m_panel.get(logs).body.count("(secret)"), 4);
        QVERIFY(!m_panel.get(logs).body.contains(key.toLatin1()));
        remove(tells);

        const QJsonObject fails =
            create("tells", "fails", {{QStringLiteral("KEY"), key}, {QStringLiteral("THEN"), QStringLiteral("false")}});
        const QJsonObject failed = m_panel.finished(fails[QLatin1String("operation_id")].toString());
        const QString error = failed[QLatin1String("error")].toString();
        QVERIFY2(error.contains(QLatin1String("(secret)")) && !error.contains(key), qPrintable(error));
        QVERIFY(!service(fails)[QLatin1String("error")].toString().contains(key));
        QVERIFY(!m_panel.log().contains(key.toLatin1()));
        remove(fails);
    }
    void aServiceIsFoundByAPartOfItsNameAndItsNameIsTaken() {
        const QJsonObject found =
            m_panel.post("/api/templates/static-site/deploy", {{QStringLiteral("name"), QStringLiteral("find-me")}})
                .json();
        const auto total = [this](const char *search) {
            return m_panel.get(QByteArray("/api/services?search=") + search).json()[QLatin1String("total")].toInt();
        };
        QCOMPARE(total("ND-M"), 1);
        QCOMPARE(total("nobody"), 0);
        const HttpAnswer again =
            m_panel.post("/api/templates/static-site/deploy", {{QStringLiteral("name"), QStringLiteral("find-me")}});
        QCOMPARE(again.status, 409);
        // Whose it is, and what to do.
        const QString details = again.json()[QLatin1String("error")][QLatin1String("details")].toString();
        QVERIFY2(details.contains(found[QLatin1String("id")].toString()) && details.contains(QLatin1String("Choose")),
            qPrintable(details));
        QTRY_VERIFY(m_panel.isIdle());
        remove(found);
        QCOMPARE(total("find-me"), 0);
    }
    void aBrokenTemplateIsNamedAndTheRestServed() {
        const QJsonArray errors = m_panel.get("/api/info").json()[QLatin1String("template_errors")].toArray();
        QCOMPARE(errors.size(), 1);
        QVERIFY(errors.first().toString().contains(QStringLiteral("broken.yaml")));
        QCOMPARE(m_panel.get("/api/templates/dies").status, 200);
    }
    void aDryRunChangesNothing() {
        const HttpAnswer answer = m_panel.post("/api/services?dry_run=true",
            {{QStringLiteral("name"), QStringLiteral("dry")}, {QStringLiteral("template"), QStringLiteral("redis")}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[QLatin1String("components")].toArray().size(), 1);
        QCOMPARE(m_panel.get("/api/services").json()[QLatin1String("total")].toInt(), 0);
    }
    void everyBuiltInTemplateRunsAndAnswers_data() {
        QTest::addColumn<QByteArray>("question");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("static-site") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray("200");
        QTest::newRow("http-echo") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray("200");
        QTest::newRow("nginx") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray("200");
        QTest::newRow("redis") << QByteArray("PING\r\n") << QByteArray("NOAUTH"); // it wants its password
        QTest::newRow("memcached") << QByteArray("version\r\n") << QByteArray("VERSION");
        QTest::newRow("postgresql") << QByteArray("\0\0\0\x08\x04\xd2\x16\x2f", 8) << QByteArray("N"); // SSLRequest: no
    }
    void everyBuiltInTemplateRunsAndAnswers() {
        QFETCH(QByteArray, question);
        QFETCH(QByteArray, answer);
        const QByteArray name = QTest::currentDataTag();
        const QJsonObject made = create(name.constData(), name.constData());
        const QJsonObject operation = m_panel.finished(made[QLatin1String("operation_id")].toString());
        QVERIFY2(operation[QLatin1String("status")].toString() == QLatin1String("succeeded"),
            qPrintable(operation[QLatin1String("error")].toString()));
        const QJsonObject now = service(made);
        QCOMPARE(now[QLatin1String("status")].toString(), QStringLiteral("running"));
        QCOMPARE(now[QLatin1String("health")][QLatin1String("status")].toString(), QStringLiteral("healthy"));
        const QString url = now[QLatin1String("url")].toString();
        QVERIFY2(ask(url, question).contains(answer), qPrintable(url));
        QVERIFY(!m_panel.get("/api/services/" + now[QLatin1String("id")].toString().toLatin1() + "/logs")
                     .json()[QLatin1String("data")]
                     .toArray()
                     .isEmpty());
        remove(made);
        QVERIFY(ask(url, question).isEmpty());
    }
    void aServiceIsStoppedStartedRestartedAndDeployedAgain() {
        const QJsonObject made = create("static-site", "cycle");
        m_panel.finished(made[QLatin1String("operation_id")].toString());
        const QString url = service(made)[QLatin1String("url")].toString();
        QCOMPARE(act(made, "stop")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service(made)[QLatin1String("status")].toString(), QStringLiteral("stopped"));
        QVERIFY(ask(url, "GET / HTTP/1.0\r\n\r\n").isEmpty());
        QCOMPARE(
            act(made, "stop")[QLatin1String("error")][QLatin1String("code")].toString(), QStringLiteral("conflict"));
        QCOMPARE(act(made, "start")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service(made)[QLatin1String("url")].toString(), url);
        QCOMPARE(act(made, "restart")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        const QByteArray path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        const HttpAnswer patched =
            m_panel.request("PATCH", path, R"({"variables":{"TITLE":"Changed"},"labels":{"team":"a"}})");
        QCOMPARE(patched.status, 200);
        QVERIFY(patched.json()[QLatin1String("pending_changes")].toBool());
        QVERIFY(!ask(url, "GET / HTTP/1.0\r\n\r\n").contains("Changed"));
        QCOMPARE(act(made, "restart")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QVERIFY(!ask(url, "GET / HTTP/1.0\r\n\r\n").contains("<title>Changed"));
        QCOMPARE(act(made, "deploy")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service(made)[QLatin1String("revision")].toInt(), 2);
        QTRY_VERIFY(m_panel.get(path + "/logs?search=Changed").json()[QLatin1String("total_in_range")].toInt() > 0);
        QCOMPARE(m_panel
                     .post("/api/services",
                         {{QStringLiteral("name"), QStringLiteral("cycle")},
                             {QStringLiteral("template"), QStringLiteral("static-site")}})
                     .status,
            409);
        remove(made, "");
        QVERIFY(QDir(m_panel.dataDir() + QStringLiteral("/trash/") + made[QLatin1String("id")].toString()).exists());
        const QJsonObject again = create("static-site", "cycle"); // the name is free at once
        QVERIFY(!again[QLatin1String("id")].toString().isEmpty());
        m_panel.finished(again[QLatin1String("operation_id")].toString());
        remove(again);
    }
    void whatEndsAtOnceFailsWithItsLastWords() {
        const QJsonObject made = create("dies", "dies");
        const QJsonObject operation = m_panel.finished(made[QLatin1String("operation_id")].toString());
        QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY(operation[QLatin1String("error")].toString().contains(QStringLiteral("last words")));
        QVERIFY(operation[QLatin1String("error")].toString().contains(QStringLiteral("exit code 7")));
        QCOMPARE(service(made)[QLatin1String("status")].toString(), QStringLiteral("failed"));
        const QByteArray logs =
            m_panel.get("/api/services/" + made[QLatin1String("id")].toString().toLatin1() + "/logs?format=text").body;
        QVERIFY(logs.contains("first words") && logs.contains("last words"));
        remove(made);
    }
    void aMissingProgramIsToldBeforeAnythingStarts() {
        const HttpAnswer answer = m_panel.post("/api/services",
            {{QStringLiteral("name"), QStringLiteral("lacks")}, {QStringLiteral("template"), QStringLiteral("lacks")}});
        QCOMPARE(answer.status, 422);
        QVERIFY(answer.body.contains("no-such-package"));
        QCOMPARE(m_panel.get("/api/services").json()[QLatin1String("total")].toInt(), 0);
    }
    void onlyOneOperationAtATimeAndItCanBeCancelled() {
        const QJsonObject made = create("hangs", "hangs");
        const QString operation = made[QLatin1String("operation_id")].toString();
        QTRY_VERIFY(
            m_panel.get("/api/operations/" + operation.toLatin1()).body.contains("\"health\",\"status\":\"running\""));
        const QJsonObject refused = act(made, "restart");
        QCOMPARE(refused[QLatin1String("error")][QLatin1String("code")].toString(), QStringLiteral("conflict"));
        QVERIFY(refused[QLatin1String("error")][QLatin1String("details")].toString().contains(operation));
        const HttpAnswer cancelled = m_panel.post("/api/operations/" + operation.toLatin1() + "/cancel");
        QCOMPARE(cancelled.json()[QLatin1String("status")].toString(), QStringLiteral("cancelled"));
        QCOMPARE(service(made)[QLatin1String("status")].toString(), QStringLiteral("stopped"));
        QCOMPARE(m_panel.post("/api/operations/" + operation.toLatin1() + "/cancel").status, 409);
        remove(made);
    }
};

QTEST_GUILESS_MAIN(tst_lifecycle)
#include "tst_lifecycle.moc"
