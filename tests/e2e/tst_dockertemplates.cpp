// SPDX-License-Identifier: GPL-3.0-or-later
// Templates in containers, on images made offline from this host's programs.
#include "tests/e2e/dockerpanel.h"
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

class tst_dockertemplates : public QObject {
    Q_OBJECT

    std::unique_ptr<DockerPanel> m_docker;

    QJsonObject make(const char *templateName, const QJsonObject &variables) {
        return m_docker->panel
            .post("/api/services",
                {{QStringLiteral("name"), QLatin1String(templateName)},
                    {QStringLiteral("template"), QLatin1String(templateName)},
                    {QStringLiteral("engine"), QStringLiteral("docker")}, {QStringLiteral("variables"), variables}})
            .json();
    }
    QString outcome(const QJsonObject &made) {
        const QJsonObject operation = m_docker->panel.finished(made[QLatin1String("operation_id")].toString());
        return operation[QLatin1String("status")].toString() + operation[QLatin1String("error")].toString();
    }
    static QByteArray ask(const QUrl &address, const QByteArray &question) {
        QTcpSocket socket;
        socket.connectToHost(address.host(), quint16(address.port()));
        socket.waitForConnected(3000);
        socket.write(question);
        QByteArray answer;
        while (socket.waitForReadyRead(1000))
            answer += socket.readAll();
        return answer;
    }

private slots:
    void initTestCase() {
        m_docker = std::make_unique<DockerPanel>();
        QVERIFY(m_docker->host.isRunning());
        QVERIFY2(m_docker->start(), m_docker->panel.log().constData());
    }
    void cleanupTestCase() {
        QVERIFY(m_docker->panel.removeAll());
        QCOMPARE(m_docker->panel.stop(), 0);
        m_docker.reset();
    }

    void redisIsHealthyOnlyWhenItLetsItsOwnCheckIn() {
        QVERIFY(m_docker->host.importProgram(QStringLiteral("redis:7.0-alpine"),
            {QStringLiteral("redis-server"), QStringLiteral("redis-cli")}, {"WORKDIR /data"},
            {{QStringLiteral("/usr/local/bin/docker-entrypoint.sh"), "#!/bin/sh\nexec \"$@\"\n"}}));
        const QJsonObject made = make("redis", {{QStringLiteral("PASSWORD"), QStringLiteral("open-sesame")}});
        LiveService service(*m_docker, made);
        QCOMPARE(outcome(made), QStringLiteral("succeeded"));
        const QUrl address(service.text("url"));
        QVERIFY(ask(address, "PING\r\n").contains("NOAUTH"));
        QVERIFY(ask(address, "AUTH open-sesame\r\nSET a b\r\nGET a\r\n").contains("+OK\r\n+OK\r\n$1\r\nb"));
        // The check runs redis-cli inside: with another password than its own it is turned away.
        QVERIFY(ask(address, "AUTH open-sesame\r\nCONFIG SET requirepass changed\r\n").contains("+OK"));
        QTRY_COMPARE_WITH_TIMEOUT(service.get()[QLatin1String("health")][QLatin1String("status")].toString(),
            QStringLiteral("unhealthy"), 60000);
        QCOMPARE(service.act("restart")[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        QVERIFY(ask(QUrl(service.text("url")), "AUTH open-sesame\r\nGET a\r\n").contains("$1\r\nb"));
    }
    void prometheusReadsTheConfigurationOfItsForm() {
        if (QStandardPaths::findExecutable(QStringLiteral("prometheus")).isEmpty())
            QSKIP("needs the package prometheus");
        QVERIFY(m_docker->host.importProgram(QStringLiteral("prom/prometheus:v2.53.4"), {QStringLiteral("prometheus")},
            {"ENTRYPOINT [\"/usr/bin/prometheus\"]"}));
        const QJsonObject made = make("prometheus", {{QStringLiteral("TARGETS"), QStringLiteral("127.0.0.1:1")}});
        LiveService service(*m_docker, made);
        QCOMPARE(outcome(made), QStringLiteral("succeeded"));
        const QUrl address(service.text("url"));
        QTRY_VERIFY_WITH_TIMEOUT(
            ask(address, "GET /api/v1/targets HTTP/1.0\r\n\r\n").contains("http://127.0.0.1:1/metrics"), 20000);
    }
};

QTEST_GUILESS_MAIN(tst_dockertemplates)
#include "tst_dockertemplates.moc"
