// SPDX-License-Identifier: GPL-3.0-or-later
// Images that cannot run and images there is no room for, on a real dockerd.
#include "tests/e2e/dockerpanel.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QTest>

class tst_badimages : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerPanel> m_docker;
    QTemporaryDir m_dir;
    QProcess m_registry;

    LivePanel &panel() { return m_docker->panel; }
    void docker(const QStringList &arguments) {
        QProcess process;
        process.start(QStringLiteral("/usr/bin/docker"),
            QStringList{QStringLiteral("-H"), m_docker->host.socketAddress()} + arguments);
        QVERIFY(process.waitForFinished(60000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
    /// Creates a service of the image; how its deploy ended.
    QJsonObject deployed(const char *name, const char *image) {
        const QJsonObject wanted{{QStringLiteral("image"), QLatin1String(image)}};
        const HttpAnswer made = panel().post(
            "/api/services", {{QStringLiteral("name"), QLatin1String(name)}, {QStringLiteral("image"), wanted}});
        return panel().finished(made.json()[QLatin1String("operation_id")].toString());
    }

private slots:
    void initTestCase() {
        QFile config(m_dir.filePath(QStringLiteral("registry.yml")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: " + m_dir.path().toUtf8()
            + "/data}}\nhttp: {addr: 127.0.0.1:5999}\n");
        config.close();
        m_registry.start(QStringLiteral("docker-registry"), {QStringLiteral("serve"), config.fileName()});
        QTRY_VERIFY_WITH_TIMEOUT(
            [] {
                QTcpSocket socket;
                socket.connectToHost(QStringLiteral("127.0.0.1"), 5999);
                return socket.waitForConnected(1000);
            }(),
            15000);
        m_docker = std::make_unique<DockerPanel>();
        QVERIFY(m_docker->host.isRunning());
        QVERIFY2(m_docker->start(), panel().log().constData());
    }
    void cleanup() { QVERIFY(panel().removeAll()); }
    void cleanupTestCase() {
        QCOMPARE(m_docker->things(), QStringList());
        QCOMPARE(panel().stop(), 0);
        m_docker.reset();
        m_registry.terminate();
        m_registry.waitForFinished(5000);
    }

    void anImageForAnotherArchitectureIsRefusedByBothNames() {
        // As `docker save` gives it, with another word of the same length in its description.
        QByteArray archive = m_docker->host.ask("GET", QStringLiteral("/images/tiny:1/get"));
        QVERIFY(archive.contains("\"architecture\":\"amd64\""));
        archive.replace("\"architecture\":\"amd64\"", "\"architecture\":\"arm64\"").replace("tiny:1", "tiny:9");
        QVERIFY(m_docker->host.ask("POST", QStringLiteral("/images/load"), archive, "application/x-tar")
                    .contains("tiny:9"));
        const QJsonObject operation = deployed("foreign", "tiny:9");
        QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("failed"));
        const QString error = operation[QLatin1String("error")].toString();
        QVERIFY2(error.contains(QLatin1String("arm64")) && error.contains(QLatin1String("amd64")), qPrintable(error));
        const QByteArray path = "/api/services/" + operation[QLatin1String("service_id")].toString().toLatin1();
        QCOMPARE(panel().get(path).json()[QLatin1String("status")].toString(), QStringLiteral("failed"));
        QCOMPARE(m_docker->things(operation[QLatin1String("service_id")].toString()), QStringList());
    }
    void aFullDiskFailsThePullAndLocksNothing() {
        QByteArray noise(12 << 20, Qt::Uninitialized);
        QRandomGenerator(7).fillRange(reinterpret_cast<quint32 *>(noise.data()), noise.size() / 4);
        QVERIFY(m_docker->host.importImage(
            QStringLiteral("big:1"), {R"(CMD ["sleep", "100000"])"}, {{QStringLiteral("/noise"), noise}}));
        docker({QStringLiteral("tag"), QStringLiteral("big:1"), QStringLiteral("localhost:5999/big")});
        docker({QStringLiteral("push"), QStringLiteral("localhost:5999/big")});
        docker({QStringLiteral("rmi"), QStringLiteral("big:1"), QStringLiteral("localhost:5999/big")});

        QVERIFY(m_docker->host.leaveRoom(6 << 20));
        const QJsonObject operation = deployed("big", "localhost:5999/big");
        QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("failed"));
        const QByteArray said = QJsonDocument(operation).toJson();
        QVERIFY2(said.contains("no room for the image localhost:5999/big") && said.contains("no space left on device"),
            said.constData());
        const QString id = operation[QLatin1String("service_id")].toString();
        QCOMPARE(m_docker->things(id), QStringList());

        QVERIFY(m_docker->host.leaveRoom({}));
        const HttpAnswer again = panel().post("/api/services/" + id.toLatin1() + "/deploy");
        QCOMPARE(again.status, 201);
        const QJsonObject second = panel().finished(again.json()[QLatin1String("id")].toString());
        QVERIFY2(second[QLatin1String("status")] == QLatin1String("succeeded"),
            qPrintable(second[QLatin1String("error")].toString()));
        QCOMPARE(m_docker->running(), 1);
    }
};

QTEST_GUILESS_MAIN(tst_badimages)
#include "tst_badimages.moc"
