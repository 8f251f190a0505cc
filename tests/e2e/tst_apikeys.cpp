// SPDX-License-Identifier: GPL-3.0-or-later
// API keys as a noun: what their text opens, who may make, see and change which, and how connections end with them.
#include "shared/base/clock.h"
#include "tests/support/listener.h"
#include <QFile>
#include <QJsonArray>

class tst_apikeys : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    static QJsonObject object(const char *json) { return QJsonDocument::fromJson(json).object(); }
    HttpAnswer as(
        const QByteArray &key, const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) {
        return m_panel.request(method, path, body, {{"Authorization", "Bearer " + key}});
    }
    struct Made {
        QByteArray path, text, id;
    };
    /// A key made with `maker`; its path is empty when that was refused.
    Made make(const QByteArray &maker, const QByteArray &json) {
        const HttpAnswer answer = as(maker, "POST", "/api/auth/api-keys", json);
        return {answer.headers.value("location"), answer.json()[QLatin1String("key")].toString().toLatin1(),
            answer.json()[QLatin1String("id")].toString().toLatin1()};
    }
    QStringList listedBy(const QByteArray &key) {
        QStringList ids;
        const QJsonArray all =
            as(key, "GET", "/api/auth/api-keys?per_page=100").json()[QLatin1String("data")].toArray();
        for (const QJsonValue one : all)
            ids.append(one[QLatin1String("id")].toString());
        return ids;
    }
    static QByteArray inSeconds(int seconds) {
        return formatTimestamp(SystemClock().now() + std::chrono::seconds(seconds));
    }

