// SPDX-License-Identifier: GPL-3.0-or-later
// The feed: no hole, no rev twice, told before the writer hears of it, kept for a while, also across processes.
#include "server/store/database.h"
#include <QFutureWatcher>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <thread>

class tst_ChangeFeed : public QObject {
    Q_OBJECT
private slots:
    void init() { m_path = m_dir.filePath(QStringLiteral("%1.db").arg(++m_number)); }
    void revsGoOnAfterARestart();
    void aFailedWriteLeavesNoHole();
    void changesAreToldBeforeTheWriterHears();
    void theRecordReachesListenersOnly();
    void theRingAnswersAndSaysWhenItCannot();
    void theRingIsBoundedByBytes();
    void aFilterMovesThePosition();
    void theTableReachesFurtherBackThanTheRing();
    void trimmedChangesAreGone();
    void oldChangesAreTrimmedByAge();
    void whatAnotherProcessWroteIsToldToo();
    void theRingIsReadWhileItGrows();

private:
    static Result<Done> note(Transaction &transaction, int number, Timestamp at = SystemClock().now()) {
        return transaction.change(
            "thing", QString::number(number), ChangeOp::Upsert, QByteArray::number(number), {}, at, number);
    }
    static void write(Database &database, int count, Timestamp at = SystemClock().now()) {
        const auto done = database.wait(database.write<Done>([=](Transaction &transaction) -> Result<Done> {
            for (int i = 0; i < count; ++i)
                TRY_DONE(note(transaction, i, at));
            return {};
        }));
        QVERIFY2(done, done ? "" : qPrintable(done.error().details));
    }

    QTemporaryDir m_dir;
    QString m_path;
    int m_number = 0;
};

void tst_ChangeFeed::revsGoOnAfterARestart() {
    for (int round = 0; round < 3; ++round) {
        Database database;
        QVERIFY(database.open(m_path));
        QCOMPARE(database.changes().lastRev(), round * 5);
        write(database, 5);
        QCOMPARE(database.changes().lastRev(), round * 5 + 5);
        const auto read = database.changes().after(0, 100);
        QVERIFY(read);
        QCOMPARE(read->changes.size(), round * 5 + 5);
        for (qsizetype i = 0; i < read->changes.size(); ++i)
            QCOMPARE(read->changes[i]->rev, i + 1);
    }
}

void tst_ChangeFeed::aFailedWriteLeavesNoHole() {
    Database database;
    QVERIFY(database.open(m_path));
    QList<QFuture<Result<Done>>> futures;
    for (int i = 0; i < 100; ++i)
        futures.append(database.write<Done>([i](Transaction &transaction) -> Result<Done> {
            TRY_DONE(note(transaction, i));
            if (i % 3 == 0)
                return Error{ErrorCode::Conflict, QStringLiteral("no"), {}, {}};
            return note(transaction, 1000 + i);
        }));
    int good = 0;
    for (int i = 0; i < 100; ++i) {
        const auto result = database.wait(futures[i]);
        QCOMPARE(bool(result), i % 3 != 0);
        good += result ? 2 : 0;
    }
    const auto all = database.wait(database.changesAfter(0, 1000));
    QVERIFY(all);
    QCOMPARE(all->size(), good);
    for (qsizetype i = 0; i < all->size(); ++i) {
        QCOMPARE(all->at(i).rev, i + 1);
        QVERIFY(all->at(i).id.toInt() % 1000 % 3 != 0 || all->at(i).id.toInt() >= 1000);
    }
}

void tst_ChangeFeed::changesAreToldBeforeTheWriterHears() {
    Database database;
    QVERIFY(database.open(m_path));
    QList<qint64> told;
    connect(&database, &Database::committed, this, [&](const QList<Change> &changes) {
        QCOMPARE(QThread::currentThread(), thread());
        for (const Change &change : changes)
            told.append(change.rev);
    });
    int heard = 0;
    for (int i = 0; i < 500; ++i) {
        auto watcher = new QFutureWatcher<Result<qint64>>(&database);
        connect(watcher, &QFutureWatcherBase::finished, this, [&, watcher] {
            QVERIFY(told.contains(*watcher->result()));
            ++heard;
        });
        const auto future = database.write<qint64>([i](Transaction &transaction) -> Result<qint64> {
            TRY_DONE(note(transaction, i));
            return transaction.lastRev();
        });
        watcher->setFuture(future);
    }
    QTRY_COMPARE(heard, 500);
    QCOMPARE(told.size(), 500);
    for (qsizetype i = 0; i < told.size(); ++i)
        QCOMPARE(told[i], i + 1);
    QVERIFY2(database.commits() < 500, "writes that wait together share a commit");
}

void tst_ChangeFeed::theRecordReachesListenersOnly() {
    Database database;
    QVERIFY(database.open(m_path));
    int record = 0;
    connect(&database, &Database::committed, this,
        [&](const QList<Change> &changes) { record = std::any_cast<int>(changes.last().record); });
    write(database, 8);
    QCOMPARE(record, 7);
    QVERIFY(!database.changes().after(7, 1)->changes.first()->record.has_value());
}

