// SPDX-License-Identifier: GPL-3.0-or-later
// LogHistory: one service's log from the first line there is to the newest: which lines there are, which of them are
// held here, and which are lost. What is not held can be had from the server again.
#pragma once

#include "app/models/logchunk.h"
#include <QObject>
#include <map>

class LogHistory : public QObject {
    Q_OBJECT
public:
    /// Lines that were written and are gone.
    struct Lost {
        qint64 first = 0;
        qint64 last = 0;
        QString reason;
        bool operator==(const Lost &) const = default;
    };
    using Chunks = std::map<qint64, LogChunk>; // by their numbers

    /// Holds no more than about `mostBytes`; what is farthest from where one reads is let go first.
    explicit LogHistory(qint64 mostBytes = 256 << 20, QObject *parent = nullptr);

    const QString &epoch() const { return m_epoch; }
    /// The lines [first, end) exist or existed.
    qint64 first() const { return m_first; }
    qint64 end() const { return m_end; }
    bool isEmpty() const { return m_first >= m_end; }
    const Chunks &chunks() const { return m_chunks; }
    /// Nothing when it is not held.
    std::optional<HeldLine> line(qint64 seq) const;
    /// Held, or lost and so never to be had.
    bool isKnown(qint64 seq) const { return lostAt(seq) || line(seq); }
    bool isWhole() const;
    /// From here to the end every line is known.
    qint64 knownFrom() const;
    const LogWriter &writer(quint16 number) const { return m_writers[number]; }
    const std::vector<LogWriter> &writers() const { return m_writers; }
    const std::vector<Lost> &lost() const { return m_lost; }
    const Lost *lostAt(qint64 seq) const;
    qint64 bytes() const { return m_bytes; }

    /// A page of the server's without a filter: `after` is the line it was asked to follow, nothing for the last ones.
    void take(const LogPage &page, std::optional<qint64> after);
    /// Lines as they are written. Those that were here already are dropped.
    void append(const QList<LogEntry> &lines);
    void markLost(qint64 first, qint64 last, const QString &reason);
    /// Older lines than `first` are there no longer.
    void forgetBefore(qint64 first);
    /// Lines near this one are read now.
    void setReading(qint64 seq) { m_reading = seq; }
    void reset();

signals:
    /// New lines from `from` to the end.
    void grown(qint64 from);
    /// Lines [from, to) have come to be held, or are known to be lost.
    void filled(qint64 from, qint64 to);
    /// first() has moved on.
    void shortened();
    /// Another log has taken its place.
    void restarted();

private:
    void put(const HeldLine &line);
    void putEntry(const LogEntry &entry);
    void keepAside(qint64 number);
    void joinAside();
    void trim();
    void addLost(qint64 first, qint64 last, const QString &reason);
    quint16 writerOf(const LogEntry &entry);
    bool isLost(qint64 from, qint64 to) const;

    qint64 m_mostBytes;
    QString m_epoch;
    qint64 m_first = 1;
    qint64 m_end = 1;
    Chunks m_chunks;
    Chunks m_aside; // while a page is taken: what was held of a chunk that the page begins earlier
    std::vector<LogWriter> m_writers{LogWriter{}};
    std::vector<Lost> m_lost; // in order, never touching each other
    qint64 m_bytes = 0;
    qint64 m_reading = 0;
};
