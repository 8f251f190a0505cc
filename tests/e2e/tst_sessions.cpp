// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions of browsers against the real daemon: their list, their end with all that is open by them, and what a cookie
// may do.
#include "tests/support/listener.h"
#include "tests/support/plantsession.h"
#include <QJsonArray>
#include <QTcpSocket>

class tst_sessions : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    PlantedSession m_ada, m_adaToo, m_bob, m_admin, m_viewer;

    QByteArray origin() const { return "http://127.0.0.1"; } // as LivePanel's Host says
    HttpAnswer as(const PlantedSession &session, const QByteArray &method, const QByteArray &path,
        const QByteArray &body = {}, QByteArray from = "own") {
        QMap<QByteArray, QByteArray> headers{{"Authorization", ""}, {"Cookie", "session=" + session.cookie}};
        if (!from.isEmpty())
            headers.insert("Origin", from == "own" ? origin() : from);
        return m_panel.request(method, path, body, headers);
    }
    /// A WebSocket's Host has the port.
    QMap<QByteArray, QByteArray> socketOf(const PlantedSession &session) const {
        return {
            {"Cookie", "session=" + session.cookie}, {"Origin", origin() + ':' + QByteArray::number(m_panel.port())}};
    }
    QStringList listedBy(const PlantedSession &session) {
        QStringList ids;
        const QJsonArray all = as(session, "GET", "/api/auth/sessions").json()[QLatin1String("data")].toArray();
        for (const QJsonValue one : all)
            ids.append(one[QLatin1String("id")].toString());
        return ids;
    }
    /// The status a WebSocket handshake is answered with.
    int handshake(const QByteArrayList &headers) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_panel.port());
        if (!socket.waitForConnected(5000))
            return 0;
        socket.write("GET /api/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + headers.join("\r\n") + "\r\n\r\n");
        QByteArray answer;
        while (!answer.contains("\r\n") && socket.waitForReadyRead(5000))
            answer += socket.readAll();
        return answer.split(' ').value(1).toInt();
    }

