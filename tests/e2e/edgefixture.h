// SPDX-License-Identifier: GPL-3.0-or-later
// EdgeFixture: the real daemon with the real Caddy in front, and services to lead to.
#pragma once

#include "tests/support/fetch.h"
#include "tests/support/livepanel.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <csignal>

class EdgeFixture {
public:
    LivePanel panel;
    QTemporaryDir templates;
    QMap<QString, QString> settings{{QStringLiteral("AAP_EDGE_KIND"), QStringLiteral("caddy")},
        {QStringLiteral("AAP_BASE_DOMAIN"), QStringLiteral("apps.test")},
        {QStringLiteral("AAP_EDGE_DRAIN"), QStringLiteral("1s")}};

    bool start() {
        QFile::copy(
            QStringLiteral(AAP_SOURCE_DIR "/tests/e2e/edge.yaml"), templates.filePath(QStringLiteral("mirror.yaml")));
        settings.insert(QStringLiteral("AAP_TEMPLATES"), templates.path());
        return panel.start(settings);
    }
    /// Its path in the API; empty when it did not come up.
    QByteArray create(const char *name, const QJsonArray &domains = {}, const char *source = "mirror") {
        QJsonObject body{
            {QStringLiteral("name"), QLatin1String(name)}, {QStringLiteral("template"), QLatin1String(source)}};
        if (!domains.isEmpty())
            body.insert(QStringLiteral("custom_domains"), domains);
        const QJsonObject made = panel.post("/api/services", body).json();
        last = panel.finished(made[QLatin1String("operation_id")].toString());
        return succeeded() ? "/api/services/" + made[QLatin1String("id")].toString().toLatin1() : QByteArray();
    }
    bool act(const QByteArray &path, const char *verb) {
        const HttpAnswer answer = panel.post(path + '/' + verb);
        last = panel.finished(answer.json()[QLatin1String("id")].toString());
        return succeeded();
    }
    bool deploy(const QByteArray &path, const char *text) {
        const QJsonObject body{
            {QStringLiteral("variables"), QJsonObject{{QStringLiteral("TEXT"), QLatin1String(text)}}}};
        return panel.request("PATCH", path, QJsonDocument(body).toJson()).status == 200 && act(path, "deploy");
    }
    bool succeeded() const { return last[QLatin1String("status")].toString() == QLatin1String("succeeded"); }
    QJsonObject stepOf(const QJsonObject &operation, const char *name) const {
        for (const QJsonValue step : operation[QLatin1String("steps")].toArray())
            if (step[QLatin1String("name")].toString() == QLatin1String(name))
                return step.toObject();
        return {};
    }
    QJsonValue get(const QByteArray &path, const char *key) { return panel.get(path).json()[QLatin1String(key)]; }

    QString edgeFolder() const { return panel.dataDir() + QStringLiteral("/edge"); }
    pid_t caddy() const {
        QFile file(edgeFolder() + QStringLiteral("/caddy.pid"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    }
    /// How many programs of this name there are in this process namespace.
    static int count(const char *program) {
        int found = 0;
        const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
        for (const QString &process : processes) {
            QFile name(QStringLiteral("/proc/%1/comm").arg(process));
            QFile state(QStringLiteral("/proc/%1/stat").arg(process));
            found += name.open(QIODevice::ReadOnly) && name.readAll().trimmed() == program
                && state.open(QIODevice::ReadOnly) && !state.readAll().contains(") Z ");
        }
        return found;
    }

    QJsonObject last; // operation
};
