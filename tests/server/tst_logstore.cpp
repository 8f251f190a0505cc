// SPDX-License-Identifier: GPL-3.0-or-later
// The log store: what is taken in comes out, once and in order, filtered, bounded, and from several threads at once.
#include "tests/server/logfixture.h"
#include <QElapsedTimer>
#include <QSignalSpy>
#include <thread>

class tst_LogStore : public LogFixture {
    Q_OBJECT
private slots:
    void init() { startAnew(); }
    void linesComeBackAsTheyWere();
    void aReaderThatGoesOnSeesEachLineOnce();
    void readingWhatIsNotThereMakesNothing();
    void cursorsThatDoNotFitAreGone();
    void cursorTextIsChecked_data();
    void cursorTextIsChecked();
    void filtersFindTheSameInMemoryAndOnDisk();
    void longLinesDoNotMakeAnAnswerTooLarge();
    void oldSegmentsGoBySize();
    void oldSegmentsGoByAge();
    void aRemovedLogBeginsAnew();
    void readersAndAWriterAtOnce();
    void speed();
};

void tst_LogStore::linesComeBackAsTheyWere() {
    const QList<OutputLine> hostile{line(1, QByteArray("nul \0 inside", 12)), line(2, QByteArray("\xff\xfe not UTF-8")),
        line(3, QByteArray("")), line(4, QByteArray(1 << 20, 'x')), line(5, QByteArray("AAPLOG1\n")),
        {-1, LogStream::System, QStringLiteral("größe"), QByteArray("ü")}};
    for (int round = 0; round < 2; ++round) {
        const auto store = open();
        if (round == 0)
            store->append(m_id, hostile, at(6));
        const auto slice = store->after(m_id, {store->end(m_id).epoch, 0}, 100, {});
        QVERIFY(slice);
        QCOMPARE(slice->lines.size(), hostile.size());
        for (qsizetype i = 0; i < hostile.size(); ++i) {
            QCOMPARE(slice->lines[i].line.text, hostile[i].text);
            QCOMPARE(slice->lines[i].line.component, hostile[i].component);
            QCOMPARE(slice->lines[i].line.timeNs, hostile[i].timeNs);
            QCOMPARE(slice->lines[i].line.stream, hostile[i].stream);
        }
    }
}

void tst_LogStore::aReaderThatGoesOnSeesEachLineOnce() {
    LogLimits limits = ageless();
    limits.segmentBytes = 20'000;
    limits.recentBytes = 3'000;
    const auto store = open(limits);
    fill(*store, 1, 5000);
    QVERIFY(segments().size() > 5);
    for (const int page : {1, 7, 100, 4999, 10'000}) {
        if (page == 1)
            expectAll(*store, 4000, 5000, page);
        else
            expectAll(*store, 1, 5000, page);
    }
    for (const int count : {1, 10, 999, 6000}) {
        const LogSlice tail = store->tail(m_id, count, {});
        QCOMPARE(tail.lines.size(), std::min(count, 5000));
        QCOMPARE(tail.lines.last().seq, 5000);
        QCOMPARE(tail.lines.first().seq, 5000 - std::min(count, 5000) + 1);
        QCOMPARE(tail.totalInRange, 5000);
        QVERIFY(tail.gaps.isEmpty());
    }
}

void tst_LogStore::readingWhatIsNotThereMakesNothing() {
    const auto store = open();
    QCOMPARE(store->tail(m_id, 10, {}).lines.size(), 0);
    QCOMPARE(store->end(m_id).seq, 0);
    QVERIFY(!QFile::exists(folder()));
    const LogCursor cursor = store->end(m_id);
    fill(*store, 1, 3);
    QCOMPARE(store->after(m_id, cursor, 10, {})->lines.size(), 3);
}

void tst_LogStore::cursorsThatDoNotFitAreGone() {
    const auto store = open();
    fill(*store, 1, 10);
    const LogCursor end = store->end(m_id);
    QVERIFY(store->after(m_id, end, 10, {}));
    const LogCursor past{end.epoch, 11};
    const LogCursor other{QStringLiteral("other"), 5};
    for (const LogCursor &cursor : {past, other}) {
        const auto slice = store->after(m_id, cursor, 10, {});
        QVERIFY(!slice);
        QCOMPARE(slice.error().code, ErrorCode::Gone);
        QCOMPARE(slice.error().fields.value(QStringLiteral("oldest")), end.epoch + QStringLiteral(":0"));
    }
}

void tst_LogStore::cursorTextIsChecked_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("usual") << QStringLiteral("abc:12") << true;
    for (const char *bad : {"", ":", "abc", "abc:", ":5", "abc:-1", "abc:1x", "abc:99999999999999999999",
             "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz:1"})
        QTest::newRow(*bad ? bad : "empty") << QString::fromLatin1(bad) << false;
}

