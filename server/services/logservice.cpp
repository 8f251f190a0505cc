// SPDX-License-Identifier: GPL-3.0-or-later
// Checking what is asked, reading on another thread, and making the answer there, too.
#include "server/services/logservice.h"
#include "server/services/logdownload.h"
#include "server/services/logjson.h"
#include <QCoroFuture>
#include <QtConcurrentRun>

using namespace std::chrono_literals;

Error serviceNotFound(const ServiceId &id);

static constexpr int maxLines = 10'000;
static constexpr int maxMatches = 1'000;
static constexpr int readers = 3;
static constexpr int maxWaiting = 200;
/// More than a search of the largest logs takes.
static constexpr auto patience = 30s;

LogService::LogService(const ReadModel &model, LogStore &logs) : m_model(model), m_logs(logs) {
    m_pool.setMaxThreadCount(readers);
    m_pool.setObjectName(QStringLiteral("log readers"));
}

LogService::~LogService() {
    m_pool.waitForDone();
}

namespace {

using Errors = QMap<QString, QString>;

void checkRange(Errors &errors, const char *name, std::optional<int> value, int most) {
    if (value && (*value < 1 || *value > most))
        errors.insert(
            QString::fromLatin1(name), QStringLiteral("must be between 1 and %1, got %2").arg(most).arg(*value));
}

LogPatternPtr patternOf(Errors &errors, const std::optional<QString> &regex) {
    if (!regex)
        return {};
    auto parsed = LogPattern::parse(*regex);
    if (parsed)
        return *parsed;
    errors.insert(QStringLiteral("regex"), parsed.error().message);
    return {};
}

template <typename Query>
LogFilter filterOf(Errors &errors, const Query &query) {
    LogFilter filter;
    filter.since = query.since;
    filter.until = query.until;
    filter.search = query.search.value_or(QString()).toUtf8();
    filter.regex = patternOf(errors, query.regex);
    filter.stream = query.stream;
    filter.component = query.component.value_or(QString());
    return filter;
}

Error wrongParameters(const Errors &errors) {
    return {ErrorCode::BadRequest, QStringLiteral("Wrong query parameters"), {}, errors};
}

void checkPage(Errors &errors, const LogQuery &query) {
    checkRange(errors, "tail", query.tail, maxLines);
    checkRange(errors, "limit", query.limit, maxLines);
    if (query.after && !LogCursor::parse(*query.after))
        errors.insert(QStringLiteral("after"), QStringLiteral("must be a cursor like EPOCH:SEQ"));
    if (query.before && !LogCursor::parse(*query.before))
        errors.insert(QStringLiteral("before"), QStringLiteral("must be a cursor like EPOCH:SEQ"));
    if ((query.after || query.before) && query.tail)
        errors.insert(QStringLiteral("tail"), QStringLiteral("cannot be combined with after or before"));
    if (query.after && query.before)
        errors.insert(QStringLiteral("before"), QStringLiteral("cannot be combined with after"));
}

QByteArray pageOf(const LogSlice &slice, qint64 previous) {
    JsonWriter out(slice.lines.size() * 200 + 256);
    out.beginObject();
    out.key("data");
    out.beginArray();
    for (const StoredLine &line : slice.lines)
        logjson::write(out, line);
    out.endArray();
    out.key("cursor");
    out.value(QStringView(slice.cursor.toString()));
    out.key("oldest");
    out.value(QStringView(slice.oldest.toString()));
    out.key("previous");
    out.value(QStringView(LogCursor{slice.cursor.epoch, previous}.toString()));
    out.key("total_in_range");
    out.value(slice.totalInRange);
    out.endObject();
    return out.take();
}

QByteArray textOf(const LogSlice &slice) {
    QByteArray text;
    for (const StoredLine &line : slice.lines)
        logjson::writeText(text, line);
    return text;
}

/// Why what was looked for is not all found. Who has closed only the own side of the connection still reads it.
Error whyOver(const LogBounds &bounds) {
    if (bounds.hasLeft())
        return {ErrorCode::Unavailable, QStringLiteral("The search was ended with the connection"),
            QStringLiteral("Keep your side of the connection open until the answer is there"), {}};
    return {ErrorCode::Unavailable, QStringLiteral("The search took too long"),
        QStringLiteral("Give since and until, or a longer text to look for"), {}};
}

Result<QByteArray> readPage(
    LogStore &logs, const ServiceId &id, const LogQuery &query, const LogFilter &filter, const LogBounds &bounds) {
    const int limit = query.limit.value_or(1000);
    Result<LogSlice> slice = query.after
        ? logs.after(id, *LogCursor::parse(*query.after), limit, filter, LogTotal::Count, bounds)
        : query.before ? logs.before(id, *LogCursor::parse(*query.before), limit, filter, bounds)
                       : Result<LogSlice>(logs.tail(id, query.tail.value_or(200), filter, bounds));
    if (!slice)
        return slice.error();
    if (bounds.isOver())
        return whyOver(bounds);
    qint64 previous = query.after ? LogCursor::parse(*query.after)->seq + 1 : slice->oldest.seq + 1;
    if (!slice->lines.isEmpty())
        previous = slice->lines.first().seq;
    return query.format == LogFormatParameter::Text ? textOf(*slice) : pageOf(*slice, previous);
}

/// Where a download begins.
Result<LogCursor> beginning(LogStore &logs, const ServiceId &id, const LogQuery &query) {
    const LogCursor from = query.after ? *LogCursor::parse(*query.after) : logs.oldest(id);
    const auto fits = logs.after(id, from, 1, {}, LogTotal::Skip);
    // Without a cursor it may have been the oldest a moment ago.
    return fits ? from : query.after ? Result<LogCursor>(fits.error()) : Result<LogCursor>(logs.oldest(id));
}

struct Searched {
    ServiceId id;
    QString name;
};

Result<LogMatches> searchAll(
    LogStore &logs, const QList<Searched> &services, const LogFilter &filter, int limit, const LogBounds &bounds) {
    LogMatches found;
    const auto isLater = [](const LogMatch &a, const LogMatch &b) { return a.line.time > b.line.time; };
    for (const Searched &service : services) {
        const LogSlice slice = logs.tail(service.id, limit, filter, bounds);
        if (bounds.isOver())
            return whyOver(bounds);
        found.total += slice.totalInRange;
        ++found.services;
        QList<LogMatch> matches;
        for (auto line = slice.lines.rbegin(); line != slice.lines.rend(); ++line)
            matches.append(
                {service.id, service.name, LogCursor{slice.cursor.epoch, line->seq}.toString(), logjson::entry(*line)});
        // Of lines of one time those of one service stay in their order.
        std::stable_sort(matches.begin(), matches.end(), isLater);
        QList<LogMatch> merged;
        std::merge(
            found.data.begin(), found.data.end(), matches.begin(), matches.end(), std::back_inserter(merged), isLater);
        found.data = merged.mid(0, limit);
    }
    return found;
}

} // namespace

