// SPDX-License-Identifier: GPL-3.0-or-later
// ApiClient: what goes out for a call and what becomes of each kind of answer: tags, limits, redirects, endless bodies.
#include "app/client/apiclient.h"
#include "shared/contract/api.h"
#include "tests/support/await.h"
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace std::chrono_literals;

namespace {
struct Reply {
    int status = 200;
    QByteArray headers; // each with its CRLF
    QByteArray body;
};

/// A server of canned replies that keeps what it was sent.
class Canned : public QTcpServer {
public:
    QList<QByteArray> requests;
    QList<Reply> replies; // taken from the front; the last one stays
    bool silent = false;
    bool endless = false;

    Canned() {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                const QByteArray data = socket->peek(1 << 20);
                const qsizetype end = data.indexOf("\r\n\r\n");
                if (end < 0 || data.size() < end + 4 + lengthOf(data))
                    return;
                requests.append(socket->readAll());
                if (!silent)
                    answer(socket);
            });
        });
        listen(QHostAddress::LocalHost);
    }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort())); }

private:
    static qsizetype lengthOf(const QByteArray &head) {
        const qsizetype at = head.toLower().indexOf("content-length: ");
        return at < 0 ? 0 : head.mid(at + 16, head.indexOf('\r', at) - at - 16).toLongLong();
    }
    void answer(QTcpSocket *socket) {
        const Reply reply = replies.size() > 1 ? replies.takeFirst() : replies.value(0);
        socket->write("HTTP/1.1 " + QByteArray::number(reply.status) + " X\r\nConnection: close\r\n" + reply.headers);
        if (endless) {
            socket->write("\r\n");
            connect(socket, &QTcpSocket::bytesWritten, socket, [socket] {
                if (socket->bytesToWrite() < 65536)
                    socket->write(QByteArray(65536, 'x'));
            });
            return;
        }
        socket->write("Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n\r\n" + reply.body);
        socket->disconnectFromHost();
    }
};
} // namespace

class tst_apiclient : public QObject {
    Q_OBJECT

    const ServiceId m_id{QStringLiteral("svc_01k87vvg050jclmlth32")};

