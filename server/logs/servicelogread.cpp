// SPDX-License-Identifier: GPL-3.0-or-later
// ServiceLog, reading: what a reader needs is gathered under the lock, a window at a time, and looked at without.
#include "server/logs/linematcher.h"
#include "server/logs/logpack.h"
#include "server/logs/servicelog.h"

/// What is gathered at once: so many descriptors and so much memory a reader takes, however long the log is.
static constexpr qint64 windowBytes = 64 << 20;

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

/// The pieces from line `from` on, until line `enough` or so many bytes are there. Files only grow, and one that
/// retention removes or packing replaces meanwhile stays readable through its descriptor.
ServiceLog::View ServiceLog::view(qint64 from, qint64 enough, const LineMatcher &matcher, qint64 bytes) {
    View result = snapshot();
    const qint64 inMemory = m_recent.empty() ? m_last + 1 : m_recent.front().header.firstSeq;
    result.whole = !matcher.sinceNs && !matcher.untilNs;
    result.covered = from - 1;
    enough = std::min(enough, m_last);
    const auto isFull = [&] { return result.covered >= enough || bytes <= 0; };
    for (size_t i = 0; from < inMemory && !isFull() && i < m_segments.size(); ++i) {
        LogSegment &segment = m_segments[i];
        if (segment.lastSeq() < from || segment.firstSeq() >= inMemory)
            continue;
        if (!segment.isLoaded())
            load(segment, i);
        LogFilePtr file;
        for (const LogBlock &block : segment.blocks(from, matcher.sinceNs, matcher.untilNs)) {
            if (block.firstSeq >= inMemory || isFull() || (!file && !(file = segment.openForReading())))
                break;
            result.pieces.push_back({file, block, {}, segment.firstSeq()});
            result.covered = block.lastSeq;
            bytes -= block.frameBytes();
        }
    }
    if (m_lost && m_lost->last >= from && !isFull()) {
        result.pieces.push_back({nullptr, {}, logframe::encodeGap(*m_lost, m_lostEnd), 0});
        result.covered = m_lost->last;
    }
    auto recent = std::lower_bound(m_recent.begin(), m_recent.end(), from,
        [](const Recent &entry, qint64 seq) { return entry.header.lastSeq() < seq; });
    for (; recent != m_recent.end() && !isFull(); ++recent) {
        result.pieces.push_back({nullptr, {}, recent->frame, 0});
        result.covered = recent->header.lastSeq();
        bytes -= recent->frame.size();
    }
    if (!isFull())
        result.covered = m_last;
    return result;
}

/// The block this thread has unpacked last: whoever pages through a log asks for the same again and again.
static QByteArray unpacked(const QString &folder, qint64 segment, const LogFile &file, const LogBlock &block) {
    thread_local struct {
        QString folder;
        qint64 segment = 0;
        qint64 firstSeq = 0;
        QByteArray bytes;
    } latest;
    if (latest.segment != segment || latest.firstSeq != block.firstSeq || latest.folder != folder
        || latest.bytes.size() != block.rawBytes)
        latest = {folder, segment, block.firstSeq, logpack::unpack(file, block)};
    return latest.bytes;
}

/// Visits the lines of views that follow each other, and notes the holes it comes by.
class ServiceLog::Scan {
public:
    Scan(const QString &place, qint64 from, const LineMatcher &matcher, const LogBounds &bounds, QList<LogGap> &gaps)
        : m_place(place), m_next(from), m_matcher(matcher), m_bounds(bounds), m_gaps(gaps) { }

