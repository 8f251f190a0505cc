// SPDX-License-Identifier: GPL-3.0-or-later
// The log store after what goes wrong: restarts, kills, torn and damaged files, full disks.
#include "tests/server/logfixture.h"
#include <QProcess>
#include <QRegularExpression>
#include <QScopeGuard>
#include <csignal>
#include <sys/mount.h>
#include <unistd.h>

class tst_LogRecovery : public LogFixture {
    Q_OBJECT
private slots:
    void init() { startAnew(); }
    void aRestartKeepsNumbersEpochAndPosition();
    void aTornTailCostsItsBatchOnly();
    void damageInTheMiddleIsAGap();
    void aFullDiskKeepsTheLatestAndTellsTheGap();
    void aKilledWriterLosesAndDoublesNothing();
    void theEndOfEachContainersOutputIsKnownHoweverLongAgoItWas();
};

void tst_LogRecovery::aRestartKeepsNumbersEpochAndPosition() {
    LogCursor end;
    for (int round = 0; round < 4; ++round) {
        LogLimits limits = ageless();
        limits.segmentBytes = 3000;
        const auto store = open(limits);
        QCOMPARE(store->end(m_id).seq, round * 100);
        if (round > 0)
            QCOMPARE(store->end(m_id), end);
        QCOMPARE(store->storedPosition(m_id).offset, quint64(round * 100));
        fill(*store, round * 100 + 1, round * 100 + 100);
        // A position without lines, as when a program ended and wrote nothing.
        store->append(m_id, {}, {7, 7});
        QCOMPARE(store->storedPosition(m_id), (OutputPosition{7, 7}));
        store->append(m_id, {}, at(round * 100 + 100));
        end = store->end(m_id);
        expectAll(*store, 1, round * 100 + 100);
    }
}

void tst_LogRecovery::aTornTailCostsItsBatchOnly() {
    qint64 before = 0;
    {
        const auto store = open();
        fill(*store, 1, 20);
        before = QFileInfo(folder() + u'/' + segments().first()).size();
        store->append(m_id, lines(21, 3), at(23));
    }
    const QString path = folder() + u'/' + segments().first();
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    file.close();
    for (qint64 size = whole.size(); size >= before; --size) {
        for (const bool garbage : {false, true}) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(whole.left(size) + (garbage ? QByteArray(whole.size() - size, '\x5a') : QByteArray()));
            file.close();
            const auto store = open();
            const qint64 kept = size == whole.size() ? 23 : 20;
            QCOMPARE(store->end(m_id).seq, kept);
            QCOMPARE(store->storedPosition(m_id), at(kept));
            // The intake reads the rest again from there, and all is as it was.
            if (kept == 20)
                store->append(m_id, lines(21, 3), at(23));
            expectAll(*store, 1, 23);
        }
    }
    // Torn while the segment was being made.
    for (qint64 size = 0; size < 70; ++size) {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(whole.left(size));
        file.close();
        const auto store = open();
        QCOMPARE(store->storedPosition(m_id), OutputPosition());
        fill(*store, 1, 10);
        expectAll(*store, 1, 10);
    }
}

void tst_LogRecovery::damageInTheMiddleIsAGap() {
    LogLimits limits = ageless();
    limits.segmentBytes = 3000;
    {
        const auto store = open(limits);
        fill(*store, 1, 500, 10);
    }
    const QStringList files = segments();
    QVERIFY(files.size() > 4);
    QFile file(folder() + u'/' + files[1]);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(file.size() / 2);
    file.write("damage");
    file.close();
    const auto store = open(limits);
    QCOMPARE(store->end(m_id).seq, 500);
    for (const int page : {3, 100, 1000}) {
        QList<LogGap> gaps;
        expectAll(*store, 1, 500, page, &gaps);
        QCOMPARE(gaps.size(), 1);
        QCOMPARE(gaps.first().last, files[2].left(20).toLongLong() - 1);
        QVERIFY(gaps.first().first > files[1].left(20).toLongLong());
    }
    fill(*store, 501, 600);
    QCOMPARE(store->tail(m_id, 200, {}).lines.size(), 200);
}

