// SPDX-License-Identifier: GPL-3.0-or-later
// Samples in, points out.
#include "server/services/metricsservice.h"
#include "server/services/serviceservice.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <map>

using namespace std::chrono_literals;

static constexpr qsizetype mostUnsaved = 20'000;
/// A step that is not given leaves about this many points, and is one people read easily.
static constexpr int wantedPoints = 360;
static constexpr std::chrono::seconds roundSteps[] = {
    5s, 10s, 15s, 30s, 60s, 120s, 300s, 600s, 900s, 1800s, 3600s, 7200s};

MetricsService::MetricsService(ReadModel &model, Database &database, const Clock &clock)
    : m_model(model), m_database(database), m_clock(clock) {
    m_minute.setSingleShot(true);
    connect(&m_minute, &QTimer::timeout, this, [this] {
        spawn(storeMinutes());
        startTimer();
    });
    startTimer();
}

void MetricsService::startTimer() {
    // A moment after the full minute, when its last samples are in.
    const auto sinceMinute = m_clock.now().time_since_epoch() % 60s;
    m_minute.start(60s - sinceMinute + 500ms);
}

void MetricsService::add(const ServiceId &id, const Usage &usage) {
    m_histories[id].add(m_clock.now(), usage);
}

static MetricsRecord recordOf(const ServiceId &id, const UsageSpan &span) {
    return {id, span.time, span.seconds, span.cpu, span.memoryMb, span.networkRx, span.networkTx, span.storageMb};
}
static UsageSpan spanOf(const MetricsRecord &row) {
    return {row.minute, row.seconds, row.cpu, row.memory_mb, row.network_rx, row.network_tx, row.storage_mb};
}

Task<Result<Done>> MetricsService::store(QList<MetricsRecord> rows) {
    m_unsaved.append(rows);
    if (m_unsaved.size() > mostUnsaved)
        m_unsaved = m_unsaved.mid(m_unsaved.size() - mostUnsaved);
    const auto taken = std::exchange(m_unsaved, {});
    const Timestamp now = m_clock.now();
    const bool sweep = now - m_swept >= 1h;
    if (taken.isEmpty() && !sweep)
        co_return Done{};
    auto writing = m_database.write<Done>([taken, sweep, now](Transaction &transaction) -> Result<Done> {
        for (const MetricsRecord &row : taken)
            TRY_DONE(transaction.run(
                QStringLiteral(
                    "INSERT INTO metrics (service_id, minute, seconds, cpu, memory_mb, network_rx, network_tx, "
                    "storage_mb) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (service_id, minute) DO UPDATE SET "
                    "seconds = excluded.seconds, cpu = excluded.cpu, memory_mb = excluded.memory_mb, "
                    "network_rx = excluded.network_rx, network_tx = excluded.network_tx, storage_mb = "
                    "excluded.storage_mb "
                    "WHERE excluded.seconds >= metrics.seconds"), // a minute with a restart in it: the longer part
                {row.service_id.value, qint64(row.minute.time_since_epoch().count()), row.seconds, row.cpu,
                    row.memory_mb, row.network_rx, row.network_tx, row.storage_mb}));
        if (sweep)
            TRY_DONE(transaction.run(
                // The last of a service stays as long as the service: plans count its storage by it.
                QStringLiteral("DELETE FROM metrics WHERE minute < ? AND NOT (minute = (SELECT MAX(n.minute) FROM "
                               "metrics n WHERE n.service_id = metrics.service_id) "
                               "AND service_id IN (SELECT id FROM services WHERE deleted_at IS NULL))"),
                {qint64((now - kept).time_since_epoch().count())}));
        return {};
    });
    const Result<Done> written = co_await writing;
    if (written && sweep)
        m_swept = now;
    if (!written)
        m_unsaved = taken + m_unsaved; // tried again in a minute
    co_return written;
}

Task<Result<Done>> MetricsService::storeMinutes() {
    QList<MetricsRecord> rows;
    for (auto history = m_histories.begin(); history != m_histories.end();) {
        const QList<UsageSpan> minutes = history->takeMinutes(m_clock.now());
        for (const UsageSpan &minute : minutes)
            rows.append(recordOf(history.key(), minute));
        history = m_model.service(history.key()) ? std::next(history) : m_histories.erase(history);
    }
    return store(rows);
}

