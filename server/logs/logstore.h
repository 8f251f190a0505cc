// SPDX-License-Identifier: GPL-3.0-or-later
// LogStore: every line a service has written, numbered without a hole, in append-only files that outlive restarts,
// redeploys and crashes at start. Every method may be called from any thread.
#pragma once

#include "server/logs/servicelog.h"
#include <QObject>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

class LogStore : public QObject {
    Q_OBJECT
public:
    /// `root` is the folder of all logs; each service has one of its own in it. The limits are those of one service.
    LogStore(QString root, const LogLimits &limits, QObject *parent = nullptr);
    LogStore(QString root, qint64 maxBytes, std::chrono::seconds maxAge, LogPatternPtr hidden = {},
        QObject *parent = nullptr);
    ~LogStore() override;

    /// Stores a batch with one write(2), together with the place of the engine's output it ends at. A full disk does
    /// not fail: lines stay readable from memory and are written when there is room again; isDegraded() says so, and
    /// what memory cannot hold becomes a LogGap. Without lines it only moves the position.
    void append(const ServiceId &service, const QList<OutputLine> &lines, const OutputPosition &end);
    /// Values no line may show that is stored from now on.
    void hide(const ServiceId &service, const Redactor &secrets);
    /// How far the engine's output is in the files: where to read on after a crash, and what the engine may forget.
    OutputPosition storedPosition(const ServiceId &service);
    /// The end of what was taken in of each container: where an engine that keeps lines itself reads on.
    LastOutputs lastOutputs(const ServiceId &service);

    /// Up to `limit` lines after the cursor; fewer when they are very long. A cursor of another epoch, before the
    /// oldest line or behind the end is `Gone`, with the oldest cursor in fields["oldest"]. With a filter and
    /// LogTotal::Count it reads to the end of the log: not for a thread that must not wait.
    Result<LogSlice> after(const ServiceId &service, const LogCursor &cursor, int limit, const LogFilter &filter,
        LogTotal total = LogTotal::Count, const LogBounds &bounds = {});
    /// The last `count` lines the filter lets through.
    LogSlice tail(const ServiceId &service, int count, const LogFilter &filter, const LogBounds &bounds = {});
    /// The last `count` of those in front of the line the cursor names. `Gone` as with after().
    Result<LogSlice> before(const ServiceId &service, const LogCursor &cursor, int count, const LogFilter &filter,
        const LogBounds &bounds = {});
    /// The cursor in front of the first line of this time or later; the end when there is none.
    LogCursor at(const ServiceId &service, Timestamp time);
    LogCursor end(const ServiceId &service);
    LogCursor oldest(const ServiceId &service);

    /// How much is kept of a service and how long, from now on: what is given counts where it is less than the store's
    /// own limits.
    void setRetention(const ServiceId &service, const LogRetention &retention);
    /// Deletes all of it. A log that begins again under the same id has another epoch.
    void remove(const ServiceId &service);
    /// True while the disk takes no lines.
    bool isDegraded() const { return m_degraded; }

signals:
    /// From the appending thread, once a batch.
    void appended(const ServiceId &service, qint64 lastSeq);

private:
    using LogPtr = std::shared_ptr<ServiceLog>;

    LogPtr log(const ServiceId &service);
    LogLimits limitsOf(const ServiceId &service) const;
    QString folderOf(const ServiceId &service) const { return m_root + u'/' + service.value; }
    /// One log with limits of its own that nobody has asked for since the start: they hold for it, too.
    void openNext();
    void keepSafe();
    bool isClosing();
    void setDegraded(bool degraded);

    const QString m_root;
    const LogLimits m_limits;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::map<ServiceId, LogPtr> m_logs;
    std::map<ServiceId, LogRetention> m_retentions; // of those that differ from the store's limits
    std::atomic<bool> m_degraded{false};
    bool m_closing = false;
    std::thread m_thread;
};
