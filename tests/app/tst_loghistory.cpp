// SPDX-License-Identifier: GPL-3.0-or-later
// What is held of a log, put together from pages and live lines in any order.
#include "app/models/loghistory.h"
#include "shared/contract/logcursor.h"
#include <QSignalSpy>
#include <QTest>
#include <malloc.h>

class tst_loghistory : public QObject {
    Q_OBJECT

    static LogEntry entry(qint64 seq, const QString &text = {}) {
        LogEntry line;
        line.seq = seq;
        line.time = Timestamp(std::chrono::milliseconds(1'790'000'000'000 + seq));
        line.component = QStringLiteral("web");
        line.text = text.isEmpty() ? QStringLiteral("line %1").arg(seq) : text;
        return line;
    }
    /// The lines from..to of a log that has those from `oldest` on.
    static LogPage page(qint64 from, qint64 to, qint64 oldest = 1, const QString &epoch = QStringLiteral("e")) {
        LogPage answer;
        for (qint64 seq = from; seq <= to; ++seq)
            answer.data.append(entry(seq));
        answer.cursor = LogCursor{epoch, to}.toString();
        answer.oldest = LogCursor{epoch, oldest - 1}.toString();
        return answer;
    }
    static QString textAt(const LogHistory &history, qint64 seq) {
        const auto line = history.line(seq);
        return line ? QString::fromUtf8(line->text) : QString();
    }
    static QList<LogEntry> entries(qint64 from, qint64 to) { return page(from, to).data; }

private slots:
    void linesAreFoundAgainAsTheyWere() {
        LogHistory history;
        LogPage answer = page(5000, 5003);
        answer.data[1].text = QString::fromUtf8("ümlaut \xF0\x9F\x98\x80");
        answer.data[2].stream = LogStream::Stderr;
        answer.data[2].replica = 3;
        answer.data[2].revision = 7;
        answer.data[3].text = QString();
        history.take(answer, std::nullopt);
        QCOMPARE(history.first(), 1);
        QCOMPARE(history.end(), 5004);
        QCOMPARE(textAt(history, 5001), QString::fromUtf8("ümlaut \xF0\x9F\x98\x80"));
        const auto line = history.line(5002);
        QVERIFY(line);
        QCOMPARE(line->timeMs, 1'790'000'005'002);
        QCOMPARE(history.writer(line->writer), (LogWriter{QStringLiteral("web"), LogStream::Stderr, 3, 7}));
        QVERIFY(history.line(5003) && history.line(5003)->text.isEmpty());
        QVERIFY(!history.line(4999) && !history.line(5004) && !history.isKnown(4999));
        QCOMPARE(history.knownFrom(), 5000);
    }
    void pagesComeInAnyOrderAndAreOne() {
        LogHistory history;
        history.take(page(2900, 3000), std::nullopt);
        history.append(entries(3001, 3100));
        history.take(page(1025, 2048), 1024);
        QVERIFY(!history.isWhole());
        history.take(page(2049, 3072), 2048); // begins earlier than what is held of that part, and ends in it
        QCOMPARE(history.knownFrom(), 1025);
        history.take(page(1, 1024), 0);
        QVERIFY(history.isWhole());
        for (qint64 seq = 1; seq <= 3100; ++seq)
            QCOMPARE(textAt(history, seq), QStringLiteral("line %1").arg(seq));
    }
    void whatIsHereAlreadyDoesNotComeAgain() {
        LogHistory history;
        history.take(page(1, 10), std::nullopt);
        QSignalSpy grown(&history, &LogHistory::grown);
        history.append(entries(5, 15));
        history.append(entries(5, 15));
        QCOMPARE(history.end(), 16);
        QCOMPARE(grown.count(), 1);
        QCOMPARE(grown.first().first().toLongLong(), 11);
    }
    void linesThatAreMissingInAPageAreLost() {
        LogHistory history;
        LogPage answer = page(1, 100);
        answer.data.remove(10, 20); // 11 to 30
        history.take(answer, 0);
        QVERIFY(history.lostAt(11) && history.lostAt(30));
        QVERIFY(!history.lostAt(10) && !history.lostAt(31));
        QVERIFY(history.isWhole());
        QCOMPARE(textAt(history, 31), QStringLiteral("line 31"));
        history.markLost(101, 200, QStringLiteral("no longer kept"));
        history.append(entries(201, 210));
        QCOMPARE(history.lost().size(), 2);
        QCOMPARE(history.lost().back().reason, QStringLiteral("no longer kept"));
        QVERIFY(history.isWhole());
        QCOMPARE(textAt(history, 205), QStringLiteral("line 205"));
    }
    void whatTheServerForgetsIsForgotten() {
        LogHistory history;
        history.take(page(1, 3000), 0);
        QSignalSpy shortened(&history, &LogHistory::shortened);
        history.take(page(3001, 3010, 2500), 3000);
        QCOMPARE(history.first(), 2500);
        QCOMPARE(shortened.count(), 1);
        QVERIFY(!history.line(2499) && history.line(2500));
        QVERIFY(history.isWhole());
    }
    void anotherEpochIsAnotherLog() {
        LogHistory history;
        history.take(page(1, 100), 0);
        QSignalSpy restarted(&history, &LogHistory::restarted);
        history.take(page(1, 3, 1, QStringLiteral("f")), std::nullopt);
        QCOMPARE(restarted.count(), 1);
        QCOMPARE(history.end(), 4);
        QCOMPARE(history.epoch(), QStringLiteral("f"));
    }
    void farLinesAreLetGoAndCanComeBack() {
        LogHistory history(400'000);
        history.take(page(50'001, 52'000), std::nullopt);
        history.setReading(51'000);
        for (qint64 from = 1; from < 50'000; from += 2048)
            history.take(page(from, std::min<qint64>(from + 2047, 50'000)), from - 1);
        QVERIFY2(history.bytes() < 450'000, qPrintable(QString::number(history.bytes())));
        QVERIFY(history.line(51'000) && !history.line(100));
        history.setReading(100);
        history.take(page(1, 2048), 0);
        QCOMPARE(textAt(history, 100), QStringLiteral("line 100"));
        QVERIFY(history.line(51'999)); // what is being written stays
    }
    void nonsenseIsSurvived() {
        LogHistory history;
        LogPage answer = page(1, 10);
        answer.cursor = QStringLiteral("nonsense");
        history.take(answer, 0);
        QVERIFY(history.isEmpty());
        history.take(page(1, 10), 0);
        QList<LogEntry> wild;
        for (const qint64 seq : {qint64(-5), qint64(0), qint64(11), qint64(11), qint64(1) << 60, qint64(12)})
            wild.append(entry(seq));
        history.append(wild);
        QCOMPARE(textAt(history, 11), QStringLiteral("line 11"));
        QVERIFY(history.line(qint64(1) << 60));
        LogEntry early = entry((qint64(1) << 60) + 1);
        early.time = Timestamp(std::chrono::milliseconds(-5));
        early.text = QStringLiteral("two\nlines");
        history.append({early});
        QCOMPARE(history.line(early.seq)->timeMs, 0);
        QCOMPARE(textAt(history, early.seq), QStringLiteral("two\nlines"));
    }
    /// goals.md: a million lines in at most 1.3 times their text.
    void aMillionLinesCostLittleMoreThanTheirText() {
        const QString text = QStringLiteral("2026-11-30T12:00:00Z GET /api/services?page=1 200 in 3 ms from 10.0.0.7");
        const auto before = mallinfo2().uordblks + mallinfo2().hblkhd;
        LogHistory history(1 << 30);
        qint64 bytes = 0;
        for (qint64 from = 1; from <= 1'000'000; from += 1000) {
            QList<LogEntry> lines;
            for (qint64 seq = from; seq < from + 1000; ++seq) {
                lines.append(entry(seq, text + QString::number(seq)));
                bytes += lines.last().text.size();
            }
            history.append(lines);
        }
        const auto after = mallinfo2().uordblks + mallinfo2().hblkhd;
        QCOMPARE(history.end(), 1'000'001);
        const double ratio = double(after - before) / double(bytes);
        QVERIFY2(ratio <= 1.3, qPrintable(QString::number(ratio)));
        qInfo("%.3f times the text", ratio);
    }
};

QTEST_GUILESS_MAIN(tst_loghistory)
#include "tst_loghistory.moc"