void tst_LogRecovery::aFullDiskKeepsTheLatestAndTellsTheGap() {
    const QString mount = m_root;
    QVERIFY(QDir().mkpath(mount));
    const QByteArray name = QFile::encodeName(mount);
    if (::mount("tmpfs", name.constData(), "tmpfs", 0, "size=256k") != 0)
        QSKIP("needs the right to mount a small tmpfs");
    const auto unmount = qScopeGuard([&] { ::umount2(name.constData(), MNT_DETACH); });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("takes no log lines")));
    LogLimits limits = ageless();
    limits.segmentBytes = 50'000;
    limits.recentBytes = 10'000;
    limits.unsavedBytes = 200'000;
    {
        const auto store = open(limits);
        const LogCursor start = store->end(m_id);
        qint64 last = 0;
        while (!store->isDegraded() && last < 100'000) {
            fill(*store, last + 1, last + 70);
            last += 70;
        }
        QVERIFY(store->isDegraded());
        const qint64 stored = qint64(store->storedPosition(m_id).offset);
        QVERIFY(stored > 1000 && stored < last);
        // Nothing is lost as long as memory holds it, and readers see no difference.
        fill(*store, last + 1, last + 700);
        last += 700;
        expectAll(*store, 1, last);
        // Then the oldest of what the disk did not take is given up, and the hole is told of.
        fill(*store, last + 1, last + 20'000);
        last += 20'000;
        QList<LogGap> gaps;
        expectAll(*store, 1, last, 1000, &gaps);
        QCOMPARE(gaps.size(), 1);
        QCOMPARE(gaps.first().first, stored + 1);
        QVERIFY(gaps.first().last < last - 1000);
        QCOMPARE(store->end(m_id), (LogCursor{start.epoch, last}));
        // Room again: all goes to the disk without another line having to come.
        QVERIFY(::mount(nullptr, name.constData(), nullptr, MS_REMOUNT, "size=16m") == 0);
        QTRY_VERIFY_WITH_TIMEOUT(!store->isDegraded(), 10'000);
        QCOMPARE(store->storedPosition(m_id), at(last));
        QList<LogGap> again;
        expectAll(*store, 1, last, 1000, &again);
        QCOMPARE(again, gaps);
    }
    const auto store = open(limits);
    QList<LogGap> gaps;
    expectAll(*store, 1, store->end(m_id).seq, 1000, &gaps);
    QCOMPARE(gaps.size(), 1);
}

/// Takes lines in as an engine does: from where the store says it stands, without end.
static int takeInForEver(const QString &root, const QString &service) {
    LogLimits limits = ageless();
    limits.segmentBytes = 200'000;
    LogStore store(root, limits);
    const ServiceId id{service};
    for (qint64 position = qint64(store.storedPosition(id).offset);;) {
        QList<OutputLine> batch;
        const int count = 1 + int(position % 400);
        for (int i = 0; i < count; ++i) {
            ++position;
            batch.append({position, LogStream::Stdout, QStringLiteral("web"),
                QByteArray::number(position) + QByteArray(position % 300, '.')});
        }
        store.append(id, batch, {1, quint64(position)});
        const QByteArray said = QByteArray::number(qint64(store.storedPosition(id).offset)) + '\n';
        (void)!::write(STDOUT_FILENO, said.constData(), size_t(said.size()));
    }
}

void tst_LogRecovery::aKilledWriterLosesAndDoublesNothing() {
    QString epoch;
    for (int round = 0; round < 8; ++round) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(
            QCoreApplication::applicationFilePath(), {QStringLiteral("--take-in-for-ever"), m_root, m_id.value});
        QByteArray said;
        const int enough = 3 + round * 40;
        QVERIFY(QTest::qWaitFor(
            [&] {
                said += child.readAllStandardOutput();
                return said.count('\n') >= enough;
            },
            30000));
        ::kill(pid_t(child.processId()), SIGKILL);
        child.waitForFinished();
        said += child.readAllStandardOutput();
        const QByteArray whole = said.left(said.lastIndexOf('\n'));
        const qint64 acknowledged = whole.mid(whole.lastIndexOf('\n') + 1).toLongLong();

        const auto store = open();
        const LogCursor end = store->end(m_id);
        QVERIFY(end.seq >= acknowledged && acknowledged > 0);
        QCOMPARE(store->storedPosition(m_id).offset, quint64(end.seq));
        if (round > 0)
            QCOMPARE(end.epoch, epoch);
        epoch = end.epoch;
        LogCursor cursor{epoch, std::max<qint64>(0, acknowledged - 5000)};
        while (cursor.seq < end.seq) {
            const auto slice = store->after(m_id, cursor, 1000, {});
            QVERIFY(slice && slice->gaps.isEmpty());
            for (const StoredLine &stored : slice->lines) {
                QCOMPARE(stored.seq, ++cursor.seq);
                QCOMPARE(stored.line.text, QByteArray::number(cursor.seq) + QByteArray(cursor.seq % 300, '.'));
            }
        }
    }
}

