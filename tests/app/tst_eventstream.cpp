// SPDX-License-Identifier: GPL-3.0-or-later
// EventStream: what it asks for, where it goes on after a break, and that nonsense from the server does no harm.
#include "app/client/eventstream.h"
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocketServer>

class tst_eventstream : public QObject {
    Q_OBJECT

    std::unique_ptr<QWebSocketServer> m_server;
    QWebSocket *m_peer = nullptr;
    int m_connections = 0;
    QByteArray m_authorization;
    QList<QJsonObject> m_asked;

    Access access() const {
        return {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server->serverPort())), Secret("aap_key"), {}};
    }
    static ServiceId web() { return {QStringLiteral("svc_01k87vvg050jclmlth32")}; }
    void tell(const char *json) { m_peer->sendTextMessage(QString::fromUtf8(json)); }
    QList<QJsonObject> asked(const char *channel) const {
        QList<QJsonObject> found;
        for (const QJsonObject &message : m_asked)
            if (message[QLatin1String("channel")].toString() == QLatin1String(channel))
                found.append(message);
        return found;
    }
    QString last(const char *channel, const char *key) const {
        return asked(channel).isEmpty() ? QString() : asked(channel).last()[QLatin1String(key)].toVariant().toString();
    }

private slots:
    void init() {
        m_asked.clear();
        m_connections = 0;
        m_server = std::make_unique<QWebSocketServer>(QStringLiteral("panel"), QWebSocketServer::NonSecureMode);
        QVERIFY(m_server->listen(QHostAddress::LocalHost));
        connect(m_server.get(), &QWebSocketServer::newConnection, this, [this] {
            ++m_connections;
            m_peer = m_server->nextPendingConnection();
            m_peer->setParent(m_server.get());
            m_authorization = m_peer->request().rawHeader("Authorization");
            connect(m_peer, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { m_asked.append(QJsonDocument::fromJson(text.toUtf8()).object()); });
        });
    }
    void itSubscribesAndDelivers() {
        EventStream stream;
        QSignalSpy changed(&stream, &EventStream::changed), logs(&stream, &EventStream::logs);
        stream.followChanges(41);
        stream.followLogs(web(), QStringLiteral("a:7"));
        stream.start(access());
        QTRY_COMPARE(stream.state(), EventStream::State::Live);
        QTRY_COMPARE(asked("logs").size(), 1);
        QCOMPARE(m_authorization, QByteArray("Bearer aap_key"));
        QCOMPARE(last("changes", "after"), QStringLiteral("41"));
        QCOMPARE(last("logs", "after"), QStringLiteral("a:7"));
        QCOMPARE(asked("events").size(), 1);
        tell(
            R"({"type":"change","data":{"noun":"service","id":"svc_01k87vvg050jclmlth32","op":"upsert","rev":42,"value":{}}})");
        tell(R"({"type":"service.logs","data":{"service_id":"svc_01k87vvg050jclmlth32","cursor":"a:9","lines":[]}})");
        tell(R"({"type":"service.logs","data":{"service_id":"svc_01k87vvg050jclmlth99","cursor":"a:9","lines":[]}})");
        QTRY_COMPARE(changed.count(), 1);
        QTRY_COMPARE(logs.count(), 1); // and not the one nobody follows
        QCOMPARE(changed.first().first().value<ChangeEvent>().rev, 42);
    }
    void itGoesOnWhereItWas() {
        EventStream stream;
        stream.followChanges(1);
        stream.followLogs(web(), QStringLiteral("a:1"));
        stream.start(access());
        QTRY_COMPARE(asked("logs").size(), 1);
        tell(R"({"type":"change","data":{"noun":"service","id":"svc_01k87vvg050jclmlth32","op":"remove","rev":17}})");
        tell(R"({"type":"service.logs","data":{"service_id":"svc_01k87vvg050jclmlth32","cursor":"a:30","lines":[]}})");
        tell(R"({"type":"bookmark","data":{"rev":23}})");
        QSignalSpy state(&stream, &EventStream::stateChanged);
        m_peer->close();
        QTRY_COMPARE(m_connections, 2); // by itself
        QTRY_COMPARE(asked("logs").size(), 2);
        QCOMPARE(last("changes", "after"), QStringLiteral("23"));
        QCOMPARE(last("logs", "after"), QStringLiteral("a:30"));
        QCOMPARE(state.first().first().value<EventStream::State>(), EventStream::State::Waiting);
        QTRY_COMPARE(stream.state(), EventStream::State::Live);
    }
    void stoppedItStaysAwayUntilItIsStarted() {
        EventStream stream;
        stream.followChanges(5);
        stream.start(access());
        QTRY_COMPARE(stream.state(), EventStream::State::Live);
        QTRY_COMPARE(asked("changes").size(), 1); // has arrived before the line is cut
        stream.stop();
        QCOMPARE(stream.state(), EventStream::State::Stopped);
        EventStream other; // by the time this one is back, the first would be
        other.start(access());
        QTRY_COMPARE(other.state(), EventStream::State::Live);
        for (int i = 3; i < 5; ++i) {
            m_peer->close();
            QTRY_COMPARE(m_connections, i);
        }
        other.stop();
        stream.start(access());
        QTRY_COMPARE(asked("changes").size(), 2); // goes on with all that is followed
    }
    void aPositionTheServerHasForgottenIsTold() {
        EventStream stream;
        QSignalSpy expired(&stream, &EventStream::expired);
        stream.followChanges(5);
        stream.start(access());
        QTRY_COMPARE(asked("changes").size(), 1);
        tell(R"({"type":"error","data":{"error":{"code":"not_found","message":"expired"}}})");
        QTRY_COMPARE(expired.count(), 1);
    }
    void twoFollowersOfOneLogShareIt() {
        EventStream stream;
        stream.start(access());
        QTRY_COMPARE(stream.state(), EventStream::State::Live);
        stream.followLogs(web(), QStringLiteral("a:9"));
        stream.followLogs(web(), QStringLiteral("a:12")); // comes anyway
        stream.followLogs(web(), QStringLiteral("a:3")); // this one wants older ones
        QTRY_COMPARE(asked("logs").size(), 2);
        QCOMPARE(last("logs", "after"), QStringLiteral("a:3"));
        stream.unfollowLogs(web());
        stream.unfollowLogs(web());
        stream.followChanges(77); // what was to come before it is there with it
        QTRY_COMPARE(last("changes", "after"), QStringLiteral("77"));
        QCOMPARE(last("logs", "type"), QStringLiteral("subscribe"));
        stream.unfollowLogs(web());
        QTRY_COMPARE(last("logs", "type"), QStringLiteral("unsubscribe"));
        stream.unfollowLogs(web()); // once too often
    }
    void nonsenseIsLeftOut_data() {
        QTest::addColumn<QString>("text");
        int number = 0;
        for (const char *odd :
            {"", "{", "[]", "7", "null", R"({"type":7})", R"({"type":"change"})", R"({"type":"change","data":[1,2]})",
                R"({"type":"change","data":{"rev":"many","op":"explode"}})",
                R"({"type":"change","data":{"noun":"service","id":"s","op":"upsert","rev":"9","value":{}}})",
                R"({"type":"change","data":{"noun":7,"id":[],"op":"upsert","rev":9,"value":{}}})",
                R"({"type":"service.logs","data":{"lines":7}})",
                R"({"type":"service.logs","data":{"service_id":"svc_01k87vvg050jclmlth32","cursor":9,"lines":[]}})",
                R"({"type":"service.logs","data":{"service_id":"svc_01k87vvg050jclmlth32","cursor":"a:9","lines":[7]}})",
                R"({"type":"service.metrics","data":{"samples":{"service_id":1}}})",
                R"({"type":"service.status","data":{"service_id":{},"status":"asleep"}})",
                R"({"type":"deploy.progress","data":"half"})", R"({"type":"gap","data":{"count":"few"}})",
                R"({"type":"service.logs","data":{"service_id":"svc_01k87vvg050jclmlth32","lines":[]}})",
                R"({"type":"change","data":{}})", R"({"type":"bookmark","data":{}})",
                R"({"type":"bookmark","data":{"rev":-9}})", R"({"type":"bookmark","data":null})",
                R"({"type":"bookmark","data":{"rev":"9"}})", R"({"type":"error"})",
                R"({"type":"error","data":{"error":"expired"}})", R"({"type":"tomorrow","data":{}})"})
            QTest::addRow("%02d %.60s", ++number, odd) << QString::fromUtf8(odd);
        QTest::newRow("deep") << QString(100'000, u'[');
        QTest::newRow("long") << QString(
            QLatin1String("{\"type\":\"change\",\"data\":\"") + QString(3'000'000, u'x') + QLatin1String("\"}"));
    }
    void nonsenseIsLeftOut() {
        QFETCH(QString, text);
        EventStream stream;
        int told = 0;
        QSignalSpy changed(&stream, &EventStream::changed);
        const auto count = [&told] { ++told; };
        connect(&stream, &EventStream::expired, this, count);
        connect(&stream, &EventStream::logs, this, count);
        connect(&stream, &EventStream::metrics, this, count);
        connect(&stream, &EventStream::serviceStatus, this, count);
        connect(&stream, &EventStream::deployProgress, this, count);
        connect(&stream, &EventStream::gap, this, count);
        stream.followChanges(1);
        stream.followLogs(web(), QStringLiteral("a:1"));
        stream.start(access());
        QTRY_COMPARE(asked("logs").size(), 1);
        m_peer->sendTextMessage(text);
        m_peer->sendBinaryMessage(QByteArray(100'000, '\xff'));
        tell(R"({"type":"change","data":{"noun":"service","id":"svc_01k87vvg050jclmlth32","op":"remove","rev":2}})");
        QTRY_COMPARE(changed.count(), 1); // what was sent before it has been looked at by then
        QCOMPARE(changed.first().first().value<ChangeEvent>().rev, 2);
        QCOMPARE(told, 0);
        QCOMPARE(stream.state(), EventStream::State::Live);
        QCOMPARE(m_connections, 1);
        // Nor has it moved a position.
        m_peer->close();
        QTRY_COMPARE(asked("logs").size(), 2);
        QCOMPARE(last("changes", "after"), QStringLiteral("2"));
        QCOMPARE(last("logs", "after"), QStringLiteral("a:1"));
    }
};

QTEST_GUILESS_MAIN(tst_eventstream)
#include "tst_eventstream.moc"
