// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of one log and of several: found, filtered, left out, cleared.
#include "app/models/logmodel.h"
#include "shared/contract/logcursor.h"
#include <QSignalSpy>
#include <QTest>

class tst_logmodel : public QObject {
    Q_OBJECT

    struct Line {
        qint64 time;
        QString text;
        QString component = QStringLiteral("web");
        LogStream stream = LogStream::Stdout;
    };
    static LogPage page(qint64 from, const QList<Line> &lines, qint64 oldest = 1) {
        LogPage answer;
        for (const Line &line : lines) {
            LogEntry entry;
            entry.seq = from + answer.data.size();
            entry.time = Timestamp(std::chrono::milliseconds(line.time));
            entry.text = line.text;
            entry.component = line.component;
            entry.stream = line.stream;
            answer.data.append(entry);
        }
        answer.cursor = LogCursor{QStringLiteral("e"), from + qint64(lines.size()) - 1}.toString();
        answer.oldest = LogCursor{QStringLiteral("e"), oldest - 1}.toString();
        return answer;
    }
    static QList<Line> counted(qint64 from, int count) {
        QList<Line> lines;
        for (int i = 0; i < count; ++i)
            lines.append({from + i, QStringLiteral("line %1").arg(from + i)});
        return lines;
    }
    static QStringList texts(const LogModel &model) {
        QStringList list;
        for (qint64 i = 0; i < model.rowCount(); ++i) {
            const LogRow row = model.row(i);
            list.append(row.kind == LogRow::Kind::Line ? QString::fromUtf8(row.line.text)
                    : row.kind == LogRow::Kind::Lost   ? QStringLiteral("lost %1").arg(row.lostCount)
                                                       : QStringLiteral("?"));
        }
        return list;
    }
    static LogPatternPtr pattern(const char *text) { return *LogPattern::parse(QString::fromLatin1(text)); }
    static QList<qint64> foundRows(const LogModel &model) {
        QList<qint64> rows;
        for (qint64 row = model.nextFound(-1, 1); row >= 0 && (rows.isEmpty() || row > rows.last());
             row = model.nextFound(row, 1))
            rows.append(row);
        return rows;
    }

private slots:
    void everyLineThereEverWasHasItsRow() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        QCOMPARE(model.rowCount(), 0);
        QSignalSpy grown(&model, &LogModel::grown);
        history.take(page(9001, counted(9001, 1000)), std::nullopt);
        QCOMPARE(model.rowCount(), 10'000); // those that are not held, too
        QCOMPARE(int(model.row(0).kind), int(LogRow::Kind::Missing));
        QCOMPARE(model.row(9000).line.text, QByteArrayView("line 9001"));
        QCOMPARE(model.rowOf({0, 9001}), 9000);
        QCOMPARE(model.placeOf(9999).seq, 10'000);
        history.append(page(10'001, counted(10'001, 5)).data);
        QCOMPARE(model.rowCount(), 10'005);
        QCOMPARE(grown.last().first().toLongLong(), 5);
    }
    void aHoleIsOneRow() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        history.take(page(1, counted(1, 3)), 0);
        QSignalSpy rebuilt(&model, &LogModel::rebuilt);
        history.markLost(4, 1'000'003, QStringLiteral("too slow"));
        QCOMPARE(model.rowCount(), 4); // also while nothing comes behind it
        history.append(page(1'000'004, counted(1'000'004, 2)).data);
        QCOMPARE(texts(model),
            (QStringList{QStringLiteral("line 1"), QStringLiteral("line 2"), QStringLiteral("line 3"),
                QStringLiteral("lost 1000000"), QStringLiteral("line 1000004"), QStringLiteral("line 1000005")}));
        QCOMPARE(model.row(3).lostReason, QStringLiteral("too slow"));
        for (qint64 row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.rowOf(model.placeOf(row)), row);
    }
    void matchesAreFoundNewestFirstAndAsLinesCome() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        history.take(page(1, counted(1, 5000)), 0);
        model.setPattern(pattern("(?m)line 4\\d\\d\\d$"));
        QTRY_VERIFY(!model.isSearching());
        QCOMPARE(model.foundCount(), 1000);
        QCOMPARE(model.nextFound(-1, 1), 3999);
        QCOMPARE(model.nextFound(3999, -1), 4998); // round the beginning
        QVERIFY(model.row(4000).isFound && !model.row(3998).isFound);
        model.setPattern(pattern("(?m)^line 500[0-9]$"));
        history.append(page(5001, counted(5001, 20)).data);
        QTRY_VERIFY(!model.isSearching());
        QCOMPARE(foundRows(model), (QList<qint64>{4999, 5000, 5001, 5002, 5003, 5004, 5005, 5006, 5007, 5008}));
        model.setPattern(nullptr);
        QTRY_COMPARE(model.foundCount(), 0);
        QVERIFY(!model.row(5000).isFound);
    }
    void aMatchDoesNotGoOverTheEndOfItsLine() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        history.take(page(1, {{1, QStringLiteral("one")}, {2, QStringLiteral("two")}, {3, QString()}}), 0);
        model.setPattern(pattern("(?m)one\\stwo|[^x]two"));
        QTRY_VERIFY(!model.isSearching());
        QCOMPARE(model.foundCount(), 0);
        model.setPattern(pattern("(?m)^$"));
        QTRY_VERIFY(!model.isSearching());
        QCOMPARE(foundRows(model), QList<qint64>{2});
    }
    void whatTheServerFoundIsFoundToo() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        history.take(page(5001, counted(5001, 100)), std::nullopt);
        model.setPattern(pattern("(?m)line 77$|line 5050$"));
        QTRY_COMPARE(model.foundCount(), 1);
        model.finder(0).take(page(77, counted(77, 1)).data);
        model.finder(0).take(page(77, counted(77, 1)).data);
        QCOMPARE(foundRows(model), (QList<qint64>{76, 5049}));
        history.take(page(1, counted(1, 1024)), 0); // now it is held
        QTRY_VERIFY(!model.isSearching());
        QCOMPARE(model.foundCount(), 2);
    }
    void onlyMatchesAreShownWithThoseAround() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        history.take(page(1, counted(1, 100)), 0);
        model.setPattern(pattern("(?m)line (10|12|50)$"));
        QTRY_VERIFY(!model.isSearching());
        model.setOnlyFound(0);
        QCOMPARE(texts(model),
            (QStringList{QStringLiteral("line 10"), QStringLiteral("line 12"), QStringLiteral("line 50")}));
        model.setOnlyFound(1);
        QCOMPARE(model.rowCount(), 8); // 9 to 13, 49 to 51
        QCOMPARE(model.rowOf({0, 50}), 6);
        QCOMPARE(model.nextFound(model.rowOf({0, 12}), 1), 6);
        history.append(page(101, {{101, QStringLiteral("line 10")}}).data);
        QTRY_COMPARE(model.rowCount(), 10);
        model.setOnlyFound(std::nullopt);
        QCOMPARE(model.rowCount(), 101);
    }
    void componentsAndStreamsAreLeftOut() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        history.take(page(1,
                         {{1, QStringLiteral("a")}, {2, QStringLiteral("b"), QStringLiteral("db")},
                             {3, QStringLiteral("c"), QStringLiteral("db"), LogStream::Stderr},
                             {4, QStringLiteral("d"), QStringLiteral("web"), LogStream::Stderr}}),
            0);
        QCOMPARE(model.components(), (QStringList{QStringLiteral("db"), QStringLiteral("web")}));
        model.setHidden({QStringLiteral("db")}, {});
        QCOMPARE(texts(model), (QStringList{QStringLiteral("a"), QStringLiteral("d")}));
        model.setHidden({}, {LogStream::Stderr});
        QCOMPARE(texts(model), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        history.append(
            page(5, {{5, QStringLiteral("e"), QStringLiteral("web"), LogStream::Stderr}, {6, QStringLiteral("f")}})
                .data);
        QCOMPARE(texts(model), (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("f")}));
    }
    void severalLogsAreOneByTime() {
        LogHistory web, db;
        LogModel model;
        model.setSources({&web, &db});
        web.take(page(1, {{10, QStringLiteral("w10")}, {30, QStringLiteral("w30")}, {30, QStringLiteral("w30b")}}), 0);
        db.take(page(1, {{5, QStringLiteral("d5")}, {20, QStringLiteral("d20")}, {40, QStringLiteral("d40")}}), 0);
        QTRY_COMPARE(texts(model).join(u' '), QStringLiteral("d5 w10 d20 w30 w30b d40"));
        web.append(page(4, {{35, QStringLiteral("w35")}, {50, QStringLiteral("w50")}}).data); // a little late
        QCOMPARE(texts(model).join(u' '), QStringLiteral("d5 w10 d20 w30 w30b w35 d40 w50"));
        model.setPattern(pattern("30"));
        QTRY_COMPARE(foundRows(model), (QList<qint64>{3, 4}));
        QCOMPARE(model.placeOf(5), (LogPlace{0, 4}));
        QCOMPARE(model.rowOf({1, 3}), 6);
        QVERIFY(!model.olderSource());
    }
    void severalLogsBeginWhereAllAreHeld() {
        LogHistory web, db;
        LogModel model;
        model.setSources({&web, &db});
        web.take(page(1, counted(1, 100)), 0); // times 1 to 100, whole
        db.take(page(51, {{50, QStringLiteral("d50")}, {60, QStringLiteral("d60")}}), std::nullopt); // 50 before it
        QTRY_COMPARE(model.rowCount(), 53); // from time 50 on
        QCOMPARE(model.olderSource(), std::optional<int>(1));
        QList<Line> older;
        for (int i = 1; i <= 50; ++i)
            older.append({i, QStringLiteral("d%1").arg(i)});
        db.take(page(1, older), 0);
        QTRY_COMPARE(model.rowCount(), 152);
        QVERIFY(!model.olderSource());
    }
    void whatIsClearedStaysAway() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        history.take(page(1, counted(1, 100)), 0);
        model.setCleared(0, 100);
        QCOMPARE(model.rowCount(), 0);
        history.append(page(101, counted(101, 2)).data);
        QCOMPARE(texts(model), (QStringList{QStringLiteral("line 101"), QStringLiteral("line 102")}));
        model.setPattern(pattern("line"));
        QTRY_VERIFY(!model.isSearching());
        QCOMPARE(foundRows(model), (QList<qint64>{0, 1}));
        model.setCleared(0, 0);
        QCOMPARE(model.rowCount(), 102);
    }
    void aLogThatIsForgottenAtItsBeginningKeepsItsPlaces() {
        LogHistory history;
        LogModel model;
        model.setSources({&history});
        history.take(page(1, counted(1, 3000)), 0);
        const LogPlace place = model.placeOf(2800);
        QSignalSpy rebuilt(&model, &LogModel::rebuilt);
        history.take(page(3001, counted(3001, 1), 2001), 3000);
        QVERIFY(rebuilt.count() > 0);
        QCOMPARE(model.rowCount(), 1001);
        QCOMPARE(model.rowOf(place), 800);
        QCOMPARE(model.row(800).line.text, QByteArrayView("line 2801"));
    }
};

QTEST_GUILESS_MAIN(tst_logmodel)
#include "tst_logmodel.moc"
