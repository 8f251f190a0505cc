// SPDX-License-Identifier: GPL-3.0-or-later
// HttpClient against servers that say exactly what a test wants, over TCP and unix sockets.
#include "server/outbound/httpclient.h"
#include <QBuffer>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <malloc.h>

/// Answers every request, once its head is there, with the same bytes.
class Speaker {
public:
    explicit Speaker(QByteArray answer, bool closes = true) : m_answer(std::move(answer)), m_closes(closes) {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            socket->setParent(&m_server);
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                heard += socket->readAll();
                if (!heard.contains("\r\n\r\n") || m_answer.isEmpty())
                    return;
                socket->write(m_answer);
                if (m_closes)
                    socket->disconnectFromHost();
            });
        });
    }
    QByteArray url() const { return "http://127.0.0.1:" + QByteArray::number(m_server.serverPort()) + "/x"; }
    QByteArray heard;

private:
    QByteArray m_answer;
    bool m_closes;
    QTcpServer m_server;
};

class tst_httpclient : public QObject {
    Q_OBJECT

    static Result<IncomingAnswer> ask(HttpClient &client, OutgoingRequest request) {
        std::optional<Result<IncomingAnswer>> answer;
        spawn(client.send(std::move(request)), &client, [&answer](Result<IncomingAnswer> got) { answer = got; });
        (void)QTest::qWaitFor([&answer] { return answer.has_value(); });
        return answer.value_or(Error{ErrorCode::Timeout, QStringLiteral("the test waited too long"), {}, {}});
    }

private slots:
    void aWholeAnswerComesBackWithItsHead() {
        const Speaker speaker("HTTP/1.1 404 Not Found\r\nX-Some: Thing\r\nContent-Length: 5\r\n\r\nhello");
        HttpClient client;
        const auto answer = ask(client, {"GET", speaker.url()});
        QVERIFY(answer);
        QCOMPARE(answer->status, 404);
        QCOMPARE(answer->headers.value("x-some"), "Thing");
        QCOMPARE(answer->body, "hello");
    }
    void anInterimAnswerIsNotTheAnswer() {
        const Speaker speaker("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        HttpClient client;
        const auto answer = ask(client, {"POST", speaker.url()});
        QVERIFY(answer);
        QCOMPARE(answer->status, 201);
    }
    void aBodyIsSentWholeAndAnUploadInChunks() {
        Speaker first("HTTP/1.1 204 No Content\r\n\r\n");
        HttpClient client;
        OutgoingRequest plain{"PUT", first.url()};
        plain.headers = {"Content-Type: application/json"};
        plain.body = "{\"a\":1}";
        QVERIFY(ask(client, plain));
        QVERIFY(first.heard.contains("Content-Length: 7\r\n"));
        QVERIFY(first.heard.endsWith("{\"a\":1}"));

        Speaker second("HTTP/1.1 204 No Content\r\n\r\n", false);
        OutgoingRequest upload{"POST", second.url()};
        auto file = std::make_shared<QBuffer>();
        file->setData(QByteArray(100'000, 'x'));
        file->open(QIODevice::ReadOnly);
        upload.upload = file;
        QVERIFY(ask(client, upload));
        QVERIFY(second.heard.contains("Transfer-Encoding: chunked\r\n"));
    }
    void unixSocketsWork() {
        const QTemporaryDir folder;
        QLocalServer server;
        QVERIFY(server.listen(folder.filePath(QStringLiteral("engine.sock"))));
        connect(&server, &QLocalServer::newConnection, &server, [&server] {
            QLocalSocket *socket = server.nextPendingConnection();
            connect(socket, &QLocalSocket::readyRead, socket, [socket] {
                socket->readAll();
                socket->write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n");
            });
        });
        HttpClient client;
        OutgoingRequest request{"GET", "http://engine/_ping", server.fullServerName()};
        const auto answer = ask(client, request);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().details));
        QCOMPARE(answer->body, "yes");
    }
    void whatIsNoAnswerIsAnError_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("garbage") << QByteArray("\0\1\2 not http\r\n\r\n", 15) << ErrorCode::Internal;
        QTest::newRow("cut in the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
                                         << ErrorCode::Unavailable;
        QTest::newRow("endless head") << "HTTP/1.1 200 OK\r\n" + QByteArray("X: 0123456789abcdef\r\n").repeated(9000)
                                      << ErrorCode::Internal;
        QTest::newRow("too long") << "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(3'000, 'x') << ErrorCode::Internal;
    }
    void whatIsNoAnswerIsAnError() {
        QFETCH(QByteArray, bytes);
        QFETCH(ErrorCode, code);
        const Speaker speaker(bytes);
        HttpClient client;
        OutgoingRequest request{"GET", speaker.url()};
        request.maxAnswer = 2'000;
        const auto answer = ask(client, request);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, code);
    }
    void nobodyThereAndNobodyInTime() {
        HttpClient client;
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const QByteArray url = "http://127.0.0.1:" + QByteArray::number(closed.serverPort());
        closed.close();
        QCOMPARE(ask(client, {"GET", url}).error().code, ErrorCode::Unavailable);
        OutgoingRequest noSocket{"GET", "http://engine/", QStringLiteral("/nowhere/engine.sock")};
        QCOMPARE(ask(client, noSocket).error().code, ErrorCode::Unavailable);

        const Speaker silent({});
        OutgoingRequest request{"GET", silent.url()};
        request.timeout = std::chrono::milliseconds(100);
        QCOMPARE(ask(client, request).error().code, ErrorCode::Timeout);
    }
    void onlyHttpIsSpoken() {
        HttpClient client;
        QVERIFY(!ask(client, {"GET", "file:///etc/passwd"}));
    }
    void aStreamTellsAsItComesAndMayBeDeletedByWhoListens() {
        const Speaker speaker("HTTP/1.1 200 OK\r\n\r\nfirst", false);
        HttpClient client;
        OutgoingRequest request{"GET", speaker.url()};
        request.timeout = {};
        request.maxAnswer = 0;
        auto stream = client.open(request);
        QList<int> statuses;
        QByteArray got;
        connect(stream.get(), &HttpTransfer::answered, this, [&](int status) { statuses.append(status); });
        connect(stream.get(), &HttpTransfer::received, this, [&](const QByteArray &bytes) {
            got += bytes;
            stream.reset();
        });
        QTRY_COMPARE(got, "first");
        QCOMPARE(statuses, QList<int>{200});
        QVERIFY(!stream);
    }
    void manyAtOnceEachGetTheirOwn() {
        std::vector<std::unique_ptr<Speaker>> speakers;
        HttpClient client;
        std::vector<std::unique_ptr<HttpTransfer>> transfers;
        int right = 0;
        for (int i = 0; i < 50; ++i) {
            const QByteArray text = "number " + QByteArray::number(i);
            speakers.push_back(std::make_unique<Speaker>("HTTP/1.1 200 OK\r\n\r\n" + text));
            transfers.push_back(client.open({"GET", speakers.back()->url()}));
            connect(transfers.back().get(), &HttpTransfer::finished, this,
                [&right, text](
                    const Result<IncomingAnswer> &answer) { right += answer && answer->body == text ? 1 : 0; });
        }
        QTRY_COMPARE(right, 50);
    }
    void aClientThatEndsLeavesNothingRunning() {
        const Speaker silent({});
        auto client = std::make_unique<HttpClient>();
        OutgoingRequest request{"GET", silent.url()};
        const auto transfer = client->open(request);
        const QSignalSpy ended(transfer.get(), &HttpTransfer::finished);
        QTRY_VERIFY(silent.heard.contains("\r\n\r\n"));
        QCOMPARE(ended.count(), 0);
    }
    void aClientMayEndBeforeItsTransfers() {
        mallopt(M_PERTURB, 0xa5); // what is freed is overwritten: reading it does not pass by chance
        const Speaker speaker("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), silent({});
        auto client = std::make_unique<HttpClient>();
        auto done = client->open({"GET", speaker.url()});
        auto running = client->open({"GET", silent.url()});
        QSignalSpy ended(done.get(), &HttpTransfer::finished);
        QTRY_COMPARE(ended.count(), 1);
        QTRY_VERIFY(silent.heard.contains("\r\n\r\n"));
        client.reset();
        running->resume();
        running.reset();
        done.reset();
        mallopt(M_PERTURB, 0);
    }
};

QTEST_GUILESS_MAIN(tst_httpclient)
#include "tst_httpclient.moc"