void tst_LogStore::cursorTextIsChecked() {
    QFETCH(QString, text);
    QFETCH(bool, good);
    QCOMPARE(LogCursor::parse(text).has_value(), good);
    if (good)
        QCOMPARE(LogCursor::parse(text)->toString(), text);
}

void tst_LogStore::filtersFindTheSameInMemoryAndOnDisk() {
    LogFilter search;
    search.search = "9";
    LogFilter component;
    component.component = QStringLiteral("web");
    LogFilter stream;
    stream.stream = LogStream::Stderr;
    LogFilter times;
    times.since = Timestamp(std::chrono::milliseconds(1'700'000'000'000 + 300));
    times.until = Timestamp(std::chrono::milliseconds(1'700'000'000'000 + 1400));
    LogFilter both = times;
    both.search = "77";
    LogFilter never;
    never.since = Timestamp::max();
    for (const qint64 recentBytes : {qint64(1 << 20), qint64(0)}) {
        startAnew();
        LogLimits limits = ageless();
        limits.segmentBytes = 10'000;
        limits.recentBytes = recentBytes;
        const auto store = open(limits);
        fill(*store, 1, 2000);
        for (const LogFilter &filter : {search, component, stream, times, both, never}) {
            QList<qint64> expected;
            for (qint64 i = 1; i <= 2000; ++i) {
                const OutputLine one = line(i);
                const Timestamp time(std::chrono::milliseconds(one.timeNs / 1'000'000));
                if ((filter.search.isEmpty() || one.text.contains(filter.search))
                    && (filter.component.isEmpty() || one.component == filter.component)
                    && (!filter.stream || one.stream == *filter.stream) && (!filter.since || time >= *filter.since)
                    && (!filter.until || time <= *filter.until))
                    expected.append(i);
            }
            QList<qint64> found;
            LogCursor cursor{store->end(m_id).epoch, 0};
            for (;;) {
                const auto slice = store->after(m_id, cursor, 50, filter);
                QVERIFY(slice);
                QCOMPARE(slice->totalInRange, expected.size() - found.size());
                for (const StoredLine &stored : slice->lines)
                    found.append(stored.seq);
                if (slice->cursor == cursor)
                    break;
                cursor = slice->cursor;
            }
            QCOMPARE(found, expected);
            found.clear();
            cursor.seq = 0;
            for (;;) {
                const auto slice = store->after(m_id, cursor, 50, filter, LogTotal::Skip);
                QVERIFY(slice);
                for (const StoredLine &stored : slice->lines)
                    found.append(stored.seq);
                if (slice->cursor == cursor)
                    break;
                cursor = slice->cursor;
            }
            QCOMPARE(found, expected);
            const LogSlice tail = store->tail(m_id, 10, filter);
            QCOMPARE(tail.totalInRange, expected.size());
            QCOMPARE(tail.lines.size(), std::min<qsizetype>(10, expected.size()));
            for (qsizetype i = 0; i < tail.lines.size(); ++i)
                QCOMPARE(tail.lines[i].seq, expected[expected.size() - tail.lines.size() + i]);
        }
    }
}

