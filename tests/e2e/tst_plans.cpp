// SPDX-License-Identifier: GPL-3.0-or-later
// Plans beyond their quotas: features that are gates, logs that are kept as long as the plan says, names that are
// taken.
#include "server/logs/logstore.h"
#include "shared/contract/plan.h"
#include "tests/e2e/planfixture.h"
#include "tests/support/listener.h"
#include "tests/support/plantsession.h"
#include <QDirIterator>

class tst_plans : public PlanFixture {
    Q_OBJECT

    /// Everything but this, as the end of a plan's body.
    static QByteArray without(const QByteArray &feature) {
        QByteArrayList all;
        for (const Feature one : everyFeature)
            if (toText(one).toLatin1() != feature)
                all.append('"' + toText(one).toLatin1() + '"');
        return ",\"features\":[" + all.join(',') + ']';
    }
    static bool namesPlanAndFeature(const HttpAnswer &answer, const QByteArray &feature, const QByteArray &field) {
        const QJsonObject error = answer.json()[QLatin1String("error")].toObject();
        const QString message = error[QLatin1String("message")].toString();
        return answer.status == 403 && error[QLatin1String("code")].toString() == QLatin1String("forbidden")
            && message.contains(QLatin1String("The plan \"plan ")) && message.contains(QLatin1String(feature))
            && (field.isEmpty() || error[QLatin1String("fields")].toObject().contains(QLatin1String(field)));
    }
    QJsonObject logs(const QByteArray &service, const QByteArray &query) {
        return m_panel.get("/api/services/" + service + "/logs?" + query).json();
    }
    int found(const QByteArray &service, const QByteArray &text) {
        return logs(service, "search=" + text)[QLatin1String("total_in_range")].toInt();
    }
    static qint64 numberOf(const QJsonValue &cursor) { return cursor.toString().section(u':', 1).toLongLong(); }
    QString logFolder(const QByteArray &service) const {
        return m_panel.dataDir() + QStringLiteral("/logs/") + QString::fromLatin1(service);
    }
    qint64 logBytes(const QByteArray &service) const {
        qint64 bytes = 0;
        for (QDirIterator files(logFolder(service), QDir::Files); files.hasNext(); bytes += files.fileInfo().size())
            files.next();
        return bytes;
    }
    /// A service of that template; it has begun.
    QByteArray deployed(const char *what, const QByteArray &owner) {
        const HttpAnswer made =
            create("{\"name\":\"" + newName() + "\",\"template\":\"" + what + "\",\"customer_id\":\"" + owner + "\"}");
        return isDone(made.json()[QLatin1String("operation_id")].toString()) ? idOf(made) : QByteArray();
    }

private slots:
    void initTestCase() {
        QVERIFY(addTemplate("sized", "exec sleep 1000"));
        QVERIFY(addTemplate("flood", "head -c 6000000 /dev/urandom | base64 -w 100; echo last; exec sleep 1000"));
        QVERIFY(addTemplate("greeter", "echo good morning; exec sleep 1000"));
        m_settings = {{QStringLiteral("AAP_EDGE_KIND"), QStringLiteral("traefik")},
            {QStringLiteral("AAP_BASE_DOMAIN"), QStringLiteral("apps.test")},
            {QStringLiteral("AAP_EDGE_VERIFY_DOMAINS"), QStringLiteral("false")}};
        QVERIFY2(startPanel(), m_panel.log().constData());
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void eachWayToDeployIsAGate_data() {
        QTest::addColumn<QByteArray>("source");
        QTest::newRow("template") << QByteArray("\"template\":\"sized\"");
        QTest::newRow("compose") << QByteArray("\"compose\":\"services: {a: {image: nginx}}\"");
        QTest::newRow("image") << QByteArray("\"image\":{\"image\":\"nginx\"}");
        QTest::newRow("git") << QByteArray("\"git\":{\"url\":\"https://git.example.com/a.git\"}");
    }
    void eachWayToDeployIsAGate() {
        QFETCH(QByteArray, source);
        const QByteArray way = QTest::currentDataTag(), feature = way + "_deploy";
        const QByteArray id = plan({}, without(feature)), owner = customer(id), key = keyOf(owner);
        const QByteArray members = "{\"name\":\"" + newName() + "\"," + source;
        const QByteArray foreign = members + ",\"customer_id\":\"" + owner + "\"}";
        // Whoever asks for that customer, and also when it is only asked what would be.
        QVERIFY(namesPlanAndFeature(create(foreign), feature, way));
        QVERIFY(namesPlanAndFeature(as(key, "POST", "/api/services", members + '}'), feature, way));
        QVERIFY(namesPlanAndFeature(m_panel.request("POST", "/api/services?dry_run=true", foreign), feature, way));
        if (way == "template")
            QVERIFY(namesPlanAndFeature(
                as(key, "POST", "/api/templates/sized/deploy", "{\"name\":\"by-template\"}"), feature, way));
        QVERIFY(changePlan(id, "{\"features\":[\"" + feature + "\",\"api_access\"]}"));
        // Only the process engine is there: what it cannot run is another error.
        QCOMPARE(as(key, "POST", "/api/services", members + '}').status, way == "template" ? 201 : 422);
    }
    void domainsOfOnesOwnAreAGate() {
        const QByteArray id = plan({}), owner = customer(id);
        const QByteArray has = service(owner, ",\"custom_domains\":[\"one.example.com\"]"), has_not = service(owner);
        QVERIFY(!has.isEmpty() && !has_not.isEmpty());
        QVERIFY(changePlan(id, '{' + without("custom_domains").mid(1) + '}'));
        const auto patch = [this](const QByteArray &service, const QByteArray &domains) {
            return m_panel.request("PATCH", "/api/services/" + service, "{\"custom_domains\":[" + domains + "]}");
        };
        QVERIFY(namesPlanAndFeature(
            create(sized(owner, ",\"custom_domains\":[\"two.example.com\"]")), "custom_domains", "custom_domains"));
        QVERIFY(namesPlanAndFeature(patch(has_not, "\"two.example.com\""), "custom_domains", "custom_domains"));
        QVERIFY(namesPlanAndFeature(
            patch(has, "\"one.example.com\",\"two.example.com\""), "custom_domains", "custom_domains"));
        // What is there stays, and may go.
        QCOMPARE(patch(has, "\"ONE.example.com\"").status, 200);
        QCOMPARE(create(sized(owner, ",\"custom_domains\":[]")).status, 201);
        QCOMPARE(patch(has, {}).status, 200);
        QVERIFY(namesPlanAndFeature(patch(has, "\"one.example.com\""), "custom_domains", "custom_domains"));
    }
    void keysOfProgramsAreAGate() {
        const QByteArray id = plan({}), owner = customer(id), key = keyOf(owner);
        QCOMPARE(m_panel.stop(), 0);
        const QByteArray cookie = plantSession(m_panel.dataDir(), "person", "customer", owner).cookie;
        QVERIFY(startPanel());
        QCOMPARE(as(key, "GET", "/api/services").status, 200);
        Listener listener(m_panel, key);
        QVERIFY(listener.isOpen());
        QVERIFY(changePlan(id, '{' + without("api_access").mid(1) + '}'));
        QTRY_VERIFY(!listener.isOpen());
        const auto isOut = [&] {
            return namesPlanAndFeature(as(key, "GET", "/api/services"), "api_access", "")
                && namesPlanAndFeature(as(key, "GET", "/api/auth/me"), "api_access", "")
                && !Listener(m_panel, key).isOpen();
        };
        QVERIFY(isOut());
        const HttpAnswer made = m_panel.request(
            "POST", "/api/auth/api-keys", "{\"name\":\"k\",\"role\":\"customer\",\"customer_id\":\"" + owner + "\"}");
        QVERIFY(namesPlanAndFeature(made, "api_access", "customer_id"));
        const auto inTheBrowser = [&](const QByteArray &path) {
            return m_panel.request("GET", path, {}, {{"Authorization", ""}, {"Cookie", "session=" + cookie}}).status;
        };
        QCOMPARE(inTheBrowser("/api/services"), 200);
        m_panel.kill();
        QVERIFY(startPanel());
        QVERIFY(isOut());
        QCOMPARE(inTheBrowser("/api/customers/" + owner + "/usage"), 200);
        // By another plan of the customer, too.
        const QByteArray move = "{\"plan_id\":\"" + plan({}) + "\"}";
        QCOMPARE(m_panel.request("PATCH", "/api/customers/" + owner, move).status, 200);
        QCOMPARE(as(key, "GET", "/api/services").status, 200);
        QVERIFY(Listener(m_panel, key).isOpen());
    }
    void aLogIsKeptToTheSizeOfThePlan() {
        const QByteArray small = plan("\"log_mb\":1"), large = plan("\"log_mb\":16");
        const QByteArray one = deployed("flood", customer(small)), owner = customer(large),
                         two = deployed("flood", owner);
        static constexpr qint64 mebibyte = 1024 * 1024;
        QTRY_COMPARE_WITH_TIMEOUT(found(one, "last"), 1, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(found(two, "last"), 1, 60'000);
        QVERIFY2(logBytes(one) < mebibyte + mebibyte / 4, QByteArray::number(logBytes(one)).constData());
        QVERIFY(numberOf(logs(one, "tail=1")[QLatin1String("oldest")]) > 25'000);
        QCOMPARE(numberOf(logs(two, "tail=1")[QLatin1String("oldest")]), 0);
        // Of a plan that has become smaller the log is smaller at once.
        QVERIFY(logBytes(two) > 4 * mebibyte);
        QVERIFY(changePlan(large, "{\"quotas\":{\"log_mb\":4}}"));
        QVERIFY2(logBytes(two) <= 4 * mebibyte, QByteArray::number(logBytes(two)).constData());
        QVERIFY(found(two, "last") == 1);
        // And so it is by another plan.
        const qint64 before = logBytes(two);
        QCOMPARE(m_panel.request("PATCH", "/api/customers/" + owner, "{\"plan_id\":\"" + small + "\"}").status, 200);
        QVERIFY2(logBytes(two) < before, QByteArray::number(logBytes(two)).constData());
    }
    void aLogIsKeptAsLongAsThePlanSays() {
        const QByteArray id = plan({}), service = deployed("greeter", customer(id));
        QTRY_COMPARE(found(service, "morning"), 1);
        QCOMPARE(m_panel.stop(), 0);
        // What it has said days ago.
        const ServiceId name{QString::fromLatin1(service)};
        const QString folder = m_panel.dataDir() + QStringLiteral("/logs");
        OutputPosition position;
        {
            LogStore store(folder, LogLimits());
            position = store.storedPosition(name);
            store.remove(name);
        }
        {
            LogStore store(folder, LogLimits());
            const qint64 now = SystemClock().now().time_since_epoch().count() * 1'000'000;
            QList<OutputLine> lines;
            for (qint64 i = 0; i < 100; ++i)
                lines.append({now - (72 * 3600 - i) * 1'000'000'000, LogStream::Stdout, QStringLiteral("main"), "old"});
            store.append(name, lines, position);
        }
        QVERIFY(startPanel());
        QCOMPARE(found(service, "old"), 100);
        QVERIFY(changePlan(id, "{\"quotas\":{\"log_days\":4}}"));
        QCOMPARE(found(service, "old"), 100);
        QVERIFY(changePlan(id, "{\"quotas\":{\"log_days\":1}}"));
        QCOMPARE(found(service, "old"), 0);
        // Numbers go on, and so does the log, also after a restart.
        QCOMPARE(numberOf(logs(service, "tail=1")[QLatin1String("oldest")]), 100);
        m_panel.kill();
        QVERIFY(startPanel());
        const HttpAnswer restarted = m_panel.request("POST", "/api/services/" + service + "/restart");
        QVERIFY(isDone(restarted.json()[QLatin1String("id")].toString()));
        QTRY_COMPARE(found(service, "morning"), 1);
        QCOMPARE(numberOf(logs(service, "tail=1")[QLatin1String("oldest")]), 100);
        QCOMPARE(found(service, "old"), 0);
    }
    void namesOfPlansDifferByMoreThanCaseOrForm() {
        const auto make = [this](const char *name) {
            return m_panel.request("POST", "/api/plans", "{\"name\":\"" + QByteArray(name) + "\"}");
        };
        const HttpAnswer first = make("Gr\u00fcn Stra\u00dfe");
        QCOMPARE(first.status, 201);
        for (const char *same : {"Gr\u00fcn Stra\u00dfe", "gr\u00fcn stra\u00dfe", "Gru\u0308n Stra\u00dfe",
                 "GR\u00dcN STRASSE", "Gr\u00fcn  Stra\u00dfe "}) {
            const HttpAnswer refused = make(same);
            QVERIFY2(refused.status == 409 && refused.body.contains("\"name\":\"is taken\""), same);
        }
        const HttpAnswer other = make("Grun Strasse");
        QCOMPARE(other.status, 201);
        const auto rename = [this](const HttpAnswer &plan, const char *name) {
            return m_panel.request("PATCH", "/api/plans/" + idOf(plan), "{\"name\":\"" + QByteArray(name) + "\"}")
                .status;
        };
        QCOMPARE(rename(other, "gr\u00fcn strasse"), 409);
        QCOMPARE(rename(first, "GR\u00dcN STRASSE"), 200);
        // A plan that nothing is said of lets do everything.
        QCOMPARE(first.json()[QLatin1String("features")].toArray().size(), qsizetype(everyFeature.size()));
    }
    void wrongQuotasAreNamed() {
        const auto refused = [this](const char *quotas, const char *field) {
            const HttpAnswer answer =
                m_panel.request("POST", "/api/plans", "{\"name\":\"wrong\",\"quotas\":{" + QByteArray(quotas) + "}}");
            return answer.status == 422
                && answer.json()[QLatin1String("error")][QLatin1String("fields")].toObject().contains(
                    QLatin1String(field));
        };
        QVERIFY(refused("\"log_mb\":0", "quotas.log_mb"));
        QVERIFY(refused("\"log_days\":-1", "quotas.log_days"));
        QVERIFY(refused("\"log_days\":1.5", "quotas.log_days"));
        QVERIFY(refused("\"services\":-1", "quotas.services"));
        QVERIFY(refused("\"cpu\":1e12", "quotas.cpu"));
        QVERIFY(refused("\"disk\":1", "quotas.disk"));
    }
};

QTEST_GUILESS_MAIN(tst_plans)
#include "tst_plans.moc"
