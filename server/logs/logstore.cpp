// SPDX-License-Identifier: GPL-3.0-or-later
// The logs by service, and the thread that brings them to the disk for good.
#include "server/logs/logstore.h"
#include <sys/resource.h>
#include <unistd.h>

static constexpr auto syncInterval = std::chrono::seconds(1);
static constexpr int syncsBetweenMaintenance = 30;

LogStore::LogStore(QString root, const LogLimits &limits, QObject *parent)
    : QObject(parent), m_root(std::move(root)), m_limits(limits) {
    m_thread = std::thread([this] { keepSafe(); });
}

/// So that what goes at once is a small part of what stays.
static qint64 segmentOf(qint64 maxBytes) {
    return std::clamp<qint64>(maxBytes / 8, 64 << 10, 8 << 20);
}

static LogLimits limitsOf(qint64 maxBytes, std::chrono::seconds maxAge, LogPatternPtr hidden) {
    LogLimits limits;
    limits.maxBytes = maxBytes;
    limits.maxAge = maxAge;
    limits.segmentBytes = segmentOf(maxBytes);
    limits.hidden = std::move(hidden);
    return limits;
}

LogStore::LogStore(QString root, qint64 maxBytes, std::chrono::seconds maxAge, LogPatternPtr hidden, QObject *parent)
    : LogStore(std::move(root), ::limitsOf(maxBytes, maxAge, std::move(hidden)), parent) { }

LogStore::~LogStore() {
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        m_wake.notify_all();
    }
    m_thread.join();
}

LogStore::LogPtr LogStore::log(const ServiceId &service) {
    const std::lock_guard lock(m_mutex);
    LogPtr &found = m_logs[service];
    if (!found)
        found = std::make_shared<ServiceLog>(folderOf(service), limitsOf(service));
    return found;
}

LogLimits LogStore::limitsOf(const ServiceId &service) const {
    LogLimits limits = m_limits;
    const auto own = m_retentions.find(service);
    if (own == m_retentions.end())
        return limits;
    if (own->second.maxBytes && *own->second.maxBytes < limits.maxBytes) {
        limits.maxBytes = *own->second.maxBytes;
        limits.segmentBytes = std::min(limits.segmentBytes, segmentOf(limits.maxBytes));
    }
    limits.maxAge = std::min(limits.maxAge, own->second.maxAge.value_or(limits.maxAge));
    return limits;
}

void LogStore::setRetention(const ServiceId &service, const LogRetention &retention) {
    LogPtr open;
    LogLimits limits;
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_retentions.find(service);
        if (retention == (known == m_retentions.end() ? LogRetention() : known->second))
            return;
        retention == LogRetention() ? void(m_retentions.erase(service))
                                    : void(m_retentions.insert_or_assign(service, retention));
        if (const auto found = m_logs.find(service); found != m_logs.end())
            open = found->second;
        limits = limitsOf(service);
    }
    if (open)
        open->setRetention(limits);
}

void LogStore::openNext() {
    ServiceId next;
    {
        const std::lock_guard lock(m_mutex);
        const auto closed = std::find_if(m_retentions.begin(), m_retentions.end(),
            [this](const auto &entry) { return !m_logs.contains(entry.first); });
        if (closed != m_retentions.end())
            next = closed->first;
    }
    if (!next.isEmpty())
        (void)log(next);
}

void LogStore::setDegraded(bool degraded) {
    if (m_degraded.exchange(degraded) == degraded)
        return;
    if (degraded)
        qWarning("the data directory takes no log lines (disk full?): the latest are kept in memory");
    else
        qInfo("the data directory takes log lines again");
}

void LogStore::append(const ServiceId &service, const QList<OutputLine> &lines, const OutputPosition &end) {
    const LogPtr found = log(service);
    if (!found->append(lines, end))
        setDegraded(true);
    if (!lines.isEmpty())
        emit appended(service, found->end().seq);
}

void LogStore::hide(const ServiceId &service, const Redactor &secrets) {
    log(service)->hide(secrets);
}

OutputPosition LogStore::storedPosition(const ServiceId &service) {
    return log(service)->storedPosition();
}

LastOutputs LogStore::lastOutputs(const ServiceId &service) {
    return log(service)->lastOutputs();
}

Result<LogSlice> LogStore::after(const ServiceId &service, const LogCursor &cursor, int limit, const LogFilter &filter,
    LogTotal total, const LogBounds &bounds) {
    return log(service)->after(cursor, limit, filter, total, bounds);
}

LogSlice LogStore::tail(const ServiceId &service, int count, const LogFilter &filter, const LogBounds &bounds) {
    return log(service)->tail(count, filter, bounds);
}

Result<LogSlice> LogStore::before(
    const ServiceId &service, const LogCursor &cursor, int count, const LogFilter &filter, const LogBounds &bounds) {
    return log(service)->before(cursor, count, filter, bounds);
}

LogCursor LogStore::at(const ServiceId &service, Timestamp time) {
    const LogPtr found = log(service);
    LogFilter filter;
    filter.since = time;
    // The oldest may go while this is asked.
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto first = found->after(found->oldest(), 1, filter, LogTotal::Skip, {});
        if (first)
            return {first->cursor.epoch, first->lines.isEmpty() ? first->cursor.seq : first->lines.first().seq - 1};
    }
    return found->end();
}

LogCursor LogStore::end(const ServiceId &service) {
    return log(service)->end();
}

LogCursor LogStore::oldest(const ServiceId &service) {
    return log(service)->oldest();
}

void LogStore::remove(const ServiceId &service) {
    const LogPtr found = log(service);
    // Under the lock, so that nobody opens the folder anew before it is gone.
    const std::lock_guard lock(m_mutex);
    found->remove();
    m_logs.erase(service);
    m_retentions.erase(service);
}

bool LogStore::isClosing() {
    const std::lock_guard lock(m_mutex);
    return m_closing;
}

void LogStore::keepSafe() {
    // Packing can wait for whatever else there is to do.
    ::setpriority(PRIO_PROCESS, id_t(::gettid()), 10);
    int syncs = 0;
    for (bool closing = false; !closing;) {
        std::vector<LogPtr> logs;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, syncInterval, [this] { return m_closing; });
            closing = m_closing;
            for (const auto &entry : m_logs)
                logs.push_back(entry.second);
        }
        for (const LogPtr &log : logs)
            for (const LogFilePtr &file : log->takeUnsynced())
                ::fdatasync(file->fd());
        const auto enough = std::chrono::steady_clock::now() + syncInterval; // then it is time to sync again
        for (const LogPtr &log : logs)
            while (!isClosing() && std::chrono::steady_clock::now() < enough && log->packOne()) { }
        const bool degraded = m_degraded;
        if (++syncs % syncsBetweenMaintenance != 0 && !degraded)
            continue;
        bool saved = true;
        for (const LogPtr &log : logs)
            saved = log->maintain() && saved;
        if (degraded && saved)
            setDegraded(false);
        openNext();
    }
}
