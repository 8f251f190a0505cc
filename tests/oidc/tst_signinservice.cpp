// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-in step by step, with a provider and a clock that do what the test wants.
#include "server/services/signinservice.h"
#include "server/store/tables.h"
#include "tests/oidc/fakeprovider.h"
#include "tests/support/await.h"
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrlQuery>

using namespace std::chrono_literals;

class tst_signinservice : public QObject {
    Q_OBJECT

    ManualClock m_clock;
    HttpClient m_http;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeProvider> m_fake;
    std::unique_ptr<OidcProvider> m_provider;
    std::unique_ptr<Database> m_database;
    std::optional<Vault> m_vault;
    std::unique_ptr<AuthService> m_auth;
    std::unique_ptr<SessionService> m_sessions;
    std::unique_ptr<ApiKeyService> m_keys;
    std::unique_ptr<SignInService> m_signIn;

    /// What the provider's page would get.
    struct Begun {
        Browser browser;
        QUrlQuery query;
        QString state() const { return query.queryItemValue(QStringLiteral("state")); }
        QString nonce() const { return query.queryItemValue(QStringLiteral("nonce")); }
    };
    static QByteArray cookieIn(const QByteArrayList &cookies, const char *name) {
        for (const QByteArray &cookie : cookies)
            if (cookie.startsWith(QByteArray(QByteArray(name) + '=')))
                return cookie.mid(qstrlen(name) + 1).split(';').first();
        return {};
    }
    Begun begin(Browser browser = {}, const char *redirect = "/") {
        browser.address = QStringLiteral("192.0.2.7");
        browser.requestId = "req";
        const auto step = await(m_signIn->login(browser, QLatin1String(redirect)));
        if (!step)
            return {};
        browser.signIn = cookieIn(step->cookies, "sign_in");
        return {browser, QUrlQuery(QUrl(QString::fromLatin1(step->location)))};
    }
    QJsonObject claims(const QString &nonce, QJsonObject more = {}) {
        const qint64 now = m_clock.now().time_since_epoch() / 1s;
        QJsonObject all{{QStringLiteral("iss"), QString::fromLatin1(m_fake->issuer())},
            {QStringLiteral("aud"), QStringLiteral("panel")}, {QStringLiteral("sub"), QStringLiteral("ada")},
            {QStringLiteral("sid"), QStringLiteral("s1")}, {QStringLiteral("nonce"), nonce},
            {QStringLiteral("iat"), now}, {QStringLiteral("exp"), now + 300},
            {QStringLiteral("name"), QStringLiteral("Ada")},
            {QStringLiteral("email"), QStringLiteral("ada@example.test")},
            {QStringLiteral("customer"), QStringLiteral("")}, {QStringLiteral("realm_access"), roles("operator")}};
        for (auto it = more.begin(); it != more.end(); ++it)
            all.insert(it.key(), it.value());
        return all;
    }
    static QJsonObject roles(const char *role) { return {{QStringLiteral("roles"), QJsonArray{QLatin1String(role)}}}; }
    static CallbackQuery back(const Begun &begun, const char *code = "code") {
        CallbackQuery query;
        query.state = begun.state();
        query.code = QLatin1String(code);
        return query;
    }
    /// The cookie of a session; empty when it was refused.
    QByteArray signIn(const QJsonObject &more = {}) {
        const Begun begun = begin();
        m_fake->give(m_fake->rsa.sign(claims(begun.nonce(), more)));
        const auto step = await(m_signIn->callback(begun.browser, back(begun)));
        return step ? cookieIn(step->cookies, "session") : QByteArray();
    }
    std::optional<Caller> who(const QByteArray &cookie) { return m_sessions->authenticate(Secret(cookie)); }
    bool endsWhileItIsUsed(const QByteArray &cookie) {
        return QTest::qWaitFor([&] {
            m_clock.advance(1min);
            return !who(cookie);
        });
    }
    static std::optional<ErrorCode> refusal(const auto &result) {
        return result ? std::nullopt : std::optional(result.error().code);
    }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_fake = std::make_unique<FakeProvider>();
        OidcOptions options;
        QVERIFY(options.setIssuer(QString::fromLatin1(m_fake->issuer())).isEmpty());
        options.clientId = QStringLiteral("panel");
        options.clientSecret = Secret("secret");
        m_provider = std::make_unique<OidcProvider>(m_http, options, m_clock, 500ms);
        m_database = std::make_unique<Database>();
        QVERIFY(m_database->open(m_dir->filePath(QStringLiteral("panel.db"))));
        m_vault.emplace(*Vault::open(m_dir->path(), true));
        m_auth = std::make_unique<AuthService>(*m_database, m_clock);
        m_sessions = std::make_unique<SessionService>(*m_database, *m_auth, m_clock, SessionLimits{});
        QVERIFY(await(m_sessions->load()));
        m_keys = std::make_unique<ApiKeyService>(*m_database, *m_auth, m_clock, 120);
        m_signIn = std::make_unique<SignInService>(
            *m_database, *m_auth, *m_sessions, *m_keys, *m_vault, m_clock, m_provider.get());
        m_signIn->setBase("https://panel.example");
    }
    void cleanup() {
        m_signIn.reset();
        m_keys.reset();
        m_sessions.reset();
        m_auth.reset();
        m_database->close();
        m_database.reset();
    }

    void theWayThereAndBack() {
        const auto step = await(m_signIn->login({}, QStringLiteral("/api/docs?a=b")));
        QVERIFY(step);
        const QUrlQuery query(QUrl(QString::fromLatin1(step->location)));
        const auto value = [&query](const char *name) {
            return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
        };
        QCOMPARE(value("response_type"), QStringLiteral("code"));
        QCOMPARE(value("redirect_uri"), QStringLiteral("https://panel.example/api/auth/callback"));
        QCOMPARE(value("scope"), QStringLiteral("openid profile email"));
        QCOMPARE(value("code_challenge_method"), QStringLiteral("S256"));
        for (const char *random : {"state", "nonce", "code_challenge"})
            QCOMPARE(value(random).size(), 43);
        const QByteArray cookie = step->cookies.value(0);
        QVERIFY2(cookie.endsWith("; Path=/api/auth; HttpOnly; SameSite=Lax; Max-Age=600; Secure"), cookie.constData());

        const Begun begun = begin({}, "/api/docs?a=b");
        m_fake->give(m_fake->ec.sign(claims(begun.nonce())));
        const auto done = await(m_signIn->callback(begun.browser, back(begun)));
        QVERIFY2(done, done ? "" : qPrintable(done.error().details));
        QCOMPARE(done->location, QByteArray("/api/docs?a=b"));
        const QByteArray session = done->cookies.value(0);
        QVERIFY2(session.startsWith("session=")
                && session.endsWith("; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"),
            session.constData());
        const auto caller = who(cookieIn(done->cookies, "session"));
        QCOMPARE(caller->name, QStringLiteral("Ada"));
        QCOMPARE(caller->role, Role::Operator);
        // The verifier is the challenge's.
        const QUrlQuery form(QString::fromLatin1(m_fake->lastBody("/token")));
        const QByteArray verifier = form.queryItemValue(QStringLiteral("code_verifier")).toLatin1();
        QCOMPARE(part(QCryptographicHash::hash(verifier, QCryptographicHash::Sha256)),
            begun.query.queryItemValue(QStringLiteral("code_challenge")).toLatin1());
        // Tokens are not in the database as they are.
        for (const QString &name : {QStringLiteral("panel.db"), QStringLiteral("panel.db-wal")}) {
            QFile stored(m_dir->filePath(name));
            if (stored.open(QIODevice::ReadOnly)) {
                const QByteArray bytes = stored.readAll();
                QVERIFY(!bytes.contains(cookieIn(done->cookies, "session")));
                QVERIFY(!bytes.contains(m_fake->answers["/token"].split('"').value(15).split('.').value(1)));
            }
        }
    }
    void onlyPathsOfThePanelAreGoneBackTo() {
        for (const char *good :
            {"/", "/x", "/api/auth/desktop?redirect_uri=http%3A%2F%2F127.0.0.1", "/a//b", "/?next=//evil.test"})
            QVERIFY2(SignInService::isLocalPath(QLatin1String(good)), good);
        for (const char *bad : {"", "//evil.test", "/\\evil.test", "\\\\evil.test", "http://evil.test",
                 "https:evil.test", "evil.test", "javascript:alert(1)", "/\t/evil.test", "/\n/evil.test", "/\r\nX: 1",
                 " /", "/ x", "/\xc3\xa4", "/\x7f"})
            QVERIFY2(!SignInService::isLocalPath(QString::fromUtf8(bad)), bad);
        QVERIFY(!SignInService::isLocalPath(u'/' + QString(2000, u'x')));
        QCOMPARE(refusal(await(m_signIn->login({}, QStringLiteral("//evil.test")))), ErrorCode::BadRequest);
        QCOMPARE(m_signIn->pendingCount(), 0);
    }
    void aStateWorksOnceSoonAndInItsBrowser() {
        const Begun begun = begin();
        m_fake->give(m_fake->rsa.sign(claims(begun.nonce())));
        Browser other = begun.browser;
        other.signIn = QByteArray(43, 'A');
        QCOMPARE(refusal(await(m_signIn->callback(other, back(begun)))), ErrorCode::BadRequest);
        other.signIn.clear();
        QCOMPARE(refusal(await(m_signIn->callback(other, back(begun)))), ErrorCode::BadRequest);
        QVERIFY(await(m_signIn->callback(begun.browser, back(begun))));
        QCOMPARE(refusal(await(m_signIn->callback(begun.browser, back(begun)))), ErrorCode::BadRequest);
        QCOMPARE(m_fake->count("/token"), 1); // a replayed code goes nowhere
        const Begun late = begin();
        m_clock.advance(10min);
        QCOMPARE(refusal(await(m_signIn->callback(late.browser, back(late)))), ErrorCode::BadRequest);
        for (const char *state : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
            CallbackQuery query;
            query.state = QLatin1String(state);
            QCOMPARE(refusal(await(m_signIn->callback(late.browser, query))), ErrorCode::BadRequest);
        }
        QCOMPARE(refusal(await(m_signIn->callback({}, {}))), ErrorCode::BadRequest);
        // Two tabs of one browser do not disturb each other.
        const Begun one = begin(), two = begin(one.browser);
        QCOMPARE(one.browser.signIn, two.browser.signIn);
        m_fake->give(m_fake->rsa.sign(claims(one.nonce())));
        QVERIFY(await(m_signIn->callback(one.browser, back(one))));
        m_fake->give(m_fake->rsa.sign(claims(two.nonce())));
        QVERIFY(await(m_signIn->callback(two.browser, back(two))));
    }
    void signInsThatNobodyEndsAreBounded() {
        const Begun first = begin();
        const auto flood = [this](int count, auto addressOf) {
            Browser other;
            for (int i = 0; i < count; ++i) {
                other.address = addressOf(i);
                spawn(m_signIn->login(other, QStringLiteral("/")));
            }
        };
        m_clock.advance(1s);
        flood(300, [](int) { return QStringLiteral("192.0.2.66"); });
        QCOMPARE(m_signIn->pendingCount(), 101); // and who began before goes on
        m_fake->give(m_fake->rsa.sign(claims(first.nonce())));
        QVERIFY(await(m_signIn->callback(first.browser, back(first))));
        const Begun second = begin();
        m_clock.advance(1s);
        flood(6000, [](int i) { return QStringLiteral("2001:db8:0:%1::1").arg(i, 0, 16); });
        QCOMPARE(m_signIn->pendingCount(), 5000);
        QCOMPARE(refusal(await(m_signIn->callback(second.browser, back(second)))), ErrorCode::BadRequest);
        m_clock.advance(11min);
        (void)begin();
        QCOMPARE(m_signIn->pendingCount(), 1);
    }
    void whatTheProviderSaysIsCheckedBeforeItIsBelieved() {
        const auto refused = [this](const QJsonObject &more, auto change) {
            const Begun begun = begin();
            m_fake->give(change(m_fake->rsa.sign(claims(begun.nonce(), more))));
            return refusal(await(m_signIn->callback(begun.browser, back(begun))));
        };
        const auto same = [](const QByteArray &token) { return token; };
        const QByteArray header = R"({"alg":"none","kid":"r1"})", mac = R"({"alg":"HS256","kid":"r1"})";
        QCOMPARE(refused({}, same), std::nullopt);
        QCOMPARE(refused({}, [&](const QByteArray &token) { return forged(token, header); }), ErrorCode::Unauthorized);
        const QByteArray key = QJsonDocument(m_fake->rsa.publicPart()).toJson(QJsonDocument::Compact);
        QCOMPARE(
            refused({}, [&](const QByteArray &token) { return confused(token, mac, key); }), ErrorCode::Unauthorized);
        QCOMPARE(refused({},
                     [](QByteArray token) {
                         token[token.lastIndexOf('.') + 9] ^= 1;
                         return token;
                     }),
            ErrorCode::Unauthorized);
        QCOMPARE(refused({},
                     [](QByteArray token) {
                         token[token.indexOf('.') + 9] ^= 1;
                         return token;
                     }),
            ErrorCode::Unauthorized);
        for (const auto &[name, value] : QList<std::pair<QString, QJsonValue>>{{QStringLiteral("exp"), 1000},
                 {QStringLiteral("nonce"), QStringLiteral("other")}, {QStringLiteral("aud"), QStringLiteral("other")},
                 {QStringLiteral("iss"), QStringLiteral("https://evil.test")},
                 {QStringLiteral("sub"), QStringLiteral("")}})
            QVERIFY2(refused({{name, value}}, same) == ErrorCode::Unauthorized, qPrintable(name));
        Begun begun = begin();
        CallbackQuery query = back(begun);
        query.iss = QStringLiteral("https://evil.test");
        QCOMPARE(refusal(await(m_signIn->callback(begun.browser, query))), ErrorCode::Unauthorized);
        begun = begin();
        query = back(begun);
        query.error = QStringLiteral("access_denied");
        const auto cancelled = await(m_signIn->callback(begun.browser, query));
        QVERIFY(cancelled.error().message.contains(QLatin1String("cancelled")));
        // userinfo about somebody else.
        m_fake->answers["/userinfo"] = R"({"sub":"eve","customer":"x"})";
        begun = begin();
        QJsonObject lacking = claims(begun.nonce());
        lacking.remove(QStringLiteral("customer"));
        m_fake->give(m_fake->rsa.sign(lacking));
        QCOMPARE(refusal(await(m_signIn->callback(begun.browser, back(begun)))), ErrorCode::Unauthorized);
    }
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
        QVERIFY(who(bob) && m_auth->authenticate(bobs));
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
    void withoutAProviderOneIsSentToTheStartPage() {
        SignInService none(*m_database, *m_auth, *m_sessions, *m_keys, *m_vault, m_clock, nullptr);
        QCOMPARE(await(none.login({}, QStringLiteral("/")))->location, QByteArray("/"));
        QCOMPARE(refusal(await(none.callback({}, {}))), ErrorCode::BadRequest);
        QCOMPARE(refusal(await(none.providerLogout({}, {}, {}))), ErrorCode::BadRequest);
    }
};

QTEST_GUILESS_MAIN(tst_signinservice)
#include "tst_signinservice.moc"
