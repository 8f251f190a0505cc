// SPDX-License-Identifier: GPL-3.0-or-later
// Customers: what a suspension stops and what it lets through, how a customer goes, and what is wrong with a body.
#include "tests/support/listener.h"
#include <QDir>
#include <QJsonArray>

class tst_customers : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QByteArray m_a, m_service, m_key; // a customer, its service and a key of its own

    HttpAnswer as(const QByteArray &key, const QByteArray &method, const QByteArray &path) {
        return m_panel.request(method, path, {}, {{"Authorization", "Bearer " + key}});
    }
    /// The body of a service for that customer.
    static QByteArray siteOf(const QByteArray &customer) {
        const QJsonObject body{{QStringLiteral("name"), QStringLiteral("site-of-customer")},
            {QStringLiteral("template"), QStringLiteral("static-site")},
            {QStringLiteral("customer_id"), QString::fromLatin1(customer)}};
        return QJsonDocument(body).toJson(QJsonDocument::Compact);
    }
    static QByteArray idOf(const HttpAnswer &answer) {
        return answer.json()[QLatin1String("id")].toString().toLatin1();
    }
    QByteArray made(const QByteArray &path, const QByteArray &body) {
        return idOf(m_panel.request("POST", path, body));
    }
    HttpAnswer makeKey(const QByteArray &customer) {
        return m_panel.request("POST", "/api/auth/api-keys",
            "{\"name\":\"k\",\"role\":\"customer\",\"customer_id\":\"" + customer + "\"}");
    }

