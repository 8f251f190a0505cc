// SPDX-License-Identifier: GPL-3.0-or-later
// Credentials of registries: kept, changed and forgotten, and never shown or stored in the clear.
#include "tests/support/livepanel.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

class tst_registries : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    static QJsonObject login(const char *server, const char *username, const char *password) {
        return {{QStringLiteral("server"), QLatin1String(server)},
            {QStringLiteral("username"), QLatin1String(username)},
            {QStringLiteral("password"), QLatin1String(password)}};
    }
    QByteArray keyOf(const char *role) {
        QProcess made;
        made.start(QStringLiteral(AAP_DAEMON),
            {QStringLiteral("api-key"), QStringLiteral("create"), QStringLiteral("--name"), QLatin1String(role),
                QStringLiteral("--role"), QLatin1String(role), QStringLiteral("--data-dir"), m_panel.dataDir()});
        made.waitForFinished(10000);
        return "Bearer " + made.readAllStandardOutput().trimmed();
    }

private slots:
    void initTestCase() { QVERIFY2(m_panel.start(), m_panel.log().constData()); }
    void cleanupTestCase() {
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(!m_panel.log().contains("sesame"));
    }

    void theyAreMadeListedChangedAndForgotten() {
        const HttpAnswer made = m_panel.post("/api/registries", login("GHCR.io", "me", "open sesame"));
        QCOMPARE(made.status, 201);
        QVERIFY(!made.body.contains("sesame"));
        QCOMPARE(made.json()[QLatin1String("server")].toString(), QStringLiteral("ghcr.io"));
        const QByteArray path = made.headers.value("location");
        QVERIFY(path.startsWith("/api/registries/reg_"));
        QCOMPARE(m_panel.post("/api/registries", login("ghcr.io", "you", "x")).status, 409);
        QCOMPARE(m_panel.post("/api/registries", login("index.docker.io", "hub", "x")).status, 201);
        const QJsonArray all = m_panel.get("/api/registries").json()[QLatin1String("data")].toArray();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0][QLatin1String("server")].toString(), QStringLiteral("docker.io"));
        QCOMPARE(m_panel.request("PATCH", path, R"({"username":"you","password":"sesame 2"})").status, 200);

        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(m_panel.start());
        const HttpAnswer kept = m_panel.get(path);
        QCOMPARE(kept.json()[QLatin1String("username")].toString(), QStringLiteral("you"));
        QVERIFY(!kept.body.contains("sesame"));
        for (const QString &name : {QStringLiteral("panel.db"), QStringLiteral("panel.db-wal")}) {
            QFile stored(m_panel.dataDir() + u'/' + name);
            if (stored.open(QIODevice::ReadOnly))
                QVERIFY2(!stored.readAll().contains("sesame"), qPrintable(name));
        }
        QCOMPARE(m_panel.request("DELETE", path).status, 204);
        QCOMPARE(m_panel.get(path).status, 404);
        QCOMPARE(m_panel.request("DELETE", path).status, 404);
    }
    void whatIsNoHostIsRefused() {
        for (const char *server : {"", "https://ghcr.io", "ghcr", "ghcr.io/me", "ghcr.io:x", "a b.c", "-a.b"}) {
            const HttpAnswer answer = m_panel.post("/api/registries", login(server, "me", "x"));
            QVERIFY2(answer.status == 422 && answer.body.contains("\"server\""), server);
        }
        const HttpAnswer empty = m_panel.post("/api/registries", login("a.b", "", ""));
        QVERIFY(empty.body.contains("\"username\"") && empty.body.contains("\"password\""));
    }
    void onlyAdminsChangeThemAndOperatorsSeeThem() {
        const QByteArray body = QJsonDocument(login("quay.io", "me", "x")).toJson();
        const QMap<QByteArray, QByteArray> operatorKey{{"Authorization", keyOf("operator")}};
        QCOMPARE(m_panel.request("GET", "/api/registries", {}, operatorKey).status, 200);
        QCOMPARE(m_panel.request("POST", "/api/registries", body, operatorKey).status, 403);
        QCOMPARE(m_panel.request("GET", "/api/registries", {}, {{"Authorization", keyOf("viewer")}}).status, 403);
    }
};

QTEST_GUILESS_MAIN(tst_registries)
#include "tst_registries.moc"
