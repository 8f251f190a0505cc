// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the REST API, asked of the real daemon; every answer is held against its own OpenAPI document.
#include "tests/support/livepanel.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

class tst_api : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    static QString field(const HttpAnswer &answer, const char *name) {
        return answer.json()[QLatin1String("error")][QLatin1String("fields")][QLatin1String(name)].toString();
    }

private slots:
    void initTestCase() { QVERIFY2(m_panel.start(), m_panel.log().constData()); }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void anAnswerThatDoesNotFitTheDocumentWouldBeSeen() {
        const ContractCheck contract(m_panel.get("/api/openapi.json").json());
        static const QByteArray json("application/json");
        const QByteArray health = m_panel.get("/api/health").body;
        const auto misfit = [&contract](int status, const QByteArray &type, const QByteArray &body) {
            return contract.check("GET", "/api/health", status, type, body);
        };
        QCOMPARE(misfit(200, json, health), QString());
        QJsonObject changed = QJsonDocument::fromJson(health).object();
        changed.insert(QStringLiteral("colour"), 1);
        QVERIFY(!misfit(200, json, QJsonDocument(changed).toJson()).isEmpty()); // a field nobody described
        changed.remove(QStringLiteral("colour"));
        changed.insert(QStringLiteral("version"), 1);
        QVERIFY(!misfit(200, json, QJsonDocument(changed).toJson()).isEmpty());
        changed.remove(QStringLiteral("version"));
        QVERIFY(!misfit(200, json, QJsonDocument(changed).toJson()).isEmpty());
        QVERIFY(!misfit(200, json, "nonsense").isEmpty());
        QVERIFY(!misfit(200, "text/plain", health).isEmpty());
        QVERIFY(!misfit(202, json, health).isEmpty());
        QVERIFY(!misfit(304, json, health).isEmpty());
        QVERIFY(!misfit(500, json, "{\"error\":\"it broke\"}").isEmpty());
        // By reference, where most types stand.
        const QByteArray list = R"({"data":[{"id":"svc_1"}],"total":1,"page":1,"per_page":20})";
        QVERIFY(!contract.check("GET", "/api/services", 200, json, list).isEmpty());
    }
    void healthNeedsNoKeyAndEverythingElseDoes() {
        QCOMPARE(m_panel.request("GET", "/api/health", {}, {{"Authorization", ""}}).status, 200);
        const HttpAnswer without = m_panel.request("GET", "/api/services", {}, {{"Authorization", ""}});
        QCOMPARE(without.status, 401);
        QCOMPARE(without.errorCode(), QStringLiteral("unauthorized"));
        QVERIFY(without.headers.contains("www-authenticate"));
        QCOMPARE(m_panel.request("GET", "/api/services", {}, {{"Authorization", "Bearer aap_00000000_x"}}).status, 401);
        QByteArray wrong = m_panel.key();
        wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
        QCOMPARE(m_panel.request("GET", "/api/services", {}, {{"Authorization", "Bearer " + wrong}}).status, 401);
    }
    void everyAnswerCarriesIdAndLimits() {
        for (const char *path : {"/api/health", "/api/services", "/api/nothing", "/api/services/svc_x"}) {
            const HttpAnswer answer = m_panel.get(path);
            for (const char *name : {"x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"})
                QVERIFY2(answer.headers.contains(name), path);
            QCOMPARE(answer.headers.value("x-content-type-options"), QByteArray("nosniff"));
            if (answer.status >= 400)
                QCOMPARE(answer.json()[QLatin1String("error")][QLatin1String("request_id")].toString().toLatin1(),
                    answer.headers.value("x-request-id"));
        }
    }
    void wrongQueriesAreNamed_data() {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("zero page") << QByteArray("page=0") << QByteArray("page");
        QTest::newRow("no number") << QByteArray("page=x") << QByteArray("page");
        QTest::newRow("too many") << QByteArray("per_page=101") << QByteArray("per_page");
        QTest::newRow("sort key") << QByteArray("sort=colour") << QByteArray("sort");
        QTest::newRow("order") << QByteArray("order=up") << QByteArray("order");
        QTest::newRow("status") << QByteArray("status=sleepy") << QByteArray("status");
        QTest::newRow("unknown") << QByteArray("colour=red") << QByteArray("colour");
        QTest::newRow("repeated") << QByteArray("page=1&page=2") << QByteArray("page");
        QTest::newRow("no utf-8") << QByteArray("search=%ff") << QByteArray("search");
    }
    void wrongQueriesAreNamed() {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, name);
        const HttpAnswer answer = m_panel.get("/api/services?" + query);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.errorCode(), QStringLiteral("bad_request"));
        QVERIFY2(!field(answer, name.constData()).isEmpty(), answer.body.constData());
    }
    void pathsMethodsAndBodiesThatDoNotFitAreRefused() {
        QCOMPARE(m_panel.get("/api/nothing").status, 404);
        QCOMPARE(m_panel.get("/api/services/dep_00000000000000000000").status, 404);
        QCOMPARE(m_panel.get("/api/services/a%2Fb").status, 404);
        QCOMPARE(m_panel.get("/nothing").status, 404);
        const HttpAnswer method = m_panel.request("DELETE", "/api/services");
        QCOMPARE(method.status, 405);
        QCOMPARE(method.headers.value("allow"), QByteArray("GET, HEAD, POST, OPTIONS"));
        QCOMPARE(m_panel.request("OPTIONS", "/api/services").status, 204);
        const HttpAnswer head = m_panel.request("HEAD", "/api/services");
        QCOMPARE(head.status, 200);
        QVERIFY(head.headers.value("content-length").toInt() > 0);
        QCOMPARE(m_panel.request("POST", "/api/services", "{", {}).status, 400);
        QCOMPARE(m_panel.request("POST", "/api/services", "a=b", {{"Content-Type", "text/plain"}}).status, 415);
        QCOMPARE(m_panel.request("POST", "/api/services", QByteArray(1200 * 1024, ' ')).status, 413);
    }
    void wrongBodiesAreNamedFieldByField() {
        const HttpAnswer answer = m_panel.post("/api/services",
            {{QStringLiteral("name"), QStringLiteral("Bad Name")}, {QStringLiteral("colour"), 1},
                {QStringLiteral("labels"), QJsonArray()}});
        QCOMPARE(answer.status, 422);
        QCOMPARE(answer.errorCode(), QStringLiteral("validation_error"));
        QVERIFY(!field(answer, "colour").isEmpty() && !field(answer, "labels").isEmpty());
        QVERIFY(!field(m_panel.post("/api/services", {{QStringLiteral("template"), QStringLiteral("redis")}}), "name")
                     .isEmpty());
        const HttpAnswer rules = m_panel.post("/api/services",
            {{QStringLiteral("name"), QStringLiteral("Bad Name")}, {QStringLiteral("template"), QStringLiteral("none")},
                {QStringLiteral("plan_id"), QStringLiteral("plan_x")},
                {QStringLiteral("engine"), QStringLiteral("moon")}});
        for (const char *name : {"name", "template", "plan_id", "engine"})
            QVERIFY2(!field(rules, name).isEmpty(), name);
        const HttpAnswer variables = m_panel.post("/api/templates/http-echo/deploy",
            {{QStringLiteral("name"), QStringLiteral("good")},
                {QStringLiteral("variables"), QJsonObject{{QStringLiteral("NOPE"), 1}}}});
        QCOMPARE(variables.status, 422);
        QVERIFY(variables.json()[QLatin1String("error")][QLatin1String("fields")].toObject().contains(
            QStringLiteral("variables.NOPE")));
    }
    void aSourceIsCheckedPartByPart() {
        const HttpAnswer answer = m_panel.post("/api/services",
            {{QStringLiteral("name"), QStringLiteral("good")},
                {QStringLiteral("image"),
                    QJsonObject{{QStringLiteral("image"), QStringLiteral("Not An Image")},
                        {QStringLiteral("ports"), QJsonArray{80, QStringLiteral("eighty")}}}},
                {QStringLiteral("git"),
                    QJsonObject{{QStringLiteral("url"), QStringLiteral("https://me:secret@host/a")},
                        {QStringLiteral("ref"), QStringLiteral("--upload-pack=x")}}}});
        QCOMPARE(answer.status, 422);
        for (const char *name : {"template", "image.image", "image.ports.1", "git.url", "git.ref"})
            QVERIFY2(!field(answer, name).isEmpty(), name);
        QVERIFY(field(answer, "image.ports.0").isEmpty());
        QVERIFY(!answer.body.contains("secret@"));
    }
    void whatHasNotChangedIsNotSentAgain_data() {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"/api/services", "/api/operations", "/api/templates", "/api/templates?search=redis",
                 "/api/templates/redis", "/api/templates/redis/logo", "/api/openapi.json", "/api/docs"})
            QTest::newRow(path) << QByteArray(path);
    }
    void whatHasNotChangedIsNotSentAgain() {
        QFETCH(QByteArray, path);
        const QByteArray etag = m_panel.get(path).headers.value("etag");
        QVERIFY2(etag.startsWith("W/\""), etag.constData());
        for (const QByteArray &known : {etag, QByteArray("\"other\", " + etag), etag.mid(2), QByteArray("*")}) {
            const HttpAnswer again = m_panel.request("GET", path, {}, {{"If-None-Match", known}});
            QCOMPARE(again.status, 304);
            QCOMPARE(again.headers.value("etag"), etag);
            QVERIFY(again.body.isEmpty());
        }
        QCOMPARE(m_panel.request("GET", path, {}, {{"If-None-Match", "W/\"other\""}}).status, 200);
    }
    void anUnchangedListIsNotSentAgain() {
        const HttpAnswer first = m_panel.get("/api/services");
        const QByteArray etag = first.headers.value("etag");
        QVERIFY(etag.startsWith("W/\""));
        const HttpAnswer again = m_panel.request("GET", "/api/services", {}, {{"If-None-Match", etag}});
        QCOMPARE(again.status, 304);
        QVERIFY(again.body.isEmpty());
        QCOMPARE(m_panel.request("GET", "/api/services?page=2", {}, {{"If-None-Match", etag}}).status, 200);
    }
    void theDocumentationIsWholeAndItsOwn() {
        const QJsonObject paths = m_panel.get("/api/openapi.json").json()[QLatin1String("paths")].toObject();
        QVERIFY(paths.size() >= 16);
        const HttpAnswer page = m_panel.request("GET", "/api/docs", {}, {{"Authorization", ""}});
        QCOMPARE(page.status, 200);
        for (const QString &path : paths.keys())
            QVERIFY(page.body.contains(path.toHtmlEscaped().toUtf8()));
        QVERIFY(!page.body.contains("<script") && !page.body.contains("src=") && !page.body.contains("=\"http"));
        QVERIFY(page.headers.value("content-security-policy").startsWith("default-src 'none'"));
    }
    void templatesAreListedAndDrawn() {
        const QJsonObject list = m_panel.get("/api/templates?category=databases").json();
        QCOMPARE(list[QLatin1String("total")].toInt(), 9);
        const HttpAnswer logo = m_panel.get("/api/templates/redis/logo");
        QVERIFY(logo.body.contains("<svg"));
        QVERIFY(logo.headers.value("content-security-policy").startsWith("default-src 'none'"));
        QCOMPARE(m_panel.get("/api/templates/none").status, 404);
        QVERIFY(!m_panel.get("/api/templates/http-echo").json()[QLatin1String("variables")].toArray().isEmpty());
    }
    void tooManyRequestsAreToldWhenToComeBack() {
        LivePanel panel;
        QVERIFY(panel.start({{QStringLiteral("AAP_RATE_LIMITS_AUTHENTICATED"), QStringLiteral("5")}}));
        HttpAnswer answer;
        for (int i = 0; i < 12 && answer.status != 429; ++i) // a minute may turn in between
            answer = panel.get("/api/info");
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.errorCode(), QStringLiteral("rate_limited"));
        const int wait = answer.headers.value("retry-after").toInt();
        QVERIFY(wait >= 1 && wait <= 60);
        QCOMPARE(answer.headers.value("x-ratelimit-remaining"), QByteArray("0"));
        QCOMPARE(panel.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_api)
#include "tst_api.moc"