private slots:
    void initTestCase() {
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_a = made("/api/customers", R"({"name":"A","email":"a@example.com"})");
        m_key = makeKey(m_a).json()[QLatin1String("key")].toString().toLatin1();
        m_service = made("/api/services", siteOf(m_a));
        QVERIFY(!made("/api/plans", R"({"name":"small"})").isEmpty());
        QTRY_VERIFY(m_panel.isIdle());
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void aSuspendedCustomerReadsOnlyAndItsServicesAreStopped() {
        const auto status = [this] { return m_panel.state(m_service); };
        QTRY_COMPARE(status(), QStringLiteral("running"));
        QCOMPARE(m_panel.request("POST", "/api/customers/" + m_a + "/suspend").status, 200);
        QCOMPARE(m_panel.request("POST", "/api/customers/" + m_a + "/suspend").status, 409);
        const HttpAnswer refused = as(m_key, "POST", "/api/services/" + m_service + "/start");
        QCOMPARE(refused.status, 403);
        QCOMPARE(as(m_key, "GET", "/api/services/" + m_service).status, 200);
        QTRY_COMPARE(status(), QStringLiteral("stopped"));
        QTRY_VERIFY(m_panel.isIdle());
        // Nor for an admin, and not after a restart of the server either.
        QCOMPARE(m_panel.request("POST", "/api/services/" + m_service + "/start").status, 409);
        m_panel.kill();
        QVERIFY(m_panel.start());
        QCOMPARE(m_panel.request("POST", "/api/services/" + m_service + "/start").status, 409);
        QCOMPARE(as(m_key, "POST", "/api/services/" + m_service + "/start").status, 403);
        QCOMPARE(status(), QStringLiteral("stopped"));
        QCOMPARE(m_panel.request("POST", "/api/customers/" + m_a + "/resume").status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(status(), QStringLiteral("running"), 20000);
        QTRY_VERIFY(m_panel.isIdle());
        QVERIFY(as(m_key, "POST", "/api/services/" + m_service + "/stop").status == 201);
    }
    void aCustomerGoesWhenNothingBelongsToItAndItsKeysGoWithIt() {
        QCOMPARE(m_panel.request("DELETE", "/api/customers/" + m_a).status, 409);
        const QByteArray gone = made("/api/customers", R"({"name":"gone","email":"g@example.com"})");
        const HttpAnswer key = makeKey(gone);
        Listener listener(m_panel, key.json()[QLatin1String("key")].toString().toLatin1());
        QVERIFY(listener.isOpen());
        QCOMPARE(m_panel.request("DELETE", "/api/customers/" + gone).status, 204);
        QTRY_COMPARE(listener.closeCode(), 4401);
        QCOMPARE(m_panel.get("/api/auth/api-keys/" + idOf(key)).status, 404);
        QCOMPARE(makeKey(gone).status, 422);
    }
    void aCustomerGoesWithItsServicesWhenItsNameIsTyped() {
        const QByteArray gone = made("/api/customers", R"({"name":"Going Home","email":"g@example.com"})");
        const QByteArray key = makeKey(gone).json()[QLatin1String("key")].toString().toLatin1();
        const QByteArray service = made("/api/services", siteOf(gone));
        QVERIFY(!service.isEmpty());
        const QByteArray path = "/api/customers/" + gone;
        for (const char *query : {"?cascade=true", "?cascade=true&confirm=going%20home", "?cascade=true&confirm="}) {
            const HttpAnswer refused = m_panel.request("DELETE", path + query);
            QVERIFY2(refused.status == 400 && refused.body.contains("\"confirm\""), refused.body.constData());
        }
        QCOMPARE(m_panel.request("DELETE", path + "?confirm=Going%20Home").status, 409);
        QCOMPARE(m_panel.get("/api/services/" + service).status, 200);
        // While it is still being deployed, too.
        QCOMPARE(m_panel.request("DELETE", path + "?cascade=true&confirm=Going%20Home&purge=true").status, 204);
        QCOMPARE(m_panel.get("/api/services/" + service).status, 404);
        QCOMPARE(m_panel.get(path).status, 404);
        QCOMPARE(as(key, "GET", "/api/services").status, 401);
        QTRY_VERIFY(m_panel.isIdle());
        QVERIFY(!QDir(m_panel.dataDir() + QStringLiteral("/services/") + QString::fromLatin1(service)).exists());
    }
    void aCustomerThatGoesGetsNoServiceInThatMoment() {
        for (int round = 0; round < 10; ++round) {
            const QByteArray gone = made("/api/customers", R"({"name":"gone","email":"g@example.com"})");
            const HttpQuestion create{"POST", "/api/services", siteOf(gone), {}};
            const HttpQuestion remove{"DELETE", "/api/customers/" + gone, {}, {}};
            const auto answers = m_panel.together(round % 2 == 0 ? QList{create, remove} : QList{remove, create});
            const int created = answers[round % 2].status, removed = answers[1 - round % 2].status;
            QVERIFY2((created == 201 && removed == 409) || (created == 422 && removed == 204),
                qPrintable(QStringLiteral("created %1, removed %2").arg(created).arg(removed)));
            if (created == 201)
                QCOMPARE(
                    m_panel.request("DELETE", "/api/services/" + idOf(answers[round % 2]) + "?purge=true").status, 204);
            QTRY_VERIFY(m_panel.isIdle());
        }
    }
    void whatStartsWhenTheSuspensionComesIsStoppedToo() {
        const QByteArray customer = made("/api/customers", R"({"name":"late","email":"l@example.com"})");
        const QByteArray path = "/api/customers/" + customer;
        const auto answers =
            m_panel.together({{"POST", "/api/services", siteOf(customer), {}}, {"POST", path + "/suspend", {}, {}}});
        QCOMPARE(answers[1].status, 200);
        QCOMPARE(answers[0].status, 201);
        const QByteArray service = idOf(answers[0]);
        QTRY_COMPARE_WITH_TIMEOUT(m_panel.state(service), QStringLiteral("stopped"), 20000);
        QCOMPARE(m_panel.request("POST", path + "/resume").status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(m_panel.state(service), QStringLiteral("running"), 20000);
        QTRY_VERIFY(m_panel.isIdle());
    }
    void wrongCustomersAndPlansAreNamed() {
        const auto refused = [this](const char *path, const char *body, int status, const char *field) {
            const HttpAnswer answer = m_panel.request("POST", path, body);
            QVERIFY2(answer.status == status && answer.body.contains(QByteArray('"' + QByteArray(field) + '"')),
                QByteArray(QByteArray(body) + answer.body).constData());
        };
        refused("/api/customers", R"({"name":"","email":"a@b.c"})", 422, "name");
        refused("/api/customers", R"({"name":"n","email":"nobody"})", 422, "email");
        refused(
            "/api/customers", R"({"name":"n","email":"a@b.c","plan_id":"plan_00000000000000000000"})", 422, "plan_id");
        refused("/api/plans", R"({"name":"small"})", 409, "name");
        refused("/api/plans", R"({"name":"x","quotas":{"cpu":-1}})", 422, "quotas.cpu");
        refused("/api/plans", R"({"name":"x","features":["fly"]})", 422, "features.0");
        const QByteArray plan = made("/api/plans", R"({"name":"used","quotas":{"services":3}})");
        const QByteArray customer =
            made("/api/customers", "{\"name\":\"n\",\"email\":\"a@b.c\",\"plan_id\":\"" + plan + "\"}");
        QCOMPARE(m_panel.request("DELETE", "/api/plans/" + plan).status, 409);
        QCOMPARE(m_panel.request("DELETE", "/api/customers/" + customer).status, 204);
        QCOMPARE(m_panel.request("DELETE", "/api/plans/" + plan).status, 204);
    }
};

QTEST_GUILESS_MAIN(tst_customers)
#include "tst_customers.moc"
