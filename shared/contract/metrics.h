// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics: what a service has used over time.
#pragma once

#include "shared/contract/page.h"

/// Written as [time, value].
struct MetricPoint {
    Timestamp time{};
    double value = 0;
    bool operator==(const MetricPoint &) const = default;
};
template <>
struct Codec<MetricPoint> {
    static void write(JsonWriter &out, const MetricPoint &v) {
        out.beginArray();
        out.value(v.time);
        out.value(v.value);
        out.endArray();
    }
    static void read(JsonReader &in, const QJsonValue &json, MetricPoint &v) {
        Codec<Timestamp>::read(in, json[0], v.time);
        Codec<double>::read(in, json[1], v.value);
    }
};

struct MetricSeries {
    QList<MetricPoint> cpu;
    QList<MetricPoint> memory_mb;
    QList<MetricPoint> network_rx;
    QList<MetricPoint> network_tx;
    QList<MetricPoint> storage_mb;

    static constexpr std::string_view schemaName = "MetricSeries";
    static constexpr auto fields() {
        return fieldList(field("cpu", &MetricSeries::cpu, "Cores, mean of each step"),
            field("memory_mb", &MetricSeries::memory_mb, "MiB, highest of each step"),
            field("network_rx", &MetricSeries::network_rx, "Bytes a second received, mean of each step"),
            field("network_tx", &MetricSeries::network_tx, "Bytes a second sent, mean of each step"),
            field("storage_mb", &MetricSeries::storage_mb, "MiB, last of each step"));
    }
    bool operator==(const MetricSeries &) const = default;
};

struct Metrics {
    Timestamp from{};
    Timestamp to{};
    int step = 0;
    MetricSeries series;

    static constexpr std::string_view schemaName = "Metrics";
    static constexpr auto fields() {
        return fieldList(field("from", &Metrics::from), field("to", &Metrics::to),
            field("step", &Metrics::step, "Seconds between two points"), field("series", &Metrics::series));
    }
    bool operator==(const Metrics &) const = default;
};

struct MetricsQuery : QueryParameters {
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::optional<int> step;

    static constexpr auto fields() {
        return fieldList(field("from", &MetricsQuery::from, "One hour before `to` unless given"),
            field("to", &MetricsQuery::to, "Now unless given"),
            field("step", &MetricsQuery::step, "Seconds between two points; chosen to fit unless given"));
    }
};
