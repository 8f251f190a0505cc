// SPDX-License-Identifier: GPL-3.0-or-later
// Opening with repair, appending, scanning and forgetting.
#include "server/logs/servicelog.h"
#include "server/logs/linematcher.h"
#include "shared/base/id.h"
#include "shared/base/replacefile.h"
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <sys/stat.h>

ServiceLog::ServiceLog(QString folder, const LogLimits &limits) : m_folder(std::move(folder)), m_limits(limits) {
    open();
}

void ServiceLog::open() {
    QFile epoch(m_folder + QStringLiteral("/epoch"));
    if (epoch.open(QIODevice::ReadOnly))
        m_epoch = QString::fromLatin1(epoch.read(32)).trimmed();
    m_epochStored = isIdBody(m_epoch);
    if (!m_epochStored)
        m_epoch = makeIdBody(SystemClock().now());
    const QStringList names = QDir(m_folder).entryList({QStringLiteral("*.log")}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        const qint64 first = name.left(20).toLongLong();
        if (first < 1 || name.size() != 24)
            continue;
        if (!m_segments.empty())
            m_segments.back().setLastSeq(first - 1);
        m_segments.emplace_back(m_folder, first);
    }
    // The position stands in the last frame; a crash may have come between a new segment and its first frame. A
    // segment that begins with marks tells of all streams, also of those that have not been heard of since.
    bool hasPosition = false;
    for (size_t i = m_segments.size(); i-- > 0 && !(hasPosition && m_marks.isComplete());) {
        OutputMarks marks;
        load(m_segments[i], i, &marks);
        m_marks.addOlder(marks);
        if (m_segments[i].source() && !std::exchange(hasPosition, true))
            m_stored = *m_segments[i].source();
    }
    if (!m_segments.empty()) {
        m_segments.back().repair();
        m_last = m_segments.back().lastSeq();
    }
}

void ServiceLog::load(LogSegment &segment, size_t index, OutputMarks *marks) {
    segment.load(marks);
    // Lines that a damaged segment has lost are a hole and not a reason to number the rest anew.
    if (index + 1 < m_segments.size())
        segment.setLastSeq(m_segments[index + 1].firstSeq() - 1);
}

void ServiceLog::keepEpoch() {
    QDir().mkpath(m_folder);
    ::chmod(QFile::encodeName(m_folder).constData(), 0700);
    m_epochStored = bool(replaceFile(m_folder + QStringLiteral("/epoch"), m_epoch.toLatin1()));
}

bool ServiceLog::writeFrame(QByteArrayView frame) {
    if (!m_epochStored)
        keepEpoch();
    if (!m_epochStored)
        return false;
    const qint64 firstSeq = logframe::headerOf(frame).firstSeq;
    if (m_segments.empty() || m_segments.back().bytes() >= m_limits.segmentBytes) {
        // What a former attempt on a full disk has left is used again.
        if (!m_segments.empty())
            m_segments.back().closeFile();
        if (m_segments.empty() || m_segments.back().firstSeq() != firstSeq)
            m_segments.emplace_back(m_folder, firstSeq);
    }
    LogSegment &newest = m_segments.back();
    if (!newest.isOpen() && !newest.openForWriting())
        return false;
    const bool isBegun = m_segments.size() > 1 && newest.bytes() == logframe::magic.size();
    if (isBegun && !newest.append(logframe::encodeMarks(firstSeq, m_marks.all(), m_stored)))
        return false;
    if (!newest.append(frame))
        return false;
    m_marks.noteFrame(frame, logframe::headerOf(frame));
    if (m_unsynced.empty() || m_unsynced.back() != newest.file())
        m_unsynced.push_back(newest.file());
    m_stored = *newest.source();
    return true;
}

