// SPDX-License-Identifier: GPL-3.0-or-later
// LineMatcher: a filter made ready for lines in their buffers.
#pragma once

#include "server/logs/logline.h"
#include "server/logs/trigramfilter.h"
#include <QByteArrayMatcher>
#include <algorithm>
#include <cstring>
#include <limits>

/// The filter with everything made comparable to what is in a frame, once and not for each line.
class LineMatcher {
public:
    explicit LineMatcher(const LogFilter &filter)
        : sinceNs(toNs(filter.since))
        , places(TrigramFilter::placesOf(filter.search))
        , m_filter(filter)
        , m_component(filter.component.toUtf8())
        , m_matcher(filter.search) {
        if (filter.until)
            untilNs = *toNs(filter.until) + 999'999; // a time of the API stands for its whole millisecond
    }
    bool passes(const LineView &line) const {
        return (!sinceNs || line.timeNs >= *sinceNs) && (!untilNs || line.timeNs <= *untilNs)
            && (!m_filter.stream || line.stream == *m_filter.stream)
            && (m_component.isEmpty() || line.component == m_component)
            && (m_filter.search.isEmpty() || m_matcher.indexIn(line.text) >= 0)
            && (!m_filter.regex || m_filter.regex->matches(line.text));
    }
    /// False: no line of these frames passes. One look at all of them is far cheaper than one at each.
    bool mayPass(QByteArrayView frames) const {
        return m_filter.search.isEmpty()
            || ::memmem(
                   frames.data(), size_t(frames.size()), m_filter.search.constData(), size_t(m_filter.search.size()))
            != nullptr;
    }
    std::optional<qint64> sinceNs;
    std::optional<qint64> untilNs;
    /// Of the text that is searched for; empty when none can be left out for it.
    std::vector<uint32_t> places;

private:
    static std::optional<qint64> toNs(const std::optional<Timestamp> &time) {
        if (!time)
            return std::nullopt;
        // Years past 2262 do not fit into nanoseconds and mean "always" or "never" just as well.
        constexpr qint64 most = std::numeric_limits<qint64>::max() / 1'000'000 - 1;
        return std::clamp<qint64>(time->time_since_epoch().count(), -most, most) * 1'000'000;
    }
    const LogFilter &m_filter;
    QByteArray m_component;
    QByteArrayMatcher m_matcher;
};
