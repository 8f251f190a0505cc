// SPDX-License-Identifier: GPL-3.0-or-later
// LogStore: every line a service has written, numbered without a hole, in append-only files that outlive restarts,
// redeploys and crashes at start. Appended to by one thread, read by any.
#pragma once

#include "shared/base/result.h"
#include "shared/contract/output.h"
#include <QMutex>
#include <QObject>
#include <chrono>
#include <deque>
#include <map>
#include <memory>

struct StoredLine {
    qint64 seq = 0;
    OutputLine line;
};

/// EPOCH:SEQ. The epoch changes when a service's log begins anew, so that an old cursor is not taken for a new one.
struct LogCursor {
    QString epoch;
    qint64 seq = 0;

    QString toString() const { return epoch + u':' + QString::number(seq); }
    static std::optional<LogCursor> parse(QStringView text);
};

struct LogFilter {
    std::optional<Timestamp> since;
    std::optional<Timestamp> until;
    QByteArray search;
    std::optional<LogStream> stream;
    QString component;

    bool isEmpty() const { return !since && !until && search.isEmpty() && !stream && component.isEmpty(); }
    bool passes(const OutputLine &line) const;
};

struct LogSlice {
    QList<StoredLine> lines;
    /// Where to go on: behind the last line looked at.
    LogCursor cursor;
    LogCursor oldest;
    qint64 totalInRange = 0;
};

class LogStore : public QObject {
    Q_OBJECT
public:
    LogStore(QString root, qint64 maxBytes, std::chrono::seconds maxAge, QObject *parent = nullptr);
    ~LogStore() override;

    /// Stores a batch with one write. A full disk does not fail: the lines stay readable from memory for a while, and
    /// isDegraded() says so.
    void append(const ServiceId &service, const QList<OutputLine> &lines, const OutputPosition &end);
    /// How far the engine's output is stored; the same again after a crash.
    OutputPosition storedPosition(const ServiceId &service);

    /// Up to `limit` lines after the cursor. A cursor of another epoch or before the oldest line kept is `Gone`.
    Result<LogSlice> after(const ServiceId &service, const LogCursor &cursor, int limit, const LogFilter &filter);
    /// The last `count` lines.
    LogSlice tail(const ServiceId &service, int count, const LogFilter &filter);
    LogCursor end(const ServiceId &service);

    void remove(const ServiceId &service);
    bool isDegraded() const { return m_degraded; }

signals:
    void appended(const ServiceId &service);

private:
    struct Segment {
        QString path;
        qint64 first = 0;
        qint64 last = 0;
        qint64 lastTimeNs = 0;
        qint64 bytes = 0;
    };
    struct Log {
        QMutex mutex;
        QString folder;
        QString epoch;
        std::deque<Segment> segments;
        int file = -1;
        qint64 last = 0;
        OutputPosition stored;
        std::deque<StoredLine> recent;
        qint64 recentBytes = 0;
        ~Log();
    };
    using LogPtr = std::shared_ptr<Log>;

    LogPtr log(const ServiceId &service);
    static void open(Log &log);
    static void openSegment(Log &log);
    void retain(Log &log) const;
    template <typename Visit>
    static void scan(Log &log, qint64 from, const Visit &visit);
    static qint64 oldestSeq(const Log &log);

    QString m_root;
    qint64 m_maxBytes;
    std::chrono::seconds m_maxAge;
    QMutex m_mutex;
    std::map<ServiceId, LogPtr> m_logs;
    std::atomic<bool> m_degraded{false};
};
