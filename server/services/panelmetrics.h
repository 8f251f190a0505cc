// SPDX-License-Identifier: GPL-3.0-or-later
// PanelMetrics: how the panel itself is doing, in the text format of Prometheus (exposition formats, version 0.0.4).
#pragma once

#include "server/engine/engines.h"
#include "server/logs/logstore.h"
#include "server/services/backups.h"
#include "server/services/readmodel.h"
#include "shared/contract/api.h"
#include <array>
#include <map>

class PanelMetrics : public QObject {
    Q_OBJECT
public:
    PanelMetrics(const ReadModel &model, const Engines &engines, const Database &database, const LogStore &logs,
        const Backups &backups, const Clock &clock);

    /// The name a method is counted by: what a client makes up must not become a series of its own.
    static const char *methodName(QByteArrayView method);
    /// One request that was answered; `method` is of methodName().
    void measure(const char *method, int status, std::chrono::nanoseconds time);
    /// What another layer counts; `name` without the panel's prefix.
    void addGauge(const char *name, const char *help, std::function<qint64()> value);

    Result<Document<PrometheusKind>> text(Caller caller);

private:
    /// Upper bounds in seconds; what takes longer is in the last one, which has none.
    static constexpr std::array bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
    struct Gauge {
        const char *name;
        const char *help;
        std::function<qint64()> value;
    };

    const ReadModel &m_model;
    const Engines &m_engines;
    const Database &m_database;
    const LogStore &m_logs;
    const Backups &m_backups;
    Timestamp m_started;
    std::map<std::pair<const char *, int>, qint64> m_requests; // by method and status
    std::array<qint64, bounds.size() + 1> m_durations{};
    std::chrono::nanoseconds m_total{};
    std::map<std::pair<OperationKind, OperationStatus>, qint64> m_operations; // that have ended since the start
    std::vector<Gauge> m_gauges;
};