bool ServiceLog::save() {
    if (m_lost) {
        if (!writeFrame(logframe::encodeGap(*m_lost, m_lostEnd)))
            return false;
        m_lost.reset();
    }
    for (; m_unsaved > 0; --m_unsaved) {
        const Recent &next = m_recent[m_recent.size() - m_unsaved];
        if (!writeFrame(next.frame))
            return false;
        m_unsavedBytes -= next.frame.size();
    }
    return true;
}

void ServiceLog::dropUnsaved() {
    while (m_unsavedBytes > m_limits.unsavedBytes && m_unsaved > 1) {
        // Older frames that were saved go first, so that the gap stays in front of what is unsaved.
        m_recent.erase(m_recent.begin(), m_recent.end() - qsizetype(m_unsaved));
        const Recent &oldest = m_recent.front();
        if (oldest.header.count > 0)
            m_lost = LogGap{m_lost ? m_lost->first : oldest.header.firstSeq, oldest.header.lastSeq()};
        m_lostEnd = oldest.header.source();
        m_unsavedBytes -= oldest.frame.size();
        --m_unsaved;
        m_recent.pop_front();
        m_recentBytes = m_unsavedBytes;
    }
}

void ServiceLog::trimRecent() {
    while (m_recentBytes > m_limits.recentBytes && m_recent.size() > m_unsaved) {
        m_recentBytes -= m_recent.front().frame.size();
        m_recent.pop_front();
    }
}

void ServiceLog::hide(const Redactor &secrets) {
    const QMutexLocker lock(&m_mutex);
    m_secrets.add(secrets);
}

QList<OutputLine> ServiceLog::withoutSecrets(QList<OutputLine> lines) const {
    for (qsizetype i = 0; i < lines.size() && !m_secrets.isEmpty(); ++i)
        if (m_secrets.concerns(lines.at(i).text))
            lines[i].text = m_secrets.apply(lines.at(i).text);
    return lines;
}

bool ServiceLog::append(const QList<OutputLine> &lines, const OutputPosition &end) {
    const QMutexLocker lock(&m_mutex);
    if (m_removed)
        return true;
    Recent recent{logframe::encode(m_last + 1, withoutSecrets(lines), end), {}};
    recent.header = logframe::headerOf(recent.frame);
    m_last += lines.size();
    m_recentBytes += recent.frame.size();
    m_unsavedBytes += recent.frame.size();
    ++m_unsaved;
    m_recent.push_back(std::move(recent));
    m_idle = false;
    const bool saved = save();
    dropUnsaved();
    trimRecent();
    retain();
    return saved;
}

void ServiceLog::retain() {
    qint64 total = 0;
    for (const LogSegment &segment : m_segments)
        total += segment.bytes();
    const qint64 oldestTime = (QDateTime::currentSecsSinceEpoch() - qint64(m_limits.maxAge.count())) * 1'000'000'000;
    while (m_segments.size() > 1 && (total > m_limits.maxBytes || m_segments.front().maxTimeNs() < oldestTime)) {
        total -= m_segments.front().bytes();
        m_segments.front().removeFile();
        m_segments.pop_front();
    }
}

OutputPosition ServiceLog::storedPosition() {
    const QMutexLocker lock(&m_mutex);
    return m_stored;
}

LastOutputs ServiceLog::lastOutputs() {
    const QMutexLocker lock(&m_mutex);
    OutputMarks marks = m_marks;
    for (size_t i = m_recent.size() - m_unsaved; i < m_recent.size(); ++i)
        marks.noteFrame(m_recent[i].frame, m_recent[i].header);
    return marks.lastOutputs();
}

qint64 ServiceLog::oldestSeq() const {
    if (!m_segments.empty())
        return m_segments.front().firstSeq();
    return m_recent.empty() ? m_last + 1 : m_recent.front().header.firstSeq;
}

LogCursor ServiceLog::end() {
    const QMutexLocker lock(&m_mutex);
    return {m_epoch, m_last};
}

LogCursor ServiceLog::oldest() {
    const QMutexLocker lock(&m_mutex);
    return {m_epoch, oldestSeq() - 1};
}