Task<Result<Done>> MetricsService::storeAll() {
    QList<MetricsRecord> rows;
    for (auto history = m_histories.begin(); history != m_histories.end(); ++history)
        for (const UsageSpan &minute : history->takeAll())
            rows.append(recordOf(history.key(), minute));
    return store(rows);
}

Result<MetricsService::Range> MetricsService::rangeOf(const MetricsQuery &query) const {
    QMap<QString, QString> errors;
    Range range;
    range.to = query.to.value_or(m_clock.now());
    range.from = query.from.value_or(range.to - 1h);
    if (range.from >= range.to)
        errors.insert(QStringLiteral("from"), QStringLiteral("must be before \"to\""));
    else if (range.to - range.from > kept + 1h)
        errors.insert(QStringLiteral("from"), QStringLiteral("must be at most 7 days before \"to\""));
    const auto length = std::chrono::ceil<std::chrono::seconds>(range.to - range.from);
    const auto least = std::max(1s, std::chrono::seconds((length.count() + maxPoints - 2) / (maxPoints - 1)));
    if (query.step && (*query.step < 1 || *query.step > 86'400))
        errors.insert(QStringLiteral("step"), QStringLiteral("must be between 1 and 86400 seconds"));
    else if (query.step && errors.isEmpty() && std::chrono::seconds(*query.step) < least)
        errors.insert(QStringLiteral("step"),
            QStringLiteral("must be at least %1 seconds for this range, since an answer has at most %2 points")
                .arg(least.count())
                .arg(maxPoints));
    if (!errors.isEmpty())
        return Error{ErrorCode::BadRequest, QStringLiteral("Wrong query parameters"), {}, errors};
    range.step = 3h;
    for (auto step = std::rbegin(roundSteps); step != std::rend(roundSteps); ++step)
        if (length / *step <= wantedPoints)
            range.step = *step;
    if (query.step)
        range.step = std::chrono::seconds(*query.step);
    // Points stay where they are when the range moves on with time.
    range.from -= range.from.time_since_epoch() % range.step;
    return range;
}

Task<Result<Metrics>> MetricsService::read(Caller caller, ServiceId id, MetricsQuery query) {
    const ServiceRecord *service = m_model.service(id);
    if (!service || !caller.sees(Permission::ServicesRead, service->customer_id))
        co_return serviceNotFound(id);
    CO_TRY(range, rangeOf(query));
    auto reading = m_database.read<QList<MetricsRecord>>([id, range](Transaction &transaction) {
        return tables::metrics.select(transaction,
            tables::metrics.selectSql()
                + QStringLiteral(" WHERE service_id = ? AND minute >= ? AND minute < ? ORDER BY minute"),
            {id.value, qint64(range.from.time_since_epoch().count()), qint64(range.to.time_since_epoch().count())});
    });
    CO_TRY(rows, co_await reading);
    // Minutes that are whole in memory are answered from there, finer; everything before from the database.
    std::deque<UsageSpan> samples;
    if (const auto history = m_histories.constFind(id); history != m_histories.constEnd())
        samples = history->samples();
    QMap<Timestamp, double> inMemory; // seconds known, by minute
    for (const UsageSpan &sample : samples)
        inMemory[std::chrono::floor<std::chrono::minutes>(sample.time)] += sample.seconds;
    std::map<Timestamp, UsageSpan> points;
    const auto take = [&points, &range](const UsageSpan &span) {
        if (span.time < range.from || span.time > range.to)
            return;
        const Timestamp at = span.time - (span.time - range.from) % range.step;
        const auto [point, isNew] = points.try_emplace(at, span);
        if (!isNew)
            point->second.add(span);
    };
    for (const MetricsRecord &row : std::as_const(rows)) {
        if (!inMemory.contains(row.minute) || row.seconds > inMemory.value(row.minute) + 1) {
            inMemory.remove(row.minute);
            take(spanOf(row));
        }
    }
    for (const UsageSpan &sample : samples)
        if (inMemory.contains(std::chrono::floor<std::chrono::minutes>(sample.time)))
            take(sample);
    Metrics metrics{range.from, range.to, int(range.step.count()), {}};
    for (const auto &[time, span] : points) {
        metrics.series.cpu.append({time, span.cpu});
        metrics.series.memory_mb.append({time, span.memoryMb});
        metrics.series.network_rx.append({time, span.networkRx});
        metrics.series.network_tx.append({time, span.networkTx});
        metrics.series.storage_mb.append({time, span.storageMb});
    }
    co_return metrics;
}
