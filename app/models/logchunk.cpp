// SPDX-License-Identifier: GPL-3.0-or-later
// Packing lines into one buffer.
#include "app/models/logchunk.h"
#include <algorithm>
#include <limits>

HeldLine LogChunk::line(qint64 seq) const {
    const Record &record = m_records[size_t(seq - m_first)];
    const qsizetype begin = beginOf(seq);
    return {seq, (qint64(record.timeHigh) << 32) | record.timeLow, record.writer,
        QByteArrayView(m_text).sliced(begin, qsizetype(record.end) - 1 - begin)};
}

qint64 LogChunk::lineAt(qsizetype offset) const {
    const auto record = std::upper_bound(m_records.begin(), m_records.end(), offset,
        [](qsizetype wanted, const Record &each) { return wanted < qsizetype(each.end); });
    return m_first + std::min<qint64>(record - m_records.begin(), qint64(m_records.size()) - 1);
}

bool LogChunk::append(const HeldLine &line) {
    if (m_text.size() + line.text.size() >= std::numeric_limits<qint32>::max())
        return false;
    if (m_records.empty())
        m_first = line.seq;
    m_text.append(line.text).append('\n');
    const qint64 time = std::clamp<qint64>(line.timeMs, 0, (qint64(1) << 48) - 1);
    m_records.push_back({quint32(m_text.size()), quint32(time), quint16(time >> 32), line.writer});
    return true;
}

void LogChunk::squeeze() {
    m_text.squeeze();
    m_records.shrink_to_fit();
}
