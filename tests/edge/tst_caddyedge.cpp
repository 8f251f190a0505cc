// SPDX-License-Identifier: GPL-3.0-or-later
// The two Caddys: one of the panel's own, and one that belongs to somebody else.
#include "server/edge/caddyedge.h"
#include "server/edge/sharedcaddyedge.h"
#include "tests/support/await.h"
#include "tests/support/fetch.h"
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <csignal>

/// Answers every request with its name.
class Upstream : public QTcpServer {
public:
    explicit Upstream(const QByteArray &name) {
        connect(this, &QTcpServer::newConnection, this, [this, name] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, name] {
                if (socket->readAll().contains("\r\n\r\n"))
                    socket->write(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(name.size()) + "\r\n\r\n" + name);
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
        listen(QHostAddress::LocalHost);
    }
    QString target() const { return QStringLiteral("127.0.0.1:%1").arg(serverPort()); }
};

class tst_caddyedge : public QObject {
    Q_OBJECT

    Upstream m_one{"one"}, m_two{"two"};

    static EdgeOptions options() {
        EdgeOptions options;
        options.kind = EdgeKind::Caddy;
        options.baseDomain = QStringLiteral("apps.test");
        return options;
    }
    static QList<EdgeRoute> routes(int count, const QString &target) {
        QList<EdgeRoute> list;
        for (int i = 0; i < count; ++i)
            list.append({QStringLiteral("svc_%1").arg(i), {QStringLiteral("s%1.apps.test").arg(i)}, target});
        return list;
    }
    /// curl in a process of its own while the upstreams of this one go on answering.
    static QByteArray page(const QString &host, int *status = nullptr) {
        QProcess curl;
        curl.start(QStringLiteral("curl"),
            {QStringLiteral("-s"), QStringLiteral("-m"), QStringLiteral("10"), QStringLiteral("-w"),
                QStringLiteral("\n%{http_code}"), QStringLiteral("-H"), QString(QStringLiteral("Host: ") + host),
                QStringLiteral("http://127.0.0.1/")});
        (void)QTest::qWaitFor([&] { return curl.state() == QProcess::NotRunning; }, 12000);
        const QByteArray all = curl.readAll();
        if (status)
            *status = all.mid(all.lastIndexOf('\n') + 1).toInt();
        return all.left(all.lastIndexOf('\n'));
    }
    static int statusOf(const QString &host) {
        int status = 0;
        page(host, &status);
        return status;
    }
    static pid_t pidIn(const QTemporaryDir &folder) {
        QFile file(folder.filePath(QStringLiteral("edge/caddy.pid")));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toInt() : 0;
    }
    /// Of a Caddy that is not ours.
    static QByteArray configWith(const QString &socket, const QByteArray &apps) {
        QByteArray json = "{'admin':{'listen':'unix/" + socket.toUtf8()
            + "','origins':['localhost'],'config':{'persist':false}},'apps':" + apps + '}';
        return json.replace('\'', '"');
    }
    static void end(const QTemporaryDir &folder) {
        CaddyProcess process(folder.filePath(QStringLiteral("edge")), 199999);
        QVERIFY(process.open());
        QVERIFY(await(process.stop()));
        QVERIFY(!process.isRunning());
    }

private slots:
    void aHundredServicesAreOneChange() {
        QTemporaryDir folder;
        CaddyEdge edge(options(), folder.filePath(QStringLiteral("edge")), 199999);
        const Result<Done> empty = await(edge.apply({}));
        QVERIFY2(empty, qPrintable(empty ? QString() : empty.error().message + empty.error().details));
        QVERIFY(edge.summary().available);
        QCOMPARE(statusOf(QStringLiteral("s0.apps.test")), 404);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(await(edge.apply(routes(100, m_one.target()))));
        qInfo("100 new hosts: %lld ms", timer.elapsed());
        for (const int i : {0, 42, 99})
            QCOMPARE(page(QStringLiteral("s%1.apps.test").arg(i)), QByteArray("one"));
        QCOMPARE(statusOf(QStringLiteral("s100.apps.test")), 404);
        timer.restart();
        QVERIFY(await(edge.apply(routes(100, m_two.target()))));
        qInfo("100 other targets: %lld ms", timer.elapsed());
        QCOMPARE(page(QStringLiteral("s99.apps.test")), QByteArray("two"));
        QVERIFY(await(edge.apply(routes(100, QString()))));
        QCOMPARE(statusOf(QStringLiteral("s99.apps.test")), 503);
        QVERIFY(await(edge.apply({})));
        QCOMPARE(statusOf(QStringLiteral("s99.apps.test")), 404);
        end(folder);
    }
    void otherTargetsLeaveConnectionsOpen() {
        QTemporaryDir folder;
        CaddyEdge edge(options(), folder.filePath(QStringLiteral("edge")), 199999);
        QVERIFY(await(edge.apply(routes(1, m_one.target()))));
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, 80);
        QByteArray got;
        for (const Upstream *upstream : {&m_one, &m_two, &m_one}) {
            QVERIFY(await(edge.apply(routes(1, upstream->target()))));
            got.clear();
            socket.write("GET / HTTP/1.1\r\nHost: s0.apps.test\r\n\r\n");
            QTRY_VERIFY((got += socket.readAll()).endsWith(upstream == &m_one ? "one" : "two"));
        }
        QCOMPARE(socket.state(), QAbstractSocket::ConnectedState);
        end(folder);
    }
    void theOneThatRunsIsFoundAgainAndADeadOneIsNoticed() {
        QTemporaryDir folder;
        pid_t before = 0;
        {
            CaddyEdge edge(options(), folder.filePath(QStringLiteral("edge")), 199999);
            QVERIFY(await(edge.apply(routes(1, m_one.target()))));
            before = pidIn(folder);
        }
        QCOMPARE(page(QStringLiteral("s0.apps.test")), QByteArray("one"));
        CaddyEdge edge(options(), folder.filePath(QStringLiteral("edge")), 199999);
        QVERIFY(await(edge.apply(routes(1, m_two.target()))));
        QCOMPARE(pidIn(folder), before);
        QCOMPARE(page(QStringLiteral("s0.apps.test")), QByteArray("two"));
        QSignalSpy wanted(&edge, &Edge::applyWanted);
        QTest::ignoreMessage(QtWarningMsg, "the edge's Caddy has ended; it is started again");
        QCOMPARE(::kill(before, SIGKILL), 0);
        QTRY_COMPARE(wanted.size(), 1);
        QVERIFY(!edge.summary().available);
        QVERIFY(await(edge.apply(routes(1, m_two.target()))));
        QVERIFY(edge.summary().available);
        QCOMPARE(page(QStringLiteral("s0.apps.test")), QByteArray("two"));
        end(folder);
    }
    void aPortThatIsTakenIsTheReason() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::Any, 80));
        QTemporaryDir folder;
        CaddyEdge edge(options(), folder.filePath(QStringLiteral("edge")), 199999);
        const Result<Done> applied = await(edge.apply({}));
        QVERIFY(!applied);
        QVERIFY2(applied.error().details.contains(QLatin1String("address already in use")),
            qPrintable(applied.error().message + u' ' + applied.error().details));
        QVERIFY(!edge.summary().available);
        QVERIFY(!edge.summary().message.isEmpty());
        other.close();
        QVERIFY(await(edge.apply({})));
        end(folder);
    }

    void anothersCaddyKeepsWhatItHad() {
        QTemporaryDir folder;
        const QString socket = folder.filePath(QStringLiteral("a"));
        const QByteArray theirs = configWith(socket,
            "{'http':{'servers':{'theirs':{'listen':[':81'],'automatic_https':{'disable':true},"
            "'routes':[{'handle':[{'handler':'static_response','body':'theirs'}]}]}}}}");
        QProcess caddy;
        caddy.start(QStringLiteral("caddy"), {QStringLiteral("run"), QStringLiteral("--config"), QStringLiteral("-")});
        caddy.write(theirs);
        caddy.closeWriteChannel();
        QTRY_VERIFY_WITH_TIMEOUT(fetch(QStringLiteral("http://127.0.0.1:81")).body == "theirs", 15000);

        EdgeOptions shared = options();
        QCOMPARE(shared.setAdmin(QStringLiteral("unix://") + socket), QString());
        SharedCaddyEdge edge(shared);
        QVERIFY(!edge.summary().available);
        const Result<Done> applied = await(edge.apply(routes(2, m_one.target())));
        QVERIFY2(applied, qPrintable(applied ? QString() : applied.error().message + applied.error().details));
        QVERIFY(edge.summary().available);
        QCOMPARE(page(QStringLiteral("s1.apps.test")), QByteArray("one"));
        QCOMPARE(fetch(QStringLiteral("http://127.0.0.1:81")).body, QByteArray("theirs"));
        QVERIFY(await(edge.apply(routes(2, QString()))));
        QCOMPARE(statusOf(QStringLiteral("s1.apps.test")), 503);

        // Its owner loads his configuration anew.
        QSignalSpy wanted(&edge, &Edge::applyWanted);
        CaddyAdmin admin({socket, "http://localhost"});
        const QJsonValue again(QJsonDocument::fromJson(theirs).object());
        QVERIFY(await(admin.send("POST", "/load", again)));
        QTRY_COMPARE_WITH_TIMEOUT(wanted.size(), 1, 15000);
        QVERIFY(await(edge.apply(routes(2, m_two.target()))));
        QCOMPARE(page(QStringLiteral("s1.apps.test")), QByteArray("two"));
        QCOMPARE(fetch(QStringLiteral("http://127.0.0.1:81")).body, QByteArray("theirs"));

        caddy.kill();
        QVERIFY(caddy.waitForFinished());
        QTRY_COMPARE_WITH_TIMEOUT(wanted.size(), 2, 15000);
        const Result<Done> gone = await(edge.apply({}));
        QVERIFY(!gone);
        QCOMPARE(gone.error().code, ErrorCode::Unavailable);
    }
    void anEmptyCaddyIsFilledToo() {
        QTemporaryDir folder;
        const QString socket = folder.filePath(QStringLiteral("a"));
        QProcess caddy;
        caddy.start(QStringLiteral("caddy"), {QStringLiteral("run"), QStringLiteral("--config"), QStringLiteral("-")});
        caddy.write(configWith(socket, "{}"));
        caddy.closeWriteChannel();
        EdgeOptions shared = options();
        QCOMPARE(shared.setAdmin(QStringLiteral("unix://") + socket), QString());
        SharedCaddyEdge edge(shared);
        QTRY_VERIFY_WITH_TIMEOUT(await(edge.apply(routes(1, m_one.target()))), 15000);
        QCOMPARE(page(QStringLiteral("s0.apps.test")), QByteArray("one"));
        caddy.kill();
        QVERIFY(caddy.waitForFinished());
    }
};

QTEST_GUILESS_MAIN(tst_caddyedge)
#include "tst_caddyedge.moc"
