// SPDX-License-Identifier: GPL-3.0-or-later
// ServiceService, reading logs: off the server's thread, since a search may go through every file there is.
#include "server/services/serviceservice.h"
#include <QCoroFuture>
#include <QtConcurrentRun>

static constexpr int maxLines = 10'000;

LogEntry logEntry(const StoredLine &stored) {
    return {stored.seq, Timestamp(std::chrono::milliseconds(stored.line.timeNs / 1'000'000)), stored.line.stream,
        stored.line.component, stored.line.replica, QString::fromUtf8(stored.line.text)};
}

static LogPage pageOf(const LogSlice &slice) {
    LogPage page;
    page.data.reserve(slice.lines.size());
    for (const StoredLine &line : slice.lines)
        page.data.append(logEntry(line));
    page.cursor = slice.cursor.toString();
    page.oldest = slice.oldest.toString();
    page.total_in_range = slice.totalInRange;
    return page;
}

static Document<TextKind> textOf(const LogSlice &slice) {
    Document<TextKind> text;
    for (const StoredLine &line : slice.lines) {
        text.bytes += formatTimestamp(Timestamp(std::chrono::milliseconds(line.line.timeNs / 1'000'000)));
        text.bytes += ' ';
        text.bytes += line.line.component.toUtf8();
        text.bytes += ' ';
        text.bytes += line.line.text;
        text.bytes += '\n';
    }
    return text;
}

static Result<Done> checkLogQuery(const LogQuery &query) {
    QMap<QString, QString> errors;
    auto range = [&errors](const char *name, std::optional<int> value) {
        if (value && (*value < 1 || *value > maxLines))
            errors.insert(QString::fromLatin1(name),
                QStringLiteral("must be between 1 and %1, got %2").arg(maxLines).arg(*value));
    };
    range("tail", query.tail);
    range("limit", query.limit);
    if (query.after && !LogCursor::parse(*query.after))
        errors.insert(QStringLiteral("after"), QStringLiteral("must be a cursor like EPOCH:SEQ"));
    if (query.after && query.tail)
        errors.insert(QStringLiteral("tail"), QStringLiteral("cannot be combined with after"));
    if (!errors.isEmpty())
        return Error{ErrorCode::BadRequest, QStringLiteral("Wrong query parameters"), {}, errors};
    return {};
}

Task<Result<Api::LogPageOrText>> ServiceService::logs(Caller caller, ServiceId id, LogQuery query) {
    CO_TRY(service, visible(caller, id, Permission::ServicesLogs));
    CO_TRY_DONE(checkLogQuery(query));
    LogFilter filter;
    filter.since = query.since;
    filter.until = query.until;
    filter.search = query.search.value_or(QString()).toUtf8();
    filter.stream = query.stream;
    filter.component = query.component.value_or(QString());
    LogStore *store = &m_workloads.logs();
    auto reading = QtConcurrent::run([store, id, filter, query]() -> Result<LogSlice> {
        if (query.after)
            return store->after(id, *LogCursor::parse(*query.after), query.limit.value_or(1000), filter);
        return store->tail(id, query.tail.value_or(200), filter);
    });
    const Result<LogSlice> slice = co_await reading;
    if (!slice)
        co_return slice.error();
    if (query.format == LogFormatParameter::Text)
        co_return Api::LogPageOrText(textOf(*slice));
    co_return Api::LogPageOrText(pageOf(*slice));
}
