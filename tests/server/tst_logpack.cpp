// SPDX-License-Identifier: GPL-3.0-or-later
// Closed segments: packed they read the same, a crash or damage on the way costs nothing that is whole, and a search
// leaves out what cannot hold its word. With it what is new beside them: patterns, revisions, pages backwards, times.
#include "server/logs/logpack.h"
#include "server/logs/trigramfilter.h"
#include "tests/server/logfixture.h"
#include <QRegularExpression>
#include <thread>

class tst_LogPack : public LogFixture {
    Q_OBJECT

    static LogLimits packing() {
        LogLimits limits = ageless();
        limits.segmentBytes = 100'000;
        limits.leastPacked = 10'000;
        limits.recentBytes = 3'000;
        return limits;
    }
    QStringList packed() const { return QDir(folder()).entryList({QStringLiteral("*.logz")}, QDir::Files, QDir::Name); }
    /// All segments but the newest.
    bool isPacked() const { return !packed().isEmpty() && segments().size() == 1; }
    static LogFilter searching(const QByteArray &text) {
        LogFilter filter;
        filter.search = text;
        return filter;
    }
    static LogFilter matching(const char *pattern) {
        LogFilter filter;
        filter.regex = *LogPattern::parse(QString::fromLatin1(pattern));
        return filter;
    }

private slots:
    void init() { startAnew(); }