void tst_LogRecovery::theEndOfEachContainersOutputIsKnownHoweverLongAgoItWas() {
    LogLimits limits = ageless();
    limits.segmentBytes = 3000;
    limits.maxBytes = 20'000;
    const QString web = QStringLiteral("web"), db = QStringLiteral("db");
    const QString ids[] = {QStringLiteral("00000000000000011111"), QStringLiteral("f0000000000000022222"),
        QStringLiteral("00000000000000033333")};
    const auto of = [&ids](int n) { return containerPosition(ids[n]); };
    LastOutputs expected{{1, {{100, 4}, {50, 1}}}, {0xf000000000000002, {{200, 1}, {}}}, {3, {{}, {300, 1}}}};
    {
        const auto store = open(limits);
        QVERIFY(store->lastOutputs(m_id).isEmpty());
        store->append(m_id,
            {{50, LogStream::Stderr, db, "e"}, {90, LogStream::Stdout, db, "a"}, {100, LogStream::Stdout, db, "b"}},
            of(0));
        store->append(m_id, {{200, LogStream::Stdout, web, "d", 2}}, of(1));
        store->append(m_id, {{100, LogStream::Stdout, db, "c"}, {100, LogStream::Stdout, db, ""}}, of(0));
        store->append(
            m_id, {{999, LogStream::System, db, "said by the panel"}, {100, LogStream::Stdout, db, "d"}}, of(0));
        store->append(m_id, {{300, LogStream::Stderr, web, "f"}}, of(2)); // the same component of another revision
        store->append(m_id, {{400, LogStream::Stdout, db, "of a program of this host"}}, at(7));
        QCOMPARE(store->lastOutputs(m_id), expected);
        QCOMPARE(store->tail(m_id, 7, {}).lines.first().line.replica, 2);
    }
    qint64 time = 300;
    for (int round = 0; round < 5; ++round) {
        const auto store = open(limits);
        QCOMPARE(store->lastOutputs(m_id), expected);
        for (int i = 0; i < 300; ++i, ++time)
            store->append(m_id, {{time, LogStream::Stderr, web, QByteArray(100, 'x')}}, of(2));
        expected[3].err = {time - 1, 1};
        QCOMPARE(store->lastOutputs(m_id), expected);
    }
    QVERIFY(open(limits)->oldest(m_id).seq > 100); // what told of the others first is gone
    QVERIFY(segments().size() > 2);
    // A crash between a new segment and its marks, or its first line.
    const QString next =
        folder() + QStringLiteral("/%1.log").arg(open(limits)->end(m_id).seq + 1, 20, 10, QLatin1Char('0'));
    QFile torn(next);
    for (const QByteArray &bytes : {QByteArray(), QByteArray("AAPLOG1\n"), QByteArray("AAPLOG1\n\x99\x01", 10)}) {
        QVERIFY(torn.open(QIODevice::WriteOnly | QIODevice::Truncate));
        torn.write(bytes);
        torn.close();
        QCOMPARE(open(limits)->lastOutputs(m_id), expected);
    }
    const auto store = open(limits);
    store->append(m_id, {{++time, LogStream::Stdout, web, "g"}}, of(2));
    expected[3].out = {time, 1};
    QCOMPARE(open(limits)->lastOutputs(m_id), expected);
    store->remove(m_id);
    QVERIFY(store->lastOutputs(m_id).isEmpty());
}

int main(int argc, char **argv) {
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--take-in-for-ever"))
        return takeInForEver(arguments.value(2), arguments.value(3));
    tst_LogRecovery test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_logrecovery.moc"
