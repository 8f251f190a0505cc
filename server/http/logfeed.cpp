// SPDX-License-Identifier: GPL-3.0-or-later
// Encoding batches, and remembering the latest.
#include "server/http/logfeed.h"
#include "server/services/logjson.h"
#include "shared/contract/events.h"

/// A batch is no larger, but for a single line that is.
static constexpr qint64 maxText = 160 << 10;
/// A filter that lets little through does not hold up whoever else is served by this thread.
static constexpr qint64 maxScanned = 4 << 20;

QByteArray textFrame(QByteArrayView payload) {
    const auto size = quint64(payload.size());
    QByteArray frame;
    frame.reserve(payload.size() + 10);
    frame.append(char(0x81));
    const int lengthBytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
    frame.append(lengthBytes == 0 ? char(size) : lengthBytes == 2 ? char(126) : char(127));
    for (int i = lengthBytes - 1; i >= 0; --i)
        frame.append(char(size >> (8 * i)));
    return frame.append(payload);
}

static QByteArray gapFrame(
    const ServiceId &service, const LogCursor &from, const LogCursor &to, const QString &reason) {
    GapEvent gap;
    gap.service_id = service;
    gap.from = from.toString();
    gap.to = to.toString();
    gap.count = to.epoch == from.epoch ? std::max<qint64>(0, to.seq - from.seq) : 0;
    gap.reason = reason;
    return textFrame(eventFrame(gap, SystemClock().now()));
}

static QByteArray linesFrame(const ServiceId &service, const LogSlice &slice) {
    JsonWriter out(slice.lines.size() * 200 + 256);
    out.beginObject();
    out.key("type");
    out.plain("service.logs");
    out.key("time");
    out.value(SystemClock().now());
    out.key("data");
    out.beginObject();
    out.key("service_id");
    out.value(QStringView(service.value));
    out.key("lines");
    out.beginArray();
    for (const StoredLine &line : slice.lines)
        logjson::write(out, line);
    out.endArray();
    out.key("cursor");
    out.value(QStringView(slice.cursor.toString()));
    out.endObject();
    out.endObject();
    return textFrame(out.take());
}

LogBatchPtr makeLogBatch(
    LogStore &logs, const ServiceId &service, const LogCursor &from, const LogFilter &filter, qint64 mostLines) {
    auto batch = std::make_shared<LogBatch>();
    batch->from = from;
    const LogBounds bounds{maxText, maxScanned, {}, {}};
    const auto slice = logs.after(service, from, int(mostLines), filter, LogTotal::Skip, bounds);
    if (!slice) {
        batch->to = logs.oldest(service);
        if (batch->to == from) // it came to be just now
            return nullptr;
        batch->frames = gapFrame(service, from, batch->to,
            batch->to.epoch == from.epoch ? QStringLiteral("no longer kept") : QStringLiteral("the log began anew"));
        return batch;
    }
    batch->to = slice->cursor;
    batch->lines = int(slice->lines.size());
    for (const LogGap &hole : slice->gaps)
        batch->frames += gapFrame(service, {from.epoch, hole.first - 1}, {from.epoch, hole.last},
            QStringLiteral("lost before it could be stored"));
    if (!slice->lines.isEmpty())
        batch->frames += linesFrame(service, *slice);
    return batch->to == from ? nullptr : batch;
}

LogBatchPtr LogFeed::after(const LogCursor &cursor) {
    for (auto batch = m_batches.rbegin(); batch != m_batches.rend(); ++batch)
        if ((*batch)->from == cursor)
            return *batch;
    const bool isKnown = cursor.epoch == m_end.epoch;
    if (isKnown && cursor.seq == m_end.seq)
        return nullptr;
    const qint64 lines = isKnown && cursor.seq < m_end.seq ? m_end.seq - cursor.seq : maxBatchLines;
    LogBatchPtr made = makeLogBatch(m_logs, m_service, cursor, {}, std::min(lines, maxBatchLines));
    if (!made)
        return nullptr;
    m_bytes += made->frames.size();
    m_batches.push_back(made);
    while (m_bytes > maxBytes && m_batches.size() > 1) {
        m_bytes -= m_batches.front()->frames.size();
        m_batches.pop_front();
    }
    return made;
}

void LogFeed::forget() {
    m_batches.clear();
    m_bytes = 0;
}