Result<Done> LogService::checkRoom() const {
    if (m_waiting < maxWaiting)
        return {};
    return Error{ErrorCode::Unavailable, QStringLiteral("Too many logs are being read"),
        QStringLiteral("Try again in a moment"), {}};
}

Task<Result<Streamed<Api::LogPageOrText>>> LogService::read(Caller caller, ServiceId id, LogQuery query) {
    const ServiceRecord *service = m_model.service(id);
    if (!service || !caller.sees(Permission::ServicesLogs, service->customer_id))
        co_return serviceNotFound(id);
    Errors errors;
    checkPage(errors, query);
    const LogFilter filter = filterOf(errors, query);
    if (!errors.isEmpty())
        co_return wrongParameters(errors);
    CO_TRY_DONE(checkRoom());
    Streamed<Api::LogPageOrText> answer;
    const bool isText = query.format == LogFormatParameter::Text;
    answer.mime = isText ? TextKind::mime : JsonKind::mime;
    LogStore *logs = &m_logs;
    if (query.format && !query.tail && !query.limit && !query.before) {
        answer.fileName = service->name.toLatin1() + (isText ? ".log" : ".json");
        auto checking = QtConcurrent::run(
            &m_pool, [logs, id, query]() -> Result<LogCursor> { return beginning(*logs, id, query); });
        const Result<LogCursor> from = co_await checking;
        if (!from)
            co_return from.error();
        answer.more = std::make_shared<LogDownload>(*logs, m_pool, id, *from, filter, *query.format, caller.left);
        co_return answer;
    }
    const LogBounds bounds{0, 0, caller.left, std::chrono::steady_clock::now() + patience};
    ++m_waiting;
    auto reading = QtConcurrent::run(&m_pool, [logs, id, filter, query, bounds]() -> Result<QByteArray> {
        return readPage(*logs, id, query, filter, bounds);
    });
    const Result<QByteArray> body = co_await reading;
    --m_waiting;
    if (!body)
        co_return body.error();
    answer.body = *body;
    co_return answer;
}

Task<Result<LogMatches>> LogService::search(Caller caller, LogSearchQuery query) {
    Errors errors;
    checkRange(errors, "limit", query.limit, maxMatches);
    const LogFilter filter = filterOf(errors, query);
    if (filter.search.isEmpty() && !query.regex)
        errors.insert(QStringLiteral("search"), QStringLiteral("must be given, or regex"));
    if (!errors.isEmpty())
        co_return wrongParameters(errors);
    CO_TRY_DONE(checkRoom());
    QList<Searched> services;
    const QList<ServiceId> ids = m_model.serviceIds();
    for (const ServiceId &id : ids)
        if (const ServiceRecord *service = m_model.service(id);
            service && caller.sees(Permission::ServicesLogs, service->customer_id))
            services.append({id, service->name});
    const int limit = query.limit.value_or(100);
    const LogBounds bounds{0, 0, caller.left, std::chrono::steady_clock::now() + patience};
    LogStore *logs = &m_logs;
    ++m_waiting;
    auto searching = QtConcurrent::run(&m_pool, [logs, services, filter, limit, bounds]() -> Result<LogMatches> {
        return searchAll(*logs, services, filter, limit, bounds);
    });
    const Result<LogMatches> found = co_await searching;
    --m_waiting;
    co_return found;
}
