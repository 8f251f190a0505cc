// SPDX-License-Identifier: GPL-3.0-or-later
// LogChunk: up to a thousand consecutive lines of one service's log, held in little more than their text.
#pragma once

#include "shared/contract/logline.h"
#include <vector>

/// Who wrote a line. A log has few of them, so lines name theirs by its number.
struct LogWriter {
    QString component;
    LogStream stream = LogStream::Stdout;
    int replica = 0;
    int revision = 0;
    bool operator==(const LogWriter &) const = default;
};

/// A line as it is held. `text` (UTF-8) is valid until the chunk it came from changes.
struct HeldLine {
    qint64 seq = 0;
    qint64 timeMs = 0; // since 1970, UTC
    quint16 writer = 0;
    QByteArrayView text;
};

class LogChunk {
public:
    static constexpr qint64 lines = 1024;
    /// Chunk n holds the lines n * 1024 + 1 and on.
    static qint64 numberOf(qint64 seq) { return (seq - 1) / lines; }
    static qint64 firstOf(qint64 number) { return number * lines + 1; }

    qint64 first() const { return m_first; }
    qint64 end() const { return m_first + qint64(m_records.size()); }
    bool isEmpty() const { return m_records.empty(); }
    bool holds(qint64 seq) const { return seq >= first() && seq < end(); }
    HeldLine line(qint64 seq) const;
    /// All lines, each with a line break behind it.
    QByteArrayView text() const { return m_text; }
    /// The line that the byte `offset` of text() lies in.
    qint64 lineAt(qsizetype offset) const;
    qsizetype beginOf(qint64 seq) const {
        return seq == m_first ? 0 : qsizetype(m_records[size_t(seq - m_first - 1)].end);
    }
    qsizetype bytes() const { return m_text.capacity() + qsizetype(m_records.capacity() * sizeof(Record)); }

    /// The next line; of an empty chunk the first. False when there is no room for so much text.
    bool append(const HeldLine &line);
    /// Lets go of the room for more.
    void squeeze();

private:
    struct Record {
        quint32 end; // in the text, behind the line break
        quint32 timeLow;
        quint16 timeHigh; // of 48 bits of milliseconds, enough until the year 10889
        quint16 writer;
    };
    qint64 m_first = 0;
    QByteArray m_text;
    std::vector<Record> m_records;
};
