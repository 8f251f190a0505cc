// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a log is kept and how long: limits of one service, changed while it is open, and lines that become old in
// the newest file.
#include "tests/server/logfixture.h"
#include <QRandomGenerator>

class tst_logretention : public LogFixture {
    Q_OBJECT

    static OutputLine lineOf(std::chrono::hours age, const QByteArray &text) {
        const qint64 now = SystemClock().now().time_since_epoch().count() * 1'000'000;
        return {now - std::chrono::nanoseconds(age).count(), LogStream::Stdout, QStringLiteral("web"), text};
    }
    /// What cannot be packed much smaller.
    void write(LogStore &store, qint64 first, qint64 last) {
        QByteArray text(1000, Qt::Uninitialized);
        for (qint64 i = first; i <= last; ++i) {
            QRandomGenerator::global()->generate(
                reinterpret_cast<quint32 *>(text.data()), reinterpret_cast<quint32 *>(text.data() + text.size()));
            store.append(m_id, {line(i, text)}, at(i));
        }
    }
    qint64 bytes() const {
        qint64 all = 0;
        const QFileInfoList files = QDir(folder()).entryInfoList({QStringLiteral("*.log*")}, QDir::Files);
        for (const QFileInfo &file : files)
            all += file.size();
        return all;
    }
    QByteArrayList texts(LogStore &store) {
        QByteArrayList all;
        const LogSlice slice = store.tail(m_id, 1000, {});
        for (const StoredLine &stored : slice.lines)
            all.append(stored.line.text);
        return all;
    }

private slots:
    void init() { startAnew(); }

    void aServiceKeepsAsMuchAsItsOwnLimitLets() {
        static constexpr qint64 mebibyte = 1 << 20;
        const auto openStore = [this] { return std::make_unique<LogStore>(m_root, 8 * mebibyte, ageless().maxAge); };
        auto store = openStore();
        store->setRetention(m_id, {mebibyte, {}});
        write(*store, 1, 3000);
        QVERIFY(bytes() <= mebibyte && bytes() > mebibyte / 2);
        // Not beyond what the store itself keeps.
        store->setRetention(m_id, {1'000'000 * mebibyte, {}});
        write(*store, 3001, 15'000);
        QVERIFY(bytes() <= 8 * mebibyte && bytes() > 6 * mebibyte);
        // Less takes effect at once.
        store->setRetention(m_id, {3 * mebibyte, {}});
        QVERIFY(bytes() <= 3 * mebibyte && bytes() > mebibyte);
        QCOMPARE(store->end(m_id).seq, 15'000);
        // Also for a log that was not open.
        store.reset();
        store = openStore();
        store->setRetention(m_id, {mebibyte, {}});
        write(*store, 15'001, 15'001);
        QVERIFY(bytes() <= mebibyte);
        QCOMPARE(store->end(m_id).seq, 15'001);
    }
    void otherServicesKeepTheirs() {
        auto store = std::make_unique<LogStore>(m_root, 64 << 20, std::chrono::hours(24 * 365 * 100));
        store->setRetention(ServiceId::make(SystemClock()), {1 << 20, std::chrono::hours(1)});
        write(*store, 1, 3000);
        QVERIFY(bytes() > 3'000'000);
        QCOMPARE(store->oldest(m_id).seq, 0);
    }
    void linesThatAreTooOldGoFromTheNewestFile() {
        auto store = std::make_unique<LogStore>(m_root, LogLimits());
        const OutputPosition place = containerPosition(QStringLiteral("0123456789abcdef"));
        store->append(m_id, {lineOf(std::chrono::hours(72), "old"), lineOf(std::chrono::hours(71), "older")}, place);
        QCOMPARE(texts(*store).size(), 2);
        store->setRetention(m_id, {{}, std::chrono::hours(73)});
        QCOMPARE(texts(*store).size(), 2);
        store->setRetention(m_id, {{}, std::chrono::hours(24)});
        QCOMPARE(texts(*store).size(), 0);
        QCOMPARE(store->oldest(m_id).seq, 2);
        // Where the output was read to is known all the same, and numbers go on.
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(store->storedPosition(m_id).offset, place.offset);
            QCOMPARE(store->end(m_id).seq, 2);
            QVERIFY(!store->lastOutputs(m_id).isEmpty());
            store.reset();
            store = std::make_unique<LogStore>(m_root, LogLimits());
            store->setRetention(m_id, {{}, std::chrono::hours(24)});
        }
        store->append(m_id, {lineOf(std::chrono::hours(0), "new")}, at(3));
        QCOMPARE(texts(*store), QByteArrayList{"new"});
        QCOMPARE(store->end(m_id).seq, 3);
    }
    void youngLinesBehindOldOnesStay() {
        auto store = std::make_unique<LogStore>(m_root, LogLimits());
        store->append(m_id, {lineOf(std::chrono::hours(72), "old")}, at(1));
        store->append(m_id, {lineOf(std::chrono::hours(1), "young")}, at(2));
        store->setRetention(m_id, {{}, std::chrono::hours(24)});
        store->append(m_id, {lineOf(std::chrono::hours(0), "new")}, at(3));
        // They share a file with what is old, which goes with them.
        QCOMPARE(texts(*store), (QByteArrayList{"old", "young", "new"}));
        QCOMPARE(segments().size(), 2);
    }
};

QTEST_GUILESS_MAIN(tst_logretention)
#include "tst_logretention.moc"
