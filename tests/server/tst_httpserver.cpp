// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP front on real sockets: framing, order, half-close, headers, and everything broken.
#include "tests/server/httpfixture.h"
#include <QRandomGenerator>

using namespace std::chrono_literals;

class tst_httpserver : public QObject {
    Q_OBJECT

    std::unique_ptr<HttpServer> m_server;

private slots:
    void init() { m_server = listening(); }
    void cleanup() { m_server.reset(); }

    void answersAreSentOnOneConnectionAgainAndAgain() {
        HttpClient client(m_server->port());
        for (int i = 1; i <= 3; ++i) {
            client.send(get("/a"));
            QCOMPARE(client.read(i).count("GET /a "), i);
        }
        QVERIFY(!client.closed());
        QCOMPARE(m_server->counters().accepted, quint64(1));
    }
    void aRequestMayArriveByteByByte() {
        HttpClient client(m_server->port());
        for (const char c : QByteArray("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")) {
            client.send(QByteArray(1, c));
            QTest::qWait(0);
        }
        QVERIFY(client.read().contains("POST /p hello"));
    }
    void pipelinedAnswersKeepTheirOrder() {
        HttpClient client(m_server->port());
        client.send(get("/slow/60") + get("/slow/5") + get("/now") + get("/slow/20"));
        const QByteArray all = client.read(4);
        const QList<qsizetype> places{
            all.indexOf("/slow/60"), all.indexOf("/slow/5 "), all.indexOf("/now"), all.indexOf("/slow/20")};
        QVERIFY2(std::is_sorted(places.begin(), places.end()) && places[0] > 0, all.constData());
    }
    void manyPipelinedRequestsAreTakenAsAnswersGoOut() {
        HttpClient client(m_server->port());
        QByteArray wire;
        for (int i = 0; i < 500; ++i)
            wire += get(i % 50 == 0 ? "/slow/1" : "/x");
        client.send(wire);
        QCOMPARE(client.read(500, 20000).count("HTTP/1.1 200"), 500);
    }
    void aClientThatClosesItsSideStillGetsItsAnswers() {
        HttpClient client(m_server->port());
        client.send(get("/slow/80") + get("/slow/10"));
        client.endSending();
        const QByteArray all = client.read(2);
        QVERIFY2(all.contains("/slow/80") && all.contains("/slow/10"), all.constData());
        QTRY_VERIFY(client.closed());
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }
    void connectionCloseIsHonoured() {
        HttpClient client(m_server->port());
        client.send(get("/a", "Connection: close\r\n") + get("/never"));
        const QByteArray all = client.read(2);
        QVERIFY(all.contains("Connection: close") && !all.contains("/never"));
        QTRY_VERIFY(client.closed());
    }
    void http10IsAnsweredAndClosed() {
        HttpClient client(m_server->port());
        client.send("GET /old HTTP/1.0\r\n\r\n");
        QVERIFY(client.read().contains("GET /old"));
        QTRY_VERIFY(client.closed());
    }
    void chunkedBodiesWithTrailersArriveWhole() {
        HttpClient client(m_server->port());
        client.send("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Check: 1\r\n\r\n"
            + get("/after"));
        const QByteArray all = client.read(2);
        QVERIFY2(all.contains("POST /c abcde") && all.contains("GET /after"), all.constData());
    }
    void expectContinueIsAnswered() {
        HttpClient client(m_server->port());
        client.send("POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        QTRY_VERIFY(client.read(1, 50).startsWith("HTTP/1.1 100 Continue\r\n\r\n"));
        client.send("ok");
        QVERIFY(client.read().contains("POST /e ok"));
    }
    void headHasLengthButNoBody() {
        HttpClient client(m_server->port());
        client.send("HEAD /h HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        QTRY_VERIFY(client.closed());
        const QByteArray all = client.read();
        QVERIFY(all.contains("Content-Length: 8\r\n") && all.endsWith("\r\n\r\n"));
    }
    void anEmptyAnswerHasNeitherLengthNorType() {
        HttpClient client(m_server->port());
        client.send(get("/empty"));
        const QByteArray all = client.read();
        QVERIFY(all.startsWith("HTTP/1.1 204") && !all.contains("Content-Length") && !all.contains("\r\nContent-Type"));
    }
    void everyAnswerHasARequestIdAndIsNotSniffed() {
        HttpClient client(m_server->port());
        client.send(get("/a", "X-Request-Id: my.id-1\r\n") + "NONSENSE\r\n\r\n");
        const QByteArray all = client.read(2);
        QVERIFY(all.contains("X-Request-Id: my.id-1\r\n"));
        QCOMPARE(all.count("X-Request-Id: "), 2);
        QCOMPARE(all.count("X-Content-Type-Options: nosniff"), 2);
        QVERIFY(all.contains("\"code\":\"bad_request\""));
        QTRY_VERIFY(client.closed());
    }
    void methodsAndPathsTheStockParserDoesNotKnowArriveAllTheSame() {
        HttpClient client(m_server->port());
        client.send("BREW /pot//x;y=(1) HTTP/1.1\r\nHost: a\r\n\r\n" + get("/a%2Fb/%E4"));
        const QByteArray all = client.read(2);
        QVERIFY2(all.contains("BREW /pot//x;y=(1)") && all.contains("GET /a%2Fb/%E4"), all.constData());
    }
    void aLargeAnswerReachesASlowReader() {
        HttpClient client(m_server->port());
        client.send(get("/big") + get("/a"));
        const QByteArray all = client.read(2, 20000);
        QVERIFY(all.size() > (8 << 20) && all.contains("GET /a "));
    }
    void aRequestMayBeCutAnywhere() {
        const QByteArray wire = "POST /p?q HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "3;x=\"y\"\r\nabc\r\n2\r\nde\r\n0\r\nX-Check: 1\r\nX-More: 2\r\n\r\n"
                                "PUT /q HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyz"
            + get("/r");
        QByteArray wrong;
        runBeside([&, port = m_server->port()] {
            for (qsizetype cut = 1; cut < wire.size() && wrong.isEmpty(); ++cut) {
                const QByteArray all = exchange(port, {wire.left(cut), wire.mid(cut)});
                if (statuses(all) != QList<int>{200, 200, 200} || !all.contains("POST /p abcde")
                    || !all.contains("PUT /q xyz") || !all.contains("GET /r "))
                    wrong = QByteArray::number(cut) + ": " + all;
            }
        });
        QVERIFY2(wrong.isEmpty(), wrong.constData());
    }
    void http10StaysWhenAskedTo() {
        HttpClient client(m_server->port());
        client.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        QVERIFY(client.read().contains("Connection: keep-alive\r\n"));
        client.send("GET /older HTTP/1.0\r\n\r\n");
        QVERIFY(client.read(2).contains("GET /older"));
        QTRY_VERIFY(client.closed());
    }
    void aRefusalWaitsForEarlierAnswers() {
        HttpClient client(m_server->port());
        client.send(get("/slow/60") + "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n" + get("/never"));
        const QByteArray all = client.read(2);
        QCOMPARE(statuses(all), (QList<int>{200, 400}));
        QTRY_VERIFY(client.closed());
    }
    void bareLineFeedsAreRefusedAtOnce() {
        HttpClient client(m_server->port());
        client.send("GET / HTTP/1.1\nHost: a\n\n");
        QVERIFY(client.read(1, 2000).startsWith("HTTP/1.1 400"));
    }
    void aHeaderWithALineBreakIsLeftOut() {
        m_server->setHandler([](HttpRequest, Responder respond) {
            HttpResponse response;
            response.addHeader("Location", "/a\r\nSet-Cookie: evil=1");
            response.addHeader("X-Good", "1");
            respond(response);
        });
        HttpClient client(m_server->port());
        client.send(get("/"));
        const QByteArray all = client.read();
        QVERIFY2(!all.contains("evil") && all.contains("X-Good: 1\r\n"), all.constData());
    }
    void everyRefusalPassesTheDecoration() {
        m_server->setDecorate([](const HttpRequest &, HttpResponse &response) { response.addHeader("X-Seen", "1"); });
        HttpClient client(m_server->port());
        client.send("GET / HTTP/3.0\r\nHost: a\r\n\r\n");
        const QByteArray all = client.read();
        QVERIFY(all.startsWith("HTTP/1.1 505") && all.contains("X-Seen: 1\r\n"));
    }
    void oneRequestMayBringAnotherClientsAnswer() {
        // As a long poll does: the answer to the first is given inside the second's handler, and the first client has
        // pipelined a request that is then dispatched from there.
        Responder waiting;
        HttpLimits one;
        one.pipelined = 1;
        m_server = std::make_unique<HttpServer>(one);
        m_server->setHandler([&waiting](HttpRequest request, Responder respond) {
            if (request.path == "/wait")
                waiting = respond;
            else if (request.path == "/bring") {
                std::exchange(waiting, nullptr)(HttpResponse{200, {}, "brought", {}});
                echo(std::move(request), std::move(respond));
            } else
                echo(std::move(request), std::move(respond));
        });
        QVERIFY(m_server->listen(QHostAddress(QHostAddress::LocalHost), 0));
        HttpClient first(m_server->port()), second(m_server->port());
        first.send(get("/wait") + get("/x") + get("/y"));
        QTRY_VERIFY(waiting != nullptr);
        second.send(get("/bring"));
        QVERIFY(second.read().contains("GET /bring"));
        const QByteArray all = first.read(3);
        QVERIFY2(all.contains("brought") && all.contains("GET /x") && all.contains("GET /y"), all.constData());
    }
    void brokenRequestsInEveryShapeNeverHurtTheServer() {
        const QList<QByteArray> seeds{"POST /api/x?y=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                                      "Content-Type: application/json\r\n\r\n5\r\nhello\r\n0\r\nT: 1\r\n\r\n",
            "PUT /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            "GET /slow/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "GET /api/ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"};
        QByteArray wrong;
        runBeside([&, port = m_server->port()] {
            QRandomGenerator random(42);
            for (int i = 0; i < 4000 && wrong.isEmpty(); ++i) {
                QByteArray wire;
                for (int k = random.bounded(1, 4); k > 0; --k)
                    wire += seeds[random.bounded(int(seeds.size()))];
                for (int k = random.bounded(6); k > 0; --k) {
                    const int at = random.bounded(int(wire.size()));
                    switch (random.bounded(3)) {
                    case 0:
                        wire[at] = char(random.bounded(256));
                        break;
                    case 1:
                        wire.remove(at, random.bounded(8));
                        break;
                    default:
                        wire.insert(at, wire.mid(random.bounded(int(wire.size())), 7));
                    }
                }
                const int cut = random.bounded(int(wire.size()));
                const QByteArray all = exchange(port, {wire.left(cut), wire.mid(cut)});
                if (!all.isEmpty() && statuses(all).isEmpty())
                    wrong = wire.toPercentEncoding() + " -> " + all.toPercentEncoding();
            }
        });
        QVERIFY2(wrong.isEmpty(), wrong.constData());
        QTRY_COMPARE(m_server->connectionCount(), 0);
        HttpClient good(m_server->port());
        good.send(get("/a"));
        QVERIFY(good.read().contains("GET /a"));
    }
};

QTEST_GUILESS_MAIN(tst_httpserver)
#include "tst_httpserver.moc"
