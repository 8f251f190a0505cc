// SPDX-License-Identifier: GPL-3.0-or-later
// Stretch after stretch.
#include "server/services/logdownload.h"
#include "server/services/logjson.h"
#include <QtConcurrentRun>

static constexpr int linesAtOnce = 5'000;
static constexpr qint64 bytesAtOnce = 256 << 10;
static constexpr qint64 scannedAtOnce = 16 << 20;

struct LogDownload::Progress {
    LogStore &logs;
    const ServiceId service;
    const LogFilter filter;
    const LogFormatParameter format;
    const LogBounds::Left left;
    LogCursor cursor;
    const LogCursor first;
    const LogCursor end;
    qint64 lines = 0;
    bool isBegun = false;
    bool isEnded = false;

    Result<QByteArray> next();
    QByteArray tellGap(qint64 count) const;
    QByteArray last() const;
};

LogDownload::LogDownload(LogStore &logs, QThreadPool &pool, ServiceId service, LogCursor from, LogFilter filter,
    LogFormatParameter format, LogBounds::Left left)
    : m_progress(std::make_shared<Progress>(
        Progress{logs, service, std::move(filter), format, std::move(left), from, from, logs.end(service)}))
    , m_pool(pool) { }

QFuture<Result<QByteArray>> LogDownload::next() {
    return QtConcurrent::run(&m_pool, [progress = m_progress]() -> Result<QByteArray> { return progress->next(); });
}

QByteArray LogDownload::Progress::tellGap(qint64 count) const {
    // In JSON the numbers tell.
    return format == LogFormatParameter::Text && count > 0 ? "[" + QByteArray::number(count) + " lines are gone]\n"
                                                           : QByteArray();
}

QByteArray LogDownload::Progress::last() const {
    JsonWriter out;
    const LogCursor oldest = logs.oldest(service);
    out.beginObject();
    out.key("cursor");
    out.value(QStringView(cursor.toString()));
    out.key("oldest");
    out.value(QStringView(oldest.toString()));
    out.key("previous");
    out.value(QStringView(LogCursor{first.epoch, first.seq + 1}.toString()));
    out.key("total_in_range");
    out.value(lines);
    out.endObject();
    return "]," + out.take().mid(1);
}

Result<QByteArray> LogDownload::Progress::next() {
    const bool isJson = format == LogFormatParameter::Json;
    QByteArray piece = isJson && !std::exchange(isBegun, true) ? QByteArray("{\"data\":[") : QByteArray();
    const qsizetype head = piece.size();
    const LogBounds bounds{bytesAtOnce, scannedAtOnce, left, {}};
    while (piece.size() <= head && cursor.seq < end.seq) {
        const int most = int(std::min<qint64>(linesAtOnce, end.seq - cursor.seq));
        const auto slice = logs.after(service, cursor, most, filter, LogTotal::Skip, bounds);
        if (bounds.isOver())
            return Error{ErrorCode::Unavailable, QStringLiteral("The client has left"), {}, {}};
        if (!slice) {
            // Retention was faster. What began anew under this id is another log.
            const LogCursor oldest = logs.oldest(service);
            piece += tellGap(oldest.epoch == cursor.epoch ? oldest.seq - cursor.seq : end.seq - cursor.seq);
            cursor.seq = oldest.epoch == cursor.epoch ? std::min(oldest.seq, end.seq) : end.seq;
            continue;
        }
        qsizetype gap = 0;
        for (const StoredLine &line : slice->lines) {
            for (; gap < slice->gaps.size() && slice->gaps[gap].first < line.seq; ++gap)
                piece += tellGap(slice->gaps[gap].last - slice->gaps[gap].first + 1);
            if (line.seq > end.seq)
                break;
            if (isJson && lines > 0)
                piece += ',';
            if (isJson) {
                JsonWriter one(line.line.text.size() + 256);
                logjson::write(one, line);
                piece += one.take();
            } else {
                logjson::writeText(piece, line);
            }
            ++lines;
        }
        for (; gap < slice->gaps.size(); ++gap)
            piece += tellGap(slice->gaps[gap].last - slice->gaps[gap].first + 1);
        if (slice->cursor.seq == cursor.seq)
            break; // nothing more is there
        cursor.seq = std::min(slice->cursor.seq, end.seq);
    }
    if (isJson && piece.size() <= head && !std::exchange(isEnded, true))
        piece += last();
    return piece;
}
