// SPDX-License-Identifier: GPL-3.0-or-later
// Quotas: what services are counted for, that nobody gets more, whoever asks at the same time and whatever dies in
// between, and that what runs goes on running when a plan becomes smaller.
#include "tests/e2e/planfixture.h"
#include <QDir>
#include <atomic>
#include <csignal>
#include <thread>

class tst_quotas : public PlanFixture {
    Q_OBJECT

    QList<HttpQuestion> fifty(const QByteArray &customer) {
        QList<HttpQuestion> questions;
        for (int i = 0; i < 50; ++i)
            questions.append({"POST", "/api/services", sized(customer), {}});
        return questions;
    }
    int servicesOf(const QByteArray &customer) {
        return m_panel.get("/api/services?customer_id=" + customer).json()[QLatin1String("total")].toInt();
    }
    HttpAnswer patch(const QByteArray &service, const QByteArray &body) {
        return m_panel.request("PATCH", "/api/services/" + service, body);
    }
    HttpAnswer post(const QByteArray &service, const QByteArray &what) {
        return m_panel.request("POST", "/api/services/" + service + '/' + what);
    }
    bool does(const QByteArray &service, const QByteArray &what) {
        return isDone(post(service, what).json()[QLatin1String("id")].toString());
    }

private slots:
    void initTestCase() {
        QVERIFY(addTemplate("sized", "exec sleep 1000"));
        QVERIFY(addTemplate("fragile", "test ${MEMORY_MB} -lt 100 || exit 3; exec sleep 1000"));
        QVERIFY(addTemplate("writer", "head -c 150000000 /dev/zero > data; exec sleep 1000"));
        QVERIFY2(startPanel(), m_panel.log().constData());
    }
    void cleanup() { QVERIFY(m_panel.removeAll()); }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void ofFiftyAtTheLastPlaceOneIsMade_data() {
        QTest::addColumn<QByteArray>("resource");
        QTest::addColumn<QByteArray>("quota");
        QTest::addColumn<QString>("said");
        QTest::newRow("services") << QByteArray("services") << QByteArray("2") << "limit 2, used 2, asked 1";
        QTest::newRow("cpu") << QByteArray("cpu") << QByteArray("1.2") << "limit 1.2, used 1, asked 0.5";
        QTest::newRow("memory") << QByteArray("memory_mb") << QByteArray("130") << "limit 130, used 128, asked 64";
        QTest::newRow("storage") << QByteArray("storage_mb") << QByteArray("200") << "limit 200, used 200, asked 100";
    }
    void ofFiftyAtTheLastPlaceOneIsMade() {
        QFETCH(QByteArray, resource);
        QFETCH(QByteArray, quota);
        QFETCH(QString, said);
        const QByteArray owner = customer(plan('"' + resource + "\":" + quota));
        QVERIFY(!service(owner).isEmpty());
        int made = 0;
        const auto answers = m_panel.together(fifty(owner));
        for (const HttpAnswer &answer : answers) {
            made += int(answer.status == 201);
            if (answer.status != 201)
                QCOMPARE(excess(answer, resource.constData()), said);
        }
        QCOMPARE(made, 1);
        QCOMPARE(servicesOf(owner), 2);
        // What is deleted counts no more, at once.
        const QByteArray gone = m_panel.get("/api/services?customer_id=" + owner)
                                    .json()[QLatin1String("data")][0][QLatin1String("id")]
                                    .toString()
                                    .toLatin1();
        QCOMPARE(m_panel.request("DELETE", "/api/services/" + gone + "?purge=true").status, 204);
        QCOMPARE(create(sized(owner)).status, 201);
    }
    void aKillInBetweenChangesNothingOfIt() {
        const QByteArray owner = customer(plan("\"services\":1"));
        const QDir folder(m_panel.dataDir() + QStringLiteral("/services"));
        const qsizetype before = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
        // As soon as the first is being deployed; the others are still on their way.
        std::atomic<bool> isOver = false;
        std::thread killer([&, pid = pid_t(m_panel.pid())] {
            while (!isOver && QDir(folder.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() == before)
                std::this_thread::yield();
            ::kill(pid, SIGKILL);
        });
        (void)m_panel.together(fifty(owner));
        isOver = true;
        killer.join();
        m_panel.kill();
        QVERIFY2(startPanel(), m_panel.log().constData());
        QCOMPARE(servicesOf(owner), 1);
        QCOMPARE(used(owner, "services"), 1.0);
        QCOMPARE(used(owner, "memory_mb"), 64.0);
        const auto answers = m_panel.together(fifty(owner));
        for (const HttpAnswer &answer : answers)
            QCOMPARE(excess(answer, "services"), QStringLiteral("limit 1, used 1, asked 1"));
    }
    void whatAsksForMoreIsHeldAgainstThePlan() {
        const QByteArray owner = customer(plan("\"memory_mb\":100"));
        const QByteArray id = service(owner);
        const HttpAnswer refused = patch(id, R"({"variables":{"MEMORY_MB":128}})");
        QCOMPARE(excess(refused, "memory_mb"), QStringLiteral("limit 100, used 64, asked 64"));
        QCOMPARE(m_panel.get("/api/services/" + id).json()[QLatin1String("pending_changes")].toBool(), false);
        // What waits for the next deploy is not counted before it.
        QCOMPARE(patch(id, R"({"variables":{"MEMORY_MB":90}})").status, 200);
        QCOMPARE(used(owner, "memory_mb"), 64.0);
        const QJsonObject memory =
            post(id, "deploy?dry_run=true").json()[QLatin1String("quota")][QLatin1String("memory_mb")].toObject();
        QCOMPARE(memory,
            (QJsonObject{{QStringLiteral("limit"), 100}, {QStringLiteral("used"), 64}, {QStringLiteral("asked"), 26}}));
        QVERIFY(does(id, "deploy"));
        QCOMPARE(used(owner, "memory_mb"), 90.0);
        QVERIFY(does(id, "rollback"));
        QCOMPARE(used(owner, "memory_mb"), 64.0);
        // A revision that waited while the plan was filled otherwise, and one that is brought back.
        QCOMPARE(patch(id, R"({"variables":{"MEMORY_MB":80}})").status, 200);
        const QByteArray other = service(owner, R"(,"variables":{"MEMORY_MB":36})");
        QCOMPARE(excess(post(id, "deploy"), "memory_mb"), QStringLiteral("limit 100, used 100, asked 16"));
        const QJsonArray revisions =
            m_panel.get("/api/services/" + id + "/deployments").json()[QLatin1String("data")].toArray();
        QString large;
        for (const QJsonValue revision : revisions)
            if (revision[QLatin1String("variables")][QLatin1String("MEMORY_MB")].toString() == QLatin1String("90"))
                large = revision[QLatin1String("id")].toString();
        QVERIFY(!large.isEmpty());
        const QByteArray wish = "{\"deployment_id\":\"" + large.toLatin1() + "\"}";
        const HttpAnswer back = m_panel.request("POST", "/api/services/" + id + "/rollback", wish);
        QCOMPARE(excess(back, "memory_mb"), QStringLiteral("limit 100, used 100, asked 26"));
        QCOMPARE(m_panel.state(id), QStringLiteral("running"));
        QCOMPARE(m_panel.request("DELETE", "/api/services/" + other).status, 204);
        QVERIFY(does(id, "deploy"));
    }
    void aDeployThatFailsGivesBackWhatItAskedFor() {
        const QByteArray owner = customer(plan("\"memory_mb\":300"));
        const HttpAnswer made =
            create("{\"name\":\"fragile\",\"template\":\"fragile\",\"customer_id\":\"" + owner + "\"}");
        QVERIFY(isDone(made.json()[QLatin1String("operation_id")].toString()));
        QCOMPARE(patch(idOf(made), R"({"variables":{"MEMORY_MB":200}})").status, 200);
        QVERIFY(!does(idOf(made), "deploy"));
        QCOMPARE(m_panel.state(idOf(made)), QStringLiteral("running"));
        QCOMPARE(used(owner, "memory_mb"), 64.0);
    }
    void aSmallerPlanStopsNothing() {
        const QByteArray owner = customer(plan("\"services\":2"));
        const QByteArray one = service(owner), two = service(owner);
        const QByteArray small = plan("\"services\":1,\"cpu\":0.1,\"memory_mb\":70,\"storage_mb\":1");
        QCOMPARE(m_panel.request("PATCH", "/api/customers/" + owner, "{\"plan_id\":\"" + small + "\"}").status, 200);
        const QJsonObject services = usage(owner)[QLatin1String("services")].toObject();
        QCOMPARE(services,
            (QJsonObject{{QStringLiteral("limit"), 1}, {QStringLiteral("used"), 2}, {QStringLiteral("measured"), 2}}));
        for (const QByteArray &id : {one, two}) {
            QCOMPARE(m_panel.state(id), QStringLiteral("running"));
            QVERIFY(does(id, "stop"));
            QVERIFY(does(id, "start"));
            QVERIFY(does(id, "deploy"));
            QVERIFY(does(id, "restart"));
        }
        m_panel.kill();
        QVERIFY(startPanel());
        QTRY_COMPARE(m_panel.state(one), QStringLiteral("running"));
        QTRY_COMPARE(m_panel.state(two), QStringLiteral("running"));
        // Only more there is not.
        QCOMPARE(patch(one, R"({"variables":{"MEMORY_MB":32}})").status, 200);
        QCOMPARE(excess(patch(one, R"({"variables":{"MEMORY_MB":65}})"), "memory_mb"),
            QStringLiteral("limit 70, used 128, asked 1"));
        const HttpAnswer refused = create(sized(owner));
        QCOMPARE(excess(refused, "services"), QStringLiteral("limit 1, used 2, asked 1"));
        QCOMPARE(excess(refused, "storage_mb"), QStringLiteral("limit 1, used 200, asked 100"));
        QVERIFY(refused.json()[QLatin1String("error")][QLatin1String("message")].toString().contains(
            QLatin1String("services: limit 1, used 2, asked 1")));
        QVERIFY(does(one, "deploy"));
        QCOMPARE(used(owner, "memory_mb"), 96.0);
    }
    void aDryRunShowsWhatItWouldTake() {
        const QByteArray owner = customer(plan("\"services\":1,\"cpu\":2"));
        const auto dryRun = [&] { return m_panel.request("POST", "/api/services?dry_run=true", sized(owner)); };
        const HttpAnswer first = dryRun();
        QCOMPARE(first.status, 200);
        const QJsonObject quota = first.json()[QLatin1String("quota")].toObject();
        QCOMPARE(quota[QLatin1String("services")].toObject(),
            (QJsonObject{{QStringLiteral("limit"), 1}, {QStringLiteral("used"), 0}, {QStringLiteral("asked"), 1}}));
        QCOMPARE(quota[QLatin1String("cpu")].toObject(),
            (QJsonObject{{QStringLiteral("limit"), 2}, {QStringLiteral("used"), 0}, {QStringLiteral("asked"), 0.5}}));
        QCOMPARE(quota[QLatin1String("memory_mb")].toObject(),
            (QJsonObject{{QStringLiteral("limit"), QJsonValue::Null}, {QStringLiteral("used"), 0},
                {QStringLiteral("asked"), 64}}));
        QVERIFY(!first.body.contains("Over the quota"));
        QVERIFY(!service(owner).isEmpty());
        const HttpAnswer second = dryRun();
        QCOMPARE(second.status, 200);
        QVERIFY2(second.body.contains("services: limit 1, used 1, asked 1"), second.body.constData());
        QCOMPARE(servicesOf(owner), 1);
        const HttpAnswer nobodys = m_panel.request("POST", "/api/services?dry_run=true", sized({}));
        QVERIFY(nobodys.json()[QLatin1String("quota")].isNull());
    }
    void whatAServiceHasWrittenCounts() {
        const QByteArray owner = customer(plan("\"storage_mb\":230"));
        const HttpAnswer made =
            create("{\"name\":\"writer\",\"template\":\"writer\",\"customer_id\":\"" + owner + "\"}");
        QVERIFY(isDone(made.json()[QLatin1String("operation_id")].toString()));
        const auto storage = [&](const char *what) {
            return usage(owner)[QLatin1String("storage_mb")][QLatin1String(what)].toDouble();
        };
        QTRY_VERIFY_WITH_TIMEOUT(storage("measured") > 140, 100'000);
        // It is stored each minute, and when the server stops.
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(startPanel());
        QVERIFY2(storage("used") > 140 && storage("used") < 150, QByteArray::number(storage("used")).constData());
        QVERIFY(!excess(create(sized(owner)), "storage_mb").isEmpty());
    }
    void aServiceMayHaveAPlanOfItsOwn() {
        const QByteArray usual = plan("\"services\":1"), own = plan("\"services\":1");
        const QByteArray owner = customer(usual), key = keyOf(owner);
        const QByteArray chosen = ",\"plan_id\":\"" + own + '"';
        QVERIFY(!service(owner).isEmpty());
        const QByteArray id = service(owner, chosen);
        QCOMPARE(m_panel.get("/api/services/" + id).json()[QLatin1String("plan_id")].toString().toLatin1(), own);
        QVERIFY(!excess(create(sized(owner)), "services").isEmpty());
        QVERIFY(!excess(create(sized(owner, chosen)), "services").isEmpty());
        const QJsonObject all = usage(owner);
        QCOMPARE(all[QLatin1String("services")][QLatin1String("used")].toInt(), 1);
        QCOMPARE(all[QLatin1String("own_plans")].toArray().size(), 1);
        QCOMPARE(all[QLatin1String("own_plans")][0][QLatin1String("plan_id")].toString().toLatin1(), own);
        // Nobody's service is counted by nothing, or by the plan it was given.
        QVERIFY(!service({}, chosen).isEmpty());
        QVERIFY(!excess(create(sized({}, chosen)), "services").isEmpty());
        QCOMPARE(create(sized({})).status, 201);
        // A customer chooses none but its own, and learns of no other.
        const auto invalid = [&](const QByteArray &plan) {
            const HttpAnswer answer = as(key, "POST", "/api/services", sized({}, ",\"plan_id\":\"" + plan + '"'));
            return answer.status == 422 && answer.body.contains("\"plan_id\":\"Invalid plan ID\"");
        };
        QVERIFY(invalid(own));
        QVERIFY(invalid("plan_00000000000000000000"));
        QCOMPARE(as(key, "POST", "/api/services?dry_run=true", sized({}, ",\"plan_id\":\"" + usual + '"')).status, 200);
        QCOMPARE(create(sized(owner, ",\"plan_id\":\"plan_00000000000000000000\"")).status, 422);
        // It stays as long as it counts something.
        QCOMPARE(m_panel.request("DELETE", "/api/plans/" + own).status, 409);
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.request("DELETE", "/api/plans/" + own).status, 204);
        QCOMPARE(m_panel.request("DELETE", "/api/plans/" + usual).status, 409);
    }
    void aPlanThatGoesCountsNothingInThatMoment() {
        for (int round = 0; round < 10; ++round) {
            const QByteArray id = plan("\"services\":1");
            const HttpQuestion made{"POST", "/api/services", sized({}, ",\"plan_id\":\"" + id + '"'), {}};
            const HttpQuestion removed{"DELETE", "/api/plans/" + id, {}, {}};
            const auto answers = m_panel.together(round % 2 == 0 ? QList{made, removed} : QList{removed, made});
            const int create = answers[round % 2].status, remove = answers[1 - round % 2].status;
            QVERIFY2((create == 201 && remove == 409) || (create == 422 && remove == 204),
                qPrintable(QStringLiteral("created %1, removed %2").arg(create).arg(remove)));
        }
    }
    void aCustomerReadsItsOwnUsageOnly() {
        const QByteArray one = customer(plan("\"services\":3")), two = customer({});
        QVERIFY(!service(one).isEmpty());
        const HttpAnswer own = as(keyOf(one), "GET", "/api/customers/" + one + "/usage");
        QCOMPARE(own.status, 200);
        QCOMPARE(own.json()[QLatin1String("customer_id")].toString().toLatin1(), one);
        QCOMPARE(own.json()[QLatin1String("cpu")][QLatin1String("used")].toDouble(), 0.5);
        QCOMPARE(as(keyOf(two), "GET", "/api/customers/" + one + "/usage").status, 404);
        const QJsonObject none = usage(two);
        QVERIFY(none[QLatin1String("plan_id")].isNull()
            && none[QLatin1String("services")][QLatin1String("limit")].isNull());
        QCOMPARE(none[QLatin1String("services")][QLatin1String("used")].toInt(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_quotas)
#include "tst_quotas.moc"