void tst_LogStore::longLinesDoNotMakeAnAnswerTooLarge() {
    const auto store = open();
    for (int i = 1; i <= 30; ++i)
        store->append(m_id, {line(i, QByteArray(1 << 20, 'x'))}, at(i));
    LogCursor cursor{store->end(m_id).epoch, 0};
    qint64 seen = 0;
    while (seen < 30) {
        const auto slice = store->after(m_id, cursor, 10'000, {});
        QVERIFY(slice);
        QVERIFY(!slice->lines.isEmpty() && slice->lines.size() <= 9);
        for (const StoredLine &stored : slice->lines)
            QCOMPARE(stored.seq, ++seen);
        cursor = slice->cursor;
    }
    QVERIFY(store->tail(m_id, 10'000, {}).lines.size() <= 9);
}

void tst_LogStore::oldSegmentsGoBySize() {
    LogLimits limits = ageless();
    limits.segmentBytes = 5'000;
    limits.maxBytes = 30'000;
    const auto store = open(limits);
    const LogCursor start = store->end(m_id);
    fill(*store, 1, 5000);
    qint64 bytes = 0;
    for (const QString &name : segments())
        bytes += QFileInfo(folder() + u'/' + name).size();
    QVERIFY(bytes <= 30'000 + 6'000);
    const auto gone = store->after(m_id, start, 10, {});
    QCOMPARE(gone.error().code, ErrorCode::Gone);
    const LogCursor oldest = store->oldest(m_id);
    QVERIFY(oldest.seq > 3000);
    expectAll(*store, oldest.seq + 1, 5000);
}

void tst_LogStore::oldSegmentsGoByAge() {
    LogLimits limits = ageless();
    limits.segmentBytes = 5'000;
    limits.maxAge = std::chrono::hours(1); // the lines are from 2023
    const auto store = open(limits);
    fill(*store, 1, 1000);
    QVERIFY(segments().size() <= 2);
    QVERIFY(store->oldest(m_id).seq > 800);
}

void tst_LogStore::aRemovedLogBeginsAnew() {
    const auto store = open();
    fill(*store, 1, 10);
    const LogCursor old = store->end(m_id);
    store->remove(m_id);
    QVERIFY(!QFile::exists(folder()));
    QCOMPARE(store->end(m_id).seq, 0);
    fill(*store, 1, 20);
    QVERIFY(store->end(m_id).epoch != old.epoch);
    QCOMPARE(store->after(m_id, old, 10, {}).error().code, ErrorCode::Gone);
    expectAll(*store, 1, 20);
}

void tst_LogStore::readersAndAWriterAtOnce() {
    LogLimits limits = ageless();
    limits.segmentBytes = 100'000;
    limits.recentBytes = 20'000;
    const auto store = open(limits);
    constexpr qint64 total = 30'000;
    std::atomic<int> wrong{0};
    const LogCursor start = store->end(m_id);
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&, i] {
            LogCursor cursor = start;
            while (cursor.seq < total) {
                const auto slice = store->after(m_id, cursor, 10 + 300 * i, {});
                if (!slice || !slice->gaps.isEmpty()) {
                    ++wrong;
                    return;
                }
                qint64 next = cursor.seq;
                for (const StoredLine &stored : slice->lines)
                    wrong += stored.seq != ++next || stored.line.text != line(next).text;
                wrong += slice->cursor.seq != next;
                cursor = slice->cursor;
                if (i == 2)
                    (void)store->tail(m_id, 100, {});
            }
        });
    QSignalSpy spy(store.get(), &LogStore::appended);
    fill(*store, 1, total, 50);
    for (std::thread &reader : readers)
        reader.join();
    QCOMPARE(wrong, 0);
    QCOMPARE(spy.size(), total / 50);
    QCOMPARE(spy.last().at(1).toLongLong(), total);
}

void tst_LogStore::speed() {
    const auto store = open();
    QList<QList<OutputLine>> batches;
    constexpr int total = 1'000'000;
    for (int i = 0; i < 1000; ++i) {
        QList<OutputLine> batch;
        for (int k = 0; k < 1000; ++k)
            batch.append(line(i * 1000 + k, QByteArray(100, 'x')));
        batches.append(batch);
    }
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 1000; ++i)
        store->append(m_id, batches[i], at(i));
    const qint64 wrote = timer.nsecsElapsed();
    qInfo("append: %.0f lines/s", total / (double(wrote) / 1e9));
    timer.start();
    for (int i = 0; i < 100; ++i)
        QCOMPARE(store->after(m_id, {store->end(m_id).epoch, 1000 + i * 9000}, 1000, {})->lines.size(), 1000);
    qInfo("read of 1,000 lines from the disk: %.0f us", double(timer.nsecsElapsed()) / 1e5);
    timer.start();
    QCOMPARE(store->tail(m_id, 1000, {}).lines.size(), 1000);
    qInfo("tail of 1,000 lines: %.0f us", double(timer.nsecsElapsed()) / 1e3);
    LogFilter filter;
    filter.search = "nowhere";
    timer.start();
    QCOMPARE(store->tail(m_id, 1000, filter).lines.size(), 0);
    qInfo("search over 1,000,000 lines: %.0f ms", double(timer.nsecsElapsed()) / 1e6);
    timer.start();
    QCOMPARE(open()->end(m_id).seq, total);
    qInfo("opening a log of 1,000,000 lines: %.1f ms", double(timer.nsecsElapsed()) / 1e6);
}

QTEST_GUILESS_MAIN(tst_LogStore)
#include "tst_logstore.moc"
