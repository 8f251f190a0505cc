// SPDX-License-Identifier: GPL-3.0-or-later
// The head parser against everything a client should not send.
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
        row("host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n", 400);
        row("host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n", 400);
        row("host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n", 400);
        row("host with a query", "GET / HTTP/1.1\r\nHost: a?b\r\n", 400);
        row("two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n", 400);
        row("tab for a space", "GET\t/\tHTTP/1.1\r\nHost: a\r\n", 400);
        row("two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n", 400);
        row("blank behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n", 400);
        row("version of three parts", "GET / HTTP/1.1.1\r\nHost: a\r\n", 400);
        row("version with letters", "GET / HTTP/x.y\r\nHost: a\r\n", 505);
        row("another protocol", "GET / ICAP/1.0\r\nHost: a\r\n", 400);
        row("preface of HTTP/2", "PRI * HTTP/2.0\r\n", 505);
        row("method in quotes", "\"GET\" / HTTP/1.1\r\nHost: a\r\n", 400);
        row("NUL in method", QByteArray("G\0T / HTTP/1.1\r\nHost: a\r\n", 25), 400);
        row("NUL in target", QByteArray("GET /\0 HTTP/1.1\r\nHost: a\r\n", 26), 400);
        row("escape ends with the target", "GET /% HTTP/1.1\r\nHost: a\r\n", 400);
        row("broken escape in the query", "GET /?a=%g0 HTTP/1.1\r\nHost: a\r\n", 400);
        row("angle bracket in target", "GET /<a> HTTP/1.1\r\nHost: a\r\n", 400);
        row("relative target", "GET a HTTP/1.1\r\nHost: a\r\n", 400);
        row("star and more", "OPTIONS *a HTTP/1.1\r\nHost: a\r\n", 400);
        row("byte over 127 in name", get + "X\xc3: 1\r\n", 400);
        row("form feed in value", get + "X: a\fb\r\n", 400);
        row("escape in value", get + "X: \x1b[0m\r\n", 400);
        row("length with a comma", get + "Content-Length: 1,\r\n", 400);
        row("length with a point", get + "Content-Length: 1.0\r\n", 400);
        row("length with an exponent", get + "Content-Length: 1e1\r\n", 400);
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
};

QTEST_GUILESS_MAIN(tst_httphead)
#include "tst_httphead.moc"
