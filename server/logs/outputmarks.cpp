// SPDX-License-Identifier: GPL-3.0-or-later
// Counting lines of the same time.
#include "server/logs/outputmarks.h"
#include <algorithm>

/// Containers come and go with each deployment; nobody asks for those of long ago.
static constexpr size_t maxMarks = 512;

logframe::Mark &OutputMarks::find(quint64 container, quint32 stream) {
    const auto found = std::find_if(m_marks.begin(), m_marks.end(),
        [&](const logframe::Mark &mark) { return mark.container == container && mark.stream == stream; });
    if (found != m_marks.end())
        return *found;
    if (m_marks.size() >= maxMarks) // the one that has been silent for longest
        m_marks.erase(std::min_element(
            m_marks.begin(), m_marks.end(), [](const auto &a, const auto &b) { return a.timeNs < b.timeNs; }));
    m_marks.push_back({container, 0, 0, stream});
    return m_marks.back();
}

void OutputMarks::noteFrame(QByteArrayView frame, const logframe::Header &header) {
    if (header.kind == logframe::Kind::Marks) {
        m_isComplete = true;
        for (qsizetype at = sizeof header; frame.size() - at >= qsizetype(sizeof(logframe::Mark));
             at += sizeof(logframe::Mark)) {
            logframe::Mark mark;
            std::memcpy(&mark, frame.data() + at, sizeof mark);
            if (mark.stream <= quint32(LogStream::Stderr))
                find(mark.container, mark.stream) = mark;
        }
        return;
    }
    if (header.sourceSegment != containerSegment)
        return;
    LastLine lasts[2]; // of this frame, by stream
    int all[2] = {}; // lines
    logframe::visitLines(frame, header, [&](const LineView &line) {
        if (line.stream == LogStream::System) // said by the panel, not by the container
            return true;
        LastLine &last = lasts[size_t(line.stream)];
        last = {line.timeNs, last.timeNs == line.timeNs ? last.count + 1 : 1};
        ++all[size_t(line.stream)];
        return true;
    });
    for (const quint32 stream : {quint32(LogStream::Stdout), quint32(LogStream::Stderr)}) {
        if (all[stream] == 0)
            continue;
        logframe::Mark &mark = find(header.sourceOffset, stream);
        // Those of one time may be in several frames.
        const bool goesOn = mark.timeNs == lasts[stream].timeNs && lasts[stream].count == all[stream];
        mark.count = quint32(lasts[stream].count) + (goesOn ? mark.count : 0);
        mark.timeNs = lasts[stream].timeNs;
    }
}

void OutputMarks::addOlder(const OutputMarks &older) {
    for (const logframe::Mark &mark : older.m_marks) {
        logframe::Mark &known = find(mark.container, mark.stream);
        if (known.count == 0)
            known = mark;
    }
    m_isComplete = m_isComplete || older.m_isComplete;
}

LastOutputs OutputMarks::lastOutputs() const {
    LastOutputs lasts;
    for (const logframe::Mark &mark : m_marks) {
        LastOutput &last = lasts[mark.container];
        (mark.stream == quint32(LogStream::Stderr) ? last.err : last.out) = {mark.timeNs, int(mark.count)};
    }
    return lasts;
}