ServiceLog::View ServiceLog::snapshot() const {
    return {{}, m_epoch, oldestSeq(), m_last, m_last, true};
}

/// What a reader of `lines` lines from `from` on needs, gathered under the lock; the reading itself goes without. Files
/// only grow, and one that retention removes meanwhile stays readable through its descriptor.
ServiceLog::View ServiceLog::view(qint64 from, qint64 lines, const LogFilter &filter) {
    View result = snapshot();
    const LineMatcher bounds(filter);
    const qint64 enough = filter.isEmpty() ? from + lines - 1 : m_last;
    const qint64 inMemory = m_recent.empty() ? m_last + 1 : m_recent.front().header.firstSeq;
    result.whole = !bounds.sinceNs && !bounds.untilNs;
    result.covered = from - 1;
    for (size_t i = 0; from < inMemory && result.covered < enough && i < m_segments.size(); ++i) {
        LogSegment &segment = m_segments[i];
        if (segment.lastSeq() < from || segment.firstSeq() >= inMemory)
            continue;
        if (!segment.isLoaded())
            load(segment, i);
        LogFilePtr file;
        for (const LogSegment::Block &block : segment.blocks(from, bounds.sinceNs, bounds.untilNs)) {
            if (block.firstSeq >= inMemory || result.covered >= enough || (!file && !(file = segment.openForReading())))
                break;
            result.pieces.push_back({file, block.offset, block.end - block.offset, {}});
            result.covered = block.lastSeq;
        }
    }
    if (m_lost && m_lost->last >= from && result.covered < enough) {
        result.pieces.push_back({nullptr, 0, 0, logframe::encodeGap(*m_lost, m_lostEnd)});
        result.covered = m_lost->last;
    }
    auto recent = std::lower_bound(m_recent.begin(), m_recent.end(), from,
        [](const Recent &entry, qint64 seq) { return entry.header.lastSeq() < seq; });
    for (; recent != m_recent.end() && result.covered < enough; ++recent) {
        result.pieces.push_back({nullptr, 0, 0, recent->frame});
        result.covered = recent->header.lastSeq();
    }
    if (result.covered < enough)
        result.covered = m_last;
    return result;
}

/// Visits lines from `from` on, oldest first, until `visit` says false, and notes the holes it comes by.
template <typename Visit>
void ServiceLog::scan(const View &view, qint64 from, QList<LogGap> &gaps, const Visit &visit) {
    qint64 next = from;
    const auto note = [&gaps](qint64 first, qint64 last) {
        if (!gaps.isEmpty() && gaps.last().last + 1 == first)
            gaps.last().last = last;
        else
            gaps.append({first, last});
    };
    const auto visitFrame = [&](QByteArrayView frame, const logframe::Header &header) {
        if (header.count == 0 || header.lastSeq() < next)
            return true;
        if (view.whole && header.firstSeq > next)
            note(next, header.firstSeq - 1);
        next = std::max(next, header.firstSeq);
        if (header.kind == logframe::Kind::Gap) {
            note(next, header.lastSeq());
            next = header.lastSeq() + 1;
        }
        return logframe::visitLines(frame, header, [&](const LineView &line) {
            if (line.seq < next)
                return true;
            next = line.seq + 1;
            return visit(line);
        });
    };
    for (const Piece &piece : view.pieces) {
        if (!piece.file) {
            if (!visitFrame(piece.frame, logframe::headerOf(piece.frame)))
                return;
            continue;
        }
        const QByteArray bytes = readAt(*piece.file, piece.offset, piece.size);
        QByteArrayView rest = bytes;
        while (const auto header = logframe::check(rest)) {
            if (!visitFrame(rest.first(qsizetype(header->length)), *header))
                return;
            rest = rest.sliced(qsizetype(header->length));
        }
    }
    if (view.whole && next <= view.covered)
        note(next, view.covered);
}

