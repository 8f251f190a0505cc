// SPDX-License-Identifier: GPL-3.0-or-later
// Putting pages and live lines together, and letting go of what is far away.
#include "app/models/loghistory.h"
#include "shared/contract/logcursor.h"
#include <algorithm>

// More holes than these are a server's nonsense.
static constexpr size_t mostLost = 10'000;
// What a chunk costs beside its lines.
static constexpr qint64 chunkBytes = 200;

static qint64 costOf(const LogChunk &chunk) {
    return chunk.bytes() + chunkBytes;
}

LogHistory::LogHistory(qint64 mostBytes, QObject *parent) : QObject(parent), m_mostBytes(mostBytes) { }

std::optional<HeldLine> LogHistory::line(qint64 seq) const {
    if (seq < m_first || seq >= m_end)
        return std::nullopt;
    const auto chunk = m_chunks.find(LogChunk::numberOf(seq));
    if (chunk == m_chunks.end() || !chunk->second.holds(seq))
        return std::nullopt;
    return chunk->second.line(seq);
}

const LogHistory::Lost *LogHistory::lostAt(qint64 seq) const {
    const auto behind = std::ranges::upper_bound(
        m_lost, seq, {}, [](const Lost &lost) { return lost.first; }); // the first that begins later
    if (behind == m_lost.begin() || std::prev(behind)->last < seq)
        return nullptr;
    return &*std::prev(behind);
}

bool LogHistory::isLost(qint64 from, qint64 to) const {
    const Lost *lost = lostAt(from);
    return from >= to || (lost && lost->last >= to - 1);
}

qint64 LogHistory::knownFrom() const {
    qint64 known = m_end;
    for (auto chunk = m_chunks.rbegin(); chunk != m_chunks.rend() && known > m_first; ++chunk) {
        if (!isLost(chunk->second.end(), known))
            break;
        known = std::min(known, chunk->second.first());
    }
    if (const Lost *before = lostAt(known - 1))
        known = before->first;
    return std::max(known, m_first);
}

bool LogHistory::isWhole() const {
    return knownFrom() <= m_first;
}

