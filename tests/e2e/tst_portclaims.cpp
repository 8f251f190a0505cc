// SPDX-License-Identifier: GPL-3.0-or-later
// Services that want ports of the host at the same time: requests that are all under way before the first is answered.
#include "tests/e2e/dockerpanel.h"
#include <QJsonArray>
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
