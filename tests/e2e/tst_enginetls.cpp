// SPDX-License-Identifier: GPL-3.0-or-later
// A real dockerd that is reached by TLS and lets in only who shows a certificate of its authority.
#include "tests/e2e/dockerpanel.h"
#include <QJsonArray>
#include <QTest>

class tst_enginetls : public QObject {
    Q_OBJECT

    QString file(const QString &name) const { return m_folder.filePath(name); }
    bool openssl(const QString &arguments) const {
        QProcess program;
        program.setWorkingDirectory(m_folder.path());
        program.start(QStringLiteral("openssl"), arguments.split(u' '));
        if (program.waitForFinished(30'000) && program.exitCode() == 0)
            return true;
        qWarning("openssl %s: %s", qPrintable(arguments), program.readAllStandardError().constData());
        return false;
    }
    bool makeAuthority(const QString &name) const {
        return openssl(QStringLiteral("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
                                      "-keyout %1.key -out %1.pem -subj /CN=%1")
                           .arg(name));
    }
    bool makeCertificate(const QString &name, const QString &authority, const QByteArray &extensions) const {
        QFile more(file(name + QStringLiteral(".ext")));
        if (!more.open(QIODevice::WriteOnly))
            return false;
        more.write(extensions);
        more.close();
        return openssl(QStringLiteral("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %1.key -out "
                                      "%1.csr -subj /CN=%1")
                           .arg(name))
            && openssl(QStringLiteral("x509 -req -in %1.csr -CA %2.pem -CAkey %2.key -CAcreateserial -days 2 -out "
                                      "%1.pem -extfile %1.ext")
                           .arg(name, authority));
    }
    /// The panel with the engine "far"; what it says of that. Empty names: not given.
    QJsonObject engine(const QString &authority, const QString &client, const QString &endpoint) {
        QStringList tls;
        if (!authority.isEmpty())
            tls.append(QStringLiteral("ca: ") + file(authority + QStringLiteral(".pem")));
        if (!client.isEmpty())
            tls += {QStringLiteral("certificate: ") + file(client + QStringLiteral(".pem")),
                QStringLiteral("key: ") + file(client + QStringLiteral(".key"))};
        if (m_docker->panel.isRunning())
            m_docker->panel.stop();
        const QString engines = QStringLiteral("[{name: far, kind: docker, endpoint: '%1', tls: {%2}}]")
                                    .arg(endpoint, tls.join(QStringLiteral(", ")));
        if (!m_docker->start({{QStringLiteral("AAP_ENGINES"), engines}}))
            qWarning("%s", m_docker->panel.log().constData());
        return told();
    }
    QJsonObject told() { return m_docker->panel.get("/api/info").json()[QLatin1String("engines")][0].toObject(); }

    QTemporaryDir m_folder;
    std::unique_ptr<DockerPanel> m_docker;

private slots:
    void initTestCase() {
        QVERIFY(makeAuthority(QStringLiteral("ours")) && makeAuthority(QStringLiteral("theirs")));
        QVERIFY(makeCertificate(QStringLiteral("engine"), QStringLiteral("ours"),
            "subjectAltName = IP:127.0.0.1\nextendedKeyUsage = serverAuth\n"));
        for (const char *authority : {"ours", "theirs"})
            QVERIFY(makeCertificate(QLatin1String(authority) + QStringLiteral("-client"), QLatin1String(authority),
                "extendedKeyUsage = clientAuth\n"));
        m_docker = std::make_unique<DockerPanel>(
            QStringList{QStringLiteral("-H"), QStringLiteral("tcp://127.0.0.1:2376"), QStringLiteral("--tlsverify"),
                QStringLiteral("--tlscacert"), file(QStringLiteral("ours.pem")), QStringLiteral("--tlscert"),
                file(QStringLiteral("engine.pem")), QStringLiteral("--tlskey"), file(QStringLiteral("engine.key"))});
        QVERIFY2(m_docker->host.isRunning(), m_docker->host.log().constData());
    }
    void cleanupTestCase() {
        QCOMPARE(m_docker->panel.stop(), 0);
        m_docker.reset();
    }

    void whoCannotBeTrustedIsToldWhy_data() {
        QTest::addColumn<QString>("authority");
        QTest::addColumn<QString>("client");
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<QString>("why");
        const QString there = QStringLiteral("https://127.0.0.1:2376");
        QTest::newRow("no certificate is shown") << "ours" << QString() << there << "wants to be shown a certificate";
        QTest::newRow("one of somebody else's authority is shown")
            << "ours"
            << "theirs-client" << there << "does not accept the certificate it was shown";
        QTest::newRow("the engine's is of another authority")
            << "theirs"
            << "ours-client" << there << "Its certificate cannot be trusted";
        QTest::newRow("the engine's is of no known authority")
            << QString() << "ours-client" << there << "Its certificate cannot be trusted";
        QTest::newRow("the engine's is for another name") << "ours"
                                                          << "ours-client"
                                                          << "https://localhost:2376"
                                                          << "Its certificate cannot be trusted";
        QTest::newRow("there is no TLS") << QString() << QString() << "http://127.0.0.1:2376"
                                         << "GET /version";
    }
    void whoCannotBeTrustedIsToldWhy() {
        QFETCH(QString, authority);
        QFETCH(QString, client);
        QFETCH(QString, endpoint);
        QFETCH(QString, why);
        const QJsonObject far = engine(authority, client, endpoint);
        QCOMPARE(far[QLatin1String("available")], QJsonValue(false));
        // A connection may be cut before it comes to certificates; then the next attempt tells.
        QTRY_VERIFY2_WITH_TIMEOUT(told()[QLatin1String("message")].toString().contains(why),
            qPrintable(told()[QLatin1String("message")].toString()), 20000);
        const HttpAnswer refused = m_docker->panel.post("/api/services",
            {{QStringLiteral("name"), QStringLiteral("nowhere")},
                {QStringLiteral("template"), QStringLiteral("composed")}});
        QCOMPARE(refused.status, 503);
    }
    void whoShowsTheRightOneIsServed() {
        const QJsonObject far =
            engine(QStringLiteral("ours"), QStringLiteral("ours-client"), QStringLiteral("https://127.0.0.1:2376"));
        QVERIFY2(far[QLatin1String("available")].toBool(), qPrintable(far[QLatin1String("message")].toString()));
        LiveService service(*m_docker, QStringLiteral("far"));
        QCOMPARE(service.created[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.text("engine"), QStringLiteral("far"));
        QCOMPARE(service.page(), QByteArray("one"));
        QTRY_COMPARE(service.lines("serving"), QStringList{QStringLiteral("serving one")});
        QCOMPARE(service.deploy("two")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QCOMPARE(service.page(), QByteArray("two"));
        // It goes and comes.
        m_docker->host.kill();
        QTRY_VERIFY(service.get()[QLatin1String("health")][QLatin1String("reason")].toString().contains(
            QStringLiteral("does not answer")));
        QVERIFY(m_docker->host.start());
        QTRY_VERIFY_WITH_TIMEOUT(
            m_docker->panel.get("/api/info").json()[QLatin1String("engines")][0][QLatin1String("available")].toBool(),
            10'000);
    }
};

QTEST_GUILESS_MAIN(tst_enginetls)
#include "tst_enginetls.moc"
