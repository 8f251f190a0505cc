// SPDX-License-Identifier: GPL-3.0-or-later
// ServiceLog: the lines of one service, in segments on the disk and, the latest, in memory. Thread-safe.
#pragma once

#include "server/logs/logsegment.h"
#include "shared/base/redactor.h"
#include <QMutex>
#include <chrono>
#include <deque>

class LineMatcher;

struct LogLimits {
    qint64 maxBytes = 256 << 20; // of one service
    std::chrono::seconds maxAge = std::chrono::hours(24 * 30);
    qint64 segmentBytes = 8 << 20;
    /// Frames kept in memory for followers.
    qint64 recentBytes = 1 << 20;
    /// Frames kept in memory while the disk takes none; what is more is lost and becomes a gap.
    qint64 unsavedBytes = 8 << 20;
    /// One answer is no larger, however long its lines are.
    qint64 sliceBytes = 8 << 20;
    /// Closed segments of less are not worth packing.
    qint64 leastPacked = 256 << 10;
    /// What this finds in a line is taken out before it is kept.
    LogPatternPtr hidden;
};

/// How much is kept, and how long.
struct LogRetention {
    std::optional<qint64> maxBytes;
    std::optional<std::chrono::seconds> maxAge;
    bool operator==(const LogRetention &) const = default;
};

class ServiceLog {
public:
    ServiceLog(QString folder, const LogLimits &limits);
    Q_DISABLE_COPY_MOVE(ServiceLog)

    /// Values that are taken out of lines before they are kept anywhere.
    void hide(const Redactor &secrets);
    /// What is more than these limits, or older, is let go of at once. Only size and age are taken from them.
    void setRetention(const LogLimits &limits);
    /// False while the disk takes nothing.
    bool append(const QList<OutputLine> &lines, const OutputPosition &end);
    OutputPosition storedPosition();
    LastOutputs lastOutputs();
    Result<LogSlice> after(
        const LogCursor &cursor, int limit, const LogFilter &filter, LogTotal total, const LogBounds &bounds);
    LogSlice tail(int count, const LogFilter &filter, const LogBounds &bounds);
    Result<LogSlice> before(const LogCursor &cursor, int count, const LogFilter &filter, const LogBounds &bounds);
    LogCursor end();
    LogCursor oldest();
    void remove();

    /// What was written since the last call and is not known to be on the disk.
    std::vector<LogFilePtr> takeUnsynced();
    /// Tries again what the disk did not take; lets go of what old age or an idle service need no longer.
    bool maintain();
    /// Packs a segment that is closed, or leaves out one that is damaged; false when there is none. Takes a while, but
    /// holds nobody up.
    bool packOne();

private:
    struct Recent {
        QByteArray frame;
        logframe::Header header;
    };
    /// A part of the log as a reader sees it: a stretch of a file, or a frame in memory.
    struct Piece {
        LogFilePtr file;
        LogBlock block;
        QByteArray frame;
        qint64 segment = 0;
    };
    struct View {
        std::vector<Piece> pieces;
        QString epoch;
        qint64 oldest = 0; // number of the first line there is
        qint64 last = 0;
        qint64 covered = 0; // the pieces reach up to here
        bool whole = true; // no stretch was left out for its times
    };
    class Scan;

    void open();
    void load(LogSegment &segment, size_t index, OutputMarks *marks = nullptr);
    void keepEpoch();
    /// A segment for the lines from this one on; both are false when the disk does not take it.
    bool beginSegment(qint64 firstSeq);
    bool openNewest(qint64 nextSeq);
    bool writeFrame(QByteArrayView frame);
    bool save();
    void dropUnsaved();
    void trimRecent();
    QList<OutputLine> withoutSecrets(QList<OutputLine> lines) const;
    void retain();
    /// Closes the newest segment when it holds lines that will soon be too old, so that they can go without the others.
    void closeAged();
    qint64 oldestSeq() const;
    View view(qint64 from, qint64 enough, const LineMatcher &matcher, qint64 bytes);
    View snapshot() const;
    Error gone(const View &now) const;
    LogSlice lastOf(View now, qint64 from, qint64 to, int count, const LogFilter &filter, const LogBounds &bounds);
    template <typename Visit>
    qint64 read(qint64 from, qint64 enough, const LineMatcher &matcher, const LogBounds &bounds, QList<LogGap> &gaps,
        const Visit &visit);

    const QString m_folder;
    LogLimits m_limits;
    QMutex m_mutex;
    Redactor m_secrets;
    QString m_epoch;
    bool m_epochStored = false;
    bool m_removed = false;
    std::deque<LogSegment> m_segments;
    qint64 m_last = 0;
    OutputPosition m_stored;
    OutputMarks m_marks; // of what is on the disk
    std::deque<Recent> m_recent; // the last `m_unsaved` of them are not on the disk
    qint64 m_recentBytes = 0;
    size_t m_unsaved = 0;
    qint64 m_unsavedBytes = 0;
    std::optional<LogGap> m_lost; // in front of the unsaved ones
    OutputPosition m_lostEnd;
    std::vector<LogFilePtr> m_unsynced;
    bool m_idle = false;
    int m_unpacked = 0; // closed segments that may have to be packed
    std::chrono::steady_clock::time_point m_packAfter; // the disk did not take it before
};
