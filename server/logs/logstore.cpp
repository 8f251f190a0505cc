// SPDX-License-Identifier: GPL-3.0-or-later
// Opening with repair, appending, scanning and forgetting.
#include "server/logs/logstore.h"
#include "server/logs/logrecord.h"
#include "shared/base/id.h"
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static constexpr qint64 segmentBytes = 8 << 20;
static constexpr size_t recentLines = 4096;
static constexpr qint64 recentBytesLimit = 2 << 20;

std::optional<LogCursor> LogCursor::parse(QStringView text) {
    const qsizetype colon = text.indexOf(u':');
    bool ok = false;
    const qint64 seq = text.sliced(colon + 1).toLongLong(&ok);
    if (colon < 1 || colon > 32 || !ok || seq < 0)
        return std::nullopt;
    return LogCursor{text.first(colon).toString(), seq};
}

bool LogFilter::passes(const OutputLine &line) const {
    const Timestamp time(std::chrono::milliseconds(line.timeNs / 1'000'000));
    return (!since || time >= *since) && (!until || time <= *until) && (!stream || line.stream == *stream)
        && (component.isEmpty() || line.component == component) && (search.isEmpty() || line.text.contains(search));
}

LogStore::Log::~Log() {
    if (file >= 0)
        ::close(file);
}

LogStore::LogStore(QString root, qint64 maxBytes, std::chrono::seconds maxAge, QObject *parent)
    : QObject(parent), m_root(std::move(root)), m_maxBytes(maxBytes), m_maxAge(maxAge) { }

LogStore::~LogStore() = default;

LogStore::LogPtr LogStore::log(const ServiceId &service) {
    const QMutexLocker lock(&m_mutex);
    LogPtr &found = m_logs[service];
    if (!found) {
        found = std::make_shared<Log>();
        found->folder = m_root + u'/' + service.value;
        open(*found);
    }
    return found;
}

/// Visits the records of one file; returns the bytes up to the first damaged or half one.
template <typename Visit>
static qint64 readRecords(const QString &path, const Visit &visit) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)
        || file.read(logrecord::magic.size()) != logrecord::magic)
        return 0;
    qint64 good = logrecord::magic.size();
    QByteArray pending;
    for (;;) {
        const QByteArray more = file.read(256 * 1024);
        pending += more;
        qsizetype at = 0;
        while (at < pending.size()) {
            const logrecord::Read record = logrecord::read(QByteArrayView(pending).sliced(at));
            if (record.size == 0)
                break;
            at += record.size;
            good += record.size;
            if (!visit(record))
                return good;
        }
        pending.remove(0, at);
        if (more.isEmpty() || pending.size() > logrecord::maxBytes + 64)
            return good;
    }
}

void LogStore::open(Log &log) {
    QDir().mkpath(log.folder);
    ::chmod(QFile::encodeName(log.folder).constData(), 0700);
    QFile epoch(log.folder + QStringLiteral("/epoch"));
    if (epoch.open(QIODevice::ReadOnly))
        log.epoch = QString::fromLatin1(epoch.read(32)).trimmed();
    if (log.epoch.isEmpty()) {
        epoch.close();
        log.epoch = makeIdBody(SystemClock().now()).right(8);
        if (epoch.open(QIODevice::WriteOnly))
            epoch.write(log.epoch.toLatin1());
    }
    const QStringList names = QDir(log.folder).entryList({QStringLiteral("*.log")}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        Segment segment;
        segment.path = log.folder + u'/' + name;
        segment.first = name.left(20).toLongLong();
        segment.last = segment.first - 1;
        segment.bytes = QFileInfo(segment.path).size();
        if (!log.segments.empty())
            log.segments.back().last = segment.first - 1;
        segment.lastTimeNs = QFileInfo(segment.path).lastModified().toMSecsSinceEpoch() * 1'000'000;
        log.segments.push_back(segment);
        log.last = segment.first - 1;
    }
    if (log.segments.empty())
        return;
    // A power cut may have torn the last record: what is whole stays, the rest goes.
    Segment &newest = log.segments.back();
    const qint64 good = readRecords(newest.path, [&](const logrecord::Read &record) {
        newest.last = log.last = record.line.seq;
        newest.lastTimeNs = record.line.line.timeNs;
        log.stored = record.source;
        return true;
    });
    log.file = ::open(QFile::encodeName(newest.path).constData(), O_WRONLY | O_CLOEXEC);
    if (log.file >= 0 && (::ftruncate(log.file, good) != 0 || ::lseek(log.file, good, SEEK_SET) < 0)) {
        ::close(log.file);
        log.file = -1;
    }
    newest.bytes = good;
    if (good == 0) // not even the head of the file was written
        log.segments.pop_back(), ::close(std::exchange(log.file, -1));
    // When the newest segment is empty, the position stands in the one before it.
    if (log.stored == OutputPosition() && log.segments.size() > 1)
        readRecords(log.segments[log.segments.size() - 2].path, [&](const logrecord::Read &record) {
            log.stored = record.source;
            return true;
        });
}