private slots:
    void initTestCase() { QVERIFY2(m_panel.start(), m_panel.log().constData()); }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void theTextIsShownOnceAndOpensUntilItIsRevoked() {
        const HttpAnswer answer =
            m_panel.post("/api/auth/api-keys", object(R"({"name":"ci","role":"operator","rate_limit_rpm":77})"));
        QCOMPARE(answer.status, 201);
        const QJsonObject made = answer.json();
        const QByteArray text = made[QLatin1String("key")].toString().toLatin1();
        const QByteArray path = answer.headers.value("location");
        QVERIFY(text.startsWith(QByteArray("aap_" + made[QLatin1String("prefix")].toString().toLatin1() + '_')));
        const HttpAnswer me = as(text, "GET", "/api/auth/me");
        QCOMPARE(me.json()[QLatin1String("key_id")], made[QLatin1String("id")]);
        QCOMPARE(me.json()[QLatin1String("role")].toString(), QStringLiteral("operator"));
        QVERIFY(!me.json()[QLatin1String("permissions")].toArray().contains(QStringLiteral("registries.manage")));
        QVERIFY(me.json()[QLatin1String("permissions")].toArray().contains(QStringLiteral("services.deploy")));

        const HttpAnswer one = m_panel.get(path);
        QVERIFY(!one.body.contains(text) && !one.json().contains(QLatin1String("key")));
        QVERIFY(one.json()[QLatin1String("last_used_at")].isString());
        QVERIFY(!m_panel.get("/api/auth/api-keys").body.contains(text));
        const HttpAnswer unchanged = m_panel.request("GET", path, {}, {{"If-None-Match", one.headers.value("etag")}});
        QCOMPARE(unchanged.status, 304);
        const HttpAnswer patched = m_panel.request("PATCH", path, R"({"name":"builds","role":"viewer"})");
        QCOMPARE(patched.json()[QLatin1String("name")].toString(), QStringLiteral("builds"));
        QCOMPARE(as(text, "POST", "/api/auth/api-keys", R"({"name":"x","role":"viewer"})").status, 403);

        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(m_panel.start());
        QCOMPARE(m_panel.get(path).json()[QLatin1String("rate_limit_rpm")].toInt(), 77);
        QVERIFY(m_panel.get(path).json()[QLatin1String("last_used_at")].isString());
        QCOMPARE(as(text, "GET", "/api/auth/me").json()[QLatin1String("role")].toString(), QStringLiteral("viewer"));
        QCOMPARE(m_panel.request("DELETE", path).status, 204);
        QCOMPARE(as(text, "GET", "/api/auth/me").status, 401);
        QCOMPARE(m_panel.get(path).status, 404);
        QCOMPARE(m_panel.request("DELETE", path).status, 404);
        for (const QString &name : {QStringLiteral("panel.db"), QStringLiteral("panel.db-wal")}) {
            QFile stored(m_panel.dataDir() + u'/' + name);
            if (stored.open(QIODevice::ReadOnly))
                QVERIFY2(!stored.readAll().contains(text.mid(13)), qPrintable(name));
        }
        QVERIFY(!m_panel.log().contains(text.mid(13)));
    }
    void whatIsWrongIsNamed() {
        const auto refused = [this](const QByteArray &body, int status, const char *field) {
            const HttpAnswer answer = as(m_panel.key(), "POST", "/api/auth/api-keys", body);
            QVERIFY2(answer.status == status && answer.body.contains(QByteArray('"' + QByteArray(field) + '"')),
                QByteArray(body + " -> " + answer.body).constData());
        };
        refused(R"({"name":"","role":"viewer"})", 422, "name");
        refused(R"({"name":"a\nb","role":"viewer"})", 422, "name");
        refused("{\"name\":\"" + QByteArray(101, 'x') + "\",\"role\":\"viewer\"}", 422, "name");
        refused(R"({"name":"a","role":"king"})", 422, "role");
        refused(R"({"name":"a"})", 422, "role");
        refused(R"({"name":"a","role":"customer"})", 422, "customer_id");
        refused(R"({"name":"a","role":"viewer","denied_permissions":["services.fly"]})", 422, "denied_permissions.0");
        refused(R"({"name":"a","role":"viewer","denied_permissions":["signed_in"]})", 422, "denied_permissions");
        refused(R"({"name":"a","role":"viewer","expires_at":"2001-01-01T00:00:00Z"})", 422, "expires_at");
        refused(R"({"name":"a","role":"viewer","rate_limit_rpm":-1})", 422, "rate_limit_rpm");
        refused(R"({"name":"a","role":"viewer","hash":"x"})", 422, "hash");
    }
    void noKeyGetsMoreThanItsMakerHas() {
        const QByteArray end = inSeconds(3600);
        const Made maker = make(m_panel.key(),
            QByteArray(
                R"({"name":"m","role":"operator","denied_permissions":["services.lifecycle"],"rate_limit_rpm":50,"expires_at":"END"})")
                .replace("END", end));
        QVERIFY(!maker.path.isEmpty());
        const auto refused = [&](const QByteArray &body) {
            const HttpAnswer answer = as(maker.text, "POST", "/api/auth/api-keys", body);
            QVERIFY2(answer.status == 403, QByteArray(body + " -> " + answer.body).constData());
        };
        refused(R"({"name":"a","role":"admin"})");
        refused(R"({"name":"a","role":"viewer","rate_limit_rpm":51})");
        refused(R"({"name":"a","role":"viewer","rate_limit_rpm":0})");
        refused(QByteArray(R"({"name":"a","role":"viewer","expires_at":"END"})").replace("END", inSeconds(7200)));
        const Made child = make(maker.text, R"({"name":"c","role":"viewer"})");
        const QJsonObject shown = m_panel.get(child.path).json();
        QCOMPARE(shown[QLatin1String("expires_at")].toString().toLatin1(), end);
        QCOMPARE(shown[QLatin1String("rate_limit_rpm")].toInt(), 50);
        QCOMPARE(shown[QLatin1String("created_by")].toString().toLatin1(), maker.id);
        const QJsonArray denied = shown[QLatin1String("denied_permissions")].toArray();
        QVERIFY(denied.contains(QStringLiteral("metrics.read"))); // viewers have it, operators have not
        QVERIFY(!denied.contains(QStringLiteral("services.read")));
        // Nor later, by itself or by others of its kind.
        for (const char *more :
            {R"({"role":"admin"})", R"({"rate_limit_rpm":0})", R"({"expires_at":"2090-01-01T00:00:00Z"})"})
            QCOMPARE(as(maker.text, "PATCH", maker.path, more).status, 403);
        const HttpAnswer opened = as(maker.text, "PATCH", maker.path, R"({"denied_permissions":[]})");
        QCOMPARE(opened.json()[QLatin1String("denied_permissions")].toArray(),
            QJsonArray{QStringLiteral("services.lifecycle")});
        const Made strong = make(m_panel.key(), R"({"name":"s","role":"admin"})");
        QVERIFY(!strong.path.isEmpty());
        QCOMPARE(as(strong.text, "PATCH", child.path, R"({"name":"d"})").status, 200);
    }
    void ownKeysAreItselfAndWhatItMade() {
        const Made first = make(m_panel.key(), R"({"name":"first","role":"operator"})");
        const Made second = make(m_panel.key(), R"({"name":"second","role":"operator"})");
        const Made child = make(first.text, R"({"name":"child","role":"operator"})");
        const Made grandchild = make(child.text, R"({"name":"grandchild","role":"viewer"})");
        QCOMPARE(listedBy(first.text).size(), 3);
        QCOMPARE(listedBy(second.text), QStringList{QString::fromLatin1(second.id)});
        QCOMPARE(listedBy(grandchild.text), QStringList{QString::fromLatin1(grandchild.id)});
        for (const QByteArray &path : {first.path, child.path, grandchild.path}) {
            const HttpAnswer hidden = as(second.text, "GET", path);
            const HttpAnswer nothing = as(second.text, "GET", "/api/auth/api-keys/key_00000000000000000000");
            QCOMPARE(hidden.status, 404);
            QCOMPARE(hidden.json()[QLatin1String("error")][QLatin1String("message")],
                nothing.json()[QLatin1String("error")][QLatin1String("message")]);
            QVERIFY(!hidden.headers.contains("etag"));
            QCOMPARE(as(second.text, "PATCH", path, R"({"name":"x"})").status, 404);
            QCOMPARE(as(second.text, "DELETE", path).status, 404);
            QCOMPARE(as(second.text, "POST", path + "/rotate").status, 404);
        }
        QCOMPARE(as(child.text, "DELETE", first.path).status, 404); // what made it is not its own
        QCOMPARE(as(grandchild.text, "DELETE", grandchild.path).status, 403); // viewers only read theirs
        QCOMPARE(as(first.text, "DELETE", grandchild.path).status, 204);
        QVERIFY(listedBy(m_panel.key()).size() >= 4);
    }
    void aTextThatWasReplacedLivesOnForItsOverlapOnly() {
        const Made key = make(m_panel.key(), R"({"name":"turn","role":"operator"})");
        Listener old(m_panel, key.text);
        const HttpAnswer turned = as(key.text, "POST", key.path + "/rotate", R"({"overlap_seconds":2})");
        QCOMPARE(turned.status, 200);
        const QByteArray next = turned.json()[QLatin1String("key")].toString().toLatin1();
        QVERIFY(next != key.text);
        Listener fresh(m_panel, next);
        QCOMPARE(as(next, "GET", "/api/auth/me").status, 200);
        QCOMPARE(as(key.text, "GET", "/api/auth/me").status, 200);
        QCOMPARE(as(key.text, "POST", key.path + "/rotate").status, 403);
        QTRY_COMPARE(old.closeCode(), 4401);
        QCOMPARE(as(key.text, "GET", "/api/auth/me").status, 401);
        QCOMPARE(as(next, "GET", "/api/auth/me").status, 200);
        QVERIFY(fresh.isOpen());
        QVERIFY(m_panel.get(key.path).json()[QLatin1String("previous_prefix")].isNull());
        const HttpAnswer atOnce = as(next, "POST", key.path + "/rotate", R"({"overlap_seconds":0})");
        QCOMPARE(atOnce.status, 200);
        QTRY_COMPARE(fresh.closeCode(), 4401);
        QCOMPARE(as(next, "GET", "/api/auth/me").status, 401);
        for (const char *wrong : {R"({"overlap_seconds":-1})", R"({"overlap_seconds":604801})"})
            QCOMPARE(as(m_panel.key(), "POST", key.path + "/rotate", wrong).status, 422);
    }
    void connectionsEndAtOnceWithTheirKey() {
        const Made key = make(m_panel.key(), R"({"name":"gone","role":"viewer"})");
        const Made other = make(m_panel.key(), R"({"name":"stays","role":"viewer"})");
        Listener one(m_panel, key.text), two(m_panel, key.text), third(m_panel, other.text);
        QVERIFY(one.isOpen() && two.isOpen() && third.isOpen());
        QCOMPARE(m_panel.request("DELETE", key.path).status, 204);
        QTRY_COMPARE(one.closeCode(), 4401);
        QTRY_COMPARE(two.closeCode(), 4401);
        QVERIFY(third.isOpen());
        // Other rights: it has to come again, and is let in with those.
        QCOMPARE(m_panel.request("PATCH", other.path, R"({"denied_permissions":["services.read"]})").status, 200);
        QTRY_COMPARE(third.closeCode(), 1001);
        QVERIFY(Listener(m_panel, other.text).isOpen());
    }
    void connectionsEndWhenTheirKeyExpires() {
        const Made key = make(m_panel.key(),
            QByteArray(R"({"name":"short","role":"viewer","expires_at":"END"})").replace("END", inSeconds(2)));
        Listener listener(m_panel, key.text);
        QVERIFY(listener.isOpen());
        QTRY_COMPARE(listener.closeCode(), 4401);
        QCOMPARE(as(key.text, "GET", "/api/auth/me").status, 401);
    }
};

QTEST_GUILESS_MAIN(tst_apikeys)
#include "tst_apikeys.moc"
