// SPDX-License-Identifier: GPL-3.0-or-later
// What a user sees, in a real Chromium: signing in and out at the provider, the start page, consent for a device.
#include "tests/signin/identityprovider.h"
#include "tests/signin/visitor.h"
#include "tests/signin/webdriver.h"
#include "tests/support/livepanel.h"
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

class tst_signinpages : public QObject {
    Q_OBJECT

    std::unique_ptr<IdentityProvider> m_provider;
    std::unique_ptr<WebDriver> m_chromium;
    LivePanel m_panel;
    QByteArray m_base;

    /// From the start page to the start page.
    bool signIn(const char *name, const char *password) {
        return m_chromium->open(m_base + '/') && m_chromium->click("#sign-in") && m_chromium->type("#username", name)
            && m_chromium->type("#password", password) && m_chromium->click("#kc-login") && m_chromium->waitFor("#who");
    }
    int statusOf(const QByteArray &key) {
        return m_panel.request("GET", "/api/auth/me", {}, {{"Authorization", "Bearer " + key}}).status;
    }
    void noComplaints() {
        const QStringList complaints = m_chromium->complaints();
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
    }

private slots:
    void initTestCase() {
        m_provider = std::make_unique<IdentityProvider>();
        QVERIFY2(m_provider->isReady(), m_provider->log().constData());
        QVERIFY2(m_panel.start(m_provider->environment()), m_panel.log().constData());
        QVERIFY(m_provider->know(m_panel));
        Visitor::checked = &m_panel;
        m_base = "http://127.0.0.1:" + QByteArray::number(m_panel.port());
        m_chromium = std::make_unique<WebDriver>();
        QVERIFY(m_chromium->isReady());
    }
    void cleanupTestCase() {
        Visitor::checked = nullptr;
        m_chromium.reset();
        QCOMPARE(m_panel.stop(), 0);
    }
    void cleanup() {
        const QString pictures = qEnvironmentVariable("AAP_PICTURES");
        if (!pictures.isEmpty())
            m_chromium->picture(pictures + u'/' + QLatin1String(QTest::currentTestFunction()) + QStringLiteral(".png"));
    }