Result<LogSlice> ServiceLog::after(const LogCursor &cursor, int limit, const LogFilter &filter, LogTotal total) {
    QMutexLocker lock(&m_mutex);
    View now = snapshot();
    LogSlice slice;
    slice.oldest = {now.epoch, now.oldest - 1};
    slice.cursor = {now.epoch, cursor.seq};
    if (cursor.epoch != now.epoch || cursor.seq < slice.oldest.seq || cursor.seq > now.last)
        return Error{ErrorCode::Gone, QStringLiteral("The log no longer has what follows this cursor"),
            QStringLiteral("The oldest cursor is %1").arg(slice.oldest.toString()),
            {{QStringLiteral("oldest"), slice.oldest.toString()}}};
    now = view(cursor.seq + 1, limit, filter);
    lock.unlock();

    const LineMatcher views(filter);
    const bool countAll = !filter.isEmpty() && total == LogTotal::Count;
    qint64 bytes = 0;
    bool full = false;
    scan(now, cursor.seq + 1, slice.gaps, [&](const LineView &line) {
        full = full || slice.lines.size() >= limit || bytes >= m_limits.sliceBytes;
        if (full && !countAll)
            return false;
        if (!full)
            slice.cursor.seq = line.seq;
        if (!views.passes(line))
            return true;
        ++slice.totalInRange;
        if (full)
            return true;
        slice.lines.append(line.toStored());
        bytes += line.text.size();
        return true;
    });
    if (filter.isEmpty())
        slice.totalInRange = now.last - cursor.seq;
    // What lies before the end and could not be seen (a hole, another time) need not be looked at again.
    if (!full)
        slice.cursor.seq = now.covered;
    slice.gaps.removeIf([&](const LogGap &gap) { return gap.first > slice.cursor.seq; });
    return slice;
}

LogSlice ServiceLog::tail(int count, const LogFilter &filter) {
    LogSlice slice;
    View now;
    qint64 from = 0;
    {
        const QMutexLocker lock(&m_mutex);
        from = filter.isEmpty() ? std::max(m_last - count + 1, oldestSeq()) : oldestSeq();
        now = view(from, count, filter);
    }
    slice.oldest = {now.epoch, now.oldest - 1};
    slice.cursor = {now.epoch, now.last};
    const LineMatcher views(filter);
    std::deque<StoredLine> kept;
    qint64 bytes = 0;
    scan(now, from, slice.gaps, [&](const LineView &line) {
        if (!views.passes(line))
            return true;
        ++slice.totalInRange;
        kept.push_back(line.toStored());
        bytes += line.text.size();
        while (qsizetype(kept.size()) > count || (bytes > m_limits.sliceBytes && kept.size() > 1)) {
            bytes -= kept.front().line.text.size();
            kept.pop_front();
        }
        return true;
    });
    slice.lines = QList<StoredLine>(std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
    if (filter.isEmpty())
        slice.totalInRange = now.last - slice.oldest.seq;
    const qint64 first = slice.lines.isEmpty() ? from : slice.lines.first().seq;
    slice.gaps.removeIf([&](const LogGap &gap) { return gap.last < first; });
    return slice;
}

void ServiceLog::remove() {
    const QMutexLocker lock(&m_mutex);
    m_removed = true;
    m_segments.clear();
    m_recent.clear();
    m_unsaved = 0;
    m_unsavedBytes = 0;
    m_lost.reset();
    m_unsynced.clear();
    m_marks = {};
    QDir(m_folder).removeRecursively();
}

std::vector<LogFilePtr> ServiceLog::takeUnsynced() {
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_unsynced, {});
}

bool ServiceLog::maintain() {
    const QMutexLocker lock(&m_mutex);
    const bool saved = save();
    retain();
    // Called twice without an append between: the file and the frames in memory can go, readers use the disk.
    if (std::exchange(m_idle, true) && saved) {
        if (!m_segments.empty())
            m_segments.back().closeFile();
        m_recent.clear();
        m_recentBytes = 0;
    }
    return saved;
}
