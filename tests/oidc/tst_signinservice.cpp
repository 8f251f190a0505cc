// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-in step by step: what is begun, and what of the answer is believed.
#include "tests/oidc/signinfixture.h"

class tst_signinservice : public SignInFixture {
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

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
    void withoutAProviderOneIsSentToTheStartPage() {
        SignInService none(*m_database, *m_auth, *m_sessions, *m_keys, *m_vault, m_clock, nullptr);
        QCOMPARE(await(none.login({}, QStringLiteral("/")))->location, QByteArray("/"));
        QCOMPARE(refusal(await(none.callback({}, {}))), ErrorCode::BadRequest);
        QCOMPARE(refusal(await(none.providerLogout({}, {}, {}))), ErrorCode::BadRequest);
    }
};

QTEST_GUILESS_MAIN(tst_signinservice)
#include "tst_signinservice.moc"
