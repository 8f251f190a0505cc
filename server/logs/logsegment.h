// SPDX-License-Identifier: GPL-3.0-or-later
// LogSegment: one append-only file of frames with a sparse index by number and time; packed when it is closed.
#pragma once

#include "server/logs/logblock.h"
#include "server/logs/logframe.h"
#include "server/logs/outputmarks.h"

class LogSegment {
public:
    /// The file is named after the number of its first line.
    LogSegment(const QString &folder, qint64 firstSeq);

    /// Makes the file, or opens the one there is for appending. False when the disk does not let it.
    bool openForWriting();
    /// Makes the index: of all frames that are whole, or from what a packed file tells. What follows the last whole
    /// frame is no longer part of the segment. `marks`, when given, come to know the lines.
    void load(OutputMarks *marks = nullptr);
    /// Cuts off what load() found torn.
    void repair();
    /// One write(2). False, and the file as before, when it does not fit.
    bool append(QByteArrayView frame);
    void closeFile() { m_file.reset(); }
    void removeFile();

    /// Where pack() writes; a rename puts it in this segment's place.
    QString packingPath() const { return m_path + QStringLiteral(".packing"); }
    QString packedPath() const { return m_path + u'z'; }
    /// Puts the file at packingPath(), which holds the same lines, in the place of the present one.
    bool becomePacked();

    const QString &path() const { return m_path; }
    bool isPacked() const { return m_isPacked; }
    /// One that is damaged cannot be packed; it stays as it is until the next start.
    void leaveUnpacked() { m_canBePacked = false; }
    bool canBePacked() const { return !m_isPacked && m_canBePacked; }
    qint64 firstSeq() const { return m_firstSeq; }
    qint64 lastSeq() const { return m_lastSeq; }
    qint64 maxTimeNs() const { return m_maxTimeNs; }
    /// Of its oldest line; 0 while there is none, or it was not looked for.
    qint64 minTimeNs() const;
    qint64 bytes() const { return m_bytes; }
    bool isLoaded() const { return m_loaded; }
    bool isOpen() const { return m_file != nullptr; }
    const LogFilePtr &file() const { return m_file; }
    /// Where the engine's output was after the last frame; nullopt while there is none, or it was not looked for.
    const std::optional<OutputPosition> &source() const { return m_source; }
    /// For segments that are not loaded: what the next one's name tells.
    void setLastSeq(qint64 seq) { m_lastSeq = seq; }

    /// The blocks that hold lines from `from` on and between these times.
    std::vector<LogBlock> blocks(qint64 from, std::optional<qint64> sinceNs, std::optional<qint64> untilNs) const;
    /// A descriptor of its own for reading; the file may be removed meanwhile.
    LogFilePtr openForReading() const;

private:
    void statFile();
    void note(const logframe::Header &header);
    void loadPacked(const LogFile &file, OutputMarks *marks);
    void loadFrames(const LogFile &file, OutputMarks *marks);

    QString m_path; // while it is not packed
    qint64 m_firstSeq;
    qint64 m_lastSeq;
    qint64 m_maxTimeNs = 0;
    qint64 m_bytes = 0;
    bool m_isPacked = false;
    bool m_canBePacked = true;
    bool m_loaded = false;
    LogFilePtr m_file;
    std::optional<OutputPosition> m_source;
    std::vector<LogBlock> m_blocks;
};
