// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures: what is right is taken, and of what is wrong nothing.
#include "server/oidc/jws.h"
#include "tests/oidc/tokens.h"
#include <QTest>

class tst_jws : public QObject {
    Q_OBJECT

    const TestKey m_rsa{TestKey::Kind::Rsa, "r1"}, m_ec{TestKey::Kind::Ec, "e1"}, m_other{TestKey::Kind::Rsa, "r1"};
    const QJsonObject m_claims{{QStringLiteral("sub"), QStringLiteral("ada")}};
    KeySet m_keys;

    static std::optional<ErrorCode> refusal(const QByteArray &token, const KeySet &keys) {
        const auto claims = verifiedClaims(token, keys);
        return claims ? std::nullopt : std::optional(claims.error().code);
    }

private slots:
    void initTestCase() {
        const auto keys = KeySet::parse(keySetOf({m_rsa.publicPart(), m_ec.publicPart()}));
        QVERIFY(keys);
        m_keys = *keys;
        QCOMPARE(m_keys.size(), size_t(2));
    }
    void bothAlgorithmsAreTaken() {
        for (const TestKey *key : {&m_rsa, &m_ec}) {
            const auto claims = verifiedClaims(key->sign(m_claims), m_keys);
            QVERIFY(claims);
            QCOMPARE(*claims, m_claims);
        }
    }
    void everyChangedByteIsSeen() {
        for (const TestKey *key : {&m_rsa, &m_ec}) {
            const QByteArray token = key->sign(m_claims);
            for (qsizetype i = 0; i < token.size() - 1; ++i) { // of the last character some bits say nothing
                QByteArray wrong = token;
                wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
                QVERIFY2(refusal(wrong, m_keys), QByteArray::number(i).constData());
            }
        }
    }
    void aTokenChoosesNeitherNoSignatureNorAPublicKeyAsSecret() {
        const QByteArray token = m_rsa.sign(m_claims);
        const QByteArray signature = QByteArray::fromBase64(token.split('.')[2], QByteArray::Base64UrlEncoding);
        for (const char *header : {R"({"alg":"none"})", R"({"alg":"None","kid":"r1"})", R"({"alg":"NONE"})", R"({})",
                 R"({"alg":null})", R"({"alg":["RS256"]})", R"({"alg":"RS384","kid":"r1"})",
                 R"({"alg":"PS256","kid":"r1"})", R"({"alg":"rs256","kid":"r1"})", R"({"alg":"RS256 ","kid":"r1"})"}) {
            QCOMPARE(refusal(forged(token, header), m_keys), ErrorCode::Unauthorized);
            QCOMPARE(refusal(forged(token, header, signature), m_keys), ErrorCode::Unauthorized);
        }
        const QJsonObject jwk = m_rsa.publicPart();
        const QByteArray modulus =
            QByteArray::fromBase64(jwk[QLatin1String("n")].toString().toLatin1(), QByteArray::Base64UrlEncoding);
        for (const QByteArray &secret : {modulus, QJsonDocument(jwk).toJson(QJsonDocument::Compact), QByteArray()})
            for (const char *header : {R"({"alg":"HS256","kid":"r1"})", R"({"alg":"HS256"})"})
                QCOMPARE(refusal(confused(token, header, secret), m_keys), ErrorCode::Unauthorized);
        // A key of the wrong kind, named by its id.
        QCOMPARE(refusal(forged(token, R"({"alg":"ES256","kid":"r1"})", signature), m_keys), ErrorCode::NotFound);
        QCOMPARE(refusal(forged(token, R"({"alg":"RS256","kid":"e1"})", signature), m_keys), ErrorCode::NotFound);
    }
    void keysOfOthersAndExtensionsAreRefused() {
        QCOMPARE(refusal(m_other.sign(m_claims), m_keys), ErrorCode::Unauthorized); // the same id
        QCOMPARE(refusal(m_rsa.sign(m_claims, {{"kid", "nobody"}}), m_keys), ErrorCode::NotFound);
        QCOMPARE(refusal(m_rsa.sign(m_claims, {{"crit", R"(["exp"])"}}), m_keys), ErrorCode::Unauthorized);
        // A key that comes with the token is nobody's.
        const QByteArray own = QJsonDocument(m_other.publicPart()).toJson(QJsonDocument::Compact);
        const QByteArray token = m_other.sign(m_claims);
        QCOMPARE(refusal(forged(token, "{\"alg\":\"RS256\",\"kid\":\"r1\",\"jwk\":" + own + '}',
                             QByteArray::fromBase64(token.split('.')[2], QByteArray::Base64UrlEncoding)),
                     m_keys),
            ErrorCode::Unauthorized);
    }
    void garbageIsNoToken() {
        for (const QByteArray &bad : {QByteArray(), QByteArray("."), QByteArray(".."), QByteArray("a.b"),
                 QByteArray("a.b.c"), QByteArray("a.b.c.d"), QByteArray("a.b.c.d.e"), QByteArray("\0.\0.\0", 5),
                 QByteArray(200'000, 'a'), QByteArray("e30.e30."), QByteArray("e30.e30.e30"), QByteArray(100, '.'),
                 QByteArray(m_rsa.sign(m_claims) + ".x")})
            QCOMPARE(refusal(bad, m_keys), ErrorCode::Unauthorized);
        const QByteArray text = m_rsa.sign(m_claims);
        for (qsizetype i = 0; i < text.size(); i += 7)
            QVERIFY(refusal(text.first(i), m_keys));
    }
    void onlyKeysThatAreGoodEnoughAreTaken() {
        const TestKey small(TestKey::Kind::Rsa, "small", 1024), curve(TestKey::Kind::Ec384, "curve");
        QJsonObject encrypting = m_rsa.publicPart(), other = m_rsa.publicPart(), outside = m_ec.publicPart();
        encrypting.insert(QStringLiteral("use"), QStringLiteral("enc"));
        other.insert(QStringLiteral("alg"), QStringLiteral("RS512"));
        outside.insert(QStringLiteral("y"), outside[QLatin1String("x")]); // no point of the curve
        const QJsonObject secret{{QStringLiteral("kty"), QStringLiteral("oct")},
            {QStringLiteral("k"), QStringLiteral("c2VjcmV0")}, {QStringLiteral("kid"), QStringLiteral("r1")}};
        const QJsonObject empty{{QStringLiteral("kty"), QStringLiteral("RSA")}};
        const auto keys = KeySet::parse(keySetOf({small.publicPart(), curve.publicPart(), encrypting, other, outside,
            secret, empty, {}, m_ec.publicPart()}));
        QVERIFY(keys);
        QCOMPARE(keys->size(), size_t(1));
        for (const char *bad : {"", "[]", "{}", "{\"keys\":1}", "keys", "{\"keys\":[", "\xff\xfe"})
            QVERIFY(!KeySet::parse(bad));
        QCOMPARE(KeySet::parse("{\"keys\":[1,null,[],\"x\"]}")->size(), size_t(0));
        QList<QJsonObject> many;
        for (int i = 0; i < 1000; ++i)
            many.append(m_ec.publicPart());
        QVERIFY(KeySet::parse(keySetOf(many))->size() <= 64);
    }
    void aTokenWithoutAKeyIdGoesWithTheOnlyKeyThereIs() {
        const TestKey nameless(TestKey::Kind::Ec, "");
        const auto one = KeySet::parse(keySetOf({nameless.publicPart()}));
        QVERIFY(verifiedClaims(nameless.sign(m_claims), *one));
        const auto two = KeySet::parse(keySetOf({nameless.publicPart(), m_ec.publicPart()}));
        QCOMPARE(refusal(nameless.sign(m_claims), *two), ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(tst_jws)
#include "tst_jws.moc"
