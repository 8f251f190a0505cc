// SPDX-License-Identifier: GPL-3.0-or-later
// Batches for followers: encoded once for all who come from the same place, bounded, and holes are told.
#include "server/http/logfeed.h"
#include "tests/server/logfixture.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

class tst_LogFeed : public LogFixture {
    Q_OBJECT

    /// The payloads of whole frames.
    static QList<QJsonObject> payloads(QByteArrayView frames) {
        QList<QJsonObject> all;
        while (frames.size() >= 2) {
            const auto *head = reinterpret_cast<const unsigned char *>(frames.data());
            const int bytes = head[1] < 126 ? 0 : head[1] == 126 ? 2 : 8;
            qsizetype size = bytes == 0 ? head[1] : 0;
            for (int i = 0; i < bytes; ++i)
                size = size << 8 | head[2 + i];
            all.append(QJsonDocument::fromJson(frames.sliced(2 + bytes, size).toByteArray()).object());
            frames = frames.sliced(2 + bytes + size);
        }
        return all;
    }

private slots:
    void init() { startAnew(); }

    void whoComesFromTheSamePlaceGetsTheSameBatch() {
        const auto store = open();
        fill(*store, 1, 2500);
        LogFeed feed(*store, m_id);
        LogCursor cursor{store->end(m_id).epoch, 0};
        QList<qint64> seen;
        while (const LogBatchPtr batch = feed.after(cursor)) {
            QCOMPARE(feed.after(cursor).get(), batch.get());
            const QList<QJsonObject> frames = payloads(batch->frames);
            QCOMPARE(frames.size(), 1);
            const QJsonArray lines = frames[0][QLatin1String("data")][QLatin1String("lines")].toArray();
            QCOMPARE(lines.size(), batch->lines);
            for (const QJsonValue one : lines) {
                seen.append(one[QLatin1String("seq")].toInteger());
                QCOMPARE(one[QLatin1String("text")].toString().toUtf8(), line(seen.last()).text);
            }
            cursor = batch->to;
            QCOMPARE(frames[0][QLatin1String("data")][QLatin1String("cursor")].toString(), cursor.toString());
        }
        QCOMPARE(seen.size(), 2500);
        for (qsizetype i = 0; i < seen.size(); ++i)
            QCOMPARE(seen[i], i + 1);
        QCOMPARE(cursor, store->end(m_id));
        QVERIFY(!feed.after(cursor));
    }
    void whatIsRememberedIsBounded() {
        const auto store = open();
        for (int i = 1; i <= 64; ++i)
            store->append(m_id, {line(i, QByteArray(100'000, 'x'))}, at(i));
        LogFeed feed(*store, m_id);
        LogCursor cursor{store->end(m_id).epoch, 0};
        int batches = 0;
        for (; const LogBatchPtr batch = feed.after(cursor); ++batches) {
            QVERIFY(batch->frames.size() < 300'000);
            QVERIFY(feed.bytes() <= LogFeed::maxBytes + 300'000);
            cursor = batch->to;
        }
        QVERIFY(batches >= 32);
        feed.forget();
        QCOMPARE(feed.bytes(), qint64(0));
    }
    void aPlaceThatIsGoneIsAGapUpToTheOldest() {
        LogLimits limits = ageless();
        limits.segmentBytes = 5'000;
        limits.maxBytes = 20'000;
        const auto store = open(limits);
        const LogCursor start{store->end(m_id).epoch, 0};
        fill(*store, 1, 3000);
        LogFeed feed(*store, m_id);
        const LogBatchPtr batch = feed.after(start);
        const QJsonObject gap = payloads(batch->frames).first();
        QCOMPARE(gap[QLatin1String("type")].toString(), QStringLiteral("gap"));
        QCOMPARE(gap[QLatin1String("data")][QLatin1String("count")].toInteger(), batch->to.seq);
        QCOMPARE(gap[QLatin1String("data")][QLatin1String("to")].toString(), batch->to.toString());
        QCOMPARE(batch->to, store->oldest(m_id));
    }
    void aFilterThatLetsNothingThroughStillMovesOn() {
        const auto store = open();
        fill(*store, 1, 1000);
        LogFilter filter;
        filter.search = "nowhere";
        const LogBatchPtr batch = makeLogBatch(*store, m_id, {store->end(m_id).epoch, 0}, filter);
        QVERIFY(batch->frames.isEmpty());
        QCOMPARE(batch->to, store->end(m_id));
    }
    void framesOfEveryLengthAreReadBack() {
        for (const int size : {2, 100, 125, 126, 127, 65535, 65536, 70000}) {
            const QByteArray payload = "{\"x\":\"" + QByteArray(std::max(0, size - 8), 'y') + "\"}";
            const QList<QJsonObject> back = payloads(QByteArray(textFrame(payload) + textFrame(payload)));
            QCOMPARE(back.size(), 2);
            QCOMPARE(back[1][QLatin1String("x")].toString().size(), std::max(0, size - 8));
        }
    }
};

QTEST_GUILESS_MAIN(tst_LogFeed)
#include "tst_logfeed.moc"
