// SPDX-License-Identifier: GPL-3.0-or-later
// What is read from a log: lines with their numbers, filters and the holes there are.
#pragma once

#include "shared/base/logpattern.h"
#include "shared/contract/logcursor.h"
#include "shared/contract/output.h"
#include <atomic>
#include <chrono>

struct StoredLine {
    /// Counts the lines of a service from 1, without a hole but those told of as LogGap.
    qint64 seq = 0;
    OutputLine line;
};

/// Lines `first` to `last` were taken in and are gone: there was no room for them on the disk, or it damaged them.
struct LogGap {
    qint64 first = 0;
    qint64 last = 0;
    bool operator==(const LogGap &) const = default;
};

/// A line in the buffer it was read into, for filters that must not cost a copy.
struct LineView {
    qint64 seq = 0;
    qint64 timeNs = 0;
    LogStream stream = LogStream::Stdout;
    QByteArrayView component;
    QByteArrayView text;
    int replica = 0;
    int revision = 0;

    StoredLine toStored() const {
        return {seq, {timeNs, stream, QString::fromUtf8(component), text.toByteArray(), replica, revision}};
    }
};

struct LogFilter {
    std::optional<Timestamp> since;
    std::optional<Timestamp> until;
    QByteArray search;
    LogPatternPtr regex;
    std::optional<LogStream> stream;
    QString component;

    bool isEmpty() const { return !since && !until && search.isEmpty() && !regex && !stream && component.isEmpty(); }
};

/// Whether a filtered read goes on to the end of the log to count what the filter lets through.
enum class LogTotal { Count, Skip };

/// What a read may cost, beside its number of lines; 0 is the store's own bound.
struct LogBounds {
    using Left = std::shared_ptr<const std::atomic<bool>>;
    /// Text of the lines of one answer; a longer line comes alone.
    qint64 bytes = 0;
    /// Bytes to look at for one answer, roughly. What ends here has a cursor to go on from, and no total.
    qint64 scanned = 0;
    /// Set when nobody waits for the answer any more; it is not whole then.
    Left left;
    /// When to give up; also then it is not whole.
    std::optional<std::chrono::steady_clock::time_point> deadline;

    bool hasLeft() const { return left && *left; }
    bool isOver() const { return hasLeft() || (deadline && std::chrono::steady_clock::now() > *deadline); }
};

struct LogSlice {
    QList<StoredLine> lines;
    /// Where to go on: behind the last line looked at.
    LogCursor cursor;
    LogCursor oldest;
    /// Lines the filter lets through, from the place asked for to the end; with LogTotal::Skip to the last line looked
    /// at.
    qint64 totalInRange = 0;
    /// Holes among the numbers of the lines looked at.
    QList<LogGap> gaps;
};
