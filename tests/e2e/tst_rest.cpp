// SPDX-License-Identifier: GPL-3.0-or-later
// The rules every endpoint follows, on the real daemon with more services than a page holds: paging, sorting, filters,
// headers, what counts against the limits, dry runs, the shapes of values.
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QDateTime>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

class tst_rest : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;
    static constexpr int count = 23;

    static QString text(const QJsonValue &value, const char *key) { return value[QLatin1String(key)].toString(); }
    QJsonObject create(const QString &name, const char *templateName, const char *engine = nullptr) {
        QJsonObject body{
            {QStringLiteral("name"), name}, {QStringLiteral("template"), QString::fromLatin1(templateName)}};
        if (engine)
            body.insert(QStringLiteral("engine"), QString::fromLatin1(engine));
        const QJsonObject made = m_panel.post("/api/services", body).json();
        (void)m_panel.finished(text(made, "operation_id"));
        return made;
    }
    QJsonObject page(const QByteArray &query) { return m_panel.get("/api/services" + query).json(); }
    QStringList column(const QByteArray &query, const char *key) {
        QStringList all;
        const QJsonArray rows = page(query)[QLatin1String("data")].toArray();
        for (const QJsonValue row : rows)
            all.append(text(row, key));
        return all;
    }
    QByteArray idOf(const QString &name) { return column("?search=" + name.toUtf8(), "id").value(0).toLatin1(); }

