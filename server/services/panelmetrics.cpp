// SPDX-License-Identifier: GPL-3.0-or-later
// Counting while it happens, the rest when it is asked for.
#include "server/services/panelmetrics.h"
#include <QDir>
#include <QFile>
#include <unistd.h>

namespace {
class Writer {
public:
    using Labels = std::initializer_list<std::pair<const char *, QByteArray>>;

    /// Samples of one name follow their family, as the format wants it.
    void family(const char *name, const char *type, const char *help) {
        m_name = name;
        m_text += QByteArray("# HELP ") + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
    }
    void sample(const Labels &labels, double value, const char *suffix = "") {
        m_text += m_name + suffix;
        char before = '{';
        for (const auto &[name, text] : labels) {
            m_text += std::exchange(before, ',');
            m_text += QByteArray(name) + "=\"" + escaped(text) + '"';
        }
        if (labels.size() > 0)
            m_text += '}';
        m_text += ' ' + QByteArray::number(value, 'g', 17) + '\n';
    }
    void single(const char *name, const char *type, const char *help, double value) {
        family(name, type, help);
        sample({}, value);
    }
    QByteArray take() { return std::move(m_text); }

private:
    static QByteArray escaped(QByteArray text) {
        return text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    }

    QByteArray m_name;
    QByteArray m_text;
};

QByteArray labelOf(const QString &text) {
    return text.toUtf8();
}
template <typename Enum>
QByteArray labelOf(Enum value) {
    const std::string_view name = nameOf(value);
    return {name.data(), qsizetype(name.size())};
}

QList<QByteArray> wordsOf(const char *path) {
    QFile file(QString::fromLatin1(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.read(4096);
    return text.mid(text.lastIndexOf(')') + 1).simplified().split(' '); // a program's name may have blanks
}

/// As every client library names them.
void writeProcess(Writer &out, Timestamp started) {
    // proc(5): of stat, fields 14 and 15 are user and system time; of statm the second is what is resident.
    const QList<QByteArray> stat = wordsOf("/proc/self/stat"), statm = wordsOf("/proc/self/statm");
    const double ticks = stat.value(11).toDouble() + stat.value(12).toDouble();
    out.single("process_cpu_seconds_total", "counter", "User and system time", ticks / double(::sysconf(_SC_CLK_TCK)));
    out.single("process_resident_memory_bytes", "gauge", "Resident memory",
        statm.value(1).toDouble() * double(::sysconf(_SC_PAGESIZE)));
    out.single("process_open_fds", "gauge", "Open file descriptors",
        double(QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::Files | QDir::System).size()));
    out.single("process_start_time_seconds", "gauge", "When the server was started, in Unix time",
        double(started.time_since_epoch().count()) / 1000);
}
} // namespace

const char *PanelMetrics::methodName(QByteArrayView method) {
    static constexpr const char *names[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "other"};
    return *std::find_if(
        std::begin(names), std::end(names) - 1, [method](const char *name) { return method == QByteArrayView(name); });
}

PanelMetrics::PanelMetrics(const ReadModel &model, const Engines &engines, const Database &database,
    const LogStore &logs, const Backups &backups, const Clock &clock)
    : m_model(model)
    , m_engines(engines)
    , m_database(database)
    , m_logs(logs)
    , m_backups(backups)
    , m_started(clock.now()) {
    connect(&model, &ReadModel::operationFinished, this, [this](const Operation &operation) {
        ++m_operations[{operation.kind, operation.status}];
    });
}

void PanelMetrics::measure(const char *method, int status, std::chrono::nanoseconds time) {
    ++m_requests[{method, status}];
    const double seconds = std::chrono::duration<double>(time).count();
    ++m_durations[size_t(std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin())];
    m_total += time;
}

void PanelMetrics::addGauge(const char *name, const char *help, std::function<qint64()> value) {
    m_gauges.push_back({name, help, std::move(value)});
}

Result<Document<PrometheusKind>> PanelMetrics::text(Caller) {
    Writer out;
    out.family("aiadminpanel_build_info", "gauge", "The version that runs");
    out.sample({{"version", AAP_VERSION}}, 1);
    writeProcess(out, m_started);

    out.family("aiadminpanel_http_requests_total", "counter", "Requests of the API by their answer");
    for (const auto &[request, count] : m_requests)
        out.sample({{"method", request.first}, {"status", QByteArray::number(request.second)}}, double(count));
    out.family("aiadminpanel_http_request_duration_seconds", "histogram", "From a request to the begin of its answer");
    qint64 below = 0;
    for (size_t i = 0; i < bounds.size(); ++i)
        out.sample({{"le", QByteArray::number(bounds[i])}}, double(below += m_durations[i]), "_bucket");
    below += m_durations.back();
    out.sample({{"le", "+Inf"}}, double(below), "_bucket");
    out.sample({}, std::chrono::duration<double>(m_total).count(), "_sum");
    out.sample({}, double(below), "_count");

    std::map<std::pair<QString, ServiceStatus>, int> services;
    for (const ServiceId &id : m_model.serviceIds())
        if (const ServiceRecord *service = m_model.service(id))
            ++services[{service->engine, service->status}];
    out.family("aiadminpanel_services", "gauge", "Services by engine and status");
    for (const auto &[key, count] : services)
        out.sample({{"engine", labelOf(key.first)}, {"status", labelOf(key.second)}}, count);
    out.family("aiadminpanel_engine_up", "gauge", "Whether an engine answers");
    for (const auto &engine : m_engines.all()) {
        const EngineSummary summary = engine->summary();
        out.sample({{"engine", labelOf(summary.name)}, {"kind", labelOf(summary.kind)}}, summary.available);
    }
    out.single("aiadminpanel_operations_active", "gauge", "Operations that are queued or run",
        double(m_model.unfinishedOperations().size()));
    out.family("aiadminpanel_operations_total", "counter", "Operations that have ended, by kind and result");
    for (const auto &[key, count] : m_operations)
        out.sample({{"kind", labelOf(key.first)}, {"result", labelOf(key.second)}}, double(count));
    std::map<BackupStatus, int> backups;
    for (const Backup &backup : m_backups.all())
        ++backups[backup.status];
    out.family("aiadminpanel_backups", "gauge", "Backups by status");
    for (const auto &[status, count] : backups)
        out.sample({{"status", labelOf(status)}}, count);

    out.single("aiadminpanel_changes_total", "counter", "Position of the change feed", double(m_model.rev()));
    out.single(
        "aiadminpanel_database_commits_total", "counter", "Commits since the start", double(m_database.commits()));
    out.single("aiadminpanel_database_failing", "gauge", "Whether the last commit failed", m_database.isFailing());
    out.single("aiadminpanel_log_store_degraded", "gauge", "Whether the disk takes no log lines", m_logs.isDegraded());
    for (const Gauge &gauge : m_gauges)
        out.single(QByteArray(QByteArray("aiadminpanel_") + gauge.name).constData(), "gauge", gauge.help,
            double(gauge.value()));
    return Document<PrometheusKind>{out.take()};
}
