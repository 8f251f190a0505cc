// SPDX-License-Identifier: GPL-3.0-or-later
// A key for a program by consent in the browser: what is asked of the user, and codes that are late, stolen or used.
#include "tests/support/listener.h"
#include "tests/support/plantsession.h"
#include <QCryptographicHash>

class tst_desktopsignin : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    PlantedSession m_ada, m_viewer;
    const QByteArray m_verifier = QByteArray(43, 'v');
    const QByteArray m_redirect = "http://127.0.0.1:4711/callback";

    static QByteArray challengeOf(const QByteArray &verifier) {
        return QCryptographicHash::hash(verifier, QCryptographicHash::Sha256)
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    }
    HttpAnswer as(const PlantedSession &session, const QByteArray &method, const QByteArray &path,
        const QByteArray &form = {}, const QByteArray &origin = "http://127.0.0.1") {
        return m_panel.request(method, path, form,
            {{"Authorization", ""},
                {"Cookie", session.cookie.isEmpty() ? QByteArray() : QByteArray("session=" + session.cookie)},
                {"Origin", origin}, {"Content-Type", form.isEmpty() ? "" : "application/x-www-form-urlencoded"}});
    }
    QMap<QByteArray, QByteArray> question() const {
        return {{"redirect_uri", m_redirect}, {"code_challenge", challengeOf(m_verifier)}, {"state", "st4te"},
            {"device", "My laptop"}};
    }
    static QByteArray formOf(const QMap<QByteArray, QByteArray> &fields) {
        QByteArray form;
        for (auto it = fields.begin(); it != fields.end(); ++it)
            form += (form.isEmpty() ? "" : "&") + it.key() + '=' + it.value().toPercentEncoding();
        return form;
    }
    QByteArray page(QMap<QByteArray, QByteArray> fields) const {
        if (!fields.contains("code_challenge_method"))
            fields.insert("code_challenge_method", "S256");
        return "/api/auth/desktop?" + formOf(fields);
    }
    QByteArray allow(const PlantedSession &session) {
        QMap<QByteArray, QByteArray> form = question();
        form.insert("decision", "allow");
        const QByteArray location = as(session, "POST", "/api/auth/desktop", formOf(form)).headers.value("location");
        return location.startsWith(QByteArray(m_redirect + "?code="))
            ? location.mid(m_redirect.size() + 6).split('&').first()
            : QByteArray();
    }
    HttpAnswer redeem(const QByteArray &code, const QByteArray &verifier, const QByteArray &redirect) {
        return m_panel.request("POST", "/api/auth/desktop/token",
            "{\"code\":\"" + code + "\",\"code_verifier\":\"" + verifier + "\",\"redirect_uri\":\"" + redirect + "\"}",
            {{"Authorization", ""}});
    }

