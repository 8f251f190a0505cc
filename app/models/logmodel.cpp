// SPDX-License-Identifier: GPL-3.0-or-later
// From lines to rows and back.
#include "app/models/logmodel.h"
#include <algorithm>

using namespace std::chrono_literals;

LogModel::LogModel(QObject *parent) : QObject(parent) {
    m_rebuild.setSingleShot(true);
    m_rebuild.setInterval(40ms); // pages and matches come in bursts
    connect(&m_rebuild, &QTimer::timeout, this, &LogModel::rebuild);
}

LogModel::~LogModel() = default;

void LogModel::setSources(const QList<LogHistory *> &histories) {
    m_sources.clear();
    for (LogHistory *history : histories) {
        const size_t number = m_sources.size();
        m_sources.push_back(std::make_unique<Source>(history));
        // By the finder's being their context these end with the source.
        LogFinder *context = &m_sources.back()->finder;
        context->setPattern(m_pattern);
        connect(history, &LogHistory::grown, context, [this, number](qint64 from) { onGrown(number, from); });
        connect(history, &LogHistory::filled, context, [this] { onFilled(); });
        connect(history, &LogHistory::shortened, context, [this] { rebuild(); });
        connect(history, &LogHistory::restarted, context, [this, number] {
            m_sources[number]->cleared = 0;
            rebuild();
        });
        connect(context, &LogFinder::changed, context, [this] { onFound(); });
    }
    rebuild();
}

void LogModel::setPattern(LogPatternPtr pattern) {
    m_pattern = std::move(pattern);
    for (const auto &source : m_sources)
        source->finder.setPattern(m_pattern);
    if (m_context)
        rebuild();
    emit foundChanged();
}

qint64 LogModel::foundCount() const {
    qint64 count = 0;
    for (const auto &source : m_sources)
        count += source->finder.count();
    return count;
}

bool LogModel::isSearching() const {
    return std::ranges::any_of(m_sources, [](const auto &source) { return source->finder.isBusy(); });
}

void LogModel::setOnlyFound(std::optional<int> context) {
    if (std::exchange(m_context, context) != context)
        rebuild();
}

void LogModel::setHidden(const QSet<QString> &components, const QSet<LogStream> &streams) {
    m_hiddenComponents = components;
    m_hiddenStreams = streams;
    rebuild();
}

QStringList LogModel::components() const {
    QSet<QString> names;
    for (const auto &source : m_sources)
        for (size_t number = 1; number < source->history->writers().size(); ++number) // the first is nobody
            names.insert(source->history->writers()[number].component);
    QStringList list(names.begin(), names.end());
    list.sort();
    return list;
}

void LogModel::setCleared(int source, qint64 seq) {
    m_sources[size_t(source)]->cleared = seq;
    rebuild();
}

bool LogModel::isShown(const Source &source, const HeldLine &line) const {
    if (!isHiding())
        return true;
    const LogWriter &writer = source.history->writer(line.writer);
    return !m_hiddenComponents.contains(writer.component) && !m_hiddenStreams.contains(writer.stream);
}

void LogModel::onGrown(size_t number, qint64 from) {
    if (m_context) {
        m_rebuild.start();
        return;
    }
    const qint64 before = rowCount();
    if (!isDirect()) {
        const Source &source = *m_sources[number];
        for (qint64 seq = std::max(from, source.begin()); seq < source.history->end(); ++seq) {
            const auto line = source.history->line(seq);
            if (!line) {
                m_rebuild.start();
                return;
            }
            if (isShown(source, *line))
                add({int(number), seq}, line->timeMs);
        }
    }
    const qint64 rows = rowCount() - (isDirect() ? std::exchange(m_direct, rowCount()) : before);
    if (rows > 0)
        emit grown(rows);
}

