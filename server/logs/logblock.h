// SPDX-License-Identifier: GPL-3.0-or-later
// LogBlock: one stretch of a segment's file, several frames, as its index knows it; LogFile: an open file.
#pragma once

#include <QByteArray>
#include <QString>
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

/// Nothing when it cannot be opened.
LogFilePtr openLogFile(const QString &path, int flags);
/// Reads exactly these bytes of a file; shorter when there are fewer.
QByteArray readAt(const LogFile &file, qint64 offset, qint64 size);
bool writeAll(const LogFile &file, QByteArrayView bytes);

struct LogBlock {
    qint64 offset = 0;
    qint64 end = 0;
    qint64 firstSeq = 0;
    qint64 lastSeq = 0;
    qint64 minTimeNs = 0;
    qint64 maxTimeNs = 0;
    /// Of a packed block: what it unpacks to, and where it is told which words may be in it. 0: frames as they are.
    qint64 rawBytes = 0;
    qint64 filterOffset = 0;
    quint32 filterChecksum = 0;

    qint64 frameBytes() const { return rawBytes > 0 ? rawBytes : end - offset; }
};
