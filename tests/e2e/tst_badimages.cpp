// SPDX-License-Identifier: GPL-3.0-or-later
// Images of a real registry on a real dockerd: how a fetch is watched, those that cannot run, those there is no room
// for.
#include "tests/e2e/dockerpanel.h"
#include "tests/support/listener.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>
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
    /// Has the registry, and nobody else, hold an image of at least so many bytes.
    bool publish(const char *name, qsizetype bytes) {
        const QString here = QLatin1String(name) + QStringLiteral(":1");
        const QString there = QStringLiteral("localhost:5999/") + QLatin1String(name);
        QByteArray noise(bytes, Qt::Uninitialized);
        QRandomGenerator(7).fillRange(reinterpret_cast<quint32 *>(noise.data()), noise.size() / 4);
        if (!m_docker->host.importImage(here, {R"(CMD ["sleep", "100000"])"}, {{QStringLiteral("/noise"), noise}}))
            return false;
        docker({QStringLiteral("tag"), here, there});
        docker({QStringLiteral("push"), there});
        docker({QStringLiteral("rmi"), here, there});
        return !QTest::currentTestFailed();
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
    void aPullTellsHowManyBytesHaveCome() {
        QVERIFY(publish("slow", 48 << 20));
        const Listener listener(panel(), panel().key());
        const QJsonObject operation = deployed("slow", "localhost:5999/slow");
        QVERIFY2(operation[QLatin1String("status")] == QLatin1String("succeeded"),
            qPrintable(operation[QLatin1String("error")].toString()));
        const auto told = [&listener] { // it is read while this waits
            QStringList messages;
            for (const QJsonObject &event : listener.of("deploy.progress"))
                if (event[QLatin1String("data")][QLatin1String("step")] == QLatin1String("pull"))
                    messages.append(event[QLatin1String("data")][QLatin1String("message")].toString());
            return messages;
        };
        static const QRegularExpression bytes(QStringLiteral("localhost:5999/slow: \\d+ of 5\\d MB"));
        QTRY_VERIFY2(!told().filter(bytes).isEmpty(), qPrintable(told().join(u'\n')));
        double before = 0;
        for (const QJsonObject &event : listener.of("deploy.progress")) {
            const double progress = event[QLatin1String("data")][QLatin1String("progress")].toDouble();
            QVERIFY(progress >= before);
            before = progress;
        }
    }
    void aFullDiskFailsThePullAndLocksNothing() {
        QVERIFY(publish("big", 12 << 20));

        QVERIFY(m_docker->host.leaveRoom(6 << 20));
        const QJsonObject operation = deployed("big", "localhost:5999/big");
        QCOMPARE(operation[QLatin1String("status")].toString(), QStringLiteral("failed"));
        const QByteArray said = QJsonDocument(operation).toJson();
        QVERIFY2(said.contains("no room for the image localhost:5999/big") && said.contains("no space left on device"),
            said.constData());
        // The journal names the call and what it was answered.
        QVERIFY2(said.contains("POST /images/create of localhost:5999/big failed: "), said.constData());
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
