// SPDX-License-Identifier: GPL-3.0-or-later
// LogFeed: what followers of one service's log get, made ready for the wire once for all who ask for the same.
#pragma once

#include "server/logs/logstore.h"
#include <deque>

/// A stretch of a log as finished WebSocket frames: holes that are told of, and lines.
struct LogBatch {
    LogCursor from;
    LogCursor to;
    QByteArray frames; // may be empty: what was looked at let nothing through
    int lines = 0;
};
using LogBatchPtr = std::shared_ptr<const LogBatch>;

inline constexpr qint64 maxBatchLines = 1000;

/// What follows the cursor; nothing while nothing does.
LogBatchPtr makeLogBatch(LogStore &logs, const ServiceId &service, const LogCursor &from, const LogFilter &filter,
    qint64 mostLines = maxBatchLines);
/// One text frame of a server (RFC 6455, section 5.2), whole and not masked.
QByteArray textFrame(QByteArrayView payload);

class LogFeed {
public:
    LogFeed(LogStore &logs, ServiceId service)
        : m_logs(logs), m_service(std::move(service)), m_end(logs.end(m_service)) { }

    /// Batches reach up to what is there now: lines that are written while a thousand clients are served go with the
    /// next round, or each of them would get batches of its own.
    void beginRound() { m_end = m_logs.end(m_service); }
    /// The same batch for everybody who comes from the same place, as long as it is among the latest.
    LogBatchPtr after(const LogCursor &cursor);
    /// Lets go of all batches: nobody has asked for a while.
    void forget();
    qint64 bytes() const { return m_bytes; }

    static constexpr qint64 maxBytes = 2 << 20;

private:
    LogStore &m_logs;
    const ServiceId m_service;
    LogCursor m_end;
    std::deque<LogBatchPtr> m_batches;
    qint64 m_bytes = 0;
};
