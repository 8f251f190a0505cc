// SPDX-License-Identifier: GPL-3.0-or-later
// Counting lines of the same time.
#include "server/logs/outputmarks.h"
#include <algorithm>

static constexpr size_t maxMarks = 2048;

OutputMarks::Mark &OutputMarks::find(QByteArrayView component, int replica, LogStream stream) {
    const auto matches = [&](const Mark &mark) {
        return mark.stream == stream && mark.replica == replica && mark.component == component;
    };
    if (m_latest < m_marks.size() && matches(m_marks[m_latest]))
        return m_marks[m_latest];
    auto found = std::find_if(m_marks.begin(), m_marks.end(), matches);
    if (found == m_marks.end()) {
        if (m_marks.size() >= maxMarks) // the one that has been silent for longest
            m_marks.erase(std::min_element(m_marks.begin(), m_marks.end(),
                [](const Mark &a, const Mark &b) { return a.last.timeNs < b.last.timeNs; }));
        m_marks.push_back({component.toByteArray(), replica, stream, {}});
        found = m_marks.end() - 1;
    }
    m_latest = size_t(found - m_marks.begin());
    return *found;
}

void OutputMarks::noteFrame(QByteArrayView frame, const logframe::Header &header) {
    if (header.kind == logframe::Kind::Marks) {
        m_isComplete = true;
        qsizetype at = sizeof header;
        logframe::MarkHeader mark;
        while (frame.size() - at >= qsizetype(sizeof mark)) {
            std::memcpy(&mark, frame.data() + at, sizeof mark);
            at += sizeof mark;
            if (frame.size() - at < mark.nameLength || mark.stream > quint8(LogStream::Stderr))
                return;
            find(frame.sliced(at, mark.nameLength), mark.replica, LogStream(mark.stream)).last = {
                mark.timeNs, int(mark.count)};
            at += mark.nameLength;
        }
        return;
    }
    logframe::visitLines(frame, header, [this](const LineView &line) {
        if (line.stream == LogStream::System) // said by the panel, not by the component
            return true;
        LastLine &last = find(line.component, line.replica, line.stream).last;
        last = {line.timeNs, last.timeNs == line.timeNs ? last.count + 1 : 1};
        return true;
    });
}

void OutputMarks::addOlder(const OutputMarks &older) {
    for (const Mark &mark : older.m_marks) {
        LastLine &last = find(mark.component, mark.replica, mark.stream).last;
        if (last.timeNs == 0)
            last = mark.last;
    }
    m_isComplete = m_isComplete || older.m_isComplete;
}

QMap<QString, LastOutput> OutputMarks::lastOutputs() const {
    QMap<QString, LastOutput> lasts;
    for (const Mark &mark : m_marks) {
        LastOutput &last = lasts[outputName(QString::fromUtf8(mark.component), mark.replica)];
        (mark.stream == LogStream::Stderr ? last.err : last.out) = mark.last;
    }
    return lasts;
}

QByteArray OutputMarks::encoded() const {
    QByteArray entries;
    for (const Mark &mark : m_marks) {
        const logframe::MarkHeader header{quint32(mark.last.count), quint8(mark.stream), quint8(mark.component.size()),
            quint16(mark.replica), mark.last.timeNs};
        entries.append(reinterpret_cast<const char *>(&header), sizeof header);
        entries += mark.component;
    }
    return entries;
}
