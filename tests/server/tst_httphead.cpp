// SPDX-License-Identifier: GPL-3.0-or-later
// The head parser and the chunk decoder against everything a client should not send.
#include "server/http/chunkdecoder.h"
#include "server/http/httphead.h"
#include <QTest>

class tst_httphead : public QObject {
    Q_OBJECT

    static int status(const QByteArray &text) {
        HttpHead head;
        return parseHead(text, HttpLimits(), head);
    }

private slots:
    void malformedHeadsAreRefused_data() {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("expected");
        const QByteArray get = "GET / HTTP/1.1\r\nHost: a\r\n";
        auto row = [](const char *name, const QByteArray &head, int expected) {
            QTest::newRow(name) << QByteArray(head + "\r\n") << expected;
        };
        row("no version", "GET /\r\nHost: a\r\n", 400);
        row("version 0.9", "GET / HTTP/0.9\r\nHost: a\r\n", 505);
        row("version 2.0", "GET / HTTP/2.0\r\nHost: a\r\n", 505);
        row("version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n", 505);
        row("lower-case http", "GET / http/1.1\r\nHost: a\r\n", 400);
        row("no method", " / HTTP/1.1\r\nHost: a\r\n", 400);
        row("method with a colon", "G:T / HTTP/1.1\r\nHost: a\r\n", 400);
        row("endless method", QByteArray(40, 'A') + " / HTTP/1.1\r\nHost: a\r\n", 400);
        row("no target", "GET  HTTP/1.1\r\nHost: a\r\n", 400);
        row("absolute form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n", 400);
        row("authority form", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n", 400);
        row("star for GET", "GET * HTTP/1.1\r\nHost: a\r\n", 400);
        row("space in target", "GET /a b HTTP/1.1\r\nHost: a\r\n", 400);
        row("tab in target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n", 400);
        row("fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n", 400);
        row("quote in target", "GET /\" HTTP/1.1\r\nHost: a\r\n", 400);
        row("backslash in target", "GET /\\ HTTP/1.1\r\nHost: a\r\n", 400);
        row("byte over 127 in target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n", 400);
        row("half escape", "GET /%2 HTTP/1.1\r\nHost: a\r\n", 400);
        row("wrong escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n", 400);
        row("no host", "GET / HTTP/1.1\r\n", 400);
        row("two hosts", get + "Host: b\r\n", 400);
        row("space before colon", get + "X : 1\r\n", 400);
        row("space before name", get + " X: 1\r\n", 400);
        row("folded line", get + "X: 1\r\n 2\r\n", 400);
        row("no colon", get + "X\r\n", 400);
        row("empty name", get + ": 1\r\n", 400);
        row("name with a slash", get + "X/Y: 1\r\n", 400);
        row("control in value", get + "X: a\x01\r\n", 400);
        row("delete in value", get + "X: a\x7f\r\n", 400);
        row("bare CR in value", get + "X: a\rb\r\n", 400);
        row("bare LF in value", get + "X: a\nb\r\n", 400);
        row("NUL in value", get + QByteArray("X: a\0b\r\n", 8), 400);
        row("NUL in name", get + QByteArray("X\0: b\r\n", 7), 400);
        row("length twice", get + "Content-Length: 1\r\nContent-Length: 1\r\n", 400);
        row("length list", get + "Content-Length: 1, 1\r\n", 400);
        row("length empty", get + "Content-Length:\r\n", 400);
        row("length negative", get + "Content-Length: -1\r\n", 400);
        row("length with plus", get + "Content-Length: +1\r\n", 400);
        row("length in hex", get + "Content-Length: 0x1\r\n", 400);
        row("length with a space", get + "Content-Length: 1 1\r\n", 400);
        row("length endless", get + "Content-Length: 99999999999999999999\r\n", 400);
        row("length over the limit", get + "Content-Length: 99999999\r\n", 413);
        row("length and chunked", get + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400);
        row("chunked and length", get + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", 400);
        row("gzip", get + "Transfer-Encoding: gzip\r\n", 501);
        row("gzip, chunked", get + "Transfer-Encoding: gzip, chunked\r\n", 501);
        row("chunked twice", get + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 501);
        row("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400);
        row("xchunked", get + "Transfer-Encoding: xchunked\r\n", 501);
        row("unknown expectation", get + "Expect: cake\r\n", 417);
        QByteArray many = get;
        for (int i = 0; i < 101; ++i)
            many += "X-" + QByteArray::number(i) + ": 1\r\n";
        row("too many fields", many, 431);
        QTest::newRow("nothing") << QByteArray() << 400;
        QTest::newRow("only LF") << QByteArray("GET / HTTP/1.1\nHost: a\n\n") << 400;
        QTest::newRow("binary") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) << 400;
    }
    void malformedHeadsAreRefused() {
        QFETCH(QByteArray, head);
        QFETCH(int, expected);
        QCOMPARE(status(head), expected);
    }

    void wellFormedHeadsAreUnderstood() {
        HttpHead head;
        const QByteArray text = "POST /api/a%2Fb?x=1&y=%20 HTTP/1.1\r\nHOST: panel\r\nX-Thing: \t one \r\n"
                                "Content-Length: 12\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";
        QCOMPARE(parseHead(text, HttpLimits(), head), 0);
        QCOMPARE(head.request.method, QByteArray("POST"));
        QCOMPARE(head.request.path, QByteArray("/api/a%2Fb"));
        QCOMPARE(head.request.query, QByteArray("x=1&y=%20"));
        QCOMPARE(head.request.header("x-thing").toByteArray(), QByteArray("one"));
        QCOMPARE(head.contentLength, qint64(12));
        QVERIFY(head.keepAlive && head.upgradesToWebSocket && !head.chunked);
        HttpHead old;
        QCOMPARE(parseHead("GET / HTTP/1.0\r\n\r\n", HttpLimits(), old), 0);
        QVERIFY(!old.keepAlive);
        HttpHead closing;
        QCOMPARE(parseHead("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n", HttpLimits(), closing), 0);
        QVERIFY(!closing.keepAlive);
    }

    void chunksAreJoinedWhereverTheyAreCut() {
        const QByteArray wire =
            "5;name=\"v\"\r\nhello\r\n1\r\n \r\n005\r\nworld\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\nGET";
        for (qsizetype cut = 0; cut <= wire.size(); ++cut) {
            ChunkDecoder decoder(100);
            qsizetype used = decoder.feed(QByteArrayView(wire).first(cut));
            used += decoder.feed(QByteArrayView(wire).sliced(used));
            QVERIFY(decoder.isDone());
            QCOMPARE(decoder.error(), 0);
            QCOMPARE(decoder.takeBody(), QByteArray("hello world"));
            QCOMPARE(used, wire.size() - 3);
        }
    }

    void wrongChunksAreRefused_data() {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<int>("expected");
        QTest::newRow("no size") << QByteArray("\r\n") << 400;
        QTest::newRow("no hex") << QByteArray("g\r\n") << 400;
        QTest::newRow("negative") << QByteArray("-1\r\n") << 400;
        QTest::newRow("0x") << QByteArray("0x5\r\nhello") << 400;
        QTest::newRow("leading blank") << QByteArray(" 5\r\n") << 400;
        QTest::newRow("bare LF") << QByteArray("5\nhello") << 400;
        QTest::newRow("longer than said") << QByteArray("5\r\nhelloX\r\n") << 400;
        QTest::newRow("too large") << QByteArray("65\r\n") << 413;
        QTest::newRow("absurdly large") << QByteArray("fffffffff\r\n") << 400;
        QTest::newRow("endless extension") << QByteArray("5;" + QByteArray(2000, 'x')) << 400;
        QTest::newRow("trailer without colon") << QByteArray("0\r\nnonsense\r\n\r\n") << 400;
        QTest::newRow("endless trailer") << QByteArray("0\r\n" + QByteArray(2000, 'x')) << 400;
    }
    void wrongChunksAreRefused() {
        QFETCH(QByteArray, wire);
        QFETCH(int, expected);
        ChunkDecoder decoder(100);
        decoder.feed(wire);
        QCOMPARE(decoder.error(), expected);
    }
};

QTEST_GUILESS_MAIN(tst_httphead)
#include "tst_httphead.moc"
