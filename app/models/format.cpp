// SPDX-License-Identifier: GPL-3.0-or-later
// The formats.
#include "app/models/format.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QMap>

namespace format {

static QString tr(const char *text) {
    return QCoreApplication::translate("format", text);
}

QString word(const QString &apiWord) {
    static const QMap<QString, const char *> words{
        {QStringLiteral("deploying"), QT_TRANSLATE_NOOP("format", "Deploying")},
        {QStringLiteral("running"), QT_TRANSLATE_NOOP("format", "Running")},
        {QStringLiteral("stopped"), QT_TRANSLATE_NOOP("format", "Stopped")},
        {QStringLiteral("failed"), QT_TRANSLATE_NOOP("format", "Failed")},
        {QStringLiteral("unknown"), QT_TRANSLATE_NOOP("format", "Unknown")},
        {QStringLiteral("starting"), QT_TRANSLATE_NOOP("format", "Starting")},
        {QStringLiteral("healthy"), QT_TRANSLATE_NOOP("format", "Healthy")},
        {QStringLiteral("unhealthy"), QT_TRANSLATE_NOOP("format", "Unhealthy")},
        {QStringLiteral("queued"), QT_TRANSLATE_NOOP("format", "Queued")},
        {QStringLiteral("succeeded"), QT_TRANSLATE_NOOP("format", "Succeeded")},
        {QStringLiteral("cancelled"), QT_TRANSLATE_NOOP("format", "Cancelled")},
        {QStringLiteral("skipped"), QT_TRANSLATE_NOOP("format", "Skipped")},
        {QStringLiteral("pending"), QT_TRANSLATE_NOOP("format", "Pending")},
        {QStringLiteral("deploy"), QT_TRANSLATE_NOOP("format", "Deploy")},
        {QStringLiteral("start"), QT_TRANSLATE_NOOP("format", "Start")},
        {QStringLiteral("stop"), QT_TRANSLATE_NOOP("format", "Stop")},
        {QStringLiteral("restart"), QT_TRANSLATE_NOOP("format", "Restart")},
        {QStringLiteral("delete"), QT_TRANSLATE_NOOP("format", "Delete")},
        {QStringLiteral("rollback"), QT_TRANSLATE_NOOP("format", "Roll back")},
        {QStringLiteral("done"), QT_TRANSLATE_NOOP("format", "Done")},
        {QStringLiteral("refused"), QT_TRANSLATE_NOOP("format", "Refused")},
        {QStringLiteral("added"), QT_TRANSLATE_NOOP("format", "Added")},
        {QStringLiteral("removed"), QT_TRANSLATE_NOOP("format", "Removed")},
        {QStringLiteral("changed"), QT_TRANSLATE_NOOP("format", "Changed")},
        {QStringLiteral("template"), QT_TRANSLATE_NOOP("format", "Template")},
        {QStringLiteral("image"), QT_TRANSLATE_NOOP("format", "Image")},
        {QStringLiteral("compose"), QT_TRANSLATE_NOOP("format", "Compose")},
        {QStringLiteral("git"), QT_TRANSLATE_NOOP("format", "Git")},
        {QStringLiteral("ports"), QT_TRANSLATE_NOOP("format", "Ports")},
        {QStringLiteral("repository"), QT_TRANSLATE_NOOP("format", "Repository")},
        {QStringLiteral("ref"), QT_TRANSLATE_NOOP("format", "Branch or tag")},
        {QStringLiteral("path"), QT_TRANSLATE_NOOP("format", "Folder")},
        {QStringLiteral("commit"), QT_TRANSLATE_NOOP("format", "Commit")},
        {QStringLiteral("template_version"), QT_TRANSLATE_NOOP("format", "Template version")},
        {QStringLiteral("admin"), QT_TRANSLATE_NOOP("format", "admin")},
        {QStringLiteral("operator"), QT_TRANSLATE_NOOP("format", "operator")},
        {QStringLiteral("viewer"), QT_TRANSLATE_NOOP("format", "viewer")},
        {QStringLiteral("customer"), QT_TRANSLATE_NOOP("format", "customer")},
        {QStringLiteral("ai"), QT_TRANSLATE_NOOP("format", "AI")},
        {QStringLiteral("databases"), QT_TRANSLATE_NOOP("format", "Databases")},
        {QStringLiteral("devtools"), QT_TRANSLATE_NOOP("format", "Developer tools")},
        {QStringLiteral("webapps"), QT_TRANSLATE_NOOP("format", "Web apps")},
    };
    const char *known = words.value(apiWord);
    return known ? tr(known) : apiWord;
}

QString step(const QString &name) {
    static const QMap<QString, const char *> steps{
        {QStringLiteral("validate"), QT_TRANSLATE_NOOP("format", "Validate")},
        {QStringLiteral("pull"), QT_TRANSLATE_NOOP("format", "Pull images")},
        {QStringLiteral("build"), QT_TRANSLATE_NOOP("format", "Build")},
        {QStringLiteral("prepare"), QT_TRANSLATE_NOOP("format", "Prepare")},
        {QStringLiteral("start"), QT_TRANSLATE_NOOP("format", "Start")},
        {QStringLiteral("health"), QT_TRANSLATE_NOOP("format", "Wait for health")},
        {QStringLiteral("switch"), QT_TRANSLATE_NOOP("format", "Switch over")},
        {QStringLiteral("route"), QT_TRANSLATE_NOOP("format", "Route")},
        {QStringLiteral("cleanup"), QT_TRANSLATE_NOOP("format", "Clean up")},
        {QStringLiteral("stop"), QT_TRANSLATE_NOOP("format", "Stop")},
    };
    const char *known = steps.value(name);
    return known ? tr(known) : name;
}

QString progressWord(const QString &apiWord) {
    return apiWord == QLatin1String("running") ? QStringLiteral("deploying") : apiWord;
}

QString source(const Service &service) {
    return service.template_id ? *service.template_id : word(toText(service.deploy_method));
}

QString health(const Service &service) {
    return service.status == ServiceStatus::Running ? word(toText(service.health.status)) : QStringLiteral("–");
}

QString healthWord(const Service &service) {
    return service.status == ServiceStatus::Running ? toText(service.health.status) : QString();
}

QString healthReason(const Service &service) {
    QStringList reasons;
    if (service.health.reason)
        reasons.append(service.health.reason->left(500));
    if (const int failures = service.health.consecutive_failures; failures > 0)
        reasons.append(QCoreApplication::translate("format", "%n check(s) in a row have failed", nullptr, failures));
    return service.status == ServiceStatus::Running ? reasons.join(QLatin1String("; ")) : QString();
}

bool isMeasured(const Service &service) {
    return service.status == ServiceStatus::Running || service.status == ServiceStatus::Deploying;
}

QString usage(double usedMb, int limitMb) {
    return limitMb > 0 ? tr("%1 of %2").arg(megabytes(usedMb), megabytes(limitMb)) : megabytes(usedMb);
}

QString cpuUsage(double cores, double limit) {
    return limit > 0 ? tr("%1 of %2").arg(cpu(cores), cpu(limit)) : cpu(cores);
}

QString cpu(double cores) {
    return QLocale().toString(cores * 100, 'f', cores < 0.1 ? 1 : 0) + QStringLiteral(" %");
}

QString megabytes(double value) {
    const auto number = [](double v, int digits) { return QLocale().toString(v, 'f', digits); };
    if (value >= 1024)
        return number(value / 1024, 1) + QStringLiteral(" GiB");
    if (value > 0 && value < 0.1)
        return number(std::max(1.0, value * 1024), 0) + QStringLiteral(" KiB");
    return number(value, value > 0 && value < 10 ? 1 : 0) + QStringLiteral(" MiB");
}

QString percent(double fraction) {
    return QLocale().toString(int(fraction * 100)) + QStringLiteral(" %");
}

QString relative(Timestamp time, Timestamp now) {
    const qint64 seconds = std::chrono::duration_cast<std::chrono::seconds>(now - time).count();
    if (seconds < 10)
        return tr("just now");
    if (seconds < 60)
        return tr("%1 s ago").arg(seconds);
    if (seconds < 3600)
        return tr("%1 min ago").arg(seconds / 60);
    if (seconds < 86400)
        return tr("%1 h ago").arg(seconds / 3600);
    return tr("%1 d ago").arg(seconds / 86400);
}

QString duration(std::chrono::milliseconds time) {
    const qint64 ms = std::max<qint64>(0, time.count());
    if (ms < 1000)
        return tr("%1 ms").arg(ms);
    if (ms < 60'000)
        return tr("%1 s").arg(QLocale().toString(double(ms) / 1000, 'f', ms < 10'000 ? 1 : 0));
    if (ms < 3'600'000)
        return tr("%1 min %2 s").arg(ms / 60'000).arg(ms / 1000 % 60);
    return tr("%1 h %2 min").arg(ms / 3'600'000).arg(ms / 60'000 % 60);
}

QString span(Timestamp start, std::optional<Timestamp> end, Timestamp now) {
    return duration(std::chrono::duration_cast<std::chrono::milliseconds>(end.value_or(now) - start));
}

QString clock(Timestamp time) {
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count()).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString stamp(Timestamp time) {
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count());
    const QLocale locale;
    // The C locale writes dates out, too long for a column.
    const QString date = locale.language() == QLocale::C ? local.date().toString(Qt::ISODate)
                                                         : locale.toString(local.date(), QLocale::ShortFormat);
    return date + local.time().toString(QStringLiteral(" HH:mm:ss"));
}

QString absolute(Timestamp time) {
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count()), QLocale::LongFormat);
}

} // namespace format