private slots:
    void initTestCase() {
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QCOMPARE(m_panel.stop(), 0);
        m_ada = plantSession(m_panel.dataDir(), "Ada", "operator");
        m_adaToo = plantSession(m_panel.dataDir(), "Ada", "operator", {}, m_ada.user);
        m_bob = plantSession(m_panel.dataDir(), "Bob", "operator");
        m_admin = plantSession(m_panel.dataDir(), "Root", "admin");
        m_viewer = plantSession(m_panel.dataDir(), "Vera", "viewer");
        for (const PlantedSession &one : {m_ada, m_adaToo, m_bob, m_admin, m_viewer})
            QVERIFY(!one.id.isEmpty());
        QVERIFY2(m_panel.start(), m_panel.log().constData());
    }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void aCookieSaysWhoOneIs() {
        const QJsonObject me = as(m_ada, "GET", "/api/auth/me", {}, {}).json();
        QCOMPARE(me[QLatin1String("user_id")].toString().toLatin1(), m_ada.user);
        QCOMPARE(me[QLatin1String("session_id")].toString().toLatin1(), m_ada.id);
        QVERIFY(me[QLatin1String("key_id")].isNull());
        QCOMPARE(me[QLatin1String("name")].toString(), QStringLiteral("Ada"));
        QCOMPARE(me[QLatin1String("role")].toString(), QStringLiteral("operator"));
        const HttpAnswer wrong = as({{}, {}, QByteArray(43, 'A')}, "GET", "/api/auth/me");
        QCOMPARE(wrong.status, 401);
        QVERIFY(wrong.headers.contains("x-ratelimit-limit"));
        QCOMPARE(as(m_ada, "GET", "/api/auth/me").headers["x-ratelimit-limit"], QByteArray("0"));
    }
    void oneSeesOnesOwnAndAnAdminAll() {
        QCOMPARE(listedBy(m_bob), QStringList{QString::fromLatin1(m_bob.id)});
        QCOMPARE(listedBy(m_ada).size(), 2);
        QCOMPARE(listedBy(m_admin).size(), 5);
        const QJsonArray mine = as(m_ada, "GET", "/api/auth/sessions").json()[QLatin1String("data")].toArray();
        for (const QJsonValue one : mine)
            QCOMPARE(one[QLatin1String("current")].toBool(),
                one[QLatin1String("id")].toString() == QString::fromLatin1(m_ada.id));
        const HttpAnswer text = as(m_ada, "GET", "/api/auth/sessions");
        QVERIFY(!text.body.contains(m_ada.cookie) && !text.body.contains("hash"));
        QCOMPARE(m_panel.get("/api/auth/sessions?user_id=" + m_bob.user).json()[QLatin1String("total")].toInt(), 1);
        const HttpAnswer foreign = as(m_bob, "DELETE", "/api/auth/sessions/" + m_ada.id);
        const HttpAnswer nobody = as(m_bob, "DELETE", "/api/auth/sessions/sess_00000000000000000000");
        QCOMPARE(foreign.status, 404);
        QCOMPARE(foreign.json()[QLatin1String("error")][QLatin1String("message")],
            nobody.json()[QLatin1String("error")][QLatin1String("message")]);
        QCOMPARE(as(m_viewer, "DELETE", "/api/auth/sessions/" + m_viewer.id).status, 403);
    }
    void whatItChangesComesFromThePanelsOwnPages() {
        const QByteArray body = R"({"name":"k","role":"viewer"})";
        for (const char *foreign : {"", "null", "http://evil.test", "https://127.0.0.1", "http://127.0.0.1:1"})
            QCOMPARE(as(m_ada, "POST", "/api/auth/api-keys", body, foreign).status, 403);
        QCOMPARE(as(m_ada, "POST", "/api/auth/api-keys", body).status, 201);
        // A key needs no origin, whatever cookie comes beside it.
        QCOMPARE(m_panel
                     .request("POST", "/api/auth/api-keys", body,
                         {{"Cookie", "session=" + m_ada.cookie}, {"Origin", "http://evil.test"}})
                     .status,
            201);
        const QByteArray cookie = "Cookie: session=" + m_adaToo.cookie;
        QCOMPARE(handshake({cookie}), 403);
        QCOMPARE(handshake({cookie, "Origin: http://evil.test"}), 403);
        QCOMPARE(handshake({cookie, "Origin: " + origin()}), 101);
        QCOMPARE(handshake({"Origin: " + origin()}), 401);
    }
    void keysMadeInTheBrowserBelongToTheUser() {
        const HttpAnswer made = as(m_ada, "POST", "/api/auth/api-keys", R"({"name":"mine","role":"operator"})");
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[QLatin1String("user_id")].toString().toLatin1(), m_ada.user);
        QVERIFY(made.json()[QLatin1String("expires_at")].isNull());
        QVERIFY(made.json()[QLatin1String("created_by")].isNull());
        const QByteArray path = made.headers.value("location");
        QCOMPARE(as(m_adaToo, "GET", path).status, 200);
        QCOMPARE(as(m_bob, "GET", path).status, 404);
        QCOMPARE(as(m_bob, "DELETE", path).status, 404);
        QCOMPARE(as(m_ada, "POST", "/api/auth/api-keys", R"({"name":"more","role":"admin"})").status, 403);
        const QByteArray text = made.json()[QLatin1String("key")].toString().toLatin1();
        const HttpAnswer child = m_panel.request(
            "POST", "/api/auth/api-keys", R"({"name":"child","role":"viewer"})", {{"Authorization", "Bearer " + text}});
        QCOMPARE(child.json()[QLatin1String("user_id")].toString().toLatin1(), m_ada.user);
        // Lowering the user lowers them.
        QCOMPARE(m_panel.request("PATCH", "/api/users/" + m_ada.user, R"({"role":"viewer"})").status, 200);
        const auto me = [&] {
            return m_panel.request("GET", "/api/auth/me", {}, {{"Authorization", "Bearer " + text}});
        };
        QCOMPARE(me().json()[QLatin1String("role")].toString(), QStringLiteral("viewer"));
        QCOMPARE(m_panel.request("PATCH", "/api/users/" + m_ada.user, R"({"role":"operator"})").status, 200);
        QCOMPARE(as(m_adaToo, "DELETE", path).status, 204);
        QCOMPARE(me().status, 401);
    }
    void whatIsOpenByASessionEndsWithIt() {
        const Listener gone(m_panel, socketOf(m_adaToo));
        const Listener stays(m_panel, socketOf(m_ada));
        QVERIFY(gone.isOpen() && stays.isOpen());
        QCOMPARE(as(m_ada, "DELETE", "/api/auth/sessions/" + m_adaToo.id).status, 204);
        QTRY_COMPARE(gone.closeCode(), 4401);
        QVERIFY(stays.isOpen());
        QCOMPARE(as(m_adaToo, "GET", "/api/auth/me").status, 401);
        QCOMPARE(as(m_ada, "DELETE", "/api/auth/sessions/" + m_adaToo.id).status, 404);
    }
    void signingOutEndsTheSessionAndTakesItsCookieAway() {
        const Listener gone(m_panel, socketOf(m_bob));
        QCOMPARE(as(m_bob, "POST", "/api/auth/logout", {}, "http://evil.test").status, 403);
        const HttpAnswer out = as(m_bob, "POST", "/api/auth/logout");
        QCOMPARE(out.status, 200);
        QVERIFY(out.headers["set-cookie"].startsWith("session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
        QTRY_COMPARE(gone.closeCode(), 4401);
        QCOMPARE(as(m_bob, "GET", "/api/auth/me").status, 401);
        QCOMPARE(m_panel.request("POST", "/api/auth/logout").status, 409); // a key has none
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(m_panel.start());
        QCOMPARE(as(m_bob, "GET", "/api/auth/me").status, 401);
        QCOMPARE(as(m_ada, "GET", "/api/auth/me").status, 200);
        const QJsonArray entries = m_panel.get("/api/audit?target=" + m_bob.id).json()[QLatin1String("data")].toArray();
        QVERIFY(!entries.isEmpty());
        QCOMPARE(entries[0][QLatin1String("user_id")].toString().toLatin1(), m_bob.user);
        QCOMPARE(entries[0][QLatin1String("actor")].toString(), QStringLiteral("Bob"));
        QVERIFY(!m_panel.log().contains(m_bob.cookie));
    }
};

QTEST_GUILESS_MAIN(tst_sessions)
#include "tst_sessions.moc"