/// At its time: lines of several logs come a little out of order.
void LogModel::add(LogPlace place, qint64 timeMs) {
    auto at = m_rows.end();
    if (timeMs < m_lastTimeMs && m_sources.size() > 1) {
        while (at != m_rows.begin()) {
            const LogPlace &before = *std::prev(at);
            const auto line = m_sources[size_t(before.source)]->history->line(before.seq);
            if (before.source == place.source || !line || line->timeMs <= timeMs)
                break;
            --at;
        }
    }
    m_rows.insert(at, place);
    m_lastTimeMs = std::max(m_lastTimeMs, timeMs);
}

void LogModel::onFilled() {
    if (isDirect() && rowCount() == m_direct)
        emit refreshed();
    else if (!isDirect() && !m_rebuild.isActive())
        m_rebuild.start();
    else if (isDirect())
        rebuild(); // a hole takes one row
}

void LogModel::onFound() {
    if (m_context && !m_rebuild.isActive())
        m_rebuild.start();
    emit foundChanged();
}

void LogModel::rebuild() {
    m_rebuild.stop();
    m_rows.clear();
    m_lastTimeMs = 0;
    if (m_sources.size() == 1 && m_context && !isHiding())
        buildFound();
    else if (!isDirect() && !m_sources.empty())
        buildMerged();
    m_direct = isDirect() ? rowCount() : 0;
    emit rebuilt();
}

/// One log's lines that match, with those around them. None of them has to be held.
void LogModel::buildFound() {
    const Source &source = *m_sources.front();
    qint64 next = source.begin();
    for (const qint64 found : source.finder.lines()) {
        const qint64 to = std::min(found + *m_context, source.history->end() - 1);
        for (qint64 seq = std::max(next, found - *m_context); seq <= to; ++seq)
            m_rows.push_back({0, seq});
        next = std::max(next, to + 1);
    }
}

/// By time, as far back as all logs are held.
void LogModel::buildMerged() {
    struct Cursor {
        int source;
        const Source *from;
        qint64 seq;
        std::optional<HeldLine> line;

        void skip(const LogModel &model) {
            for (; seq < from->history->end(); ++seq) {
                const LogHistory::Lost *lost = from->history->lostAt(seq);
                if (lost && lost->first < seq && from->begin() < seq)
                    continue; // the first stands for them
                line = from->history->line(seq);
                if (lost && !line)
                    line = HeldLine{seq, 0, 0, {}};
                if (!line || (!lost && !model.isShown(*from, *line)) || !isNearFound(model))
                    continue;
                return;
            }
            line.reset();
        }
        bool isNearFound(const LogModel &model) const {
            if (!model.m_context)
                return true;
            const std::vector<qint64> &found = from->finder.lines();
            const auto near = std::ranges::lower_bound(found, seq - *model.m_context);
            return near != found.end() && *near <= seq + *model.m_context;
        }
    };
    std::vector<Cursor> cursors;
    qint64 since = 0;
    for (size_t i = 0; i < m_sources.size(); ++i) {
        const Source &source = *m_sources[i];
        const qint64 from = std::max(source.history->knownFrom(), source.begin());
        const auto first = source.history->line(from);
        if (from > source.begin() && first)
            since = std::max(since, first->timeMs);
        cursors.push_back({int(i), &source, from, {}});
        cursors.back().skip(*this);
    }
    for (;;) {
        Cursor *earliest = nullptr;
        for (Cursor &cursor : cursors)
            if (cursor.line && (!earliest || cursor.line->timeMs < earliest->line->timeMs))
                earliest = &cursor;
        if (!earliest)
            return;
        if (earliest->line->timeMs >= since || m_sources.size() == 1) {
            m_rows.push_back({earliest->source, earliest->seq});
            m_lastTimeMs = std::max(m_lastTimeMs, earliest->line->timeMs);
        }
        ++earliest->seq;
        earliest->skip(*this);
    }
}

std::optional<int> LogModel::olderSource() const {
    if (isDirect() || (m_sources.size() == 1 && !isHiding()))
        return std::nullopt;
    std::optional<int> older;
    qint64 latest = -1;
    for (size_t i = 0; i < m_sources.size(); ++i) {
        const Source &source = *m_sources[i];
        const qint64 from = source.history->knownFrom();
        const auto first = source.history->line(from);
        if (from <= source.begin() || !first || first->timeMs <= latest)
            continue;
        latest = first->timeMs;
        older = int(i);
    }
    return older;
}

