// SPDX-License-Identifier: GPL-3.0-or-later
// Looking through chunks in slices of time.
#include "app/models/logfinder.h"
#include <QElapsedTimer>
#include <algorithm>

// A frame has 16 ms, and something else has to be done in it too.
static constexpr qint64 sliceMs = 6;

LogFinder::LogFinder(LogHistory &history, QObject *parent) : QObject(parent), m_history(history) {
    m_next.setSingleShot(true);
    m_next.setInterval(0);
    connect(&m_next, &QTimer::timeout, this, &LogFinder::look);
    connect(&history, &LogHistory::filled, this, &LogFinder::onFilled);
    connect(&history, &LogHistory::grown, this, &LogFinder::onGrown);
    connect(&history, &LogHistory::shortened, this, [this] {
        while (!m_found.empty() && LogChunk::firstOf(m_found.begin()->first + 1) <= m_history.first())
            forget(m_found.begin()->first, 0, m_history.first());
    });
    connect(&history, &LogHistory::restarted, this, [this] { setPattern(m_pattern); });
}

void LogFinder::setPattern(LogPatternPtr pattern) {
    m_pattern = std::move(pattern);
    m_found.clear();
    m_seenTo.clear();
    m_unseen.clear();
    m_count = 0;
    m_stale = true;
    if (m_pattern)
        for (const auto &[number, chunk] : m_history.chunks())
            m_unseen.push_back(number);
    m_next.start();
}

void LogFinder::look() {
    QElapsedTimer time;
    time.start();
    while (!m_unseen.empty() && time.elapsed() < sliceMs) {
        const qint64 number = m_unseen.back();
        m_unseen.pop_back();
        const auto chunk = m_history.chunks().find(number);
        if (chunk == m_history.chunks().end())
            continue; // let go meanwhile; what the server finds there is as good
        forget(number, chunk->second.first(), chunk->second.end());
        lookAt(chunk->second, chunk->second.first());
    }
    if (!m_unseen.empty())
        m_next.start();
    emit changed();
}

void LogFinder::lookAt(const LogChunk &chunk, qint64 from) {
    const qint64 number = LogChunk::numberOf(chunk.first());
    m_seenTo[number] = chunk.end();
    qsizetype offset = from >= chunk.end() ? chunk.text().size() : chunk.beginOf(from);
    std::vector<qint64> found;
    while (const auto place = m_pattern->find(chunk.text(), offset)) {
        if (place->begin >= chunk.text().size())
            break; // behind the last line break there is no line
        const qint64 seq = chunk.lineAt(place->begin);
        if (seq >= m_history.first() && !m_history.lostAt(seq))
            found.push_back(seq);
        if (seq + 1 >= chunk.end())
            break;
        offset = chunk.beginOf(seq + 1);
    }
    if (found.empty())
        return;
    m_count += qint64(found.size());
    std::vector<qint64> &all = m_found[number];
    all.insert(std::ranges::lower_bound(all, found.front()), found.begin(), found.end());
    m_stale = true;
}

void LogFinder::onGrown(qint64 from) {
    if (!m_pattern)
        return;
    const qint64 countBefore = m_count;
    const auto &chunks = m_history.chunks();
    for (auto chunk = chunks.lower_bound(LogChunk::numberOf(from)); chunk != chunks.end(); ++chunk) {
        const auto seen = m_seenTo.find(chunk->first);
        const bool isNew = seen == m_seenTo.end();
        if (isNew && std::ranges::find(m_unseen, chunk->first) != m_unseen.end())
            continue; // its turn comes
        if (isNew)
            forget(chunk->first, chunk->second.first(), chunk->second.end());
        lookAt(chunk->second, isNew ? chunk->second.first() : std::max(seen->second, chunk->second.first()));
    }
    if (m_count != countBefore)
        emit changed();
}

void LogFinder::onFilled(qint64 from, qint64 to) {
    if (!m_pattern)
        return;
    const auto &chunks = m_history.chunks();
    for (auto chunk = chunks.lower_bound(LogChunk::numberOf(std::max<qint64>(1, from)));
         chunk != chunks.end() && chunk->first <= LogChunk::numberOf(std::max(from, to)); ++chunk)
        if (std::ranges::find(m_unseen, chunk->first) == m_unseen.end())
            m_unseen.push_back(chunk->first);
    m_next.start();
}

void LogFinder::forget(qint64 number, qint64 from, qint64 to) {
    m_seenTo.erase(number);
    const auto found = m_found.find(number);
    if (found == m_found.end())
        return;
    m_count -= qint64(std::erase_if(found->second, [&](qint64 seq) { return seq >= from && seq < to; }));
    if (found->second.empty())
        m_found.erase(found);
    m_stale = true;
}

void LogFinder::take(const QList<LogEntry> &found) {
    if (!m_pattern)
        return;
    for (const LogEntry &entry : found) {
        if (entry.seq < m_history.first() || entry.seq >= m_history.end() || m_history.line(entry.seq))
            continue; // what is held is looked at here
        std::vector<qint64> &all = m_found[LogChunk::numberOf(entry.seq)];
        const auto place = std::ranges::lower_bound(all, entry.seq);
        if (place != all.end() && *place == entry.seq)
            continue;
        all.insert(place, entry.seq);
        ++m_count;
    }
    m_stale = true;
    emit changed();
}

const std::vector<qint64> &LogFinder::lines() const {
    if (std::exchange(m_stale, false)) {
        m_lines.clear();
        m_lines.reserve(size_t(m_count));
        for (const auto &[number, found] : m_found)
            m_lines.insert(m_lines.end(), found.begin(), found.end());
    }
    return m_lines;
}

bool LogFinder::isFound(qint64 seq) const {
    const auto found = m_found.find(LogChunk::numberOf(seq));
    return found != m_found.end() && std::ranges::binary_search(found->second, seq);
}
