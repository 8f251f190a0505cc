// SPDX-License-Identifier: GPL-3.0-or-later
// What travels over the WebSocket (api.md, section 3).
#pragma once

#include "shared/contract/backup.h"
#include "shared/contract/logline.h"
#include "shared/contract/operation.h"
#include "shared/contract/service.h"

struct HelloEvent {
    QString version;
    qint64 rev = 0;
    int ping_interval = 20;

    static constexpr std::string_view type = "hello";
    static constexpr auto fields() {
        return fieldList(field("version", &HelloEvent::version), field("rev", &HelloEvent::rev),
            field("ping_interval", &HelloEvent::ping_interval));
    }
};

struct DeployProgressEvent {
    OperationId operation_id;
    ServiceId service_id;
    QString step;
    StepStatus status = StepStatus::Pending;
    double progress = 0;
    QString message;

    static constexpr std::string_view type = "deploy.progress";
    static constexpr auto fields() {
        return fieldList(field("operation_id", &DeployProgressEvent::operation_id),
            field("service_id", &DeployProgressEvent::service_id), field("step", &DeployProgressEvent::step),
            field("status", &DeployProgressEvent::status), field("progress", &DeployProgressEvent::progress),
            field("message", &DeployProgressEvent::message));
    }
};

/// `percent` is of this phase, 0 to 100; of a restore restic tells nothing but its end.
struct BackupProgressEvent {
    BackupId backup_id;
    ServiceId service_id;
    BackupPhase phase = BackupPhase::Copying;
    double percent = 0;
    qint64 bytes_done = 0;
    qint64 bytes_total = 0;

    static constexpr std::string_view type = "backup.progress";
    static constexpr auto fields() {
        return fieldList(field("backup_id", &BackupProgressEvent::backup_id),
            field("service_id", &BackupProgressEvent::service_id), field("phase", &BackupProgressEvent::phase),
            field("percent", &BackupProgressEvent::percent), field("bytes_done", &BackupProgressEvent::bytes_done),
            field("bytes_total", &BackupProgressEvent::bytes_total));
    }
};

struct ServiceStatusEvent {
    ServiceId service_id;
    ServiceStatus status = ServiceStatus::Deploying;
    ServiceStatus previous = ServiceStatus::Deploying;
    HealthStatus health = HealthStatus::Unknown;
    QString reason;

    static constexpr std::string_view type = "service.status";
    static constexpr auto fields() {
        return fieldList(field("service_id", &ServiceStatusEvent::service_id),
            field("status", &ServiceStatusEvent::status), field("previous", &ServiceStatusEvent::previous),
            field("health", &ServiceStatusEvent::health), field("reason", &ServiceStatusEvent::reason));
    }
};

struct ServiceLogsEvent {
    ServiceId service_id;
    QList<LogEntry> lines;
    QString cursor;

    static constexpr std::string_view type = "service.logs";
    static constexpr auto fields() {
        return fieldList(field("service_id", &ServiceLogsEvent::service_id), field("lines", &ServiceLogsEvent::lines),
            field("cursor", &ServiceLogsEvent::cursor));
    }
};

struct MetricsSample {
    ServiceId service_id;
    double cpu_usage = 0;
    double memory_usage_mb = 0;
    double storage_mb = 0;

    static constexpr auto fields() {
        return fieldList(field("service_id", &MetricsSample::service_id), field("cpu_usage", &MetricsSample::cpu_usage),
            field("memory_usage_mb", &MetricsSample::memory_usage_mb), field("storage_mb", &MetricsSample::storage_mb));
    }
};

struct ServiceMetricsEvent {
    QList<MetricsSample> samples;

    static constexpr std::string_view type = "service.metrics";
    static constexpr auto fields() { return fieldList(field("samples", &ServiceMetricsEvent::samples)); }
};

enum class ChangeOp { Upsert, Remove };
constexpr auto names(ChangeOp) {
    return std::array<std::string_view, 2>{"upsert", "remove"};
}

/// One entry of the change feed. `value` is the resource as its list shows it, or null when it was removed.
struct ChangeEvent {
    qint64 rev = 0;
    QString noun;
    QString id;
    ChangeOp op = ChangeOp::Upsert;
    QJsonValue value;

    static constexpr std::string_view type = "change";
    static constexpr auto fields() {
        return fieldList(field("rev", &ChangeEvent::rev), field("noun", &ChangeEvent::noun),
            field("id", &ChangeEvent::id), field("op", &ChangeEvent::op), field("value", &ChangeEvent::value));
    }
};

struct GapEvent {
    ServiceId service_id;
    QString from;
    QString to;
    qint64 count = 0;
    QString reason;

    static constexpr std::string_view type = "gap";
    static constexpr auto fields() {
        return fieldList(field("service_id", &GapEvent::service_id), field("from", &GapEvent::from),
            field("to", &GapEvent::to), field("count", &GapEvent::count), field("reason", &GapEvent::reason));
    }
};

struct BookmarkEvent {
    qint64 rev = 0;

    static constexpr std::string_view type = "bookmark";
    static constexpr auto fields() { return fieldList(field("rev", &BookmarkEvent::rev)); }
};

/// A request of a client: {"type","request","channel",...}.
struct SocketRequest {
    QString type;
    qint64 request = 0;
    std::optional<QString> channel;
    std::optional<QList<QString>> types;
    std::optional<QJsonValue> after;
    std::optional<ServiceId> service_id;
    std::optional<int> tail;
    std::optional<Timestamp> since;
    std::optional<QString> search;
    std::optional<QString> regex;

    static constexpr auto fields() {
        return fieldList(field("type", &SocketRequest::type), field("request", &SocketRequest::request),
            field("channel", &SocketRequest::channel), field("types", &SocketRequest::types),
            field("after", &SocketRequest::after), field("service_id", &SocketRequest::service_id),
            field("tail", &SocketRequest::tail), field("since", &SocketRequest::since),
            field("search", &SocketRequest::search), field("regex", &SocketRequest::regex));
    }
};

/// A server frame {"type","time","rev"?,"data"} around an event.
template <typename Event>
QByteArray eventFrame(const Event &event, Timestamp now, std::optional<qint64> rev = {}) {
    JsonWriter out;
    out.beginObject();
    out.key("type");
    out.plain(QByteArrayView(Event::type.data(), qsizetype(Event::type.size())));
    out.key("time");
    out.value(now);
    if (rev) {
        out.key("rev");
        out.value(*rev);
    }
    out.key("data");
    Codec<Event>::write(out, event);
    out.endObject();
    return out.take();
}