    /// Oldest first, until `visit` says false; returns whether it never did.
    template <typename Visit>
    bool over(const View &view, const Visit &visit) {
        for (const Piece &piece : view.pieces) {
            if (m_bounds.isOver())
                return false;
            if (!piece.file) {
                if (!visitFrame(view, piece.frame, logframe::headerOf(piece.frame), visit))
                    return false;
                continue;
            }
            if (!mayHold(piece)) {
                pass(view, piece.block.firstSeq, piece.block.lastSeq);
                continue;
            }
            const bool isPacked = piece.block.rawBytes > 0;
            const QByteArray bytes = isPacked
                ? unpacked(m_place, piece.segment, *piece.file, piece.block)
                : readAt(*piece.file, piece.block.offset, piece.block.end - piece.block.offset);
            QByteArrayView rest = bytes;
            while (const auto header = logframe::check(rest)) {
                if (!visitFrame(view, rest.first(qsizetype(header->length)), *header, visit))
                    return false;
                rest = rest.sliced(qsizetype(header->length));
            }
        }
        if (view.whole && m_next <= view.covered)
            note(m_next, view.covered);
        m_next = std::max(m_next, view.covered + 1);
        return true;
    }

private:
    /// Whether any line of it may pass. Blocks with holes in them are looked at.
    bool mayHold(const Piece &piece) const {
        if (m_matcher.places.empty() || piece.block.filterOffset == 0)
            return true;
        const QByteArray bits = logpack::readFilter(*piece.file, piece.block);
        return bits.isEmpty() || TrigramFilter::mayContain(bits, m_matcher.places);
    }
    void note(qint64 first, qint64 last) {
        if (!m_gaps.isEmpty() && m_gaps.last().last + 1 == first)
            m_gaps.last().last = last;
        else
            m_gaps.append({first, last});
    }
    void pass(const View &view, qint64 first, qint64 last) {
        if (view.whole && first > m_next)
            note(m_next, first - 1);
        m_next = std::max(m_next, last + 1);
    }
    template <typename Visit>
    bool visitFrame(const View &view, QByteArrayView frame, const logframe::Header &header, const Visit &visit) {
        if (header.count == 0 || header.lastSeq() < m_next)
            return true;
        if (view.whole && header.firstSeq > m_next)
            note(m_next, header.firstSeq - 1);
        m_next = std::max(m_next, header.firstSeq);
        const bool isGap = header.kind == logframe::Kind::Gap;
        if (isGap)
            note(m_next, header.lastSeq());
        if (isGap || !m_matcher.mayPass(frame)) {
            m_next = header.lastSeq() + 1;
            return true;
        }
        return logframe::visitLines(frame, header, [&](const LineView &line) {
            if (line.seq < m_next)
                return true;
            m_next = line.seq + 1;
            return visit(line);
        });
    }

    const QString &m_place;
    qint64 m_next;
    const LineMatcher &m_matcher;
    const LogBounds &m_bounds;
    QList<LogGap> &m_gaps;
};

/// Visits lines from `from` on until `visit` says false, line `enough` has been seen, or the bounds end it; returns up
/// to where it has seen everything, or -1 when `visit` ended it.
template <typename Visit>
qint64 ServiceLog::read(qint64 from, qint64 enough, const LineMatcher &matcher, const LogBounds &bounds,
    QList<LogGap> &gaps, const Visit &visit) {
    Scan scan(m_folder, from, matcher, bounds, gaps);
    qint64 covered = from - 1;
    qint64 left = bounds.scanned > 0 ? bounds.scanned : std::numeric_limits<qint64>::max();
    while (covered < enough && left > 0) {
        const qint64 window = std::min(left, windowBytes);
        View now;
        {
            const QMutexLocker lock(&m_mutex);
            now = view(covered + 1, enough, matcher, window);
        }
        if (!scan.over(now, visit))
            return -1;
        covered = now.covered;
        left -= window;
        if (now.covered >= now.last)
            break;
    }
    return covered;
}

Error ServiceLog::gone(const View &now) const {
    const QString oldest = LogCursor{now.epoch, now.oldest - 1}.toString();
    return {ErrorCode::Gone, QStringLiteral("The log no longer has what follows this cursor"),
        QStringLiteral("The oldest cursor is %1").arg(oldest), {{QStringLiteral("oldest"), oldest}}};
}