    void aWrongPasswordAndThenTheRightOne() {
        QVERIFY(m_chromium->open(m_base + '/'));
        QVERIFY(m_chromium->click("#sign-in"));
        QVERIFY(m_chromium->type("#username", "alice"));
        QVERIFY(m_chromium->type("#password", "wrong"));
        QVERIFY(m_chromium->click("#kc-login"));
        QVERIFY(m_chromium->waitFor("#input-error"));
        QVERIFY(m_chromium->cookie("session").isEmpty());
        QVERIFY(m_chromium->type("#username", "alice"));
        QVERIFY(m_chromium->type("#password", "alice-pw"));
        QVERIFY(m_chromium->click("#kc-login"));
        QVERIFY(m_chromium->waitFor("#who"));
        QCOMPARE(m_chromium->text("#who"), QStringLiteral("Alice Admin"));
        QCOMPARE(m_chromium->text("#role"), QStringLiteral("admin"));
        QCOMPARE(m_chromium->url(), QByteArray(m_base + '/'));
        const QJsonObject cookie = m_chromium->cookie("session");
        QVERIFY(cookie[QLatin1String("httpOnly")].toBool());
        QCOMPARE(cookie[QLatin1String("sameSite")].toString(), QStringLiteral("Lax"));
        QCOMPARE(cookie[QLatin1String("value")].toString().size(), 43);
        noComplaints();
    }
    void keysAreMadeAndRevoked() {
        QVERIFY(m_chromium->type("input[name=name]", "from <b>here</b>"));
        QVERIFY(m_chromium->click("form[action='/keys'] button"));
        QVERIFY(m_chromium->waitFor("#new-key"));
        const QByteArray key = m_chromium->text("#new-key").toLatin1();
        QVERIFY(key.startsWith("aap_"));
        QCOMPARE(statusOf(key), 200);
        QVERIFY(m_chromium->text("#keys").contains(QLatin1String("from <b>here</b>")));
        QVERIFY(m_chromium->open(m_base + '/'));
        QVERIFY(!m_chromium->has("#new-key"));
        const QByteArray prefix = key.mid(4, 8);
        const QJsonArray keys = m_panel.get("/api/auth/api-keys?per_page=100").json()[QLatin1String("data")].toArray();
        QByteArray id;
        for (const QJsonValue one : keys)
            if (one[QLatin1String("prefix")].toString().toLatin1() == prefix)
                id = one[QLatin1String("id")].toString().toLatin1();
        const QByteArray button = "form[action='/keys/revoke']:has(input[value='" + id + "']) button";
        QVERIFY(m_chromium->click(button.constData()));
        QTRY_COMPARE(statusOf(key), 401);
        QVERIFY(m_chromium->waitFor("#who"));
        noComplaints();
    }
    void sessionsAreSeenAndEnded() {
        Visitor other;
        QCOMPARE(other.signIn(m_base, "alice", "alice-pw").status, 302);
        QVERIFY(m_chromium->open(m_base + '/'));
        QVERIFY(m_chromium->text("#sessions").contains(QLatin1String("this one")));
        QVERIFY(m_chromium->click("form[action='/sessions/end'] button"));
        QTRY_COMPARE(other.get(m_base + "/api/auth/me").status, 401);
        QVERIFY(m_chromium->waitFor("#who"));
        QVERIFY(!m_chromium->has("form[action='/sessions/end']"));
        noComplaints();
    }
    void theReferenceIsThere() {
        QVERIFY(m_chromium->click("a[href='/api/docs']"));
        QVERIFY(m_chromium->waitFor("details"));
        QVERIFY(m_chromium->text("main").contains(QLatin1String("/api/auth/login")));
        noComplaints();
    }
    void oneSignOnIsEnough() {
        QVERIFY(m_chromium->open(m_base + '/'));
        const QJsonArray sessions = m_panel.get("/api/auth/sessions").json()[QLatin1String("data")].toArray();
        for (const QJsonValue one : sessions)
            QCOMPARE(m_panel.request("DELETE", "/api/auth/sessions/" + one[QLatin1String("id")].toString().toLatin1())
                         .status,
                204);
        QVERIFY(m_chromium->open(m_base + '/'));
        QVERIFY(!m_chromium->has("#who"));
        QVERIFY(m_chromium->click("#sign-in"));
        QVERIFY(m_chromium->waitFor("#who")); // nobody has asked for a password
        QCOMPARE(m_chromium->text("#who"), QStringLiteral("Alice Admin"));
    }
    void signingOutEndsBothSessions() {
        QVERIFY(m_chromium->click("form[action='/sign-out'] button"));
        QVERIFY(m_chromium->waitFor("#sign-in")); // by way of the provider, and back
        QVERIFY(m_chromium->cookie("session").isEmpty());
        QVERIFY(m_chromium->click("#sign-in"));
        QVERIFY(m_chromium->waitFor("#password"));
    }
    void cancellingIsSaidSo() {
        QVERIFY(m_chromium->click("#cancel"));
        QVERIFY(m_chromium->waitFor("h1"));
        QTRY_COMPARE(m_chromium->text("h1"), QStringLiteral("The sign-in was cancelled"));
        (void)m_chromium->complaints(); // of the page's status, 400
        QVERIFY(m_chromium->click("a.main"));
        QVERIFY(m_chromium->waitFor("#sign-in"));
    }
    void namesAreShownAsTheyAre() {
        QVERIFY(signIn("bob", "bob-pw"));
        QCOMPARE(m_chromium->text("#who"), QStringLiteral("Bob <b>Viewer</b>"));
        QVERIFY(!m_chromium->has("form[action='/keys']")); // viewers make none
        noComplaints();
    }
    void aDeviceIsAllowedAndCancelled() {
        QTcpServer listener;
        QVERIFY(listener.listen(QHostAddress::LocalHost));
        QByteArray heard;
        connect(&listener, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = listener.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [&heard, socket] {
                const QByteArray line = socket->readAll().split('\r').first();
                if (line.contains("/callback"))
                    heard = line.split(' ').value(1);
                socket->write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 24\r\nConnection: close\r\n\r\n<p id=done>Come back</p>");
            });
        });
        const QByteArray redirect = "http://127.0.0.1:" + QByteArray::number(listener.serverPort()) + "/callback";
        const QByteArray verifier(43, 'v');
        const QByteArray challenge = QCryptographicHash::hash(verifier, QCryptographicHash::Sha256)
                                         .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        const QByteArray page = m_base + "/api/auth/desktop?redirect_uri=" + QByteArray(redirect).toPercentEncoding()
            + "&code_challenge=" + challenge + "&code_challenge_method=S256&state=st4te&device=My%20%3Claptop%3E";
        QVERIFY(m_chromium->open(page));
        QCOMPARE(m_chromium->text("#device"), QStringLiteral("My <laptop>"));
        QCOMPARE(m_chromium->text("#role"), QStringLiteral("viewer"));
        QVERIFY(m_chromium->click("#deny button"));
        QTRY_COMPARE(heard, QByteArray("/callback?error=access_denied&state=st4te"));
        heard.clear();
        // Signed out, one is asked to sign in first and comes back to the question.
        QVERIFY(m_chromium->open(m_base + '/'));
        QVERIFY(m_chromium->click("form[action='/sign-out'] button"));
        QVERIFY(m_chromium->waitFor("#sign-in"));
        QVERIFY(m_chromium->open(page));
        QVERIFY(m_chromium->type("#username", "bob"));
        QVERIFY(m_chromium->type("#password", "bob-pw"));
        QVERIFY(m_chromium->click("#kc-login"));
        QVERIFY(m_chromium->waitFor("#allow"));
        QVERIFY(m_chromium->click("#allow button"));
        QTRY_VERIFY(heard.startsWith("/callback?code="));
        noComplaints();
        const QUrlQuery query(QUrl(QString::fromLatin1(heard)));
        const QByteArray code = query.queryItemValue(QStringLiteral("code")).toLatin1();
        QCOMPARE(query.queryItemValue(QStringLiteral("state")), QStringLiteral("st4te"));
        const QByteArray body =
            "{\"code\":\"" + code + "\",\"code_verifier\":\"" + verifier + "\",\"redirect_uri\":\"" + redirect + "\"}";
        const HttpAnswer made = m_panel.request("POST", "/api/auth/desktop/token", body, {{"Authorization", ""}});
        QVERIFY2(made.status == 201, made.body.constData());
        const QByteArray key = made.json()[QLatin1String("key")].toString().toLatin1();
        const HttpAnswer me = m_panel.request("GET", "/api/auth/me", {}, {{"Authorization", "Bearer " + key}});
        QCOMPARE(me.json()[QLatin1String("role")].toString(), QStringLiteral("viewer"));
        QVERIFY(me.json()[QLatin1String("user_id")].isString());
        QCOMPARE(m_panel.request("POST", "/api/auth/desktop/token", body, {{"Authorization", ""}}).status, 400); // once
        QCOMPARE(m_panel.request("POST", "/api/auth/logout", {}, {{"Authorization", "Bearer " + key}}).status, 200);
        QCOMPARE(statusOf(key), 401);
    }
};

QTEST_GUILESS_MAIN(tst_signinpages)
#include "tst_signinpages.moc"
