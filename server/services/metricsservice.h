// SPDX-License-Identifier: GPL-3.0-or-later
// MetricsService: what services have used over time: the last hour from memory, a week from the database.
#pragma once

#include "server/services/usagehistory.h"
#include "server/services/workloads.h"
#include "shared/contract/metrics.h"

class MetricsService : public QObject {
    Q_OBJECT
public:
    MetricsService(ReadModel &model, Database &database, const Clock &clock);

    Task<Result<Metrics>> read(Caller caller, ServiceId id, MetricsQuery query);

    /// A sample of now.
    void add(const ServiceId &id, const Usage &usage);
    /// Stores the minutes that are over, all in one transaction, and forgets what is older than a week. Called once a
    /// minute by itself.
    Task<Result<Done>> storeMinutes();
    /// Stores also the minute that is not over.
    Task<Result<Done>> storeAll();

    static constexpr auto kept = std::chrono::hours(24 * 7);
    static constexpr int maxPoints = 1000;

private:
    struct Range {
        Timestamp from{};
        Timestamp to{};
        std::chrono::seconds step{};
    };
    Result<Range> rangeOf(const MetricsQuery &query) const;
    Task<Result<Done>> store(QList<MetricsRecord> rows);
    void startTimer();

    ReadModel &m_model;
    Database &m_database;
    const Clock &m_clock;
    QHash<ServiceId, UsageHistory> m_histories;
    QList<MetricsRecord> m_unsaved;
    QTimer m_minute;
    Timestamp m_swept{};
};