void tst_ChangeFeed::theRingAnswersAndSaysWhenItCannot() {
    ChangeRing ring;
    QList<Change> changes;
    for (int rev = 101; rev <= 100 + int(ChangeRing::capacity) + 10; ++rev) {
        Change change;
        change.rev = rev;
        changes.append(change);
    }
    ring.reset({}, 100);
    QCOMPARE(ring.after(100, 10)->changes.size(), 0);
    ring.append(changes);
    const qint64 last = changes.last().rev;
    QVERIFY(!ring.after(100, 10));
    QVERIFY(!ring.after(109, 10));
    QCOMPARE(ring.after(110, 10)->changes.first()->rev, 111);
    QCOMPARE(ring.after(110, 10)->position, 120);
    QCOMPARE(ring.after(last - 1, 10)->changes.size(), 1);
    QCOMPARE(ring.after(last, 10)->position, last);
    QVERIFY(!ring.after(last + 1, 10));
    QVERIFY(!ring.after(-1, 10));
}

void tst_ChangeFeed::theRingIsBoundedByBytes() {
    ChangeRing ring;
    for (int rev = 1; rev <= 100; ++rev) {
        Change change;
        change.rev = rev;
        change.value = QByteArray(1 << 20, 'x');
        ring.append({change});
    }
    QVERIFY(!ring.after(50, 1));
    QVERIFY(ring.after(95, 1));
}

void tst_ChangeFeed::aFilterMovesThePosition() {
    Database database;
    QVERIFY(database.open(m_path));
    write(database, 100);
    const auto read = database.changes().after(0, 3, [](const Change &change) { return change.id.toInt() % 10 == 9; });
    QCOMPARE(read->changes.size(), 3);
    QCOMPARE(read->position, 30);
    const auto none = database.changes().after(0, 3, [](const Change &) { return false; });
    QCOMPARE(none->changes.size(), 0);
    QCOMPARE(none->position, 100);
}

void tst_ChangeFeed::theTableReachesFurtherBackThanTheRing() {
    {
        Database database;
        QVERIFY(database.open(m_path));
        write(database, 5000);
    }
    Database database;
    QVERIFY(database.open(m_path));
    QVERIFY(!database.changes().after(10, 10));
    const auto changes = database.wait(database.changesAfter(10, 10));
    QVERIFY(changes);
    QCOMPARE(changes->size(), 10);
    QCOMPARE(changes->first().rev, 11);
    QCOMPARE(changes->first().value, QByteArray("10"));
}

void tst_ChangeFeed::trimmedChangesAreGone() {
    Database database;
    QVERIFY(database.open(m_path));
    const int pieces = 12;
    for (int i = 0; i < pieces; ++i)
        write(database, 5000);
    const auto gone = database.wait(database.changesAfter(1, 10));
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, ErrorCode::Gone);
    QCOMPARE(database.wait(database.changesAfter(pieces * 5000 - Database::feedLength, 10))->size(), 10);
    QCOMPARE(database.wait(database.changesAfter(pieces * 5000, 10))->size(), 0);
    QCOMPARE(database.wait(database.changesAfter(pieces * 5000 + 1, 10)).error().code, ErrorCode::Gone);
}

void tst_ChangeFeed::oldChangesAreTrimmedByAge() {
    Database database;
    QVERIFY(database.open(m_path));
    const Timestamp now = SystemClock().now();
    write(database, 1000, now - Database::feedAge - std::chrono::hours(1));
    write(database, 100, now);
    QCOMPARE(database.wait(database.changesAfter(0, 1)).error().code, ErrorCode::Gone);
    QCOMPARE(database.wait(database.changesAfter(1000, 1))->first().rev, 1001);
}

void tst_ChangeFeed::whatAnotherProcessWroteIsToldToo() {
    Database one;
    Database two;
    QVERIFY(one.open(m_path));
    QVERIFY(two.open(m_path));
    QList<qint64> told;
    connect(&one, &Database::committed, this, [&](const QList<Change> &changes) {
        for (const Change &change : changes)
            told.append(change.rev);
    });
    for (int i = 0; i < 20; ++i) {
        write(two, 2);
        write(one, 1);
    }
    QCOMPARE(told.size(), 60);
    for (qsizetype i = 0; i < told.size(); ++i)
        QCOMPARE(told[i], i + 1);
}

void tst_ChangeFeed::theRingIsReadWhileItGrows() {
    ChangeRing ring;
    std::atomic<bool> holes{false};
    constexpr qint64 count = 50'000;
    std::thread reader([&] {
        qint64 position = 0;
        while (position < count) {
            const auto read = ring.after(position, 100);
            if (!read) { // fell behind: as a client does, from where the feed is now
                position = ring.lastRev();
                continue;
            }
            for (const auto &change : read->changes)
                if (change->rev != ++position)
                    holes = true;
        }
    });
    for (qint64 rev = 1; rev <= count; ++rev) {
        Change change;
        change.rev = rev;
        ring.append({change});
    }
    reader.join();
    QVERIFY(!holes);
}

QTEST_GUILESS_MAIN(tst_ChangeFeed)
#include "tst_changefeed.moc"
