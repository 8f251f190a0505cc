// SPDX-License-Identifier: GPL-3.0-or-later
// Services behind the panel's own Caddy: by which host they are reached, and that this survives whatever dies.
#include "tests/e2e/edgefixture.h"
#include <QWebSocket>

class tst_edge : public QObject {
    Q_OBJECT

    EdgeFixture m_edge;
    QByteArray m_path;

    static QString text(const QString &url) { return fetch(url).json()[QLatin1String("text")].toString(); }
    static QString site() { return QStringLiteral("http://site.apps.test"); }
    /// Sends a word and gets it back.
    static bool echoes(QWebSocket &socket, const QString &word) {
        QString answer;
        const auto connection = QObject::connect(
            &socket, &QWebSocket::textMessageReceived, [&answer](const QString &frame) { answer = frame; });
        socket.sendTextMessage(word);
        const bool good = QTest::qWaitFor([&] { return answer == word; }, 5000);
        QObject::disconnect(connection);
        return good;
    }

private slots:
    void initTestCase() {
        // QWebSocket takes no address beside its host's: the host gets one.
        QFile hosts(m_edge.templates.filePath(QStringLiteral("hosts")));
        QVERIFY(hosts.open(QIODevice::WriteOnly));
        hosts.write("127.0.0.1 localhost site.apps.test\n");
        hosts.close();
        QCOMPARE(QProcess::execute(QStringLiteral("mount"),
                     {QStringLiteral("--bind"), hosts.fileName(), QStringLiteral("/etc/hosts")}),
            0);
        QVERIFY2(m_edge.start(), m_edge.panel.log().constData());
        m_path = m_edge.create("site");
        QVERIFY2(!m_path.isEmpty(), QJsonDocument(m_edge.last).toJson().constData());
    }
    void cleanupTestCase() {
        QVERIFY(m_edge.panel.removeAll());
        QCOMPARE(m_edge.panel.stop(), 0);
    }

