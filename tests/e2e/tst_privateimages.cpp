// SPDX-License-Identifier: GPL-3.0-or-later
// Images of a registry that wants a password: Debian's docker-registry beside a real dockerd.
#include "tests/e2e/dockerpanel.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTest>

class tst_privateimages : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerPanel> m_docker;
    QTemporaryDir m_dir;
    QProcess m_registry;

    void write(const char *name, const QByteArray &content) {
        QFile file(m_dir.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    /// By Docker's own client, which has a login of its own.
    void docker(const QStringList &arguments) {
        QProcess process;
        process.start(QStringLiteral("/usr/bin/docker"),
            QStringList{QStringLiteral("--config"), m_dir.path(), QStringLiteral("-H"), m_docker->host.socketAddress()}
                + arguments);
        QVERIFY(process.waitForFinished(60000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
    QJsonObject deployed(const char *name) {
        const HttpAnswer answer = m_docker->panel.post("/api/services",
            {{QStringLiteral("name"), QLatin1String(name)},
                {QStringLiteral("image"),
                    QJsonObject{{QStringLiteral("image"), QStringLiteral("localhost:5999/private/web:1")},
                        {QStringLiteral("ports"), QJsonArray{8080}}}}});
        return m_docker->panel.finished(answer.json()[QLatin1String("operation_id")].toString());
    }

private slots:
    void initTestCase() {
        // htpasswd -B: me, open sesame
        write("htpasswd", "me:$2b$05$S15jsZDq01PPrDca09DCXuo5pW.13tO5j6PoW2AIh7eGjuIyFzhFK\n");
        write("registry.yml",
            "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: " + m_dir.path().toUtf8()
                + "/data}}\nhttp: {addr: 127.0.0.1:5999}\nauth: {htpasswd: {realm: test, path: " + m_dir.path().toUtf8()
                + "/htpasswd}}\n");
        write("config.json",
            R"({"auths":{"localhost:5999":{"auth":")" + QByteArray("me:open sesame").toBase64() + R"("}}})");
        m_registry.start(QStringLiteral("docker-registry"),
            {QStringLiteral("serve"), m_dir.filePath(QStringLiteral("registry.yml"))});
        QTRY_VERIFY_WITH_TIMEOUT(
            [] {
                QTcpSocket socket;
                socket.connectToHost(QStringLiteral("127.0.0.1"), 5999);
                return socket.waitForConnected(1000);
            }(),
            15000);
        m_docker = std::make_unique<DockerPanel>();
        QVERIFY(m_docker->host.isRunning());
        QVERIFY2(m_docker->start(), m_docker->panel.log().constData());
        docker({QStringLiteral("tag"), QStringLiteral("tiny:1"), QStringLiteral("localhost:5999/private/web:1")});
        docker({QStringLiteral("push"), QStringLiteral("localhost:5999/private/web:1")});
        docker({QStringLiteral("rmi"), QStringLiteral("localhost:5999/private/web:1")});
    }
    void cleanupTestCase() {
        QVERIFY(m_docker->panel.removeAll());
        QCOMPARE(m_docker->panel.stop(), 0);
        QVERIFY(!m_docker->panel.log().contains("sesame"));
        m_docker.reset();
        m_registry.terminate();
        m_registry.waitForFinished(5000);
    }

    void withoutALoginItIsSaidThatOneIsWanted() {
        const QJsonObject operation = deployed("locked");
        QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY2(operation[QLatin1String("error")].toString().contains(QLatin1String("wants a login")),
            qPrintable(operation[QLatin1String("error")].toString()));
    }
    void aLoginIsUsedForItsRegistry() {
        const HttpAnswer added = m_docker->panel.post("/api/registries",
            {{QStringLiteral("server"), QStringLiteral("localhost:5999")},
                {QStringLiteral("username"), QStringLiteral("me")},
                {QStringLiteral("password"), QStringLiteral("wrong sesame")}});
        QCOMPARE(added.status, 201);
        const QJsonObject refused = deployed("refused");
        QCOMPARE(refused[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QVERIFY(!QJsonDocument(refused).toJson().contains("sesame"));
        QCOMPARE(
            m_docker->panel.request("PATCH", added.headers.value("location"), R"({"password":"open sesame"})").status,
            200);
        const QJsonObject operation = deployed("private");
        QVERIFY2(operation[QLatin1String("status")] == QLatin1String("succeeded"),
            qPrintable(operation[QLatin1String("error")].toString()));
        const QByteArray path = "/api/services/" + operation[QLatin1String("service_id")].toString().toLatin1();
        const QJsonObject deployment =
            m_docker->panel.get(path + "/deployments").json()[QLatin1String("data")][0].toObject();
        QVERIFY(deployment[QLatin1String("images")][QLatin1String("app")].toString().startsWith(
            QLatin1String("localhost:5999/private/web@sha256:")));
        QVERIFY(!QJsonDocument(operation).toJson().contains("sesame"));
    }
};

QTEST_GUILESS_MAIN(tst_privateimages)
#include "tst_privateimages.moc"
