// SPDX-License-Identifier: GPL-3.0-or-later
// The provider as it should be and as it should not: what it says is bounded in size, time and number, and believed
// only where it fits.
#include "server/oidc/provider.h"
#include "tests/oidc/fakeprovider.h"
#include "tests/support/await.h"

using namespace std::chrono_literals;

class tst_provider : public QObject {
    Q_OBJECT

    ManualClock m_clock;
    HttpClient m_http;
    std::unique_ptr<FakeProvider> m_fake;
    std::unique_ptr<OidcProvider> m_provider;
    const QByteArray m_discovery = "/.well-known/openid-configuration";
    const QJsonObject m_claims{{QStringLiteral("sub"), QStringLiteral("ada")}};

    static ErrorCode refusal(const auto &result) { return result ? ErrorCode::Conflict : result.error().code; }

private slots:
    void init() {
        m_fake = std::make_unique<FakeProvider>();
        OidcOptions options;
        QVERIFY(options.setIssuer(QString::fromLatin1(m_fake->issuer())).isEmpty());
        options.clientId = QStringLiteral("the panel");
        options.clientSecret = Secret("a:b c");
        m_provider = std::make_unique<OidcProvider>(m_http, options, m_clock, 500ms);
    }
    void itIsAskedOnceAnHourWhatItIs() {
        const auto endpoints = await(m_provider->discover());
        QVERIFY(endpoints);
        QCOMPARE(endpoints->token, QByteArray(m_fake->issuer() + "/token"));
        m_clock.advance(59min);
        QVERIFY(await(m_provider->discover()));
        QCOMPARE(m_fake->count(m_discovery), 1);
        m_clock.advance(1min);
        QVERIFY(await(m_provider->discover()));
        QCOMPARE(m_fake->count(m_discovery), 2);
    }
    void aDescriptionThatDoesNotFitIsRefused() {
        const QByteArray good = m_fake->answers[m_discovery], base = m_fake->issuer();
        const QList<QByteArray> bad{"{}", "[]", "null", "",
            QByteArray(good).replace(QByteArray("{\"issuer\":\"" + base), "{\"issuer\":\"https://evil.example"),
            QByteArray(good).replace(QByteArray(base + "/token"), "http://id.example/token"),
            QByteArray(good).replace(QByteArray(base + "/auth"), "javascript:alert(1)"),
            QByteArray(good).replace(QByteArray("\"" + base + "/certs\""), "7"), good.left(100)};
        for (const QByteArray &answer : bad) {
            m_fake->answers[m_discovery] = answer;
            QCOMPARE(refusal(await(m_provider->discover())), ErrorCode::Unavailable);
        }
        m_fake->answers[m_discovery] = good;
        QVERIFY(await(m_provider->discover()));
    }
    void garbageEndlessSlowAndElsewhere_data() {
        QTest::addColumn<int>("mood");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, FakeProvider::Mood mood, ErrorCode code) {
            QTest::newRow(name) << int(mood) << int(code);
        };
        row("garbage", FakeProvider::Mood::Garbage, ErrorCode::Unavailable);
        row("error", FakeProvider::Mood::Error, ErrorCode::Unavailable);
        row("elsewhere", FakeProvider::Mood::Elsewhere, ErrorCode::Unavailable);
        row("endless", FakeProvider::Mood::Endless, ErrorCode::Unavailable);
        row("silent", FakeProvider::Mood::Silent, ErrorCode::Timeout);
    }
    void garbageEndlessSlowAndElsewhere() {
        QFETCH(int, mood);
        QFETCH(int, code);
        QElapsedTimer timer;
        timer.start();
        for (const QByteArray &path :
            {m_discovery, QByteArray("/certs"), QByteArray("/token"), QByteArray("/userinfo")}) {
            m_fake->moods = {{path, FakeProvider::Mood(mood)}};
            const ErrorCode got = path == m_discovery ? refusal(await(m_provider->discover()))
                : path == "/certs"                    ? refusal(await(m_provider->claimsOf(m_fake->rsa.sign(m_claims))))
                : path == "/token"                    ? refusal(await(m_provider->redeem("c", "v", "r")))
                                                      : refusal(await(m_provider->userInfo(Secret("at"))));
            QVERIFY2(int(got) == code, path.constData());
        }
        QCOMPARE(m_fake->count("/moved"), 0);
        QVERIFY2(timer.elapsed() < 10'000, "each has its end");
    }
    void nobodyThereIsSaidSo() {
        m_fake.reset();
        const auto endpoints = await(m_provider->discover());
        QCOMPARE(refusal(endpoints), ErrorCode::Unavailable);
        QVERIFY(endpoints.error().message.contains(QLatin1String("cannot be reached")));
    }
    void newKeysAreFoundAndWithdrawnOnesForgotten() {
        const QByteArray before = m_fake->rsa.sign(m_claims);
        QVERIFY(await(m_provider->claimsOf(before)));
        const TestKey next(TestKey::Kind::Ec, "next");
        m_fake->answers["/certs"] = keySetOf({next.publicPart()});
        QVERIFY(await(m_provider->claimsOf(next.sign(m_claims))));
        QCOMPARE(refusal(await(m_provider->claimsOf(before))), ErrorCode::Unauthorized);
        // Withdrawn without a new one that anybody has seen.
        m_fake->answers["/certs"] = keySetOf({m_fake->ec.publicPart()});
        QVERIFY(await(m_provider->claimsOf(next.sign(m_claims))));
        m_clock.advance(10min);
        QCOMPARE(refusal(await(m_provider->claimsOf(next.sign(m_claims)))), ErrorCode::Unauthorized);
        // While it does not tell its keys, those it has told hold.
        m_fake->moods["/certs"] = FakeProvider::Mood::Error;
        m_clock.advance(10min);
        QVERIFY(await(m_provider->claimsOf(m_fake->ec.sign(m_claims))));
    }
    void strangersTokensDoNotMakeItAskForKeysWithoutEnd() {
        QVERIFY(await(m_provider->claimsOf(m_fake->rsa.sign(m_claims))));
        for (int i = 0; i < 30; ++i)
            QCOMPARE(refusal(await(
                         m_provider->claimsOf(m_fake->rsa.sign(m_claims, {{"kid", "x" + QByteArray::number(i)}})))),
                ErrorCode::Unauthorized);
        QVERIFY2(m_fake->count("/certs") <= 6, QByteArray::number(m_fake->count("/certs")).constData());
        m_clock.advance(1min);
        const TestKey next(TestKey::Kind::Ec, "next");
        m_fake->answers["/certs"] = keySetOf({next.publicPart()});
        QVERIFY(await(m_provider->claimsOf(next.sign(m_claims))));
    }
    void codesAreRedeemedWithVerifierAndSecret() {
        m_fake->give("i.d.t");
        const auto tokens = await(m_provider->redeem("c/+ d", "ver", "http://127.0.0.1/cb"));
        QVERIFY(tokens);
        QCOMPARE(tokens->id, QByteArray("i.d.t"));
        QCOMPARE(tokens->refresh.reveal(), QByteArray("rt"));
        const FakeProvider::Asked asked = m_fake->asked.last();
        QCOMPARE(asked.body,
            QByteArray("grant_type=authorization_code&code=c%2F%2B%20d&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb&code_"
                       "verifier=ver"));
        QVERIFY(
            asked.head.contains(QByteArray("Authorization: Basic " + QByteArray("the%20panel:a%3Ab%20c").toBase64())));
        m_fake->answers["/token"] = R"({"error":"invalid_grant"})";
        m_fake->statuses["/token"] = 400;
        QCOMPARE(refusal(await(m_provider->redeem("c", "v", "r"))), ErrorCode::Unauthorized);
        QCOMPARE(refusal(await(m_provider->refresh(Secret("rt")))), ErrorCode::Unauthorized);
        m_fake->answers["/token"] = R"({"error":"invalid_client"})";
        m_fake->statuses["/token"] = 401;
        QCOMPARE(refusal(await(m_provider->redeem("c", "v", "r"))), ErrorCode::Unavailable);
        m_fake->statuses.clear();
        m_fake->answers["/token"] = R"({"access_token":"at"})";
        QCOMPARE(refusal(await(m_provider->redeem("c", "v", "r"))), ErrorCode::Unavailable);
    }
    void whoTakesTheSecretInTheBodyOnlyGetsItThere() {
        QByteArray &description = m_fake->answers[m_discovery];
        description.replace(
            "{\"issuer\"", "{\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],\"issuer\"");
        m_fake->give("i.d.t");
        QVERIFY(await(m_provider->redeem("c", "v", "r")));
        QVERIFY(m_fake->asked.last().body.endsWith("&client_id=the%20panel&client_secret=a%3Ab%20c"));
        QVERIFY(!m_fake->asked.last().head.contains("Authorization"));
    }
    void anAccessTokenWithALineBreakGoesNowhere() {
        const auto said = await(m_provider->userInfo(Secret("at\r\nX-Injected: 1")));
        QVERIFY(said && said->isEmpty());
        QCOMPARE(m_fake->count("/userinfo"), 0);
    }
};

QTEST_GUILESS_MAIN(tst_provider)
#include "tst_provider.moc"