qint64 LogModel::directRowOf(qint64 seq) const {
    const Source &source = *m_sources.front();
    const qint64 begin = source.begin();
    seq = std::clamp(seq, begin, std::max(begin, source.history->end()));
    qint64 hidden = 0;
    for (const LogHistory::Lost &lost : source.history->lost()) {
        const qint64 first = std::max(lost.first, begin);
        if (first >= seq)
            break;
        if (lost.last >= begin)
            hidden += std::min(lost.last, seq) - first;
    }
    return seq - begin - hidden;
}

qint64 LogModel::rowCount() const {
    if (m_sources.empty())
        return 0;
    if (!isDirect())
        return qint64(m_rows.size());
    return directRowOf(m_sources.front()->history->end());
}

LogPlace LogModel::placeOf(qint64 row) const {
    if (!isDirect())
        return row >= 0 && row < qint64(m_rows.size()) ? m_rows[size_t(row)] : LogPlace{};
    const Source &source = *m_sources.front();
    qint64 seq = source.begin() + row;
    for (const LogHistory::Lost &lost : source.history->lost()) {
        const qint64 first = std::max(lost.first, source.begin());
        if (first >= seq)
            break;
        if (lost.last >= source.begin())
            seq += lost.last - first;
    }
    return {0, seq};
}

qint64 LogModel::rowOf(const LogPlace &place) const {
    if (m_sources.empty())
        return 0;
    if (isDirect())
        return directRowOf(place.seq);
    if (m_sources.size() == 1)
        return std::ranges::lower_bound(m_rows, place.seq, {}, &LogPlace::seq) - m_rows.begin();
    qint64 next = qint64(m_rows.size());
    for (qint64 row = next - 1; row >= 0; --row) {
        if (m_rows[size_t(row)].source != place.source)
            continue;
        if (m_rows[size_t(row)].seq < place.seq)
            break;
        next = row;
    }
    return next;
}

LogRow LogModel::row(qint64 number) const {
    LogRow row;
    row.place = placeOf(number);
    const Source &source = *m_sources[size_t(row.place.source)];
    if (const LogHistory::Lost *lost = source.history->lostAt(row.place.seq)) {
        row.kind = LogRow::Kind::Lost;
        row.lostCount = lost->last - std::max(lost->first, source.begin()) + 1;
        row.lostReason = lost->reason;
    } else if (const auto line = source.history->line(row.place.seq)) {
        row.kind = LogRow::Kind::Line;
        row.line = *line;
        row.writer = source.history->writer(line->writer);
        row.isFound = source.finder.isFound(line->seq);
    }
    return row;
}

qint64 LogModel::nextFound(qint64 from, int direction) const {
    const qint64 rows = rowCount();
    if (foundCount() == 0 || rows == 0)
        return -1;
    if (m_sources.size() == 1 && !isHiding()) {
        const std::vector<qint64> &found = m_sources.front()->finder.lines();
        const qint64 seq = from < 0 ? 0 : from >= rows ? m_sources.front()->history->end() : placeOf(from).seq;
        const auto begin = std::ranges::lower_bound(found, m_sources.front()->begin());
        if (begin == found.end())
            return -1;
        auto next =
            direction > 0 ? std::upper_bound(begin, found.end(), seq) : std::lower_bound(begin, found.end(), seq);
        if (direction > 0 && next == found.end())
            next = begin;
        else if (direction < 0)
            next = next == begin ? std::prev(found.end()) : std::prev(next);
        return rowOf({0, *next});
    }
    for (qint64 step = 1; step <= rows; ++step) {
        const qint64 row = ((from + direction * step) % rows + rows) % rows;
        const LogPlace &place = m_rows[size_t(row)];
        if (m_sources[size_t(place.source)]->finder.isFound(place.seq))
            return row;
    }
    return -1;
}