    static Reply service(const char *name, const QByteArray &headers = {}) {
        return {200, headers, QByteArray(R"({"id":"svc_01k87vvg050jclmlth32","name":")") + name + "\"}"};
    }
    /// Nothing fits into one word with the type of an answer.
    template <typename T>
    static Answer<T> result(Task<Answer<T>> task) {
        QObject context;
        std::optional<Answer<T>> got;
        spawn(std::move(task), &context, [&got](Answer<T> value) { got.emplace(std::move(value)); });
        if (!QTest::qWaitFor([&] { return got.has_value(); }, 20000))
            return Error{ErrorCode::Internal, QStringLiteral("the task did not end"), {}, {}};
        return *std::move(got);
    }

private slots:
    void aCallIsWrittenAsTheTableSays() {
        Canned server;
        server.replies = {service("web")};
        ApiClient client({server.url(), Secret("aap_key"), {}});
        PatchService patch;
        patch.name = QStringLiteral("neu \u00e4");
        const auto answer = result(client.call(Api::patchService, m_id, patch));
        QVERIFY(answer);
        QCOMPARE(answer->name, QStringLiteral("web"));
        const QByteArray sent = server.requests.value(0);
        QVERIFY2(sent.startsWith("PATCH /api/services/svc_01k87vvg050jclmlth32 HTTP/1.1\r\n"), sent.constData());
        QVERIFY(sent.contains("Authorization: Bearer aap_key\r\n"));
        QVERIFY(sent.contains("Content-Type: application/json\r\n"));
        QVERIFY2(sent.contains("{\"name\":\"neu \u00e4\""), sent.constData());
        QVERIFY(!sent.contains("Cookie"));
        ServiceQuery query;
        query.search = QStringLiteral("a&b=c d");
        (void)result(client.call(Api::listServices, query));
        QVERIFY2(server.requests.value(1).startsWith("GET /api/services?search=a%26b%3Dc%20d HTTP"),
            server.requests.value(1).constData());
    }
    void anIdThatIsNoneIsNotSent() {
        Canned server;
        ApiClient client({server.url(), {}, {}});
        for (const char *wrong : {"", "..", "a/b", "svc_"}) {
            const auto answer = result(client.call(Api::getService, ServiceId{QString::fromLatin1(wrong)}));
            QVERIFY2(!answer && answer.error().code == ErrorCode::NotFound, wrong);
        }
        QVERIFY(server.requests.isEmpty());
    }
    void whatHasNotChangedIsNotSentAgain() {
        Canned server;
        server.replies = {service("web", "ETag: \"1\"\r\n"), {304, "ETag: \"1\"\r\n", {}}, service("new")};
        ApiClient client({server.url(), {}, {}});
        QCOMPARE(result(client.call(Api::getService, m_id))->name, QStringLiteral("web"));
        QCOMPARE(result(client.call(Api::getService, m_id))->name, QStringLiteral("web"));
        QVERIFY(!server.requests[0].contains("If-None-Match"));
        QVERIFY(server.requests[1].contains("If-None-Match: \"1\"\r\n"));
        client.forgetAnswers();
        QCOMPARE(result(client.call(Api::getService, m_id))->name, QStringLiteral("new"));
        QVERIFY(!server.requests[2].contains("If-None-Match"));
    }
    void aProblemComesWithItsRequest() {
        Canned server;
        server.replies = {{409, "X-Request-Id: r-1\r\n",
            R"({"error":{"code":"conflict","message":"Busy","details":"Wait","fields":{"name":"is taken"}}})"}};
        ApiClient client({server.url(), {}, {}});
        const auto answer = result(client.call(Api::getService, m_id));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Conflict);
        QCOMPARE(answer.error().message, QStringLiteral("Busy"));
        QCOMPARE(answer.error().fields.value(QStringLiteral("name")), QStringLiteral("is taken"));
        QCOMPARE(answer.requestId(), QStringLiteral("r-1"));
    }
    void aLimitIsWaitedOut() {
        Canned server;
        server.replies = {{429,
                              "Retry-After: 1\r\nX-RateLimit-Limit: 120\r\nX-RateLimit-Remaining: 0\r\n"
                              "X-RateLimit-Reset: 1700000000\r\n",
                              R"({"error":{"code":"rate_limited"}})"},
            service("web")};
        ApiClient client({server.url(), {}, {}});
        QSignalSpy throttled(&client, &ApiClient::throttled), budget(&client, &ApiClient::budgetChanged);
        QCOMPARE(result(client.call(Api::getService, m_id))->name, QStringLiteral("web"));
        QCOMPARE(throttled.count(), 1);
        QCOMPARE(budget.count(), 1);
        QCOMPARE(client.budget(RateClass::Normal)->limit, 120);
        QCOMPARE(client.budget(RateClass::Normal)->remaining, 0);
        QCOMPARE(server.requests.size(), 2);
        // A wait too long to keep a call for is told instead.
        server.replies = {{429, "Retry-After: 3600\r\n", R"({"error":{"code":"rate_limited","message":"Slow"}})"}};
        QCOMPARE(result(client.call(Api::getService, m_id)).error().code, ErrorCode::RateLimited);
    }
    void aRedirectIsNotFollowed() {
        Canned server, elsewhere;
        server.replies = {{302, "Location: " + elsewhere.url().toEncoded() + "/api/info\r\n", {}}};
        ApiClient client({server.url(), Secret("aap_key"), {}});
        const auto answer = result(client.call(Api::info));
        QVERIFY(!answer && answer.error().details.contains(QStringLiteral("127.0.0.1")));
        QVERIFY(elsewhere.requests.isEmpty()); // which would have been given the key
    }
    void anEndlessAnswerIsBrokenOff() {
        Canned server;
        server.endless = true;
        Exchange::Limits limits;
        limits.bodyBytes = 1 << 20;
        ApiClient client({server.url(), {}, {}}, nullptr, limits);
        QCOMPARE(result(client.call(Api::getService, m_id)).error().code, ErrorCode::PayloadTooLarge);
    }
    void aSilentServerIsGivenUp() {
        Canned server;
        server.silent = true;
        Exchange::Limits limits;
        limits.timeout = 100ms;
        ApiClient client({server.url(), {}, {}}, nullptr, limits);
        QCOMPARE(result(client.call(Api::getService, m_id)).error().code, ErrorCode::Timeout);
    }
    void aClientThatGoesAnswersItsCalls() {
        Canned server;
        server.silent = true;
        auto client = std::make_unique<ApiClient>(Access{server.url(), {}, {}});
        std::optional<Answer<ServiceDetail>> got;
        QObject context;
        spawn(client->call(Api::getService, m_id), &context,
            [&got](Answer<ServiceDetail> value) { got.emplace(std::move(value)); });
        QTRY_COMPARE(server.requests.size(), 1);
        client.reset();
        QTRY_VERIFY(got && !*got);
        QCOMPARE(got->error().code, ErrorCode::Unavailable);
    }
    void whatIsNoPanelIsToldAsSuch() {
        Canned server;
        ApiClient client({server.url(), {}, {}});
        for (const char *body : {R"({"hello":"world"})", "{}", "[]", "<html>", ""}) {
            server.replies = {{200, "Content-Type: application/json\r\n", body}};
            const auto answer = result(client.greet());
            QVERIFY2(!answer && answer.error().details.contains(QStringLiteral("AI Admin Panel server")), body);
        }
        server.replies = {{200, {}, R"({"version":"1.2","key_name":"ada","something_new":1})"}};
        QCOMPARE(result(client.greet())->key_name, QStringLiteral("ada"));
    }
};

QTEST_GUILESS_MAIN(tst_apiclient)
#include "tst_apiclient.moc"
