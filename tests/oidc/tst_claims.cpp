// SPDX-License-Identifier: GPL-3.0-or-later
// What claims have to say, each rule by itself, and where roles are found in them.
#include "server/oidc/claims.h"
#include "server/oidc/oidcoptions.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryFile>
#include <QTest>

class tst_claims : public QObject {
    Q_OBJECT

    static constexpr qint64 now = 1'700'000'000;
    const Expected m_expected{
        QStringLiteral("https://id.example"), QStringLiteral("panel"), Timestamp(std::chrono::seconds(now))};

    static QJsonObject object(const QByteArray &json) { return QJsonDocument::fromJson(json).object(); }
    static QJsonObject idToken() {
        return object(
            R"({"iss":"https:\/\/id.example","aud":"panel","sub":"ada","nonce":"n","iat":1700000000,"exp":1700000300})");
    }
    static QJsonObject logoutToken() {
        return object(
            R"({"iss":"https:\/\/id.example","aud":["panel"],"sub":"ada","jti":"1","iat":1700000000,"exp":1700000120,)"
            R"("events":{"http:\/\/schemas.openid.net/event/backchannel-logout":{}}})");
    }
    static QJsonObject with(QJsonObject claims, const char *name, const QJsonValue &value) {
        if (value.isUndefined())
            claims.remove(QLatin1String(name));
        else
            claims.insert(QLatin1String(name), value);
        return claims;
    }
    bool isId(const QJsonObject &claims, const char *nonce = "n") const {
        return bool(checkIdToken(claims, m_expected, QLatin1String(nonce)));
    }
    bool isLogout(const QJsonObject &claims) const { return bool(checkLogoutToken(claims, m_expected)); }

private slots:
    void anIdTokenIsForUsOfNowAndOfThisSignIn() {
        const QJsonValue none(QJsonValue::Undefined);
        QVERIFY(isId(idToken()));
        for (const QJsonValue &issuer : {none, QJsonValue(QStringLiteral("https://id.example/")), QJsonValue(1)})
            QVERIFY(!isId(with(idToken(), "iss", issuer)));
        for (const QJsonValue &audience : {none, QJsonValue(QStringLiteral("other")), QJsonValue(QJsonArray()),
                 QJsonValue(QJsonArray{QStringLiteral("other")})})
            QVERIFY(!isId(with(idToken(), "aud", audience)));
        const QJsonObject two = with(idToken(), "aud", QJsonArray{QStringLiteral("panel"), QStringLiteral("other")});
        QVERIFY(!isId(two));
        QVERIFY(isId(with(two, "azp", QStringLiteral("panel"))));
        QVERIFY(!isId(with(idToken(), "azp", QStringLiteral("other"))));
        for (const QJsonValue &end :
            {none, QJsonValue(now - 30), QJsonValue(QStringLiteral("2100")), QJsonValue(-1), QJsonValue(1e300)})
            QVERIFY(!isId(with(idToken(), "exp", end)));
        QVERIFY(isId(with(idToken(), "exp", now - 29)));
        for (const QJsonValue &begin : {none, QJsonValue(now + 31)})
            QVERIFY(!isId(with(idToken(), "iat", begin)));
        QVERIFY(isId(with(idToken(), "iat", now + 30)));
        QVERIFY(!isId(with(idToken(), "nbf", now + 31)));
        for (const QJsonValue &nonce : {none, QJsonValue(QStringLiteral("other")), QJsonValue(QStringLiteral(""))})
            QVERIFY(!isId(with(idToken(), "nonce", nonce)));
        for (const QJsonValue &subject :
            {none, QJsonValue(QStringLiteral("")), QJsonValue(7), QJsonValue(QString(256, u'x'))})
            QVERIFY(!isId(with(idToken(), "sub", subject)));
        QVERIFY(!isId(with(idToken(), "events", QJsonObject())));
    }
    void aLogoutTokenIsNoIdTokenAndTheOtherWayRound() {
        const QJsonValue none(QJsonValue::Undefined);
        QVERIFY(isLogout(logoutToken()));
        QVERIFY(!isLogout(idToken()));
        QVERIFY(!isId(logoutToken(), ""));
        QVERIFY(!isLogout(with(logoutToken(), "nonce", QStringLiteral("n"))));
        QVERIFY(!isLogout(with(logoutToken(), "events", QJsonObject{{QStringLiteral("x"), QJsonObject()}})));
        QVERIFY(!isLogout(with(logoutToken(), "jti", none)));
        QVERIFY(!isLogout(with(logoutToken(), "sub", none)));
        QVERIFY(isLogout(with(with(logoutToken(), "sub", none), "sid", QStringLiteral("s"))));
        QVERIFY(!isLogout(with(logoutToken(), "iat", now - 301)));
        QVERIFY(isLogout(with(logoutToken(), "exp", none)));
        QVERIFY(!isLogout(with(logoutToken(), "aud", QStringLiteral("other"))));
        QVERIFY(!isLogout(with(logoutToken(), "iss", QStringLiteral("https://evil.example"))));
    }
    void rolesAreFoundWhereverAProviderPutsThem() {
        const QJsonObject claims =
            object(R"({"groups":["/ops","/admins"],"role":"x","realm_access":{"roles":["a","b",7]},)"
                   R"("resource_access":{"my.client":{"roles":["c"]}},"https:\/\/e.x/r":["d"],"n":null})");
        QCOMPARE(claimAt(claims, QStringLiteral("realm_access.roles")),
            (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(claimAt(claims, QStringLiteral("resource_access.my.client.roles")), QStringList{QStringLiteral("c")});
        QCOMPARE(claimAt(claims, QStringLiteral("https://e.x/r")), QStringList{QStringLiteral("d")});
        QCOMPARE(claimAt(claims, QStringLiteral("role")), QStringList{QStringLiteral("x")});
        QCOMPARE(claimAt(claims, QStringLiteral("realm_access")), QStringList());
        for (const char *nothing :
            {"", "n", "nobody", "role.x", "realm_access.x", "groups.0", ".", "..", "realm_access."})
            QVERIFY2(!claimAt(claims, QLatin1String(nothing)), nothing);
    }
    void theHighestRoleCounts() {
        OidcOptions options;
        QCOMPARE(options.roleOf({QStringLiteral("viewer"), QStringLiteral("operator"), QStringLiteral("x")}),
            Role::Operator);
        QVERIFY(!options.roleOf({QStringLiteral("x")}));
        QCOMPARE(options.setRoles(QStringLiteral("/ops=operator\npanel-admin = admin\na=b=viewer")), QString());
        QCOMPARE(options.roleOf({QStringLiteral("/ops"), QStringLiteral("panel-admin")}), Role::Admin);
        QCOMPARE(options.roleOf({QStringLiteral("a=b")}), Role::Viewer);
        QVERIFY(
            !options.roleOf({QStringLiteral("admin")})); // with a table of one's own, names mean nothing by themselves
        for (const char *wrong : {"x", "=admin", "x=king", "x="})
            QVERIFY(!options.setRoles(QLatin1String(wrong)).isEmpty());
    }
    void optionsSayWhatIsWrong() {
        OidcOptions options;
        for (const char *bad : {"", "id.example", "http://id.example", "ftp://id.example", "https://u:p@id.example",
                 "https://id.example/#x", "https://id.example/?x=1", "https://"})
            QVERIFY2(!options.setIssuer(QLatin1String(bad)).isEmpty(), bad);
        for (const char *good :
            {"https://id.example", "https://id.example/realms/x", "http://127.0.0.1:9/r", "http://localhost:9"})
            QVERIFY2(options.setIssuer(QLatin1String(good)).isEmpty(), good);
        QVERIFY(!options.setScopes(QStringLiteral("profile")).isEmpty());
        QVERIFY(options.setRefresh(QStringLiteral("off")).isEmpty());
        QCOMPARE(options.refresh.count(), 0);
        QVERIFY(!options.setRefresh(QStringLiteral("8d")).isEmpty());
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write("s3cret\n");
        file.close();
        QCOMPARE(options.setClientSecretFile(file.fileName()), QString());
        QCOMPARE(options.clientSecret.reveal(), QByteArray("s3cret"));
        QVERIFY(!options.setClientSecretFile(QStringLiteral("/nonexistent")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_claims)
#include "tst_claims.moc"
