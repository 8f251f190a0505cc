// SPDX-License-Identifier: GPL-3.0-or-later
// What the provider says of users, at their sign-in and afterwards, and their way out.
#include "tests/oidc/signinfixture.h"

class tst_signedin : public SignInFixture {
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void rolesAndCustomersComeFromTheProvider() {
        const auto first = who(signIn());
        QCOMPARE(first->role, Role::Operator);
        const auto again = who(signIn(
            {{QStringLiteral("realm_access"), roles("admin")}, {QStringLiteral("name"), QStringLiteral("Ada L.")}}));
        QCOMPARE(again->user, first->user);
        QCOMPARE(again->role, Role::Admin);
        QCOMPARE(again->name, QStringLiteral("Ada L."));
        QVERIFY(who(signIn({{QStringLiteral("sub"), QStringLiteral("bob")}}))->user != first->user);
        QVERIFY(signIn({{QStringLiteral("realm_access"), roles("nothing")}}).isEmpty());
        QVERIFY(signIn({{QStringLiteral("realm_access"), roles("customer")}}).isEmpty()); // of whom?
        QVERIFY(signIn({{QStringLiteral("customer"), QStringLiteral("Nobody Ltd")}}).isEmpty());
        CustomerRecord customer;
        customer.id = CustomerId::make(m_clock);
        customer.name = QStringLiteral("Carol Ltd");
        customer.email = QStringLiteral("c@example.test");
        QVERIFY(m_database->wait(
            m_database->write<Done>([customer](Transaction &t) { return tables::customers.insert(t, customer); })));
        for (const QString &name : {customer.name, customer.id.value}) {
            const auto caller =
                who(signIn({{QStringLiteral("realm_access"), roles("customer")}, {QStringLiteral("customer"), name}}));
            QCOMPARE(caller->customer, customer.id);
            QCOMPARE(caller->role, Role::Customer);
        }
        QVERIFY(!who(signIn())->customer);
        // By userinfo, when the ID token does not say.
        const Begun begun = begin();
        QJsonObject bare = claims(begun.nonce());
        bare.remove(QStringLiteral("realm_access"));
        m_fake->answers["/userinfo"] = R"({"sub":"ada","realm_access":{"roles":["viewer"]}})";
        m_fake->give(m_fake->rsa.sign(bare));
        const auto step = await(m_signIn->callback(begun.browser, back(begun)));
        QVERIFY(step);
        QCOMPARE(who(cookieIn(step->cookies, "session"))->role, Role::Viewer);
        const auto entries =
            m_database->wait(m_database->read<QList<AuditEntry>>([](Transaction &t) { return tables::audit.all(t); }));
        QCOMPARE(entries->first().action, QStringLiteral("users.sign-in"));
        QCOMPARE(entries->first().address, QStringLiteral("192.0.2.7"));
        QCOMPARE(entries->first().user_id, first->user);
    }
    void theProviderIsAskedAgainWhileOneWorks() {
        const QByteArray cookie = signIn();
        const qsizetype before = m_fake->count("/token");
        m_clock.advance(4min);
        QVERIFY(who(cookie));
        QCOMPARE(m_fake->count("/token"), before);
        m_clock.advance(1min);
        m_fake->give(m_fake->rsa.sign(claims({}, {{QStringLiteral("realm_access"), roles("viewer")}})));
        QVERIFY(who(cookie));
        QTRY_COMPARE(who(cookie)->role, Role::Viewer);
        QCOMPARE(m_fake->count("/token"), before + 1);
        QVERIFY(m_fake->lastBody("/token").contains("refresh_token=rt"));
        // Away: nothing ends.
        m_fake->moods["/token"] = FakeProvider::Mood::Error;
        m_clock.advance(5min);
        QVERIFY(who(cookie));
        QTRY_COMPARE(m_fake->count("/token"), before + 2);
        QTest::qWait(0);
        QVERIFY(who(cookie));
        // A role that is gone, and then a session that is.
        m_fake->moods.clear();
        m_fake->give(m_fake->rsa.sign(
            claims({}, {{QStringLiteral("realm_access"), roles("none")}, {QStringLiteral("exp"), 4e9}})));
        QVERIFY(endsWhileItIsUsed(cookie));
        const QByteArray next = signIn();
        m_fake->answers["/token"] = R"({"error":"invalid_grant"})";
        m_fake->statuses["/token"] = 400;
        QVERIFY(endsWhileItIsUsed(next));
    }
    void whoLosesTheRoleLosesSessionsAndKeys_data() {
        QTest::addColumn<bool>("atSignIn");
        QTest::newRow("while it works") << false;
        QTest::newRow("at the next sign-in") << true;
    }
    void whoLosesTheRoleLosesSessionsAndKeys() {
        QFETCH(bool, atSignIn);
        const auto keyOf = [this](const Caller &caller) {
            CreateApiKey body;
            body.name = QStringLiteral("script");
            body.role = caller.role;
            const auto made = await(m_keys->create(caller, body));
            return made ? Secret(made->key.toLatin1()) : Secret();
        };
        const QByteArray cookie = signIn(), other = signIn({{QStringLiteral("sid"), QStringLiteral("s2")}}),
                         bob = signIn({{QStringLiteral("sub"), QStringLiteral("bob")}});
        const Secret key = keyOf(*who(cookie)), bobs = keyOf(*who(bob));
        const Secret grandchild = keyOf(*m_auth->authenticate(key));
        QVERIFY(m_auth->authenticate(grandchild));
        QSignalSpy keyEnds(m_auth.get(), &AuthService::ends), sessionEnds(m_sessions.get(), &SessionService::ends);
        const QJsonObject none{{QStringLiteral("realm_access"), roles("none")}, {QStringLiteral("exp"), 4e9}};
        if (atSignIn) {
            QVERIFY(signIn(none).isEmpty());
        } else {
            m_fake->give(m_fake->rsa.sign(claims({}, none)));
            QVERIFY(endsWhileItIsUsed(cookie));
        }
        QVERIFY(!who(cookie) && !who(other));
        QVERIFY(!m_auth->authenticate(key) && !m_auth->authenticate(grandchild));
        QVERIFY(m_sessions->find(Secret(bob)) && m_auth->authenticate(bobs)); // looked at, not used: nobody is asked
        QCOMPARE(keyEnds.count(), 2); // which ends their connections
        QCOMPARE(sessionEnds.count(), 2);
        const auto left = m_database->wait(
            m_database->read<QList<ApiKeyRecord>>([](Transaction &t) { return tables::apiKeys.all(t); }));
        QCOMPARE(left->size(), 1);
        const auto entries =
            m_database->wait(m_database->read<QList<AuditEntry>>([](Transaction &t) { return tables::audit.all(t); }));
        const AuditEntry last = *std::max_element(entries->begin(), entries->end(),
            [](const AuditEntry &a, const AuditEntry &b) { return a.number < b.number; });
        QCOMPARE(last.action, atSignIn ? QStringLiteral("users.sign-in") : QStringLiteral("users.refresh"));
        QVERIFY2(last.message.contains(QLatin1String("2 keys have ended")), qPrintable(last.message));
    }
    void theProviderEndsSessions() {
        const QByteArray cookie = signIn(), other = signIn({{QStringLiteral("sid"), QStringLiteral("s2")}}),
                         bob = signIn({{QStringLiteral("sub"), QStringLiteral("bob")},
                             {QStringLiteral("sid"), QStringLiteral("s3")}});
        int number = 0;
        const auto token = [&](const QJsonObject &more) {
            const qint64 now = m_clock.now().time_since_epoch() / 1s;
            QJsonObject all{{QStringLiteral("iss"), QString::fromLatin1(m_fake->issuer())},
                {QStringLiteral("aud"), QStringLiteral("panel")}, {QStringLiteral("iat"), now},
                {QStringLiteral("exp"), now + 120}, {QStringLiteral("jti"), QString::number(++number)},
                {QStringLiteral("events"),
                    QJsonObject{
                        {QStringLiteral("http://schemas.openid.net/event/backchannel-logout"), QJsonObject()}}}};
            for (auto it = more.begin(); it != more.end(); ++it)
                all.insert(it.key(), it.value());
            return m_fake->rsa.sign(all);
        };
        const auto notify = [&](const QByteArray &text) {
            LogoutNotice notice{QString::fromLatin1(text)};
            return refusal(await(m_signIn->providerLogout(Caller{}, Browser{}, notice)));
        };
        QCOMPARE(notify("garbage"), ErrorCode::BadRequest);
        QCOMPARE(notify(m_fake->rsa.sign(claims({}))), ErrorCode::BadRequest); // an ID token
        QCOMPARE(notify(forged(token({{QStringLiteral("sid"), QStringLiteral("s1")}}), R"({"alg":"none"})")),
            ErrorCode::BadRequest);
        const TestKey stranger(TestKey::Kind::Rsa, "r1");
        QVERIFY(who(cookie) && who(other) && who(bob));
        const QByteArray first =
            token({{QStringLiteral("sid"), QStringLiteral("s1")}, {QStringLiteral("sub"), QStringLiteral("ada")}});
        QCOMPARE(notify(first), std::nullopt);
        QVERIFY(!who(cookie) && who(other) && who(bob));
        QCOMPARE(notify(first), ErrorCode::BadRequest); // used
        QCOMPARE(notify(token(
                     {{QStringLiteral("sid"), QStringLiteral("s3")}, {QStringLiteral("sub"), QStringLiteral("ada")}})),
            std::nullopt);
        QVERIFY(who(bob)); // another user's
        QCOMPARE(notify(token({{QStringLiteral("sub"), QStringLiteral("ada")}})), std::nullopt);
        QVERIFY(!who(other) && who(bob));
    }
    void signingOutLeadsToTheProviderAndWaitsForNobody() {
        const QByteArray cookie = signIn();
        Caller caller = *who(cookie);
        auto out = await(m_signIn->logout(caller, {}));
        QVERIFY(out);
        QVERIFY(out->redirect->startsWith(QString::fromLatin1(m_fake->issuer() + "/logout?id_token_hint=")));
        QVERIFY(out->redirect->endsWith(
            QLatin1String("&client_id=panel&post_logout_redirect_uri=https%3A%2F%2Fpanel.example%2F")));
        QVERIFY(!who(cookie));
        const QByteArray next = signIn();
        caller = *who(next);
        m_clock.advance(2h);
        m_fake->moods["/.well-known/openid-configuration"] = FakeProvider::Mood::Silent;
        out = await(m_signIn->logout(caller, {}));
        QVERIFY(out && !out->redirect);
        QVERIFY(!who(next));
    }
};

QTEST_GUILESS_MAIN(tst_signedin)
#include "tst_signedin.moc"