void LogStore::openSegment(Log &log) {
    if (log.file >= 0 && log.segments.back().bytes < segmentBytes)
        return;
    if (log.file >= 0) {
        ::fdatasync(log.file);
        ::close(std::exchange(log.file, -1));
    }
    Segment segment;
    segment.first = log.last + 1;
    segment.last = log.last;
    segment.path = QStringLiteral("%1/%2.log").arg(log.folder).arg(segment.first, 20, 10, QLatin1Char('0'));
    log.file = ::open(QFile::encodeName(segment.path).constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (log.file < 0)
        return;
    const auto written = ::write(log.file, logrecord::magic.data(), size_t(logrecord::magic.size()));
    segment.bytes = std::max<qint64>(0, written);
    log.segments.push_back(segment);
}

void LogStore::append(const ServiceId &service, const QList<OutputLine> &lines, const OutputPosition &end) {
    const LogPtr log = this->log(service);
    {
        const QMutexLocker lock(&log->mutex);
        openSegment(*log);
        QByteArray bytes;
        for (const OutputLine &line : lines) {
            StoredLine stored{++log->last, line};
            logrecord::write(bytes, stored, end);
            log->recentBytes += stored.line.text.size();
            log->recent.push_back(std::move(stored));
        }
        while (log->recent.size() > recentLines || (log->recentBytes > recentBytesLimit && log->recent.size() > 1)) {
            log->recentBytes -= log->recent.front().line.text.size();
            log->recent.pop_front();
        }
        const auto written = log->file < 0 ? -1 : ::write(log->file, bytes.constData(), size_t(bytes.size()));
        if (written == bytes.size()) {
            Segment &newest = log->segments.back();
            newest.bytes += bytes.size();
            newest.last = log->last;
            newest.lastTimeNs = lines.last().timeNs;
            log->stored = end;
            m_degraded = false;
        } else {
            // What did not fit is in memory only; half a batch must not stay in the file as its end.
            if (written > 0 && ::ftruncate(log->file, log->segments.back().bytes) == 0)
                ::lseek(log->file, log->segments.back().bytes, SEEK_SET);
            if (!m_degraded.exchange(true))
                qWarning("the disk of the data directory is full: log lines are kept in memory only");
            if (log->file >= 0)
                ::close(std::exchange(log->file, -1)); // the next batch that fits begins a segment of its own
        }
        retain(*log);
    }
    emit appended(service);
}

void LogStore::retain(Log &log) const {
    qint64 total = 0;
    for (const Segment &segment : log.segments)
        total += segment.bytes;
    const qint64 oldestTime = (QDateTime::currentSecsSinceEpoch() - qint64(m_maxAge.count())) * 1'000'000'000;
    while (log.segments.size() > 1 && (total > m_maxBytes || log.segments.front().lastTimeNs < oldestTime)) {
        total -= log.segments.front().bytes;
        QFile::remove(log.segments.front().path);
        log.segments.pop_front();
    }
}

OutputPosition LogStore::storedPosition(const ServiceId &service) {
    const LogPtr found = log(service);
    const QMutexLocker lock(&found->mutex);
    return found->stored;
}

LogCursor LogStore::end(const ServiceId &service) {
    const LogPtr found = log(service);
    const QMutexLocker lock(&found->mutex);
    return {found->epoch, found->last};
}

qint64 LogStore::oldestSeq(const Log &log) {
    const qint64 onDisk = log.segments.empty() ? log.last + 1 : log.segments.front().first;
    return log.recent.empty() ? onDisk : std::min(onDisk, log.recent.front().seq);
}

/// Visits lines from `from` on, oldest first, until `visit` says false. Files are read without the lock: what is
/// written stays as it is, and a file that retention takes away meanwhile just ends early.
template <typename Visit>
void LogStore::scan(Log &log, qint64 from, const Visit &visit) {
    std::deque<Segment> segments;
    std::deque<StoredLine> recent;
    qint64 last = 0;
    {
        const QMutexLocker lock(&log.mutex);
        last = log.last;
        if (!log.recent.empty() && from >= log.recent.front().seq) {
            const auto begin = log.recent.begin() + (from - log.recent.front().seq);
            if (begin < log.recent.end())
                recent.assign(begin, log.recent.end());
        } else {
            segments = log.segments;
            recent = log.recent;
        }
    }
    for (const Segment &segment : segments) {
        if (segment.last < from || from > last)
            continue;
        bool more = true;
        readRecords(segment.path, [&](const logrecord::Read &record) {
            if (record.line.seq < from)
                return true;
            more = visit(record.line);
            from = record.line.seq + 1;
            return more;
        });
        if (!more)
            return;
    }
    for (const StoredLine &line : recent)
        if (line.seq >= from && !visit(line))
            return;
}

Result<LogSlice> LogStore::after(
    const ServiceId &service, const LogCursor &cursor, int limit, const LogFilter &filter) {
    const LogPtr found = log(service);
    LogSlice slice;
    {
        const QMutexLocker lock(&found->mutex);
        slice.oldest = {found->epoch, oldestSeq(*found) - 1};
        slice.cursor = {found->epoch, cursor.seq};
        if (cursor.epoch != found->epoch || cursor.seq < slice.oldest.seq || cursor.seq > found->last)
            return Error{ErrorCode::Gone, QStringLiteral("The log no longer has what follows this cursor"),
                QStringLiteral("The oldest cursor is %1").arg(slice.oldest.toString()),
                {{QStringLiteral("oldest"), slice.oldest.toString()}}};
        slice.totalInRange = found->last - cursor.seq;
    }
    qint64 total = 0;
    scan(*found, cursor.seq + 1, [&](const StoredLine &line) {
        const bool full = slice.lines.size() >= limit;
        if (full && filter.isEmpty())
            return false;
        if (!full)
            slice.cursor.seq = line.seq;
        if (!filter.passes(line.line))
            return true;
        ++total;
        if (!full)
            slice.lines.append(line);
        return true;
    });
    if (!filter.isEmpty())
        slice.totalInRange = total;
    return slice;
}

LogSlice LogStore::tail(const ServiceId &service, int count, const LogFilter &filter) {
    const LogPtr found = log(service);
    LogSlice slice;
    qint64 from = 0;
    {
        const QMutexLocker lock(&found->mutex);
        slice.oldest = {found->epoch, oldestSeq(*found) - 1};
        slice.cursor = {found->epoch, found->last};
        slice.totalInRange = found->last - slice.oldest.seq;
        from = filter.isEmpty() ? std::max(found->last - count + 1, slice.oldest.seq + 1) : slice.oldest.seq + 1;
    }
    std::deque<StoredLine> kept;
    qint64 total = 0;
    scan(*found, from, [&](const StoredLine &line) {
        if (line.seq > slice.cursor.seq)
            return false;
        if (!filter.passes(line.line))
            return true;
        ++total;
        kept.push_back(line);
        if (qsizetype(kept.size()) > count)
            kept.pop_front();
        return true;
    });
    slice.lines = QList<StoredLine>(kept.begin(), kept.end());
    if (!filter.isEmpty())
        slice.totalInRange = total;
    return slice;
}

void LogStore::remove(const ServiceId &service) {
    const LogPtr found = log(service);
    {
        const QMutexLocker lock(&m_mutex);
        m_logs.erase(service);
    }
    const QMutexLocker lock(&found->mutex);
    QDir(found->folder).removeRecursively();
}
