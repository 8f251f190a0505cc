// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the log store share: numbered lines, a store in a folder of its own, and reading everything back.
#pragma once

#include "server/logs/logstore.h"
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

/// The lines of the tests are of 2023 and of 1970: only where age is the matter may they be too old.
static LogLimits ageless() {
    LogLimits limits;
    limits.maxAge = std::chrono::hours(24 * 365 * 100);
    return limits;
}

class LogFixture : public QObject {
protected:
    void startAnew() {
        m_root = m_dir.filePath(QString::number(++m_number));
        m_id = ServiceId::make(SystemClock());
    }
    static OutputLine line(qint64 number, const QByteArray &text = {}) {
        return {1'700'000'000'000'000'000 + number * 1'000'000, number % 3 ? LogStream::Stdout : LogStream::Stderr,
            number % 2 ? QStringLiteral("web") : QStringLiteral("worker"),
            text.isNull() ? "line " + QByteArray::number(number) : text};
    }
    static QList<OutputLine> lines(qint64 first, int count) {
        QList<OutputLine> batch;
        for (qint64 i = first; i < first + count; ++i)
            batch.append(line(i));
        return batch;
    }
    static OutputPosition at(qint64 line) { return {1, quint64(line)}; }
    std::unique_ptr<LogStore> open(const LogLimits &limits = ageless()) {
        return std::make_unique<LogStore>(m_root, limits);
    }
    void fill(LogStore &store, qint64 first, qint64 last, int batch = 7) {
        for (qint64 i = first; i <= last; i += batch) {
            const qint64 count = std::min<qint64>(batch, last - i + 1);
            store.append(m_id, lines(i, int(count)), at(i + count - 1));
        }
    }
    /// Everything from the cursor on, page by page; lines have to be `line(seq)`.
    void expectAll(LogStore &store, qint64 first, qint64 last, int page = 100, QList<LogGap> *gaps = nullptr) {
        LogCursor cursor{store.end(m_id).epoch, first - 1};
        qint64 next = first;
        for (;;) {
            const auto slice = store.after(m_id, cursor, page, {});
            QVERIFY2(slice, slice ? "" : qPrintable(slice.error().message));
            QCOMPARE(slice->totalInRange, last - cursor.seq);
            QVERIFY(slice->lines.size() <= page);
            if (!gaps)
                QVERIFY(slice->gaps.isEmpty());
            else
                for (const LogGap &gap : slice->gaps) {
                    // A page may end inside a hole.
                    if (!gaps->isEmpty() && gaps->last().last + 1 == gap.first)
                        gaps->last().last = gap.last;
                    else
                        gaps->append(gap);
                }
            for (const StoredLine &stored : slice->lines) {
                if (!gaps)
                    QCOMPARE(stored.seq, next);
                next = stored.seq + 1;
                const OutputLine expected = line(stored.seq);
                QCOMPARE(stored.line.text, expected.text);
                QCOMPARE(stored.line.timeNs, expected.timeNs);
                QCOMPARE(stored.line.component, expected.component);
                QCOMPARE(stored.line.stream, expected.stream);
            }
            if (slice->cursor == cursor)
                break;
            cursor = slice->cursor;
        }
        QCOMPARE(cursor.seq, last);
        if (!gaps)
            QCOMPARE(next, last + 1);
    }
    QStringList segments() const {
        return QDir(folder()).entryList({QStringLiteral("*.log")}, QDir::Files, QDir::Name);
    }
    QString folder() const { return m_root + u'/' + m_id.value; }

    QTemporaryDir m_dir;
    QString m_root;
    ServiceId m_id;
    int m_number = 0;
};
