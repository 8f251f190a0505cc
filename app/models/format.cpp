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
        {QStringLiteral("ai"), QT_TRANSLATE_NOOP("format", "AI")},
        {QStringLiteral("databases"), QT_TRANSLATE_NOOP("format", "Databases")},
        {QStringLiteral("devtools"), QT_TRANSLATE_NOOP("format", "Developer tools")},
        {QStringLiteral("webapps"), QT_TRANSLATE_NOOP("format", "Web apps")},
    };
    const char *known = words.value(apiWord);
    return known ? tr(known) : apiWord;
}

QString cpu(double cores) {
    return QLocale().toString(cores * 100, 'f', cores < 0.1 ? 1 : 0) + QStringLiteral(" %");
}

QString megabytes(double value) {
    return value >= 1024 ? QLocale().toString(value / 1024, 'f', 1) + QStringLiteral(" GiB")
                         : QLocale().toString(value, 'f', value < 10 ? 1 : 0) + QStringLiteral(" MiB");
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

QString absolute(Timestamp time) {
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count()), QLocale::LongFormat);
}

} // namespace format
