// SPDX-License-Identifier: GPL-3.0-or-later
// Chunked bodies: joined however they are cut, refused when two readers could disagree on them.
#include "server/http/chunkdecoder.h"
#include <QTest>

class tst_chunkdecoder : public QObject {
    Q_OBJECT

private slots:
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
        QTest::newRow("trailing blank") << QByteArray("5 \r\nhello\r\n0\r\n\r\n") << 400;
        QTest::newRow("vertical tab") << QByteArray("5\v\r\nhello\r\n0\r\n\r\n") << 400;
        QTest::newRow("plus") << QByteArray("+5\r\n") << 400;
        QTest::newRow("NUL in extension") << QByteArray("5;a\0b\r\n", 7) << 400;
        QTest::newRow("bare CR in extension") << QByteArray("5;a\rb\r\n") << 400;
        QTest::newRow("no line end behind content") << QByteArray("2\r\nabX") + "0\r\n\r\n" << 400;
        QTest::newRow("second chunk too large") << QByteArray("60\r\n" + QByteArray(96, 'x') + "\r\n5\r\n") << 413;
        QTest::newRow("trailer with a blank name") << QByteArray("0\r\nA B: 1\r\n\r\n") << 400;
        QTest::newRow("folded trailer") << QByteArray("0\r\nA: 1\r\n 2\r\n\r\n") << 400;
        QTest::newRow("NUL in trailer") << QByteArray("0\r\nA: \0\r\n\r\n", 11) << 400;
        QTest::newRow("bare LF in trailers") << QByteArray("0\r\nA: 1\n\r\n") << 400;
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

    void blanksMayStandBeforeAnExtension() {
        ChunkDecoder decoder(100);
        decoder.feed("5 \t;a=b\r\nhello\r\n0\r\n\r\n");
        QVERIFY(decoder.isDone() && decoder.error() == 0);
        QCOMPARE(decoder.takeBody(), QByteArray("hello"));
    }
    void aBodyMayFillTheLimitExactly() {
        ChunkDecoder decoder(5);
        decoder.feed("5\r\nhello\r\n0\r\n\r\n");
        QVERIFY(decoder.isDone() && decoder.error() == 0);
    }
    void framingMayNotDwarfTheBody() {
        ChunkDecoder tiny(1 << 20), trailing(1 << 20);
        for (int i = 0; i < 100'000 && tiny.error() == 0; ++i)
            tiny.feed("1;xxxxxxxx\r\ny\r\n");
        QCOMPARE(tiny.error(), 400);
        trailing.feed("0\r\n");
        for (int i = 0; i < 10'000 && trailing.error() == 0; ++i)
            trailing.feed("X-Name: some value\r\n");
        QCOMPARE(trailing.error(), 400);
    }
};

QTEST_GUILESS_MAIN(tst_chunkdecoder)
#include "tst_chunkdecoder.moc"