    void aServiceIsReachedByItsHostOnly() {
        QCOMPARE(m_edge.get(m_path, "url").toString(), site());
        QCOMPARE(m_edge.stepOf(m_edge.last, "route")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        const QJsonObject seen = fetch(
            site() + QStringLiteral("/page"), {QStringLiteral("-H"), QStringLiteral("X-Forwarded-For: 203.0.113.9")})
                                     .json();
        QCOMPARE(seen[QLatin1String("text")].toString(), QStringLiteral("one"));
        QCOMPARE(seen[QLatin1String("host")].toString(), QStringLiteral("site.apps.test"));
        QCOMPARE(
            seen[QLatin1String("x-forwarded-for")].toString(), QStringLiteral("127.0.0.1")); // not what was claimed
        QCOMPARE(seen[QLatin1String("x-forwarded-proto")].toString(), QStringLiteral("http"));
        QCOMPARE(seen[QLatin1String("x-forwarded-host")].toString(), QStringLiteral("site.apps.test"));
        QCOMPARE(fetch(QStringLiteral("http://other.apps.test")).status, 404);
        QCOMPARE(fetch(QStringLiteral("http://127.0.0.1")).status, 404);
        const QJsonObject edge = m_edge.panel.get("/api/info").json()[QLatin1String("edge")].toObject();
        QVERIFY(edge[QLatin1String("available")].toBool());
        QCOMPARE(edge[QLatin1String("base_domain")].toString(), QStringLiteral("apps.test"));
        QTRY_VERIFY(m_edge.panel.get("/api/info")
                        .json()[QLatin1String("edge")][QLatin1String("version")]
                        .toString()
                        .startsWith(QLatin1String("2.")));
    }
    void caddyIsNobodyButMayUseThePort() {
        QFile status(QStringLiteral("/proc/%1/status").arg(m_edge.caddy()));
        QVERIFY(status.open(QIODevice::ReadOnly));
        const QByteArray text = status.readAll();
        QVERIFY(text.contains("Uid:\t199999\t199999\t199999\t199999"));
        QVERIFY(text.contains("CapEff:\t0000000000000400"));
        QVERIFY(text.contains("CapBnd:\t0000000000000400"));
        QVERIFY(text.contains("NoNewPrivs:\t1"));
    }
    void largeBodiesPass() {
        QFile file(m_edge.templates.filePath(QStringLiteral("body")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(20 * 1024 * 1024));
        const Fetched answer = fetch(site(), {QStringLiteral("--data-binary"), QString(u'@' + file.fileName())});
        QCOMPARE(answer.json()[QLatin1String("received")].toInt(), 20 * 1024 * 1024);
    }
    void aStoppedServiceSaysSoAndADeletedOneIsGone() {
        const QByteArray path = m_edge.create("brief");
        const QString url = QStringLiteral("http://brief.apps.test");
        QCOMPARE(fetch(url).status, 200);
        QVERIFY(m_edge.act(path, "stop"));
        QCOMPARE(fetch(url).status, 503);
        QVERIFY(m_edge.act(path, "start"));
        QCOMPARE(fetch(url).status, 200);
        QVERIFY(m_edge.act(path, "restart"));
        QCOMPARE(fetch(url).status, 200);
        QCOMPARE(m_edge.panel.request("DELETE", path).status, 204);
        QTRY_COMPARE(fetch(url).status, 404);
    }
    void aWebSocketOutlivesDeploysOfOthers() {
        const QByteArray other = m_edge.create("other");
        QWebSocket socket;
        socket.open(QUrl(QStringLiteral("ws://site.apps.test/ws")));
        QTRY_COMPARE(socket.state(), QAbstractSocket::ConnectedState);
        QVERIFY(echoes(socket, QStringLiteral("before")));
        QVERIFY(m_edge.deploy(other, "new"));
        QCOMPARE(text(QStringLiteral("http://other.apps.test")), QStringLiteral("new"));
        QVERIFY(m_edge.act(other, "stop"));
        QVERIFY(echoes(socket, QStringLiteral("after")));
    }
    void deployAndRollbackLeadToWhatIsLive() {
        QVERIFY(m_edge.deploy(m_path, "two"));
        QCOMPARE(text(site()), QStringLiteral("two"));
        QVERIFY(m_edge.act(m_path, "rollback"));
        QCOMPARE(text(site()), QStringLiteral("one"));
    }
    void aRenamedServiceHasAnotherHost() {
        const QByteArray path = m_edge.create("early");
        QCOMPARE(m_edge.panel.request("PATCH", path, R"({"name":"late"})").status, 200);
        QCOMPARE(m_edge.get(path, "url").toString(), QStringLiteral("http://late.apps.test"));
        QTRY_COMPARE(fetch(QStringLiteral("http://late.apps.test")).status, 200);
        QCOMPARE(fetch(QStringLiteral("http://early.apps.test")).status, 404);
    }
    void trafficGoesOnWhileThePanelIsDead() {
        const pid_t before = m_edge.caddy();
        m_edge.panel.kill();
        QCOMPARE(text(site()), QStringLiteral("one"));
        QVERIFY(m_edge.start());
        QCOMPARE(text(site()), QStringLiteral("one"));
        QCOMPARE(m_edge.panel.stop(), 0);
        QCOMPARE(text(site()), QStringLiteral("one"));
        QVERIFY(m_edge.start());
        QTRY_COMPARE(m_edge.get(m_path, "status").toString(), QStringLiteral("running"));
        QCOMPARE(m_edge.caddy(), before);
        QTRY_COMPARE(EdgeFixture::count("caddy"), 1); // beside it, for a moment, the one that is asked for its version
    }
    void aKilledCaddyComesBackWithItsRoutes() {
        const pid_t before = m_edge.caddy();
        QCOMPARE(::kill(before, SIGKILL), 0);
        QTRY_COMPARE_WITH_TIMEOUT(text(site()), QStringLiteral("one"), 15000);
        QVERIFY(m_edge.caddy() != before);
        QTRY_COMPARE(EdgeFixture::count("caddy"), 1); // beside it, for a moment, the one that is asked for its version
        // And when nobody was there to see it.
        m_edge.panel.kill();
        QCOMPARE(::kill(m_edge.caddy(), SIGKILL), 0);
        QVERIFY(m_edge.start());
        QTRY_COMPARE_WITH_TIMEOUT(text(site()), QStringLiteral("one"), 15000);
        QTRY_COMPARE(EdgeFixture::count("caddy"), 1); // beside it, for a moment, the one that is asked for its version
    }
    void aPanelKilledInTheStepGoesOnWithIt() {
        QCOMPARE(::kill(m_edge.caddy(), SIGSTOP), 0); // the step has to wait
        const QJsonObject made = m_edge.panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("midst")},
                                             {QStringLiteral("template"), QStringLiteral("mirror")}})
                                     .json();
        const QByteArray operation = "/api/operations/" + made[QLatin1String("operation_id")].toString().toLatin1();
        QTRY_COMPARE_WITH_TIMEOUT(
            m_edge.stepOf(m_edge.panel.get(operation).json(), "route")[QLatin1String("status")].toString(),
            QStringLiteral("running"), 20000);
        m_edge.panel.kill();
        QCOMPARE(::kill(m_edge.caddy(), SIGCONT), 0);
        QVERIFY(m_edge.start());
        QCOMPARE(m_edge.panel.get(operation).json()[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QTRY_COMPARE(text(QStringLiteral("http://midst.apps.test")), QStringLiteral("one"));
    }
    void anEdgeThatDoesNotFollowFailsNoDeploy() {
        QCOMPARE(::kill(m_edge.caddy(), SIGSTOP), 0);
        const QByteArray path = m_edge.create("patient");
        QVERIFY2(!path.isEmpty(), QJsonDocument(m_edge.last).toJson().constData());
        const QJsonObject step = m_edge.stepOf(m_edge.last, "route");
        QCOMPARE(step[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY(step[QLatin1String("message")].toString().contains(QLatin1String("by itself")));
        QCOMPARE(m_edge.get(path, "status").toString(), QStringLiteral("running"));
        QCOMPARE(::kill(m_edge.caddy(), SIGCONT), 0);
        QTRY_COMPARE_WITH_TIMEOUT(text(QStringLiteral("http://patient.apps.test")), QStringLiteral("one"), 30000);
    }
    void aCommandEndsItWhenTheServerIsStopped() {
        const QStringList stop{
            QStringLiteral("edge"), QStringLiteral("stop"), QStringLiteral("--data-dir"), m_edge.panel.dataDir()};
        QCOMPARE(QProcess::execute(QStringLiteral(AAP_DAEMON), stop), 3);
        QCOMPARE(m_edge.panel.stop(), 0);
        QTRY_COMPARE(EdgeFixture::count("caddy"), 1); // beside it, for a moment, the one that is asked for its version
        QCOMPARE(QProcess::execute(QStringLiteral(AAP_DAEMON), stop), 0);
        QCOMPARE(EdgeFixture::count("caddy"), 0);
        QVERIFY(m_edge.start());
        QTRY_COMPARE_WITH_TIMEOUT(text(site()), QStringLiteral("one"), 15000);
    }
    void turnedOffItEndsAndTheUrlIsThePort() {
        QCOMPARE(m_edge.panel.stop(), 0);
        QVERIFY(m_edge.panel.start({{QStringLiteral("AAP_TEMPLATES"), m_edge.templates.path()}}));
        QCOMPARE(EdgeFixture::count("caddy"), 0);
        const QString url = m_edge.get(m_path, "url").toString();
        QVERIFY2(url.startsWith(QLatin1String("http://127.0.0.1:")), qPrintable(url));
        QTRY_COMPARE(text(url), QStringLiteral("one"));
        QCOMPARE(m_edge.panel.stop(), 0);
        QVERIFY(m_edge.start());
        QTRY_COMPARE_WITH_TIMEOUT(text(site()), QStringLiteral("one"), 15000);
        QCOMPARE(m_edge.get(m_path, "url").toString(), site());
    }
};

QTEST_GUILESS_MAIN(tst_edge)
#include "tst_edge.moc"
