// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in at a real provider, by a browser without a face where what travels matters: what is replayed, forged or of
// others opens nothing, and a provider that is away closes nothing.
#include "tests/signin/identityprovider.h"
#include "tests/signin/visitor.h"
#include "tests/support/listener.h"
#include <QJsonArray>

class tst_signin : public QObject {
    Q_OBJECT

    std::unique_ptr<IdentityProvider> m_provider;
    LivePanel m_panel;
    QByteArray m_base;

    static QJsonObject object(const char *json) { return QJsonDocument::fromJson(json).object(); }
    bool provider(const char *order) { return m_provider->control(object(order)); }
    QJsonObject me(Visitor &visitor) {
        return QJsonDocument::fromJson(visitor.get(m_base + "/api/auth/me").body).object();
    }
    QByteArray said(const Visitor::Page &page) { return QByteArray::number(page.status) + ' ' + page.body.left(500); }

private slots:
    void initTestCase() {
        m_provider = std::make_unique<IdentityProvider>();
        QVERIFY2(m_provider->isReady(), m_provider->log().constData());
        QMap<QString, QString> environment = m_provider->environment();
        environment.insert(QStringLiteral("AAP_OIDC_REFRESH"), QStringLiteral("1s"));
        QVERIFY2(m_panel.start(environment), m_panel.log().constData());
        QVERIFY(m_provider->know(m_panel));
        Visitor::checked = &m_panel;
        m_base = "http://127.0.0.1:" + QByteArray::number(m_panel.port());
        QCOMPARE(
            m_panel.request("POST", "/api/customers", R"({"name":"Carol Ltd","email":"carol@example.test"})").status,
            201);
    }
    void cleanupTestCase() {
        Visitor::checked = nullptr;
        QCOMPARE(m_panel.stop(), 0);
        // Neither tokens nor cookies nor codes are in the log.
        for (const char *secret : {"eyJ", "session=", "code=", "the secret of"})
            QVERIFY2(!m_panel.log().contains(secret), secret);
    }
    void cleanup() { QVERIFY(provider(R"({"alter":null,"isAway":false})")); }

