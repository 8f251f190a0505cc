// SPDX-License-Identifier: GPL-3.0-or-later
// The daemon killed, started twice, and started on what it cannot use.
#include "tests/support/livepanel.h"
#include <QFile>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTest>

class tst_crash : public QObject {
    Q_OBJECT

    static void deleteAll(LivePanel &panel) { QVERIFY(panel.removeAll()); }
    /// Runs the daemon with these arguments until it ends; what it said on stderr.
    static int run(const QStringList &arguments, QByteArray &said) {
        QProcess process;
        process.start(QStringLiteral(AAP_DAEMON), arguments);
        process.waitForFinished(20000);
        said = process.readAllStandardError();
        return process.exitCode();
    }

private slots:
    void servicesAndTheirLinesSurviveAKill() {
        LivePanel panel;
        QVERIFY2(panel.start(), panel.log().constData());
        const QJsonObject made = panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("counter")},
                                             {QStringLiteral("template"), QStringLiteral("http-echo")},
                                             {QStringLiteral("variables"),
                                                 QJsonObject{{QStringLiteral("INTERVAL"), QStringLiteral("0.1")}}}})
                                     .json();
        QVERIFY2(!made[QLatin1String("id")].toString().isEmpty(), QJsonDocument(made).toJson().constData());
        panel.finished(made[QLatin1String("operation_id")].toString());
        for (int round = 0; round < 5; ++round) {
            QTest::qWait(250);
            panel.kill();
            QTest::qWait(250); // lines are written with nobody there
            QVERIFY2(panel.start(), panel.log().constData());
        }
        const QByteArray path = "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
        QTRY_COMPARE(panel.get(path).json()[QLatin1String("status")].toString(), QStringLiteral("running"));
        // Probed where it listens, not where it would if it were started now.
        QTRY_COMPARE(panel.get(path).json()[QLatin1String("health")][QLatin1String("status")].toString(),
            QStringLiteral("healthy"));
        QTRY_VERIFY(
            panel.get(path + "/logs?search=count&tail=10000").json()[QLatin1String("data")].toArray().size() > 25);
        int expected = 1;
        const QJsonArray lines =
            panel.get(path + "/logs?search=count&tail=10000").json()[QLatin1String("data")].toArray();
        for (const QJsonValue line : lines)
            QCOMPARE(line[QLatin1String("text")].toString(), QStringLiteral("count %1").arg(expected++));
        qint64 seq = 1;
        const QJsonArray all = panel.get(path + "/logs?tail=10000").json()[QLatin1String("data")].toArray();
        for (const QJsonValue line : all)
            QCOMPARE(line[QLatin1String("seq")].toInteger(), seq++);
        deleteAll(panel);
        QCOMPARE(panel.stop(), 0);
    }
    void killsInTheMiddleOfDeploysLeaveNothingStuck() {
        LivePanel panel;
        QVERIFY2(panel.start(), panel.log().constData());
        QStringList acknowledged;
        QRandomGenerator random(11);
        for (int round = 0; round < 10; ++round) {
            const HttpAnswer answer = panel.post("/api/services",
                {{QStringLiteral("name"), QStringLiteral("site-%1").arg(round)},
                    {QStringLiteral("template"), QStringLiteral("static-site")}});
            QCOMPARE(answer.status, 201);
            acknowledged.append(answer.json()[QLatin1String("id")].toString());
            QTest::qWait(random.bounded(200));
            panel.kill();
            QVERIFY2(panel.start(), panel.log().constData());
        }
        for (const QString &id : acknowledged) {
            const HttpAnswer answer = panel.get("/api/services/" + id.toLatin1());
            QCOMPARE(answer.status, 200);
            // Between being taken over and being started again there may be a moment without an operation.
            QTRY_COMPARE_WITH_TIMEOUT(
                panel.get("/api/services/" + id.toLatin1()).json()[QLatin1String("status")].toString(),
                QStringLiteral("running"), 30000);
            const QString url = panel.get("/api/services/" + id.toLatin1()).json()[QLatin1String("url")].toString();
            QVERIFY2(url.startsWith(QLatin1String("http://127.0.0.1:")), qPrintable(url));
        }
        for (const char *status : {"running", "queued"})
            QTRY_COMPARE_WITH_TIMEOUT(
                panel.get(QByteArray("/api/operations?status=") + status).json()[QLatin1String("total")].toInt(), 0,
                30000);
        deleteAll(panel);
        QCOMPARE(panel.stop(), 0);
    }
    void aSecondDaemonOnTheSameDataRefuses() {
        LivePanel panel;
        QVERIFY(panel.start());
        QByteArray said;
        QCOMPARE(run({QStringLiteral("--data-dir"), panel.dataDir(), QStringLiteral("--listen"),
                         QStringLiteral("127.0.0.1:0")},
                     said),
            3);
        QVERIFY(said.contains("Another aiadminpaneld"));
        QProcess key;
        key.start(QStringLiteral(AAP_DAEMON),
            {QStringLiteral("api-key"), QStringLiteral("create"), QStringLiteral("--name"), QStringLiteral("ci"),
                QStringLiteral("--role"), QStringLiteral("viewer"), QStringLiteral("--data-dir"), panel.dataDir()});
        QVERIFY(key.waitForFinished(10000));
        const QByteArray text = key.readAllStandardOutput().trimmed();
        QCOMPARE(panel.request("GET", "/api/info", {}, {{"Authorization", "Bearer " + text}})
                     .json()[QLatin1String("role")]
                     .toString(),
            QStringLiteral("viewer"));
        QCOMPARE(panel
                     .request("POST", "/api/services", R"({"name":"xx","template":"redis"})",
                         {{"Authorization", "Bearer " + text}})
                     .status,
            403);
        QCOMPARE(panel.stop(), 0);
    }
    void whatCannotBeUsedIsRefusedAndLeftAsItIs() {
        QTemporaryDir dir;
        QByteArray said;
        const QString data = dir.filePath(QStringLiteral("data"));
        const QStringList on{QStringLiteral("--data-dir"), data, QStringLiteral("--listen")};
        const QStringList anyPort = on + QStringList{QStringLiteral("127.0.0.1:0")};

        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress(QHostAddress::LocalHost), 0));
        QCOMPARE(run(on + QStringList{QStringLiteral("127.0.0.1:%1").arg(taken.serverPort())}, said), 1);
        QVERIFY2(said.contains("Cannot listen on 127.0.0.1"), said.constData());

        QFile database(data + QStringLiteral("/panel.db"));
        QVERIFY(database.open(QIODevice::ReadWrite));
        database.write("this is no database at all, is it");
        database.close();
        QCOMPARE(run(anyPort, said), 1);
        QVERIFY2(said.contains("damaged") || said.contains("no SQLite"), said.constData());
        QVERIFY(database.open(QIODevice::ReadOnly));
        QVERIFY(database.readAll().startsWith("this is no database"));
        database.close();
        QVERIFY(QFile(data + QStringLiteral("/bootstrap.key")).open(QIODevice::WriteOnly)); // of a server that has run
        QVERIFY(database.resize(0)); // as a crash of the file system leaves it
        QCOMPARE(run(anyPort, said), 1);
        QVERIFY2(said.contains("damaged: it is empty") && said.contains("Put a backup in its place"), said.constData());
        QCOMPARE(database.size(), 0);

        QTemporaryDir foreign;
        QFile stranger(foreign.filePath(QStringLiteral("letter.txt")));
        QVERIFY(stranger.open(QIODevice::WriteOnly));
        stranger.close();
        QCOMPARE(run({QStringLiteral("--data-dir"), foreign.path()}, said), 1);
        QVERIFY(said.contains("other things"));

        QFile config(dir.filePath(QStringLiteral("c.yaml")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("listen: 127.0.0.1:0\nlimits:\n  bodybytes: 5\nlog: {level: loud}\n");
        config.close();
        QCOMPARE(run({QStringLiteral("--config"), config.fileName()}, said), 2);
        QVERIFY2(said.contains("c.yaml:3: limits.bodybytes") && said.contains("log.level"), said.constData());
        QCOMPARE(run({QStringLiteral("--nonsense")}, said), 2);
        QCOMPARE(run({QStringLiteral("dance")}, said), 2);
    }
};

QTEST_GUILESS_MAIN(tst_crash)
#include "tst_crash.moc"