quint16 LogHistory::writerOf(const LogEntry &entry) {
    const auto isSame = [&](const LogWriter &writer) {
        return writer.stream == entry.stream && writer.replica == entry.replica && writer.revision == entry.revision
            && writer.component == entry.component;
    };
    const auto found = std::ranges::find_if(m_writers, isSame);
    if (found != m_writers.end())
        return quint16(found - m_writers.begin());
    if (m_writers.size() > 60'000)
        return 0;
    m_writers.push_back({entry.component, entry.stream, entry.replica, entry.revision});
    return quint16(m_writers.size() - 1);
}

void LogHistory::keepAside(qint64 number) {
    const auto chunk = m_chunks.find(number);
    m_bytes -= costOf(chunk->second);
    m_aside.insert_or_assign(number, std::move(chunk->second));
    m_chunks.erase(chunk);
}

void LogHistory::put(const HeldLine &line) {
    const qint64 number = LogChunk::numberOf(line.seq);
    if (const auto there = m_chunks.find(number); there != m_chunks.end()) {
        if (there->second.holds(line.seq))
            return;
        if (line.seq < there->second.first() || !isLost(there->second.end(), line.seq))
            keepAside(number);
    }
    const auto [place, isNew] = m_chunks.try_emplace(number);
    LogChunk &chunk = place->second;
    if (!isNew)
        m_bytes -= costOf(chunk);
    while (!isNew && chunk.end() < line.seq) // lost ones in between
        chunk.append({chunk.end(), line.timeMs, 0, {}});
    chunk.append(line);
    if (chunk.end() == LogChunk::firstOf(number + 1))
        chunk.squeeze();
    m_bytes += costOf(chunk);
}

void LogHistory::putEntry(const LogEntry &entry) {
    const QByteArray text = entry.text.toUtf8();
    put({entry.seq, entry.time.time_since_epoch().count(), writerOf(entry), text});
}

/// Of two stretches of a chunk one is kept, since a chunk has no holes: both when they touch, else the one at the end.
void LogHistory::joinAside() {
    for (auto &[number, old] : m_aside) {
        LogChunk &now = m_chunks[number];
        m_bytes -= now.isEmpty() ? 0 : costOf(now);
        if (now.isEmpty() || (now.end() < old.first() && !isLost(now.end(), old.first()) && old.end() == m_end)) {
            now = std::move(old);
        } else if (now.first() <= old.first()) {
            while (now.end() < old.first() && isLost(now.end(), old.first()))
                now.append({now.end(), 0, 0, {}});
            for (qint64 seq = now.end(); old.holds(seq); ++seq)
                now.append(old.line(seq));
        }
        m_bytes += costOf(now);
    }
    m_aside.clear();
}

void LogHistory::take(const LogPage &page, std::optional<qint64> after) {
    const auto cursor = LogCursor::parse(page.cursor);
    const auto oldest = LogCursor::parse(page.oldest);
    if (!cursor || !oldest)
        return;
    if (m_epoch != cursor->epoch) {
        const bool isAnother = !m_epoch.isEmpty();
        reset();
        m_epoch = cursor->epoch;
        if (isAnother)
            emit restarted();
    }
    const qint64 endBefore = m_end;
    m_end = std::max(m_end, cursor->seq + 1);
    qint64 expected = after ? *after + 1 : page.data.isEmpty() ? m_end : page.data.first().seq;
    const qint64 from = expected;
    for (const LogEntry &entry : page.data) {
        if (entry.seq < expected || entry.seq >= m_end)
            continue;
        if (entry.seq > expected)
            addLost(expected, entry.seq - 1, {});
        expected = entry.seq + 1;
        putEntry(entry);
    }
    if (expected <= cursor->seq)
        addLost(expected, cursor->seq, {});
    joinAside();
    trim();
    forgetBefore(oldest->seq + 1);
    if (m_end > endBefore)
        emit grown(endBefore);
    emit filled(from, cursor->seq + 1);
}

void LogHistory::append(const QList<LogEntry> &lines) {
    const qint64 endBefore = m_end;
    for (const LogEntry &entry : lines) {
        if (entry.seq < m_end)
            continue;
        m_end = entry.seq + 1;
        putEntry(entry);
    }
    m_aside.clear();
    trim();
    if (m_end > endBefore)
        emit grown(endBefore);
}

void LogHistory::markLost(qint64 first, qint64 last, const QString &reason) {
    const qint64 endBefore = m_end;
    addLost(first, last, reason);
    if (m_end > endBefore)
        emit grown(endBefore);
    emit filled(first, last + 1);
}

void LogHistory::addLost(qint64 first, qint64 last, const QString &reason) {
    first = std::max(first, m_first);
    if (last < first || m_lost.size() >= mostLost)
        return;
    m_end = std::max(m_end, last + 1);
    Lost lost{first, last, reason};
    const auto touches = [&](const Lost &other) {
        return other.first <= lost.last + 1 && other.last + 1 >= lost.first;
    };
    for (const Lost &other : m_lost) {
        if (!touches(other))
            continue;
        lost.first = std::min(lost.first, other.first);
        lost.last = std::max(lost.last, other.last);
        if (lost.reason.isEmpty())
            lost.reason = other.reason;
    }
    std::erase_if(m_lost, touches);
    m_lost.insert(std::ranges::upper_bound(m_lost, lost.first, {}, [](const Lost &each) { return each.first; }), lost);
}

void LogHistory::forgetBefore(qint64 first) {
    if (first <= m_first)
        return;
    m_first = first;
    m_end = std::max(m_end, first);
    while (!m_chunks.empty() && m_chunks.begin()->second.end() <= first) {
        m_bytes -= costOf(m_chunks.begin()->second);
        m_chunks.erase(m_chunks.begin());
    }
    std::erase_if(m_lost, [&](const Lost &lost) { return lost.last < first; });
    if (!m_lost.empty())
        m_lost.front().first = std::max(m_lost.front().first, first);
    emit shortened();
}

void LogHistory::trim() {
    while (m_bytes > m_mostBytes && m_chunks.size() > 2) {
        const auto newest = std::prev(m_chunks.end(), 2); // the very last is being written
        const qint64 reading = LogChunk::numberOf(std::max<qint64>(1, m_reading));
        const bool isOldestFarther = std::abs(m_chunks.begin()->first - reading) >= std::abs(newest->first - reading);
        const auto farthest = isOldestFarther ? m_chunks.begin() : newest;
        m_bytes -= costOf(farthest->second);
        m_chunks.erase(farthest);
    }
}

void LogHistory::reset() {
    m_epoch.clear();
    m_chunks.clear();
    m_aside.clear();
    m_lost.clear();
    m_writers = {LogWriter{}};
    m_first = m_end = 1;
    m_bytes = 0;
}