    void rolesAndCustomersAreTheProviders() {
        const auto check = [this](const char *name, const char *password, const char *role) {
            Visitor visitor;
            const Visitor::Page page = visitor.signIn(m_base, name, password);
            QVERIFY2(page.status == 302, said(page).constData());
            QCOMPARE(page.headers.value("location"), QByteArray("/"));
            QCOMPARE(me(visitor)[QLatin1String("role")].toString(), QLatin1String(role));
        };
        check("alice", "alice-pw", "admin");
        check("bob", "bob-pw", "viewer");
        check("olga", "olga-pw", "operator"); // by a group
        check("carol", "carol-pw", "customer");
        Visitor mallory;
        const Visitor::Page page = mallory.signIn(m_base, "mallory", "mallory-pw");
        QCOMPARE(page.status, 403);
        QVERIFY(page.body.contains("You have no role"));
        QVERIFY(mallory.cookie("session").isEmpty());
        const QJsonArray refused = m_panel.get("/api/audit?result=refused").json()[QLatin1String("data")].toArray();
        QVERIFY(!refused.isEmpty());
        QCOMPARE(m_panel.get("/api/users").json()[QLatin1String("total")].toInt(), 4);
    }
    void bothAlgorithmsAreTaken() {
        QVERIFY(provider(R"({"algorithm":"ES256"})"));
        Visitor visitor;
        const Visitor::Page page = visitor.signIn(m_base, "alice", "alice-pw");
        QVERIFY2(page.status == 302, said(page).constData());
        QVERIFY(provider(R"({"algorithm":"RS256"})"));
    }
    void aReplayedAnswerOpensNothing() {
        Visitor visitor, thief;
        const QByteArray callback = visitor.callbackUrl(m_base, "alice", "alice-pw");
        const Visitor::Page stolen = thief.get(callback);
        QCOMPARE(stolen.status, 400);
        QVERIFY2(stolen.body.contains("not under way"), stolen.body.constData());
        QCOMPARE(visitor.get(callback).status, 302);
        visitor.forget("session");
        QCOMPARE(visitor.get(callback).status, 400); // state and code once more
        QVERIFY(visitor.cookie("session").isEmpty());
        // A code of one sign-in with the state of another: the provider does not take it by that verifier.
        Visitor mixed;
        const QByteArray first = mixed.callbackUrl(m_base, "alice", "alice-pw"),
                         second = mixed.callbackUrl(m_base, "alice", "alice-pw");
        const auto code = [](const QByteArray &url) {
            return QRegularExpression(QStringLiteral("code=([^&]+)"))
                .match(QString::fromLatin1(url))
                .captured(1)
                .toLatin1();
        };
        const Visitor::Page swapped = mixed.get(QByteArray(second).replace(code(second), code(first)));
        QVERIFY2(swapped.status == 401, said(swapped).constData());
    }
    void forgedTokensOpenNothing_data() {
        QTest::addColumn<QByteArray>("order");
        QTest::newRow("alg none") << QByteArray(R"({"alter":{"how":"none"}})");
        QTest::newRow("public key as secret") << QByteArray(R"({"alter":{"how":"confuse"}})");
        QTest::newRow("broken signature") << QByteArray(R"({"alter":{"how":"break"}})");
        QTest::newRow("other claims, same signature")
            << QByteArray(R"({"alter":{"how":"keep","claims":{"realm_access":{"roles":["panel-admin"]}}}})");
        QTest::newRow("expired") << QByteArray(R"({"alter":{"claims":{"exp":1000}}})");
        QTest::newRow("to come") << QByteArray(R"({"alter":{"claims":{"iat":4000000000}}})");
        QTest::newRow("other nonce") << QByteArray(R"({"alter":{"claims":{"nonce":"other"}}})");
        QTest::newRow("other audience") << QByteArray(R"({"alter":{"claims":{"aud":"other"}}})");
        QTest::newRow("other issuer") << QByteArray(R"({"alter":{"claims":{"iss":"https:\/\/evil.test"}}})");
        QTest::newRow("unknown key") << QByteArray(R"({"alter":{"header":{"kid":"unknown"}}})");
        QTest::newRow("extension") << QByteArray(R"({"alter":{"header":{"crit":["x"],"x":1}}})");
    }
    void forgedTokensOpenNothing() {
        QFETCH(QByteArray, order);
        Visitor visitor;
        QVERIFY(provider(order.constData()));
        const Visitor::Page page = visitor.signIn(m_base, "bob", "bob-pw");
        QVERIFY2(page.status == 401, said(page).constData());
        QVERIFY(page.headers.value("content-type").startsWith("text/html"));
        QVERIFY(visitor.cookie("session").isEmpty());
    }
    void newKeysOfTheProviderAreFound() {
        for (const char *how : {"keep", "drop", "drop"}) {
            QVERIFY(m_provider->control({{QStringLiteral("rotate"), QLatin1String(how)}}));
            Visitor visitor;
            const Visitor::Page page = visitor.signIn(m_base, "alice", "alice-pw");
            QVERIFY2(page.status == 302, said(page).constData());
        }
    }
    void oneComesBackOnlyToThePanel() {
        Visitor visitor;
        for (const char *elsewhere :
            {"//evil.test", "/%5Cevil.test", "https://evil.test", "/%09/evil.test", "evil.test", ""}) {
            const Visitor::Page page = visitor.get(m_base + "/api/auth/login?redirect=" + elsewhere);
            QVERIFY2(page.status == 400 && !page.headers.contains("location"), said(page).constData());
        }
        const QByteArray callback = visitor.callbackUrl(m_base, "alice", "alice-pw", "/api/docs%3Fa%3Db");
        QCOMPARE(visitor.get(callback).headers.value("location"), QByteArray("/api/docs?a=b"));
    }
    void whatTheProviderTakesAwayIsGoneSoon() {
        Visitor visitor;
        QCOMPARE(visitor.signIn(m_base, "bob", "bob-pw").status, 302);
        QCOMPARE(me(visitor)[QLatin1String("role")].toString(), QStringLiteral("viewer"));
        QVERIFY(provider(R"({"user":{"name":"bob","claims":{"realm_access":{"roles":["panel-admin"]}}}})"));
        QTRY_COMPARE_WITH_TIMEOUT(me(visitor)[QLatin1String("role")].toString(), QStringLiteral("admin"), 15'000);
        QVERIFY(provider(R"({"user":{"name":"bob","claims":{"realm_access":{"roles":[]}}}})"));
        QTRY_COMPARE_WITH_TIMEOUT(visitor.get(m_base + "/api/auth/me").status, 401, 15'000);
        QVERIFY(provider(R"({"user":{"name":"bob","claims":{"realm_access":{"roles":["panel-viewer"]}}}})"));
    }
    void aProviderThatIsAwayIsSaidSoAndClosesNothing() {
        Visitor in, out;
        QCOMPARE(in.signIn(m_base, "alice", "alice-pw").status, 302);
        const QByteArray begun = out.callbackUrl(m_base, "alice", "alice-pw");
        QVERIFY(provider(R"({"isAway":true})"));
        const Visitor::Page page = out.get(begun);
        QCOMPARE(page.status, 503);
        QVERIFY2(page.body.contains("<h1>The identity provider cannot be reached</h1>"), page.body.constData());
        for (int i = 0; i < 3; ++i) { // the server asks it meanwhile whether this may go on
            QTest::qWait(1100);
            QCOMPARE(me(in)[QLatin1String("name")].toString(), QStringLiteral("Alice Admin"));
        }
        QVERIFY(provider(R"({"isAway":false})"));
        QCOMPARE(out.signIn(m_base, "alice", "alice-pw").status, 302);
    }
    void signedOutThereIsSignedOutHere() {
        Visitor visitor;
        QCOMPARE(visitor.signIn(m_base, "alice", "alice-pw").status, 302);
        const Listener listener(m_panel, {{"Cookie", "session=" + visitor.cookie("session")}, {"Origin", m_base}});
        QVERIFY(listener.isOpen());
        const Visitor::Page asks = visitor.get(m_provider->issuer() + "/protocol/openid-connect/logout");
        const auto form = QRegularExpression(QStringLiteral("action=\"([^\"]+)\".*name=\"xsrf\" value=\"([^\"]+)\""))
                              .match(QString::fromUtf8(asks.body));
        QVERIFY2(form.hasMatch(), asks.body.constData());
        const Visitor::Page done =
            visitor.post(form.captured(1).toLatin1(), "xsrf=" + form.captured(2).toLatin1() + "&logout=yes");
        QVERIFY2(done.status < 400, said(done).constData());
        QTRY_COMPARE(listener.closeCode(), 4401);
        QCOMPARE(visitor.get(m_base + "/api/auth/me").status, 401);
        for (const char *notice : {"", "logout_token=", "logout_token=a.b.c", "logout_token=e30.e30.", "x=y"})
            QVERIFY(visitor.post(m_base + "/api/auth/backchannel-logout", notice).status >= 400);
        QCOMPARE(
            visitor.ask("POST", m_base + "/api/auth/backchannel-logout", "{}", {{"Content-Type", "application/json"}})
                .status,
            415);
    }
    void aNewSignInEndsTheSessionBefore() {
        Visitor visitor;
        QCOMPARE(visitor.signIn(m_base, "alice", "alice-pw").status, 302);
        const QByteArray before = visitor.cookie("session");
        QCOMPARE(visitor.signIn(m_base, "alice", "alice-pw").status, 302); // without a password: single sign-on
        QVERIFY(visitor.cookie("session") != before);
        const HttpAnswer old =
            m_panel.request("GET", "/api/auth/me", {}, {{"Authorization", ""}, {"Cookie", "session=" + before}});
        QCOMPARE(old.status, 401);
    }
    void sessionsLiveThroughARestart() {
        Visitor visitor;
        QCOMPARE(visitor.signIn(m_base, "alice", "alice-pw").status, 302);
        QMap<QString, QString> environment = m_provider->environment();
        environment.insert(QStringLiteral("AAP_OIDC_REFRESH"), QStringLiteral("1s"));
        m_panel.kill();
        QVERIFY2(m_panel.start(environment), m_panel.log().constData());
        QCOMPARE(me(visitor)[QLatin1String("name")].toString(), QStringLiteral("Alice Admin"));
    }
};

QTEST_GUILESS_MAIN(tst_signin)
#include "tst_signin.moc"