private slots:
    void initTestCase() {
        QVERIFY(addScript(m_templates, "rests", "exec sleep 1000"));
        QVERIFY(addScript(m_templates, "works", "while :; do :; done"));
        QVERIFY(addScript(m_templates, "dies", "exit 3"));
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
        for (int i = count - 2; i > 0; --i) // not in the order of their names
            create(QStringLiteral("rest-%1").arg(i, 2, 10, QLatin1Char('0')), "rests");
        create(QStringLiteral("dies-01"), "dies");
        create(QStringLiteral("works-01"), "works");
        const HttpAnswer stop = m_panel.post("/api/services/" + idOf(QStringLiteral("rest-07")) + "/stop");
        QCOMPARE(text(m_panel.finished(text(stop.json(), "id")), "status"), QStringLiteral("succeeded"));
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void aListIsPagedTwentyAtATime() {
        const QJsonObject first = page("");
        QCOMPARE(first[QLatin1String("total")].toInt(), count);
        QCOMPARE(first[QLatin1String("page")].toInt(), 1);
        QCOMPARE(first[QLatin1String("per_page")].toInt(), 20);
        QCOMPARE(first[QLatin1String("data")].toArray().size(), 20);
        QCOMPARE(page("?page=2")[QLatin1String("data")].toArray().size(), count - 20);
        QCOMPARE(page("?per_page=100")[QLatin1String("data")].toArray().size(), count);
        // Pages of any size are the same rows.
        QStringList all;
        for (int i = 1; i <= 5; ++i)
            all += column("?per_page=5&sort=name&page=" + QByteArray::number(i), "name");
        QCOMPARE(all, column("?per_page=100&sort=name", "name"));
        QCOMPARE(all.size(), count);
    }
    void pastTheEndThereIsNothingAndNoError() {
        for (const char *query : {"?page=3", "?page=2000000000", "?per_page=100&page=2", "?search=nobody&page=7"}) {
            const HttpAnswer answer = m_panel.get(QByteArray("/api/services") + query);
            QCOMPARE(answer.status, 200);
            QVERIFY(answer.json()[QLatin1String("data")].isArray());
            QCOMPARE(answer.json()[QLatin1String("data")].toArray().size(), 0);
        }
        QCOMPARE(page("?page=3")[QLatin1String("total")].toInt(), count);
    }
    void everySortKeyWorksBothWays_data() {
        QTest::addColumn<QByteArray>("key");
        for (const char *key : {"name", "status", "created_at", "updated_at"})
            QTest::newRow(key) << QByteArray(key);
    }
    void everySortKeyWorksBothWays() {
        QFETCH(QByteArray, key);
        const QByteArray query = "?per_page=100&sort=" + key;
        const QStringList up = column(query, key.constData());
        QStringList sorted = up;
        std::ranges::sort(sorted);
        if (key != "status") // whose order is that of what needs somebody
            QCOMPARE(up, sorted);
        QCOMPARE(column(query + "&order=asc", key.constData()), up);
        const QStringList down = column(query + "&order=desc", key.constData());
        QCOMPARE(down, QStringList(up.rbegin(), up.rend()));
        QVERIFY(up.first() != up.last());
    }
    void filtersLeaveOnlyWhatFits() {
        const auto names = [this](const char *query) { return column(QByteArray("?per_page=100&") + query, "name"); };
        QCOMPARE(names("status=failed"), QStringList{QStringLiteral("dies-01")});
        QCOMPARE(names("status=stopped"), QStringList{QStringLiteral("rest-07")});
        QCOMPARE(names("status=running").size(), count - 2);
        QVERIFY(names("status=deploying").isEmpty());
        QCOMPARE(names("template=works"), QStringList{QStringLiteral("works-01")});
        QCOMPARE(names("engine=process").size(), count);
        QVERIFY(names("customer_id=cust_00000000000000000000").isEmpty());
        QCOMPARE(names("search=EST-1").size(), 10); // 10 to 19
        QCOMPARE(names("search=est&status=stopped&template=rests"), QStringList{QStringLiteral("rest-07")});
        QCOMPARE(page("?status=running&per_page=5")[QLatin1String("total")].toInt(), count - 2); // of what fits
        // Of other nouns, too.
        const auto total = [this](const QByteArray &target) {
            return m_panel.get(target).json()[QLatin1String("total")].toInt();
        };
        QCOMPARE(total("/api/operations?kind=stop"), 1);
        QCOMPARE(total("/api/operations?status=failed&kind=deploy"), 1);
        QCOMPARE(total("/api/templates?category=databases"), 9);
        QVERIFY(total("/api/templates?search=redis") >= 1);
    }
    void idsAndTimesHaveTheirForm() {
        static const QRegularExpression id(QStringLiteral("^svc_[a-z0-9]{20}$"));
        static const QRegularExpression time(
            QStringLiteral("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z$"));
        const QStringList byAge = column("?per_page=100&sort=created_at", "id");
        for (const QString &one : byAge)
            QVERIFY2(id.match(one).hasMatch(), qPrintable(one));
        QVERIFY(std::ranges::is_sorted(byAge)); // as old as they look
        const QJsonObject detail = m_panel.get("/api/services/" + idOf(QStringLiteral("rest-01"))).json();
        QVERIFY(!detail.contains(QLatin1String("data"))); // bare
        for (const char *key : {"created_at", "updated_at", "deployed_at"})
            QVERIFY2(time.match(text(detail, key)).hasMatch(), qPrintable(text(detail, key)));
        const QDateTime made = QDateTime::fromString(text(detail, "created_at"), Qt::ISODate);
        QVERIFY(std::abs(made.secsTo(QDateTime::currentDateTimeUtc())) < 600);
    }
    void everyKindOfAnswerHasItsHeaders() {
        const QByteArray etag = m_panel.get("/api/services").headers.value("etag");
        const QMap<QByteArray, QByteArray> upgrade{{"Upgrade", "websocket"}, {"Connection", "Upgrade"},
            {"Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="}, {"Sec-WebSocket-Version", "13"},
            {"Authorization", "Bearer nobody"}};
        const QList<std::pair<int, HttpQuestion>> all{{200, {"GET", "/api/services", {}, {}}},
            {200, {"HEAD", "/api/services", {}, {}}}, {204, {"OPTIONS", "/api/services", {}, {}}},
            {304, {"GET", "/api/services", {}, {{"If-None-Match", etag}}}},
            {400, {"GET", "/api/services?page=0", {}, {}}},
            {401, {"GET", "/api/services", {}, {{"Authorization", "Bearer nobody"}}}},
            {401, {"GET", "/api/ws", {}, upgrade}}, {404, {"GET", "/api/nothing", {}, {}}},
            {405, {"PUT", "/api/services", {}, {}}},
            {415, {"POST", "/api/services", "a=b", {{"Content-Type", "text/plain"}}}},
            {422, {"POST", "/api/services", "{}", {}}}};
        for (const auto &[status, question] : all) {
            const HttpAnswer answer = m_panel.together({question}).first();
            const QByteArray what = question.method + ' ' + question.target + ' ' + QByteArray::number(answer.status);
            QVERIFY2(answer.status == status, what.constData());
            for (const char *name : {"x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"})
                QVERIFY2(!answer.headers.value(name).isEmpty(), QByteArray(what + ' ' + name).constData());
            QVERIFY2(answer.headers.value("x-content-type-options") == "nosniff", what.constData());
            QVERIFY2(!answer.headers.contains("server"), what.constData()); // nobody's business
            const bool mayBeKept = answer.headers.contains("etag");
            QVERIFY2(answer.headers.value("cache-control") == (mayBeKept ? "private, no-cache" : "no-store"),
                what.constData());
            if (status >= 400) {
                QVERIFY2(answer.headers.value("content-type").startsWith("application/json"), what.constData());
                QVERIFY2(
                    !answer.errorCode().isEmpty() && !text(answer.json()[QLatin1String("error")], "message").isEmpty(),
                    answer.body.constData());
            }
        }
        QCOMPARE(
            m_panel.request("OPTIONS", "/api/services").headers.value("allow"), QByteArray("GET, HEAD, POST, OPTIONS"));
        QCOMPARE(m_panel.request("HEAD", "/api/services").headers.value("content-length"),
            m_panel.get("/api/services").headers.value("content-length"));
    }
    void aClientsOwnRequestIdIsKept() {
        const HttpAnswer answer = m_panel.request("GET", "/api/nothing", {}, {{"X-Request-Id", "mine-1"}});
        QCOMPARE(answer.headers.value("x-request-id"), QByteArray("mine-1"));
        QCOMPARE(text(answer.json()[QLatin1String("error")], "request_id"), QStringLiteral("mine-1"));
        const HttpAnswer odd = m_panel.request("GET", "/api/health", {}, {{"X-Request-Id", "a b<script>"}});
        QVERIFY(!odd.headers.value("x-request-id").contains("script"));
    }
    /// One busy service: what is measured of it moves all the time.
    void whatIsMeasuredChangesNoETag() {
        const QByteArray path = "/api/services/" + idOf(QStringLiteral("works-01"));
        const auto usage = [&] { return m_panel.get(path).json()[QLatin1String("resources")].toObject(); };
        QTRY_VERIFY_WITH_TIMEOUT(usage()[QLatin1String("cpu_usage")].toDouble() > 0.1, 20'000); // the engine measures
        QVERIFY(usage()[QLatin1String("memory_usage_mb")].toDouble() > 0);
        const QByteArray one = m_panel.get(path).headers.value("etag");
        const QByteArray list = m_panel.get("/api/services").headers.value("etag");
        const QJsonObject before = usage();
        QTRY_VERIFY_WITH_TIMEOUT(usage() != before, 20'000);
        QCOMPARE(m_panel.get(path).headers.value("etag"), one);
        QCOMPARE(m_panel.get("/api/services").headers.value("etag"), list);
        QCOMPARE(m_panel.request("PATCH", path, R"({"labels":{"a":"b"}})").status, 200);
        QVERIFY(m_panel.get(path).headers.value("etag") != one);
        QVERIFY(m_panel.get("/api/services").headers.value("etag") != list);
    }
    void aDryRunOfEachKindTellsThePlanAndChangesNothing() {
        const QByteArray id = idOf(QStringLiteral("rest-01"));
        const qint64 rev = m_panel.get("/api/info").json()[QLatin1String("rev")].toInteger();
        const QList<HttpQuestion> all{
            {"POST", "/api/services?dry_run=true", R"({"name":"dry","template":"rests"})", {}},
            {"POST", "/api/templates/rests/deploy?dry_run=true", R"({"name":"dry"})", {}},
            {"POST", "/api/services/" + id + "/deploy?dry_run=true", {}, {}}};
        for (const HttpQuestion &question : all) {
            const HttpAnswer answer = m_panel.together({question}).first();
            QVERIFY2(answer.status == 200, QByteArray(question.target + answer.body).constData());
            QVERIFY(!answer.headers.contains("location"));
            QCOMPARE(text(answer.json(), "template"), QStringLiteral("rests"));
            QCOMPARE(answer.json()[QLatin1String("components")].toArray().size(), 1);
        }
        QCOMPARE(m_panel.get("/api/info").json()[QLatin1String("rev")].toInteger(), rev);
        QVERIFY(m_panel.isIdle());
    }
    void stepsThatAreNotNeededSayThatTheyWereSkipped() {
        const QByteArray id = idOf(QStringLiteral("rest-02"));
        const QJsonObject latest =
            m_panel.get("/api/operations?kind=deploy&service_id=" + id).json()[QLatin1String("data")][0].toObject();
        QStringList names, skipped;
        const QJsonArray steps = latest[QLatin1String("steps")].toArray();
        for (const QJsonValue step : steps) {
            names.append(text(step, "name"));
            if (text(step, "status") == QLatin1String("skipped")) {
                skipped.append(text(step, "name"));
                QVERIFY2(!text(step, "message").isEmpty(), qPrintable(names.last())); // why
            } else {
                QCOMPARE(text(step, "status"), QStringLiteral("succeeded"));
                QVERIFY(!text(step, "started_at").isEmpty() && !text(step, "finished_at").isEmpty());
            }
        }
        for (const char *step : {"validate", "prepare", "start", "health", "route"})
            QVERIFY2(names.contains(QLatin1String(step)), step);
        QVERIFY(skipped.contains(QLatin1String("pull")) && skipped.contains(QLatin1String("build")));
        QCOMPARE(latest[QLatin1String("progress")].toDouble(), 1.0);
    }
    void whatHasNotChangedDoesNotCountAndDeploysCountApart() {
        LivePanel panel;
        QVERIFY(panel.start({{QStringLiteral("AAP_RATE_LIMITS_AUTHENTICATED"), QStringLiteral("120")},
            {QStringLiteral("AAP_RATE_LIMITS_DEPLOY"), QStringLiteral("10")},
            {QStringLiteral("AAP_RATE_LIMITS_DEFAULT"), QStringLiteral("60")}}));
        const auto remaining = [](const HttpAnswer &answer) {
            return answer.headers.value("x-ratelimit-remaining").toInt();
        };
        for (int attempt = 0;; ++attempt) { // the minute may turn in between
            const HttpAnswer first = panel.get("/api/services");
            QCOMPARE(first.headers.value("x-ratelimit-limit"), QByteArray("120"));
            const HttpAnswer unchanged =
                panel.request("GET", "/api/services", {}, {{"If-None-Match", first.headers.value("etag")}});
            QCOMPARE(unchanged.status, 304);
            const HttpAnswer dry =
                panel.post("/api/services?dry_run=true", {{QStringLiteral("name"), QStringLiteral("xx")}});
            QCOMPARE(dry.headers.value("x-ratelimit-limit"), QByteArray("10"));
            const HttpAnswer second = panel.get("/api/services");
            const bool sameMinute =
                first.headers.value("x-ratelimit-reset") == second.headers.value("x-ratelimit-reset");
            if (!sameMinute && attempt < 3)
                continue;
            QCOMPARE(remaining(unchanged), remaining(first));
            QCOMPARE(remaining(second), remaining(first) - 1);
            break;
        }
        QCOMPARE(panel.request("GET", "/api/health", {}, {{"Authorization", ""}}).headers.value("x-ratelimit-limit"),
            QByteArray("60"));
        QCOMPARE(panel.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_rest)
#include "tst_rest.moc"