    void packedLinesReadTheSame() {
        qint64 before = 0;
        for (int round = 0; round < 2; ++round) {
            const auto store = open(packing());
            if (round == 0) {
                fill(*store, 1, 30'000);
                for (const QString &name : segments())
                    before += QFileInfo(folder() + u'/' + name).size();
                QTRY_VERIFY_WITH_TIMEOUT(isPacked(), 10'000);
            }
            QCOMPARE(store->end(m_id).seq, 30'000);
            QCOMPARE(store->storedPosition(m_id), at(30'000));
            for (const int page : {997, 10'000})
                expectAll(*store, 1, 30'000, page);
            const LogSlice tail = store->tail(m_id, 20'000, {});
            QCOMPARE(tail.lines.first().seq, 10'001);
            QCOMPARE(tail.lines.last().line.text, line(30'000).text);
        }
        qint64 after = 0;
        for (const QString &name : segments() + packed())
            after += QFileInfo(folder() + u'/' + name).size();
        QVERIFY2(after * 2 < before, qPrintable(QStringLiteral("%1 of %2").arg(after).arg(before)));
    }

    void theLastPositionIsFoundInAPackedSegmentToo() {
        {
            const auto store = open(packing());
            fill(*store, 1, 20'000);
            QTRY_VERIFY_WITH_TIMEOUT(isPacked(), 10'000);
        }
        // As when a crash came before the first frame of the newest segment.
        const QString newest = folder() + u'/' + segments().last();
        const qint64 first = segments().last().left(20).toLongLong();
        QVERIFY(QFile::remove(newest));
        const auto store = open(packing());
        QCOMPARE(store->end(m_id).seq, first - 1);
        QCOMPARE(store->storedPosition(m_id), at(first - 1));
        fill(*store, first, first + 100);
        expectAll(*store, first - 5000, first + 100);
    }

    void aCrashWhilePackingCostsNothing() {
        {
            const auto store = open(ageless());
            fill(*store, 1, 100);
        }
        LogLimits small = packing();
        small.leastPacked = 1 << 30;
        {
            const auto store = open(small);
            fill(*store, 101, 20'000);
        }
        // One half made, one in place while the old file is still there.
        const QStringList names = segments();
        QVERIFY(names.size() > 3);
        const QString half = folder() + u'/' + names[0] + QStringLiteral(".packing");
        QVERIFY(QFile::copy(folder() + u'/' + names[0], half));
        const QString whole = folder() + u'/' + names[1];
        const LogFilePtr file = openLogFile(whole, 0);
        QCOMPARE(logpack::write(*file, QFileInfo(whole).size(), whole + u'z'), logpack::Outcome::Written);
        const auto store = open(small);
        QVERIFY(store->end(m_id).seq == 20'000);
        QVERIFY(!QFile::exists(half));
        QVERIFY(!QFile::exists(whole));
        expectAll(*store, 1, 20'000, 1000);
    }

    void damageInAPackedSegmentIsAGapAndTheRestIsRead() {
        {
            const auto store = open(packing());
            fill(*store, 1, 30'000);
            QTRY_VERIFY_WITH_TIMEOUT(isPacked(), 10'000);
        }
        const QString path = folder() + u'/' + packed().at(1);
        const qint64 first = packed().at(1).left(20).toLongLong();
        const qint64 next = packed().at(2).left(20).toLongLong();
        for (const bool inIndex : {false, true}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.seek(inIndex ? file.size() - 30 : 200));
            QVERIFY(file.putChar('\x5a'));
            file.close();
            const auto store = open(packing());
            QList<LogGap> gaps;
            expectAll(*store, 1, 30'000, 5000, &gaps);
            QCOMPARE(gaps, (QList<LogGap>{{first, next - 1}}));
        }
    }

    void oneThatIsDamagedBeforeItIsPackedHoldsUpNoneBehindIt() {
        LogLimits unpacked = packing();
        unpacked.leastPacked = 1 << 30;
        {
            const auto store = open(unpacked);
            fill(*store, 1, 30'000);
        }
        const QStringList names = segments();
        QVERIFY(names.size() > 4);
        QFile file(folder() + u'/' + names[1]);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() / 2) && file.write("damage") == 6);
        file.close();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(names[1] + QStringLiteral(" is damaged and stays")));
        const auto store = open(packing());
        (void)store->end(m_id);
        QTRY_COMPARE_WITH_TIMEOUT(segments(), (QStringList{names[1], names.last()}), 10'000);
        QCOMPARE(packed().size(), names.size() - 2);
        QList<LogGap> gaps;
        expectAll(*store, 1, 30'000, 5000, &gaps);
        QCOMPARE(gaps.size(), 1);
        QVERIFY(gaps[0].first > names[1].left(20).toLongLong()); // the first half of it is read
        QCOMPARE(gaps[0].last, names[2].left(20).toLongLong() - 1);
    }

    void aSegmentWhoseIndexCannotBeReadIsNotTakenForOld() {
        LogLimits limits = packing();
        limits.maxAge = std::chrono::hours(24 * 365 * 50); // the lines are of 2023, and 1970 is too old
        {
            const auto store = open(limits);
            fill(*store, 1, 30'000);
            QTRY_VERIFY_WITH_TIMEOUT(isPacked(), 10'000);
        }
        const QString path = folder() + u'/' + packed().first();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 10) && file.putChar('\x5a'));
        file.close();
        const auto store = open(limits);
        (void)store->after(m_id, {store->end(m_id).epoch, 0}, 100, {});
        fill(*store, 30'001, 60'000); // new segments: retention looks at the old ones
        QVERIFY(QFile::exists(path));
    }

    void whatIsSearchedForIsFoundInPackedBlocks() {
        LogLimits limits = packing();
        limits.segmentBytes = 3 << 20; // several blocks each
        const auto store = open(limits);
        QList<qint64> rare, digits;
        for (qint64 i = 1; i <= 120'000; i += 100) {
            QList<OutputLine> batch = lines(i, 100);
            if (i % 30'000 == 1) {
                batch[50].text = "the needle-" + QByteArray::number(i) + " is here";
                rare.append(i + 50);
            }
            store->append(m_id, batch, at(i + 99));
        }
        QTRY_VERIFY_WITH_TIMEOUT(isPacked(), 10'000);
        for (const LogFilter &filter : {searching("needle-"), matching("needle-[0-9]+ is"), matching("^the n.{4}e")}) {
            const LogSlice found = store->tail(m_id, 10, filter);
            QCOMPARE(found.totalInRange, rare.size());
            QVERIFY(found.gaps.isEmpty());
            for (qsizetype i = 0; i < rare.size(); ++i)
                QCOMPARE(found.lines[i].seq, rare[i]);
            const auto second = store->after(m_id, {store->end(m_id).epoch, rare[1] - 1}, 1, filter);
            QCOMPARE(second->lines.first().seq, rare[1]);
            QCOMPARE(second->totalInRange, rare.size() - 1);
        }
        QCOMPARE(store->tail(m_id, 10, searching("nowhere at all")).totalInRange, 0);
        QCOMPARE(store->tail(m_id, 10, searching("th")).lines.size(), 4); // too short for the filter
    }

    void aFilterNeverSaysNoWrongly() {
        TrigramFilter filter;
        filter.add("GET /index.html HTTP/1.1");
        filter.add(QByteArray("\xff\x00\xfe", 3));
        for (const QByteArray &word : {QByteArray("index"), QByteArray("GET"), QByteArray("1.1"), QByteArray("x"),
                 QByteArray(), QByteArray("\xff\x00\xfe", 3)})
            QVERIFY(TrigramFilter::mayContain(filter.bits(), TrigramFilter::placesOf(word)));
        QVERIFY(!TrigramFilter::mayContain(filter.bits(), TrigramFilter::placesOf("needle")));
    }

    void patternsAreCheckedAndLinear() {
        QVERIFY(!LogPattern::parse(QStringLiteral("(")));
        QVERIFY(!LogPattern::parse(QString(2000, u'a')));
        QVERIFY(!LogPattern::parse(QStringLiteral("(a)\\1"))); // what needs backtracking does not exist
        QVERIFY(!LogPattern::parse(QStringLiteral("((a{100}){100}){100}")));
        const LogPatternPtr evil = *LogPattern::parse(QStringLiteral("(a*)*b"));
        QVERIFY(!evil->matches(QByteArray(1 << 20, 'a')));
        QVERIFY((*LogPattern::parse(QStringLiteral("(?i)ERR")))->matches("an error"));
    }

    void whatAPatternFindsIsNeverStored() {
        LogLimits limits = ageless();
        limits.hidden = *LogPattern::parse(QStringLiteral("sk-[A-Za-z0-9]{8,}|password=\\S+"));
        const auto store = open(limits);
        store->append(m_id,
            {line(1, "key sk-abcdefgh123 and password=hunter2 end"), line(2, "sk-short"), line(3, "nothing")}, at(3));
        const LogSlice all = store->tail(m_id, 10, {});
        QCOMPARE(all.lines[0].line.text, QByteArray("key (secret) and (secret) end"));
        QCOMPARE(all.lines[1].line.text, QByteArray("sk-short"));
        QFile file(folder() + u'/' + segments().first());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("hunter2"));
    }

    void eachLineKnowsItsRevision() {
        for (int round = 0; round < 2; ++round) {
            const auto store = open();
            for (int revision = 1; revision <= 3 && round == 0; ++revision) {
                QList<OutputLine> batch = lines(revision, 1);
                batch[0].revision = revision;
                store->append(m_id, batch, at(revision));
            }
            const LogSlice all = store->tail(m_id, 10, {});
            for (int i = 0; i < 3; ++i)
                QCOMPARE(all.lines[i].line.revision, i + 1);
        }
    }

    void pagesBackwardsMeetAtTheBeginning() {
        const auto store = open(packing());
        fill(*store, 1, 10'000);
        LogCursor cursor{store->end(m_id).epoch, 10'001};
        qint64 expected = 10'000;
        while (expected > 0) {
            const auto page = store->before(m_id, cursor, 700, {});
            QVERIFY(page);
            QCOMPARE(page->lines.size(), std::min<qint64>(700, expected));
            for (qsizetype i = page->lines.size(); i-- > 0;)
                QCOMPARE(page->lines[i].seq, expected--);
            cursor.seq = page->lines.first().seq;
        }
        QVERIFY(store->before(m_id, cursor, 10, {})->lines.isEmpty());
        for (const LogCursor &bad :
            {LogCursor{cursor.epoch, 0}, LogCursor{cursor.epoch, 10'002}, LogCursor{QStringLiteral("other"), 5}})
            QCOMPARE(store->before(m_id, bad, 10, {}).error().code, ErrorCode::Gone);
        const auto filtered = store->before(m_id, {cursor.epoch, 5'000}, 3, matching("^line 49"));
        QCOMPARE(filtered->lines.size(), 3);
        QVERIFY(filtered->lines.last().seq < 5'000);
    }

    void aTimeLeadsToItsFirstLine() {
        const auto store = open(packing());
        fill(*store, 1, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(isPacked(), 10'000);
        const auto ms = [](qint64 seq) { return Timestamp(std::chrono::milliseconds(line(seq).timeNs / 1'000'000)); };
        for (const qint64 seq : {1, 2, 777, 19'999}) {
            const LogCursor cursor = store->at(m_id, ms(seq));
            const auto next = store->after(m_id, cursor, 1, {});
            QVERIFY(next->lines.first().line.timeNs >= line(seq).timeNs / 1'000'000 * 1'000'000);
            QVERIFY(cursor.seq < seq);
        }
        QCOMPARE(store->at(m_id, ms(20'000) + std::chrono::hours(1)), store->end(m_id));
        QCOMPARE(store->at(m_id, Timestamp{}).seq, 0);
    }

    void aReaderThatHasLeftStopsTheSearch() {
        const auto store = open(packing());
        fill(*store, 1, 20'000);
        LogBounds bounds;
        bounds.left = std::make_shared<const std::atomic<bool>>(true);
        QVERIFY(store->tail(m_id, 10, searching("1"), bounds).lines.isEmpty());
    }

    void aBoundedReadGoesOnWhereItEnded() {
        const auto store = open(packing());
        fill(*store, 1, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(isPacked(), 10'000);
        LogBounds bounds;
        bounds.scanned = 50'000;
        LogCursor cursor{store->end(m_id).epoch, 0};
        QList<qint64> found;
        int reads = 0;
        for (; cursor.seq < 20'000; ++reads) {
            const auto slice = store->after(m_id, cursor, 100, searching("999"), LogTotal::Skip, bounds);
            QVERIFY(slice && slice->gaps.isEmpty() && slice->cursor.seq > cursor.seq);
            for (const StoredLine &stored : slice->lines)
                found.append(stored.seq);
            cursor = slice->cursor;
        }
        QVERIFY(reads > 5);
        const LogSlice all = store->tail(m_id, 10'000, searching("999"));
        QCOMPARE(found.size(), all.lines.size());
        for (qsizetype i = 0; i < found.size(); ++i)
            QCOMPARE(found[i], all.lines[i].seq);
    }

    void readersWhileSegmentsArePacked() {
        const auto store = open(packing());
        std::atomic<bool> done{false};
        std::atomic<int> wrong{0};
        std::thread reader([&] {
            while (!done) {
                const LogCursor end = store->end(m_id);
                LogCursor cursor{end.epoch, 0};
                while (cursor.seq < end.seq) {
                    const auto slice = store->after(m_id, cursor, 1000, {});
                    if (!slice || !slice->gaps.isEmpty() || slice->lines.isEmpty()) {
                        ++wrong;
                        return;
                    }
                    for (const StoredLine &stored : slice->lines)
                        wrong += stored.seq != ++cursor.seq || stored.line.text != line(cursor.seq).text;
                }
            }
        });
        fill(*store, 1, 50'000, 20);
        QTRY_VERIFY_WITH_TIMEOUT(isPacked(), 10'000);
        done = true;
        reader.join();
        QCOMPARE(wrong, 0);
    }

    void aRemovedLogLeavesNothingWhileItIsPacked() {
        const auto store = open(packing());
        for (int round = 0; round < 20; ++round) {
            fill(*store, 1, 3000, 500);
            store->remove(m_id);
        }
        QTRY_VERIFY(!QFile::exists(folder()));
    }
};

QTEST_GUILESS_MAIN(tst_LogPack)
#include "tst_logpack.moc"
