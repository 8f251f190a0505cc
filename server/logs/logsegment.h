// SPDX-License-Identifier: GPL-3.0-or-later
// LogSegment: one append-only file of frames with a sparse index by number and time.
#pragma once

#include "server/logs/logframe.h"
#include "server/logs/outputmarks.h"
#include <QByteArray>
#include <memory>
#include <vector>

/// An open file that closes itself; shared between the writer, the background sync and readers.
class LogFile {
public:
    explicit LogFile(int fd) : m_fd(fd) { }
    ~LogFile();
    Q_DISABLE_COPY_MOVE(LogFile)
    int fd() const { return m_fd; }

private:
    int m_fd;
};
using LogFilePtr = std::shared_ptr<LogFile>;

class LogSegment {
public:
    /// One stretch of the file: several frames.
    struct Block {
        qint64 offset = 0;
        qint64 end = 0;
        qint64 firstSeq = 0;
        qint64 lastSeq = 0;
        qint64 minTimeNs = 0;
        qint64 maxTimeNs = 0;
    };

    /// The file is named after the number of its first line.
    LogSegment(const QString &folder, qint64 firstSeq);

    /// Makes the file, or opens the one there is for appending. False when the disk does not let it.
    bool openForWriting();
    /// Reads all frames and makes the index. What follows the last whole frame is no longer part of the segment.
    /// `marks`, when given, come to know the lines.
    void load(OutputMarks *marks = nullptr);
    /// Cuts off what load() found torn.
    void repair();
    /// One write(2). False, and the file as before, when it does not fit.
    bool append(QByteArrayView frame);
    void closeFile() { m_file.reset(); }
    void removeFile();

    const QString &path() const { return m_path; }
    qint64 firstSeq() const { return m_firstSeq; }
    qint64 lastSeq() const { return m_lastSeq; }
    qint64 maxTimeNs() const { return m_maxTimeNs; }
    qint64 bytes() const { return m_bytes; }
    bool isLoaded() const { return m_loaded; }
    bool isOpen() const { return m_file != nullptr; }
    const LogFilePtr &file() const { return m_file; }
    /// Where the engine's output was after the last frame; nullopt while there is none.
    const std::optional<OutputPosition> &source() const { return m_source; }
    /// For segments that are not loaded: what the next one's name tells.
    void setLastSeq(qint64 seq) { m_lastSeq = seq; }

    /// The blocks that hold lines from `from` on and between these times.
    std::vector<Block> blocks(qint64 from, std::optional<qint64> sinceNs, std::optional<qint64> untilNs) const;
    /// A descriptor of its own for reading; the file may be removed meanwhile.
    LogFilePtr openForReading() const;

private:
    void note(const logframe::Header &header);

    QString m_path;
    qint64 m_firstSeq;
    qint64 m_lastSeq;
    qint64 m_maxTimeNs = 0;
    qint64 m_bytes = 0;
    bool m_loaded = false;
    LogFilePtr m_file;
    std::optional<OutputPosition> m_source;
    std::vector<Block> m_blocks;
};

/// Reads exactly these bytes of a file; shorter when there are fewer.
QByteArray readAt(const LogFile &file, qint64 offset, qint64 size);