Result<LogSlice> ServiceLog::after(
    const LogCursor &cursor, int limit, const LogFilter &filter, LogTotal total, const LogBounds &bounds) {
    View now;
    {
        const QMutexLocker lock(&m_mutex);
        now = snapshot();
    }
    if (cursor.epoch != now.epoch || cursor.seq < now.oldest - 1 || cursor.seq > now.last)
        return gone(now);
    LogSlice slice;
    slice.oldest = {now.epoch, now.oldest - 1};
    slice.cursor = {now.epoch, cursor.seq};
    const LineMatcher matcher(filter);
    const bool countAll = !filter.isEmpty() && total == LogTotal::Count;
    const qint64 mostBytes = bounds.bytes > 0 ? bounds.bytes : m_limits.sliceBytes;
    qint64 bytes = 0;
    bool full = false;
    const qint64 enough = filter.isEmpty() ? std::min(cursor.seq + limit, now.last) : now.last;
    const qint64 seen = read(cursor.seq + 1, enough, matcher, bounds, slice.gaps, [&](const LineView &line) {
        if (line.seq > now.last) { // written meanwhile
            slice.cursor.seq = full ? slice.cursor.seq : now.last;
            return false;
        }
        full = full || slice.lines.size() >= limit
            || (bytes > 0 && bytes + line.text.size() > mostBytes && matcher.passes(line));
        if (full && !countAll)
            return false;
        if (!full)
            slice.cursor.seq = line.seq;
        if (!matcher.passes(line))
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
    if (!full && seen >= 0)
        slice.cursor.seq = std::min(seen, std::max(now.last, slice.cursor.seq));
    slice.gaps.removeIf([&](const LogGap &gap) { return gap.first > slice.cursor.seq; });
    return slice;
}

/// The last lines of those from `from` to `to`.
LogSlice ServiceLog::lastOf(
    View now, qint64 from, qint64 to, int count, const LogFilter &filter, const LogBounds &bounds) {
    LogSlice slice;
    slice.oldest = {now.epoch, now.oldest - 1};
    slice.cursor = {now.epoch, to};
    const LineMatcher matcher(filter);
    const qint64 mostBytes = bounds.bytes > 0 ? bounds.bytes : m_limits.sliceBytes;
    std::deque<StoredLine> kept;
    qint64 bytes = 0;
    (void)read(from, to, matcher, bounds, slice.gaps, [&](const LineView &line) {
        if (line.seq > to)
            return false;
        if (!matcher.passes(line))
            return true;
        ++slice.totalInRange;
        kept.push_back(line.toStored());
        bytes += line.text.size();
        while (qsizetype(kept.size()) > count || (bytes > mostBytes && kept.size() > 1)) {
            bytes -= kept.front().line.text.size();
            kept.pop_front();
        }
        return true;
    });
    slice.lines = QList<StoredLine>(std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
    if (filter.isEmpty())
        slice.totalInRange = to - slice.oldest.seq;
    const qint64 first = slice.lines.isEmpty() ? from : slice.lines.first().seq;
    slice.gaps.removeIf([&](const LogGap &gap) { return gap.last < first; });
    return slice;
}

LogSlice ServiceLog::tail(int count, const LogFilter &filter, const LogBounds &bounds) {
    View now;
    {
        const QMutexLocker lock(&m_mutex);
        now = snapshot();
    }
    const qint64 from = filter.isEmpty() ? std::max(now.last - count + 1, now.oldest) : now.oldest;
    return lastOf(now, from, now.last, count, filter, bounds);
}

Result<LogSlice> ServiceLog::before(
    const LogCursor &cursor, int count, const LogFilter &filter, const LogBounds &bounds) {
    View now;
    {
        const QMutexLocker lock(&m_mutex);
        now = snapshot();
    }
    if (cursor.epoch != now.epoch || cursor.seq < now.oldest || cursor.seq > now.last + 1)
        return gone(now);
    const qint64 to = cursor.seq - 1;
    const qint64 from = filter.isEmpty() ? std::max(to - count + 1, now.oldest) : now.oldest;
    return lastOf(now, from, to, count, filter, bounds);
}
