// SPDX-License-Identifier: GPL-3.0-or-later
// Deploys of containers behind the edge, under load: not one request is lost.
#include "tests/e2e/edgefixture.h"
#include "tests/support/dockerhost.h"
#include "tests/support/steadyload.h"

class tst_zerodowntime : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerHost> m_docker;
    EdgeFixture m_edge;
    QByteArray m_path;

    /// A page with its version, and a slow one. It ends at once when told to: what is under way then is lost.
    bool importSite(const char *version) {
        const QByteArray page = QByteArray("version ") + version;
        const QByteArray slow = "#!/bin/sh\nsleep 0.7\nprintf 'Content-Length: 9\\r\\n\\r\\n" + page + "'\n";
        return m_docker->importImage(QStringLiteral("site:") + QLatin1String(version),
            {"CMD [\"httpd\", \"-f\", \"-p\", \"80\", \"-h\", \"/www\"]", "EXPOSE 80"},
            {{QStringLiteral("/www/index.html"), page}, {QStringLiteral("/www/cgi-bin/slow"), slow}});
    }
    bool deploy(int version) {
        const QJsonObject body{
            {QStringLiteral("variables"), QJsonObject{{QStringLiteral("VERSION"), QString::number(version)}}}};
        return m_edge.panel.request("PATCH", m_path, QJsonDocument(body).toJson()).status == 200
            && m_edge.act(m_path, "deploy");
    }
    static QByteArray page() { return fetch(QStringLiteral("http://site.apps.test")).body; }
    int containers() {
        return int(
            QJsonDocument::fromJson(m_docker->ask("GET", QStringLiteral("/containers/json?all=1"))).array().size());
    }

private slots:
    void initTestCase() {
        m_docker = std::make_unique<DockerHost>();
        QVERIFY(m_docker->isRunning());
        QVERIFY(importSite("1"));
        QVERIFY(importSite("2"));
        QFile::copy(QStringLiteral(AAP_SOURCE_DIR "/tests/e2e/edge-docker.yaml"),
            m_edge.templates.filePath(QStringLiteral("versions.yaml")));
        m_edge.settings.insert(QStringLiteral("AAP_ENGINES"),
            QStringLiteral("[{name: docker, kind: docker, endpoint: '%1'}]").arg(m_docker->socketAddress()));
        QVERIFY2(m_edge.start(), m_edge.panel.log().constData());
        m_path = m_edge.create("site", {}, "versions");
        QVERIFY2(!m_path.isEmpty(), QJsonDocument(m_edge.last).toJson().constData());
        QCOMPARE(page(), QByteArray("version 1"));
    }
    void cleanupTestCase() {
        if (m_edge.panel.isRunning()) {
            QVERIFY(m_edge.panel.removeAll());
            QCOMPARE(m_edge.panel.stop(), 0);
        }
        m_docker.reset();
    }

    void tenDeploysUnderLoadLoseNoRequest() {
        SteadyLoad load("site.apps.test", 80, 200, "/cgi-bin/slow");
        for (int i = 0; i < 10; ++i) {
            QVERIFY2(deploy(i % 2 == 0 ? 2 : 1), QJsonDocument(m_edge.last).toJson().constData());
            QCOMPARE(page(), i % 2 == 0 ? QByteArray("version 2") : QByteArray("version 1"));
        }
        load.stop();
        const QMap<QByteArray, int> answers = load.answers();
        qInfo("%d + %d answers, %d failures, slowest %.1f ms", answers.value("version 1"), answers.value("version 2"),
            int(load.failures().size()), double(load.slowest().count()) / 1000);
        QCOMPARE(load.failures(), QStringList());
        QVERIFY(answers.value("version 1") > 100);
        QVERIFY(answers.value("version 2") > 100);
        QCOMPARE(answers.size(), 2);
        QTRY_COMPARE(containers(), 1);
    }
    void aRollbackUnderLoadLosesNoneEither() {
        SteadyLoad load("site.apps.test", 80, 200, "/cgi-bin/slow");
        QVERIFY(m_edge.act(m_path, "rollback"));
        load.stop();
        QCOMPARE(load.failures(), QStringList());
        QCOMPARE(page(), QByteArray("version 2"));
    }
    void aPanelKilledWhileTheOldOneDrainsLosesNone() {
        const QByteArray before = page();
        const int version = before.endsWith('1') ? 2 : 1;
        const QJsonObject body{
            {QStringLiteral("variables"), QJsonObject{{QStringLiteral("VERSION"), QString::number(version)}}}};
        QCOMPARE(m_edge.panel.request("PATCH", m_path, QJsonDocument(body).toJson()).status, 200);
        SteadyLoad load("site.apps.test", 80, 200, "/cgi-bin/slow");
        const QByteArray operation = "/api/operations/"
            + m_edge.panel.post(m_path + "/deploy").json()[QLatin1String("id")].toString().toLatin1();
        // Killed while the requests of the revision before have their second to end.
        QTRY_COMPARE_WITH_TIMEOUT(
            m_edge.stepOf(m_edge.panel.get(operation).json(), "route")[QLatin1String("status")].toString(),
            QStringLiteral("running"), 30000);
        m_edge.panel.kill();
        QVERIFY(m_edge.start());
        QCOMPARE(m_edge.panel.get(operation).json()[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QTRY_COMPARE_WITH_TIMEOUT(containers(), 1, 30000);
        load.stop();
        QCOMPARE(load.failures(), QStringList());
        QCOMPARE(page(), "version " + QByteArray::number(version));
    }
    void forTraefikTheContainerSaysWhereItIs() {
        QCOMPARE(m_edge.panel.stop(), 0);
        QMap<QString, QString> settings = m_edge.settings;
        settings.insert(QStringLiteral("AAP_EDGE_KIND"), QStringLiteral("traefik"));
        QVERIFY(m_edge.panel.start(settings));
        QCOMPARE(EdgeFixture::count("caddy"), 0);
        QTRY_COMPARE(m_edge.get(m_path, "status").toString(), QStringLiteral("running"));
        QVERIFY(deploy(1));
        QCOMPARE(m_edge.get(m_path, "url").toString(), QStringLiteral("http://site.apps.test"));
        QTRY_COMPARE(containers(), 1);
        const QJsonObject labels = QJsonDocument::fromJson(m_docker->ask("GET", QStringLiteral("/containers/json")))
                                       .array()[0][QLatin1String("Labels")]
                                       .toObject();
        const QString router = QStringLiteral("traefik.http.routers.") + m_edge.get(m_path, "id").toString();
        QCOMPARE(labels[QLatin1String("traefik.enable")].toString(), QStringLiteral("true"));
        QCOMPARE(
            labels[QString(router + QStringLiteral(".rule"))].toString(), QStringLiteral("Host(`site.apps.test`)"));
    }
};

QTEST_GUILESS_MAIN(tst_zerodowntime)
#include "tst_zerodowntime.moc"
