// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log, conditions and repeated requests: every change leaves an entry, nothing is done twice or over another.
#include "tests/support/livepanel.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpSocket>
#include <QTest>

class tst_audit : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    static QJsonObject object(const char *json) { return QJsonDocument::fromJson(json).object(); }
    HttpAnswer as(
        const QByteArray &key, const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) {
        return m_panel.request(method, path, body, {{"Authorization", "Bearer " + key}});
    }
    QJsonArray entries(const QByteArray &filter) {
        return m_panel.get("/api/audit?per_page=100&" + filter).json()[QLatin1String("data")].toArray();
    }
    static std::pair<int, QByteArray> verify(const QString &data) {
        QProcess process;
        process.start(QStringLiteral(AAP_DAEMON), {QStringLiteral("verify-audit"), QStringLiteral("--data-dir"), data});
        process.waitForFinished(20000);
        return {process.exitCode(), process.readAllStandardOutput() + process.readAllStandardError()};
    }
    void tamper(const char *sql) {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("tamper"));
            database.setDatabaseName(m_panel.dataDir() + QStringLiteral("/panel.db"));
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(QString::fromLatin1(sql)));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("tamper"));
    }

private slots:
    void initTestCase() { QVERIFY2(m_panel.start(), m_panel.log().constData()); }
    void cleanupTestCase() {
        if (m_panel.isRunning())
            QCOMPARE(m_panel.stop(), 0);
    }

    void everyChangeLeavesOneEntryWithItsRequest() {
        struct Step {
            const char *action;
            QByteArray method, path, body;
        };
        const HttpAnswer key = m_panel.post("/api/auth/api-keys", object(R"({"name":"k","role":"viewer"})"));
        const HttpAnswer plan = m_panel.post("/api/plans", object(R"({"name":"p"})"));
        const HttpAnswer customer = m_panel.post("/api/customers", object(R"({"name":"c","email":"c@d.e"})"));
        const HttpAnswer registry =
            m_panel.post("/api/registries", object(R"({"server":"a.b","username":"u","password":"open sesame"})"));
        const HttpAnswer service =
            m_panel.post("/api/services", object(R"({"name":"audited","template":"static-site"})"));
        m_panel.finished(service.json()[QLatin1String("operation_id")].toString());
        const QByteArray keyPath = key.headers.value("location"), planPath = plan.headers.value("location"),
                         customerPath = customer.headers.value("location"),
                         registryPath = registry.headers.value("location"),
                         servicePath = service.headers.value("location");
        const QList<Step> steps{{"api-keys.update", "PATCH", keyPath, R"({"name":"k2"})"},
            {"api-keys.rotate", "POST", keyPath + "/rotate", "{}"}, {"api-keys.delete", "DELETE", keyPath, {}},
            {"plans.update", "PATCH", planPath, R"({"description":"d"})"}, {"plans.delete", "DELETE", planPath, {}},
            {"customers.update", "PATCH", customerPath, R"({"notes":"n"})"},
            {"customers.suspend", "POST", customerPath + "/suspend", {}},
            {"customers.resume", "POST", customerPath + "/resume", {}},
            {"customers.delete", "DELETE", customerPath, {}},
            {"registries.update", "PATCH", registryPath, R"({"password":"sesame 2"})"},
            {"registries.delete", "DELETE", registryPath, {}},
            {"services.update", "PATCH", servicePath, R"({"labels":{"a":"b"}})"},
            {"services.restart", "POST", servicePath + "/restart", {}},
            {"services.deploy", "POST", servicePath + "/deploy", {}},
            {"services.stop", "POST", servicePath + "/stop", {}},
            {"services.start", "POST", servicePath + "/start", {}},
            {"services.rollback", "POST", servicePath + "/rollback", {}},
            {"services.delete", "DELETE", servicePath, {}}};
        QMap<QString, QByteArray> asked; // request id by action
        for (const auto &[action, answer] : {std::pair{"api-keys.create", key}, {"plans.create", plan},
                 {"customers.create", customer}, {"registries.create", registry}, {"services.create", service}})
            asked.insert(QLatin1String(action), answer.headers.value("x-request-id"));
        for (const Step &step : steps) {
            const HttpAnswer answer = m_panel.request(step.method, step.path, step.body);
            QVERIFY2(answer.status < 300, QByteArray(step.method + step.path + answer.body).constData());
            asked.insert(QLatin1String(step.action), answer.headers.value("x-request-id"));
            if (answer.json()[QLatin1String("id")].toString().startsWith(QLatin1String("op_")))
                m_panel.finished(answer.json()[QLatin1String("id")].toString());
        }
        for (auto it = asked.begin(); it != asked.end(); ++it) {
            const QJsonArray found = entries("action=" + it.key().toLatin1());
            QVERIFY2(found.size() == 1, qPrintable(it.key()));
            QCOMPARE(found[0][QLatin1String("request_id")].toString().toLatin1(), *it);
            QCOMPARE(found[0][QLatin1String("result")].toString(), QStringLiteral("done"));
            QCOMPARE(found[0][QLatin1String("actor")].toString(), QStringLiteral("bootstrap"));
            QCOMPARE(found[0][QLatin1String("address")].toString(), QStringLiteral("127.0.0.1"));
            QCOMPARE(
                found[0][QLatin1String("before")].toString().isEmpty(), it.key().endsWith(QLatin1String("create")));
            QCOMPARE(found[0][QLatin1String("after")].toString().isEmpty(), it.key().endsWith(QLatin1String("delete")));
        }
        const HttpAnswer all = m_panel.get("/api/audit?format=jsonl");
        const QByteArray text = key.json()[QLatin1String("key")].toString().toLatin1();
        QVERIFY(!all.body.contains("sesame") && !all.body.contains(text.mid(13)));
        QCOMPARE(all.body.count('\n'), m_panel.get("/api/audit").json()[QLatin1String("total")].toInt());
        QVERIFY(m_panel.get("/api/audit?format=csv").body.startsWith("id,number,time,"));
        QVERIFY(entries("action=plans").size() == 3 && entries("from=2090-01-01T00:00:00Z").isEmpty());
        QCOMPARE(entries("actor=nobody").size(), 0);
        const auto whole = verify(m_panel.dataDir());
        QCOMPARE(whole.first, 0);
        const QJsonObject last = m_panel.get("/api/audit?per_page=1").json()[QLatin1String("data")][0].toObject();
        QVERIFY2(whole.second.contains(last[QLatin1String("hash")].toString().toLatin1()), whole.second.constData());
    }
    void attemptsThatWereRefusedAreThereToo() {
        const QByteArray viewer = m_panel.post("/api/auth/api-keys", object(R"({"name":"=viewer","role":"viewer"})"))
                                      .json()[QLatin1String("key")]
                                      .toString()
                                      .toLatin1();
        const auto isNoted = [this](const HttpAnswer &answer, int status) {
            const QByteArray request = answer.headers.value("x-request-id");
            QTRY_VERIFY([&] {
                for (const QJsonValue entry : entries("result=refused"))
                    if (entry[QLatin1String("request_id")].toString().toLatin1() == request)
                        return entry[QLatin1String("status")].toInt() == status
                            && !entry[QLatin1String("message")].toString().isEmpty();
                return false;
            }());
        };
        isNoted(as(viewer, "POST", "/api/services", R"({"name":"x","template":"static-site"})"), 403);
        isNoted(as(viewer, "GET", "/api/audit"), 403);
        isNoted(as("aap_00000000_" + QByteArray(43, 'x'), "GET", "/api/services"), 401);
        QMap<QByteArray, QByteArray> upgrade{{"Connection", "Upgrade"}, {"Upgrade", "websocket"},
            {"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="},
            {"Authorization", "Bearer aap_00000000_" + QByteArray(43, 'x')}};
        isNoted(m_panel.request("GET", "/api/ws", {}, upgrade), 401);
        isNoted(m_panel.get("/api/auth/callback?state=of-nobody&code=x"), 400);
        isNoted(m_panel.request("DELETE", "/api/plans/plan_00000000000000000000"), 404);
        isNoted(m_panel.post("/api/plans", object(R"({"name":""})")), 422);
        QVERIFY(!m_panel.get("/api/audit?format=csv").body.contains(",\"=viewer\""));
    }
    void whatWasTamperedWithIsFound() {
        QCOMPARE(m_panel.stop(), 0);
        QCOMPARE(verify(m_panel.dataDir()).first, 0);
        // Who can write the file is not held up by its triggers; the panel itself is.
        tamper("DROP TRIGGER audit_is_not_changed");
        tamper("DROP TRIGGER audit_is_not_deleted");
        tamper("UPDATE audit SET actor = 'somebody else' WHERE number = 2");
        const auto changed = verify(m_panel.dataDir());
        QVERIFY2(changed.first == 1 && changed.second.contains("entry 2 "), changed.second.constData());
        tamper("UPDATE audit SET actor = 'bootstrap' WHERE number = 2");
        QCOMPARE(verify(m_panel.dataDir()).first, 0);
        tamper("DELETE FROM audit WHERE number = 3");
        QVERIFY(verify(m_panel.dataDir()).second.contains("entry 3 is missing"));
        QVERIFY(m_panel.start());
    }
    void changesOverAnotherStateAreRefused() {
        const QByteArray path = m_panel.post("/api/plans", object(R"({"name":"tagged"})")).headers.value("location");
        const QByteArray etag = m_panel.get(path).headers.value("etag");
        const auto patch = [&](const QByteArray &tag, const QByteArray &body) {
            return m_panel.request("PATCH", path, body, {{"If-Match", tag}}).status;
        };
        QCOMPARE(patch("W/\"x\", " + etag, R"({"description":"1"})"), 200);
        QCOMPARE(patch(etag, R"({"description":"2"})"), 412);
        QCOMPARE(m_panel.request("DELETE", path, {}, {{"If-Match", etag}}).status, 412);
        QCOMPARE(patch("*", R"({"description":"3"})"), 200);
        QCOMPARE(m_panel.get(path).json()[QLatin1String("description")].toString(), QStringLiteral("3"));
        QCOMPARE(
            m_panel.request("PATCH", "/api/plans/plan_00000000000000000000", "{}", {{"If-Match", etag}}).status, 404);
        // Many at once with the tag of now: one of them wins.
        const QByteArray now = m_panel.get(path).headers.value("etag");
        QList<std::shared_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < 20; ++i) {
            const QByteArray body = "{\"description\":\"by " + QByteArray::number(i) + "\"}";
            auto socket = std::make_shared<QTcpSocket>();
            socket->connectToHost(QStringLiteral("127.0.0.1"), m_panel.port());
            socket->write("PATCH " + path
                + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + m_panel.key() + "\r\nIf-Match: " + now
                + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            sockets.append(socket);
        }
        int won = 0, lost = 0;
        for (const auto &socket : sockets) {
            QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
            const QByteArray answer = socket->readAll();
            won += answer.startsWith("HTTP/1.1 200");
            lost += answer.startsWith("HTTP/1.1 412");
        }
        QCOMPARE(won, 1);
        QCOMPARE(lost, 19);
    }
    void aRepeatedRequestIsAnsweredAgain() {
        const auto post = [this](const QByteArray &key, const QByteArray &body, const QByteArray &path = "/api/plans") {
            return m_panel.request("POST", path, body, {{"Idempotency-Key", key}});
        };
        const HttpAnswer first = post("one", R"({"name":"once"})");
        QCOMPARE(first.status, 201);
        QVERIFY(!first.headers.contains("idempotency-replayed"));
        const HttpAnswer again = post("one", R"({"name":"once"})");
        QCOMPARE(again.status, 201);
        QCOMPARE(again.body, first.body);
        QCOMPARE(again.headers.value("location"), first.headers.value("location"));
        QCOMPARE(again.headers.value("idempotency-replayed"), QByteArray("true"));
        QCOMPARE(post("one", R"({"name":"other"})").status, 422);
        QCOMPARE(post("one", R"({"name":"once"})", "/api/plans?x=1").status, 422);
        QCOMPARE(post(QByteArray(256, 'x'), R"({"name":"long"})").status, 400);
        QCOMPARE(post("two", R"({"name":""})").status, 422); // changed nothing, so the key is as good as new
        QCOMPARE(post("two", R"({"name":"mended"})").status, 201);
        const HttpAnswer other = m_panel.post("/api/auth/api-keys", object(R"({"name":"o","role":"admin"})"));
        const HttpAnswer others = m_panel.request("POST", "/api/plans", R"({"name":"theirs"})",
            {{"Idempotency-Key", "one"},
                {"Authorization", "Bearer " + other.json()[QLatin1String("key")].toString().toLatin1()}});
        QCOMPARE(others.status, 201); // each caller has keys of its own
        const HttpAnswer secret = post("three", R"({"name":"s","role":"viewer"})", "/api/auth/api-keys");
        m_panel.kill();
        QVERIFY(m_panel.start());
        QCOMPARE(post("three", R"({"name":"s","role":"viewer"})", "/api/auth/api-keys").body, secret.body);
        for (const QString &name : {QStringLiteral("panel.db"), QStringLiteral("panel.db-wal")}) {
            QFile stored(m_panel.dataDir() + u'/' + name);
            if (stored.open(QIODevice::ReadOnly))
                QVERIFY(!stored.readAll().contains(secret.json()[QLatin1String("key")].toString().mid(13).toLatin1()));
        }
    }
    void fiftyTimesTheSameCreateWithKillsInBetweenIsOneService() {
        const QByteArray body = R"({"name":"only-one","template":"static-site"})";
        const auto fire = [&] {
            QList<std::shared_ptr<QTcpSocket>> sockets;
            for (int i = 0; i < 50; ++i) {
                auto socket = std::make_shared<QTcpSocket>();
                socket->connectToHost(QStringLiteral("127.0.0.1"), m_panel.port());
                socket->write(
                    "POST /api/services HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
                    "Idempotency-Key: fifty\r\nAuthorization: Bearer "
                    + m_panel.key() + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
                sockets.append(socket);
            }
            return sockets;
        };
        for (const int bytes : {0, 1, 1}) { // killed at once, and when the first answers are out
            const auto sockets = fire();
            QTRY_VERIFY(std::all_of(sockets.begin(), sockets.end(), [](const auto &socket) {
                return socket->bytesToWrite() == 0 && socket->state() != QAbstractSocket::ConnectingState;
            }));
            if (bytes > 0)
                QTRY_VERIFY(std::any_of(
                    sockets.begin(), sockets.end(), [](const auto &socket) { return socket->bytesAvailable() > 0; }));
            m_panel.kill();
            QVERIFY(m_panel.start());
        }
        QSet<QString> ids;
        QTRY_VERIFY([&] {
            const HttpAnswer answer = m_panel.request("POST", "/api/services", body, {{"Idempotency-Key", "fifty"}});
            if (answer.status == 201)
                ids.insert(answer.json()[QLatin1String("id")].toString());
            return answer.status == 201;
        }());
        for (const auto &socket : fire()) {
            QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
            const QByteArray answer = socket->readAll();
            if (answer.startsWith("HTTP/1.1 201"))
                ids.insert(QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4))[QLatin1String("id")]
                               .toString());
            else
                QVERIFY2(answer.startsWith("HTTP/1.1 409"), answer.constData());
        }
        QCOMPARE(ids.size(), 1);
        const QJsonObject all = m_panel.get("/api/services?search=only-one").json();
        QCOMPARE(all[QLatin1String("total")].toInt(), 1);
        QCOMPARE(entries("target=" + ids.values().first().toLatin1() + "&action=services.create").size(), 1);
        QVERIFY(m_panel.removeAll());
    }
};

QTEST_GUILESS_MAIN(tst_audit)
#include "tst_audit.moc"