private slots:
    void initTestCase() {
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QCOMPARE(m_panel.stop(), 0);
        m_ada = plantSession(m_panel.dataDir(), "Ada", "operator");
        m_viewer = plantSession(m_panel.dataDir(), "Vera", "viewer");
        QVERIFY2(m_panel.start(), m_panel.log().constData());
    }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void theUserIsToldWhatIsAsked() {
        const HttpAnswer asks = as(m_ada, "GET", page(question()));
        QCOMPARE(asks.status, 200);
        for (const char *said : {"My laptop", "Ada", "operator", "services.deploy", "90 days"})
            QVERIFY2(asks.body.contains(said), said);
        QVERIFY(!asks.body.contains("<script") && !asks.body.contains("registries.manage"));
        const QByteArray policy = asks.headers.value("content-security-policy");
        QVERIFY2(policy.contains("form-action 'self' http://127.0.0.1:4711")
                && policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"),
            policy.constData());
        QMap<QByteArray, QByteArray> named = question();
        named["device"] = "<script>alert(1)</script>\"'";
        QVERIFY(!as(m_ada, "GET", page(named)).body.contains("<script"));
        named["device"] = "true"; // a name like any other
        named["decision"] = "allow";
        QCOMPARE(as(m_ada, "POST", "/api/auth/desktop", formOf(named)).status, 303);
    }
    void onlyThisComputerIsSentTo() {
        for (const char *elsewhere :
            {"http://evil.test/callback", "https://127.0.0.1:4711/callback", "http://127.0.0.1/callback",
                "http://127.0.0.1:0/callback", "http://localhost:4711/callback", "http://127.0.0.1:4711@evil.test/",
                "http://127.0.0.1.evil.test:1/", "http://0.0.0.0:1/", "http://127.1:4711/",
                "http://127.0.0.1:4711/?x=1", "http://127.0.0.1:4711/#x", "javascript:alert(1)", "//127.0.0.1:4711/",
                "http://127.0.0.1:4711/\r\nX: 1", "", "http://[::2]:1/", "http://127.0.0.1:99999/"}) {
            QMap<QByteArray, QByteArray> asked = question();
            asked["redirect_uri"] = elsewhere;
            QVERIFY2(as(m_ada, "GET", page(asked)).status == 400, elsewhere);
            asked.insert("decision", "allow");
            const HttpAnswer sent = as(m_ada, "POST", "/api/auth/desktop", formOf(asked));
            QVERIFY2(sent.status == 400 && !sent.headers.contains("location"), elsewhere);
        }
        QMap<QByteArray, QByteArray> six = question();
        six["redirect_uri"] = "http://[::1]:4711/callback";
        QCOMPARE(as(m_ada, "GET", page(six)).status, 200);
        for (const auto &[name, value] : QList<std::pair<QByteArray, QByteArray>>{{"code_challenge", ""},
                 {"code_challenge", "short"}, {"code_challenge_method", "plain"}, {"state", ""}, {"state", "a b"},
                 {"state", QByteArray(257, 'x')}, {"device", ""}, {"device", "a\nb"}}) {
            QMap<QByteArray, QByteArray> asked = question();
            asked[name] = value;
            QVERIFY2(as(m_ada, "GET", page(asked)).status == 400, QByteArray(name + '=' + value).constData());
        }
    }
    void withoutASessionNobodyIsAsked() {
        QCOMPARE(as({}, "GET", page(question())).status, 409); // no provider here
        const HttpAnswer byKey = m_panel.get(page(question()));
        QCOMPARE(byKey.status, 409);
        QMap<QByteArray, QByteArray> form = question();
        form.insert("decision", "allow");
        QCOMPARE(as({}, "POST", "/api/auth/desktop", formOf(form)).status, 401);
        QCOMPARE(as(m_ada, "POST", "/api/auth/desktop", formOf(form), "http://evil.test").status, 403);
        QCOMPARE(as(m_ada, "POST", "/api/auth/desktop", formOf(form), "null").status, 403);
        const HttpAnswer key = m_panel.request(
            "POST", "/api/auth/desktop", formOf(form), {{"Content-Type", "application/x-www-form-urlencoded"}});
        QVERIFY(!key.headers.contains("location")); // a key allows no other
        form["decision"] = "deny";
        QCOMPARE(as(m_ada, "POST", "/api/auth/desktop", formOf(form)).headers.value("location"),
            QByteArray(m_redirect + "?error=access_denied&state=st4te"));
    }
    void aCodeWorksOnceForItsVerifierAndItsAddress() {
        const QByteArray code = allow(m_ada);
        QCOMPARE(code.size(), 43);
        const HttpAnswer made = redeem(code, m_verifier, m_redirect);
        QVERIFY2(made.status == 201, made.body.constData());
        QCOMPARE(made.json()[QLatin1String("name")].toString(), QStringLiteral("My laptop"));
        QCOMPARE(made.json()[QLatin1String("role")].toString(), QStringLiteral("operator"));
        QCOMPARE(made.json()[QLatin1String("user_id")].toString().toLatin1(), m_ada.user);
        QVERIFY(made.json()[QLatin1String("is_device")].toBool());
        QVERIFY(made.json()[QLatin1String("expires_at")].isString());
        QCOMPARE(redeem(code, m_verifier, m_redirect).status, 400);
        // A wrong try spends the code: who has stolen it does not get a second one.
        const QByteArray stolen = allow(m_ada);
        QCOMPARE(redeem(stolen, QByteArray(43, 'w'), m_redirect).status, 400);
        QCOMPARE(redeem(stolen, m_verifier, m_redirect).status, 400);
        QCOMPARE(redeem(allow(m_ada), m_verifier, "http://127.0.0.1:4712/callback").status, 400);
        QCOMPARE(redeem(allow(m_ada), challengeOf(m_verifier), m_redirect).status, 400);
        QCOMPARE(redeem("", m_verifier, m_redirect).status, 400);
        QCOMPARE(redeem(QByteArray(43, 'A'), m_verifier, m_redirect).status, 400);
        QVERIFY(!m_panel.log().contains(code));
    }
    void signingOutEndsTheKeyAndWhatIsOpenByIt() {
        const QByteArray key =
            redeem(allow(m_viewer), m_verifier, m_redirect).json()[QLatin1String("key")].toString().toLatin1();
        const Listener listener(m_panel, key);
        QVERIFY(listener.isOpen());
        const auto out = [&] {
            return m_panel.request("POST", "/api/auth/logout", {}, {{"Authorization", "Bearer " + key}});
        };
        QCOMPARE(out().status, 200); // viewers, too
        QTRY_COMPARE(listener.closeCode(), 4401);
        QCOMPARE(out().status, 401);
    }
    void aSessionThatHasEndedGivesNoKey() {
        const QByteArray code = allow(m_ada);
        QCOMPARE(m_panel.request("DELETE", "/api/auth/sessions/" + m_ada.id).status, 204);
        QCOMPARE(redeem(code, m_verifier, m_redirect).status, 400);
    }
};

QTEST_GUILESS_MAIN(tst_desktopsignin)
#include "tst_desktopsignin.moc"
