// SPDX-License-Identifier: GPL-3.0-or-later
// Services that want ports of the host at the same time: requests that are all under way before the first is answered.
#include "tests/e2e/dockerpanel.h"
#include <QJsonArray>
#include <QTcpServer>
#include <QTest>

class tst_portclaims : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerPanel> m_docker;

    LivePanel &panel() { return m_docker->panel; }
    static QJsonObject image(const QString &name, const QString &port) {
        const QJsonObject wanted{
            {QStringLiteral("image"), QStringLiteral("quick:1")}, {QStringLiteral("ports"), QJsonArray{port}}};
        return {{QStringLiteral("name"), name}, {QStringLiteral("image"), wanted}};
    }
    QList<HttpAnswer> createTogether(const QList<QJsonObject> &bodies) {
        QList<HttpQuestion> questions;
        for (const QJsonObject &service : bodies)
            questions.append({"POST", "/api/services", QJsonDocument(service).toJson(QJsonDocument::Compact), {}});
        return panel().together(questions);
    }

private slots:
    void initTestCase() {
        m_docker = std::make_unique<DockerPanel>();
        QVERIFY(m_docker->host.isRunning());
        // As the first process of a container httpd would not hear SIGTERM, and be waited for.
        const QByteArray script = "#!/bin/sh\ntrap 'exit 0' TERM\nhttpd -f -p 8080 &\nwait\n";
        QVERIFY(m_docker->host.importImage(
            QStringLiteral("quick:1"), {R"(CMD ["/bin/quick"])"}, {{QStringLiteral("/bin/quick"), script}}));
        QVERIFY2(m_docker->start(), panel().log().constData());
    }
    void cleanup() { QVERIFY(panel().removeAll()); }
    void cleanupTestCase() {
        QCOMPARE(m_docker->things(), QStringList());
        QCOMPARE(panel().stop(), 0);
        m_docker.reset();
    }

    void aPortWantedTwiceAtOnceGoesToOneAndTheOtherIsToldWhose() {
        for (int round = 0; round < 6; ++round) {
            // The second wants it at all addresses, the first at one: that is the same port.
            const QString number = QString::number(18100 + round);
            const QList<QString> names{QStringLiteral("one-%1").arg(round), QStringLiteral("two-%1").arg(round)};
            const QList<HttpAnswer> answers =
                createTogether({image(names[0], QStringLiteral("127.0.0.1:%1:8080").arg(number)),
                    image(names[1], number + QStringLiteral(":8080"))});
            QCOMPARE(answers.size(), 2);
            const int winner = answers[0].status == 201 ? 0 : 1;
            const HttpAnswer &refused = answers[1 - winner];
            QCOMPARE(answers[winner].status, 201);
            QCOMPARE(refused.status, 409);
            const QString why = refused.json()[QLatin1String("error")][QLatin1String("message")].toString();
            QVERIFY2(why.contains(u'"' + names[winner] + u'"') && why.contains(number), qPrintable(why));
            const QString operation = answers[winner].json()[QLatin1String("operation_id")].toString();
            QCOMPARE(panel().finished(operation)[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
            // Nothing of the other is left: its name is free, and it runs by another port.
            const HttpAnswer again = panel().post(
                "/api/services", image(names[1 - winner], QStringLiteral("127.0.0.1:%1:8080").arg(18200 + round)));
            QCOMPARE(again.status, 201);
        }
    }
    void aPortWantedTwiceAtOnceByDeploysGoesToOne() {
        QList<QByteArray> paths;
        for (const char *name : {"first", "second"}) {
            const QJsonObject made =
                panel().post("/api/services", image(QLatin1String(name), QStringLiteral("8080"))).json();
            const QString operation = made[QLatin1String("operation_id")].toString();
            QCOMPARE(panel().finished(operation)[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
            paths.append("/api/services/" + made[QLatin1String("id")].toString().toLatin1());
            QJsonObject wanted = image(QString(), QStringLiteral("127.0.0.1:18300:8080"));
            wanted.remove(QStringLiteral("name"));
            QCOMPARE(panel().request("PATCH", paths.last(), QJsonDocument(wanted).toJson()).status, 200);
        }
        const QJsonObject begun = panel().post(paths[0] + "/deploy").json();
        const HttpAnswer refused = panel().post(paths[1] + "/deploy");
        QCOMPARE(refused.status, 409);
        QVERIFY2(refused.body.contains("\\\"first\\\""), refused.body.constData());
        const QString operation = begun[QLatin1String("id")].toString();
        QCOMPARE(panel().finished(operation)[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
    }
    /// A service whose revision 1 has the port and whose revision 2 has none and ends when it has been live for a
    /// while.
    QByteArray withAShortSecondRevision(const QString &port) {
        const auto text = [](const QString &ports, const QString &command) {
            return QStringLiteral("services:\n  web:\n    image: quick:1\n    restart: \"no\"\n"
                                  "    stop_grace_period: 0s\n%1%2")
                .arg(ports, command);
        };
        const QJsonObject first{{QStringLiteral("name"), QStringLiteral("short")},
            {QStringLiteral("compose"), text(QStringLiteral("    ports: [\"%1:8080\"]\n").arg(port), {})}};
        const QJsonObject made = panel().post("/api/services", first).json();
        (void)panel().finished(made[QLatin1String("operation_id")].toString());
        const QByteArray path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        const QJsonObject second{{QStringLiteral("compose"),
            text({}, QStringLiteral("    command: [sh, -c, 'while ! [ -e /end ]; do usleep 50000; done; exit 3']\n"))}};
        if (panel().request("PATCH", path, QJsonDocument(second).toJson()).status != 200)
            return {};
        const QString operation = panel().post(path + "/deploy").json()[QLatin1String("id")].toString();
        return panel().finished(operation)[QLatin1String("status")] == QLatin1String("succeeded") ? path : QByteArray();
    }
    bool endSecondRevision() {
        const QJsonArray all =
            QJsonDocument::fromJson(m_docker->host.ask("GET", QStringLiteral("/containers/json"))).array();
        for (const QJsonValue one : all)
            if (one[QLatin1String("Names")][0].toString().contains(QLatin1String("-r2-"))) {
                QProcess touch;
                touch.start(QStringLiteral("docker"),
                    {QStringLiteral("-H"), m_docker->host.socketAddress(), QStringLiteral("exec"),
                        one[QLatin1String("Id")].toString(), QStringLiteral("touch"), QStringLiteral("/end")});
                return touch.waitForFinished() && touch.exitCode() == 0;
            }
        return false;
    }
    void aRollbackByItselfClaimsItsPorts() {
        const QByteArray path = withAShortSecondRevision(QStringLiteral("18400"));
        QVERIFY(!path.isEmpty());
        QVERIFY(endSecondRevision());
        QTRY_COMPARE_WITH_TIMEOUT(panel().get(path).json()[QLatin1String("revision")].toInt(), 3, 20'000);
        QCOMPARE(panel().get(path).json()[QLatin1String("status")].toString(), QStringLiteral("running"));
        const HttpAnswer refused =
            panel().post("/api/services", image(QStringLiteral("late"), QStringLiteral("127.0.0.1:18400:8080")));
        QCOMPARE(refused.status, 409);
        QVERIFY2(refused.body.contains("\\\"short\\\""), refused.body.constData());
    }
    void aRollbackByItselfTakesNobodysPort() {
        const QByteArray path = withAShortSecondRevision(QStringLiteral("18401"));
        QVERIFY(!path.isEmpty());
        // Revision 2 has not kept it, so it is free.
        const QJsonObject made =
            panel().post("/api/services", image(QStringLiteral("next"), QStringLiteral("18401:8080"))).json();
        QCOMPARE(panel().finished(made[QLatin1String("operation_id")].toString())[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
        QVERIFY(endSecondRevision());
        QTRY_COMPARE_WITH_TIMEOUT(
            panel().get(path).json()[QLatin1String("status")].toString(), QStringLiteral("failed"), 20'000);
        const QString error = panel().get(path).json()[QLatin1String("error")].toString();
        QVERIFY2(
            error.contains(QLatin1String("exit code 3")) && error.contains(QLatin1String("18401")), qPrintable(error));
        QVERIFY2(!error.contains(QLatin1String("next")), qPrintable(error));
        const QByteArray other = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        QCOMPARE(panel().get(other).json()[QLatin1String("status")].toString(), QStringLiteral("running"));
    }
    void whereNeitherCanRunTheServiceHasFailed() {
        const QByteArray path = withAShortSecondRevision(QStringLiteral("18402"));
        QVERIFY(!path.isEmpty());
        // Taken by a program of the host, of which the panel knows nothing before it tries.
        QTcpServer foreign;
        QVERIFY(foreign.listen(QHostAddress(QHostAddress::Any), 18402));
        QVERIFY(endSecondRevision());
        QTRY_COMPARE_WITH_TIMEOUT(
            panel().get(path).json()[QLatin1String("status")].toString(), QStringLiteral("failed"), 30'000);
        QVERIFY(panel().get(path).json()[QLatin1String("error")].toString().contains(QLatin1String("18402")));
        QCOMPARE(m_docker->running(), 0);
    }
    void aDeployThatFailsLeavesThePortsAsTheyWere() {
        const QJsonObject made =
            panel().post("/api/services", image(QStringLiteral("keeps"), QStringLiteral("18410:8080"))).json();
        (void)panel().finished(made[QLatin1String("operation_id")].toString());
        const QByteArray path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        QJsonObject worse = image(QString(), QStringLiteral("18411:8080"));
        worse.remove(QStringLiteral("name"));
        worse.insert(QStringLiteral("image"),
            QJsonObject{{QStringLiteral("image"), QStringLiteral("quick:none")},
                {QStringLiteral("ports"), QJsonArray{QStringLiteral("18411:8080")}}});
        QCOMPARE(panel().request("PATCH", path, QJsonDocument(worse).toJson()).status, 200);
        const QString operation = panel().post(path + "/deploy").json()[QLatin1String("id")].toString();
        QCOMPARE(panel().finished(operation)[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QCOMPARE(panel().get(path).json()[QLatin1String("status")].toString(), QStringLiteral("running"));
        QCOMPARE(panel().post("/api/services", image(QStringLiteral("old"), QStringLiteral("18410:8080"))).status, 409);
        QCOMPARE(panel().post("/api/services", image(QStringLiteral("new"), QStringLiteral("18411:8080"))).status, 201);
        QTRY_VERIFY(panel().isIdle());
    }
    void programsStartedAtOnceGetPortsOfTheirOwn() {
        QList<QJsonObject> bodies;
        for (int i = 0; i < 8; ++i)
            bodies.append({{QStringLiteral("name"), QStringLiteral("site-%1").arg(i)},
                {QStringLiteral("template"), QStringLiteral("static-site")},
                {QStringLiteral("engine"), QStringLiteral("process")}});
        QSet<QString> urls;
        const QList<HttpAnswer> answers = createTogether(bodies);
        for (const HttpAnswer &answer : answers) {
            QCOMPARE(answer.status, 201);
            const QJsonObject made = answer.json();
            const QString operation = made[QLatin1String("operation_id")].toString();
            QCOMPARE(panel().finished(operation)[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
            const QByteArray path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
            urls.insert(panel().get(path).json()[QLatin1String("url")].toString());
        }
        QCOMPARE(urls.size(), bodies.size());
    }
};

QTEST_GUILESS_MAIN(tst_portclaims)
#include "tst_portclaims.moc"
