// SPDX-License-Identifier: GPL-3.0-or-later
// The daemon's command line: what each command prints, and its exit code.
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTest>

class tst_commands : public QObject {
    Q_OBJECT

    struct Said {
        int code = -1;
        QByteArray out, err;
    };
    static Said run(const QStringList &arguments) {
        QProcess process;
        process.start(QStringLiteral(AAP_DAEMON), arguments);
        if (!process.waitForFinished(20000))
            return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    static Said run(const QString &words) { return run(words.split(u' ')); }

private slots:
    void helpVersionAndUsage() {
        const Said help = run(QStringLiteral("--help"));
        QCOMPARE(help.code, 0);
        for (const char *word : {"serve", "check-config", "api-key create", "print-openapi", "rotate-key",
                 "logs SERVICE", "limits.body_bytes", "--data-dir", "--listen", "Exit codes"})
            QVERIFY2(help.out.contains(word), word);
        QCOMPARE(run(QStringLiteral("--version")).out, QByteArray("aiadminpaneld " AAP_VERSION "\n"));
        for (const char *wrong : {"--nonsense", "dance", "api-key", "serve twice", "--listen"}) {
            const Said said = run(QString::fromLatin1(wrong));
            QCOMPARE(said.code, 2);
            QVERIFY(said.out.isEmpty() && !said.err.isEmpty());
        }
    }
    void theServerLinksNoDesktopAndItsShimNoQt() {
        const auto libraries = [](const QString &program) {
            QProcess ldd;
            ldd.start(QStringLiteral("ldd"), {program});
            ldd.waitForFinished(20000);
            return ldd.readAllStandardOutput();
        };
        const QString server = QStringLiteral(AAP_DAEMON);
        const QByteArray ofServer = libraries(server);
        QVERIFY(ofServer.contains("libQt6Core"));
        for (const char *library : {"libQt6Gui", "libQt6Widgets", "libX11", "libGL"})
            QVERIFY2(!ofServer.contains(library), ofServer.constData());
        const QByteArray ofShim = libraries(QFileInfo(server).path() + QStringLiteral("/shim/aiadminpanel-shim"));
        QVERIFY2(ofShim.contains("libc.so") && !ofShim.contains("Qt"), ofShim.constData());
    }
    void theDocumentIsTheOneTheServerServes() {
        LivePanel panel;
        QVERIFY(panel.start());
        const Said said = run(QStringLiteral("print-openapi"));
        QCOMPARE(said.code, 0);
        QCOMPARE(QJsonDocument::fromJson(said.out).object(), panel.get("/api/openapi.json").json());
        QCOMPARE(panel.stop(), 0);
    }
    void logsArePrintedAndFollowedAcrossAKill() {
        LivePanel panel;
        QTemporaryDir templates;
        QVERIFY(addScript(templates, "talker", "i=0; while :; do i=$$((i+1)); echo n=$$i; sleep 0.02; done"));
        const QMap<QString, QString> environment{{QStringLiteral("AAP_TEMPLATES"), templates.path()}};
        QVERIFY(panel.start(environment));
        const QJsonObject made = panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("talker")},
                                             {QStringLiteral("template"), QStringLiteral("talker")}})
                                     .json();
        (void)panel.finished(made[QLatin1String("operation_id")].toString());
        const QStringList where{QStringLiteral("--data-dir"), panel.dataDir(), QStringLiteral("--listen"),
            QStringLiteral("127.0.0.1:%1").arg(panel.port())};
        const auto logs = [&](const QStringList &more) {
            return QStringList{QStringLiteral("logs"), QStringLiteral("talker")} + more + where;
        };
        Said all;
        QTRY_VERIFY((all = run(logs({}))).out.contains(" main n=20\n"));
        QCOMPARE(all.code, 0);
        QVERIFY(all.out.contains(" main n=1\n"));
        const Said some = run(logs({QStringLiteral("--grep"), QStringLiteral("=1?7$")}));
        QCOMPARE(some.out.count('\n'), 2);
        QCOMPARE(run(logs({QStringLiteral("--tail"), QStringLiteral("3")})).out.count('\n'), 3);
        QVERIFY(run(logs({QStringLiteral("--since"), QStringLiteral("1h")})).out.contains("n=1\n"));

        QProcess follower;
        follower.start(
            QStringLiteral(AAP_DAEMON), logs({QStringLiteral("-f"), QStringLiteral("--grep"), QStringLiteral("^n=")}));
        QByteArray out;
        const auto last = [&] {
            out += follower.readAllStandardOutput();
            return out.left(out.lastIndexOf('\n')).mid(out.lastIndexOf("n=") + 2).toInt();
        };
        QTRY_VERIFY(last() > 40);
        panel.kill();
        QVERIFY(panel.start(environment));
        const int before = last();
        QTRY_VERIFY_WITH_TIMEOUT(last() > before + 40, 20'000);
        follower.kill();
        follower.waitForFinished();
        int expected = 1;
        const QList<QByteArray> lines = out.left(out.lastIndexOf('\n')).split('\n');
        for (const QByteArray &line : lines)
            QCOMPARE(line.mid(line.indexOf("n=") + 2).toInt(), expected++);

        // It ends with its key.
        const QJsonObject key = panel
                                    .post("/api/auth/api-keys",
                                        {{QStringLiteral("name"), QStringLiteral("reader")},
                                            {QStringLiteral("role"), QStringLiteral("viewer")}})
                                    .json();
        QFile keyFile(templates.filePath(QStringLiteral("key")));
        QVERIFY(
            keyFile.open(QIODevice::WriteOnly) && keyFile.write(key[QLatin1String("key")].toString().toLatin1()) > 0);
        keyFile.close();
        QProcess reader;
        reader.start(
            QStringLiteral(AAP_DAEMON), logs({QStringLiteral("-f"), QStringLiteral("--key-file"), keyFile.fileName()}));
        QByteArray read; // QTRY_VERIFY looks twice
        QTRY_VERIFY((read += reader.readAllStandardOutput()).contains("n="));
        QCOMPARE(panel.request("DELETE", "/api/auth/api-keys/" + key[QLatin1String("id")].toString().toLatin1()).status,
            204);
        QVERIFY(reader.waitForFinished(20'000));
        QCOMPARE(reader.exitCode(), 1);
        QVERIFY(reader.readAllStandardError().contains("The API key is not valid"));

        for (const QStringList &wrong : {QStringList{QStringLiteral("--since"), QStringLiteral("soon")},
                 QStringList{QStringLiteral("--tail"), QStringLiteral("0")}})
            QCOMPARE(run(logs(wrong)).code, 2);
        QCOMPARE(run(QStringList{QStringLiteral("logs"), QStringLiteral("nobody")} + where).code, 1);
        const Said bad = run(logs({QStringLiteral("--grep"), QStringLiteral("(")}));
        QCOMPARE(bad.code, 1);
        QVERIFY2(bad.err.contains("regex"), bad.err.constData());
        QVERIFY(panel.removeAll());
        QCOMPARE(panel.stop(), 0);
        const Said away = run(logs({}));
        QCOMPARE(away.code, 1);
        QVERIFY2(away.err.contains("127.0.0.1"), away.err.constData());
    }
    void checkConfigMakesNothing() {
        QTemporaryDir dir;
        const QString data = dir.filePath(QStringLiteral("data"));
        const Said said = run({QStringLiteral("check-config"), QStringLiteral("--data-dir"), data});
        QCOMPARE(said.code, 0);
        QVERIFY(said.out.contains(data.toUtf8()));
        QVERIFY(!QFile::exists(data));
        QCOMPARE(run({QStringLiteral("check-config"), QStringLiteral("--listen"), QStringLiteral("nowhere")}).code, 2);
    }
    void keysAreMadeBesideAServerAndWithoutOneButNotOutOfNothing() {
        QTemporaryDir dir;
        const QString nowhere = dir.filePath(QStringLiteral("nowhere"));
        const auto create = [](const QString &data, const char *role, const QStringList &more = {}) {
            return run(QStringList{QStringLiteral("api-key"), QStringLiteral("create"), QStringLiteral("--name"),
                           QStringLiteral("ci"), QStringLiteral("--role"), QString::fromLatin1(role),
                           QStringLiteral("--data-dir"), data}
                + more);
        };
        const Said refused = create(nowhere, "admin");
        QCOMPARE(refused.code, 1);
        QVERIFY(refused.out.isEmpty());
        QVERIFY2(!QFile::exists(nowhere), "a mistyped folder must not become a data directory");

        LivePanel panel;
        QVERIFY(panel.start());
        const QByteArray beside = create(panel.dataDir(), "viewer").out.trimmed();
        QCOMPARE(panel.request("GET", "/api/info", {}, {{"Authorization", "Bearer " + beside}}).status, 200);
        QCOMPARE(panel.stop(), 0);
        const QByteArray without = create(panel.dataDir(), "operator").out.trimmed();
        QVERIFY(panel.start());
        QCOMPARE(panel.request("GET", "/api/info", {}, {{"Authorization", "Bearer " + without}})
                     .json()[QLatin1String("role")]
                     .toString(),
            QStringLiteral("operator"));
        QVERIFY(!panel.log().contains(beside.mid(13)) && !panel.log().contains(panel.key().mid(13)));
        QCOMPARE(create(panel.dataDir(), "king").code, 2);
        QCOMPARE(create(panel.dataDir(), "customer").code, 2);
        QCOMPARE(create(panel.dataDir(), "customer",
                     {QStringLiteral("--customer"), QStringLiteral("cust_00000000000000000000")})
                     .code,
            1);
        QCOMPARE(create(panel.dataDir(), "admin", {QStringLiteral("--expires-at"), QStringLiteral("soon")}).code, 2);
        QCOMPARE(panel.stop(), 0);
    }
    void sigtermEndsItInTimeWhateverClientsDo() {
        LivePanel panel;
        QVERIFY(panel.start());
        QList<std::shared_ptr<QTcpSocket>> clients;
        for (const char *sent :
            {"", "GET /api/he", "POST /api/services HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
                "GET /api/health HTTP/1.1\r\nHost: a\r\n\r\n"}) {
            auto client = std::make_shared<QTcpSocket>();
            client->connectToHost(QStringLiteral("127.0.0.1"), panel.port());
            QVERIFY(client->waitForConnected(5000));
            client->write(sent);
            client->flush();
            clients.append(client);
        }
        QVERIFY(clients.last()->waitForReadyRead(5000)); // by then it has met them all
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(panel.stop(), 0);
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    }
    void sigtermParksWhatTakesTooLong() {
        LivePanel panel;
        QTemporaryDir templates;
        QFile hangs(templates.filePath(QStringLiteral("hangs.yaml")));
        QVERIFY(hangs.open(QIODevice::WriteOnly));
        hangs.write(
            "apiVersion: v2\nkind: Template\nmetadata: {name: hangs, displayName: Hangs, description: For tests, "
            "category: devtools, version: \"1\"}\nspec:\n  healthcheck: {command: [\"false\"], interval: 30s, "
            "timeout: 1s, retries: 3, startPeriod: 120s}\n  process:\n    components:\n      - name: main\n"
            "        command: [sleep, \"600\"]\n");
        hangs.close();
        const QMap<QString, QString> environment{{QStringLiteral("AAP_TEMPLATES"), templates.path()}};
        QVERIFY(panel.start(environment));
        const QJsonObject made = panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("hangs")},
                                             {QStringLiteral("template"), QStringLiteral("hangs")}})
                                     .json();
        const QString operation = made[QLatin1String("operation_id")].toString();
        QTRY_VERIFY(
            panel.get("/api/operations/" + operation.toLatin1()).body.contains("\"health\",\"status\":\"running\""));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(panel.stop(), 0);
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(panel.start(environment));
        const QJsonObject after = panel.finished(operation);
        QCOMPARE(after[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY(after[QLatin1String("error")].toString().contains(QLatin1String("restarted")));
        QVERIFY(panel.removeAll()); // no lock is left
        QCOMPARE(panel.stop(), 0);
    }
    void whatIsSlowOrTooLargeIsRefusedInTheOneShape() {
        LivePanel panel;
        QVERIFY(panel.start({{QStringLiteral("AAP_LIMITS_HEADER_TIMEOUT"), QStringLiteral("1s")},
            {QStringLiteral("AAP_LIMITS_BODY_TIMEOUT"), QStringLiteral("2s")},
            {QStringLiteral("AAP_LIMITS_IDLE_TIMEOUT"), QStringLiteral("3s")},
            {QStringLiteral("AAP_LIMITS_HEAD_BYTES"), QStringLiteral("2048")},
            {QStringLiteral("AAP_LIMITS_BODY_BYTES"), QStringLiteral("4096")},
            {QStringLiteral("AAP_LIMITS_CONNECTIONS"), QStringLiteral("3")}}));
        bool isClosed = false;
        const auto answerTo = [&panel, &isClosed](const QByteArray &sent) {
            QTcpSocket socket;
            socket.connectToHost(QStringLiteral("127.0.0.1"), panel.port());
            socket.waitForConnected(5000);
            socket.write(sent);
            QByteArray all;
            while (socket.waitForReadyRead(5000))
                all += socket.readAll();
            isClosed = socket.state() == QAbstractSocket::UnconnectedState;
            return all;
        };
        const auto check = [](const QByteArray &answer, const char *status, const char *code) {
            QVERIFY2(answer.startsWith(QByteArray(QByteArray("HTTP/1.1 ") + status)), answer.constData());
            for (const char *header : {"X-Request-Id: ", "X-RateLimit-Limit: ", "X-RateLimit-Remaining: ",
                     "X-RateLimit-Reset: ", "Connection: close", "Content-Type: application/json"})
                QVERIFY2(answer.contains(header), header);
            const QJsonObject error = QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4))
                                          .object()[QLatin1String("error")]
                                          .toObject();
            QCOMPARE(error[QLatin1String("code")].toString(), QString::fromLatin1(code));
            const QByteArray id = error[QLatin1String("request_id")].toString().toLatin1();
            QVERIFY(!id.isEmpty() && answer.contains(QByteArray("X-Request-Id: " + id)));
        };
        check(answerTo("GET /api/hea"), "408", "bad_request");
        check(answerTo("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4096\r\n\r\n{"), "408", "bad_request");
        // Well below what is taken without being told otherwise.
        check(answerTo("GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(2100, 'x') + "\r\n\r\n"), "431", "bad_request");
        check(answerTo("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4097\r\n\r\n"), "413", "payload_too_large");
        // One that asked and then says nothing more is left without a word.
        const QByteArray idle = answerTo("GET /api/health HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY2(isClosed && idle.startsWith("HTTP/1.1 200") && idle.count("HTTP/1.1") == 1, idle.constData());
        check(answerTo("nonsense\r\n\r\n"), "400", "bad_request");
        QTcpSocket held[3];
        for (QTcpSocket &socket : held) {
            socket.connectToHost(QStringLiteral("127.0.0.1"), panel.port());
            QVERIFY(socket.waitForConnected(5000));
        }
        check(answerTo("GET /api/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "503", "unavailable");
        for (QTcpSocket &socket : held)
            socket.abort();
        QTRY_COMPARE(panel.get("/api/health").status, 200);
        QCOMPARE(panel.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_commands)
#include "tst_commands.moc"
