// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of things that happen behind the panel's back share: a panel, its engine, and who listens.
#pragma once

#include "tests/e2e/dockerpanel.h"
#include "tests/support/listener.h"
#include <QJsonArray>

class DriftFixture : public QObject {
protected:
    bool begin() {
        m_docker = std::make_unique<DockerPanel>(QStringList{QStringLiteral("--live-restore")});
        return m_docker->host.isRunning() && m_docker->start();
    }
    void listen() { m_listener = std::make_unique<Listener>(m_docker->panel, m_docker->panel.key()); }
    void end() {
        QVERIFY(m_docker->panel.removeAll());
        QCOMPARE(m_docker->things(), QStringList());
        QCOMPARE(m_docker->panel.stop(), 0);
        m_docker.reset();
    }
    QString container(const LiveService &service, const char *component) {
        const QString name = QStringLiteral("aap-%1-").arg(service.id.section(u'_', 1));
        const QJsonArray all =
            QJsonDocument::fromJson(m_docker->host.ask("GET", QStringLiteral("/containers/json?all=1"))).array();
        for (const QJsonValue one : all)
            if (const QString found = one[QLatin1String("Names")][0].toString();
                found.contains(name) && found.endsWith(u'-' + QLatin1String(component)))
                return QStringLiteral("/containers/") + one[QLatin1String("Id")].toString();
        return {};
    }
    /// Whether an event said so of the service.
    bool said(const LiveService &service, const QString &reason) const {
        const QList<QJsonObject> events = m_listener->of("service.status");
        return std::any_of(events.begin(), events.end(), [&](const QJsonObject &event) {
            const QJsonObject data = event[QLatin1String("data")].toObject();
            return data[QLatin1String("service_id")] == service.id
                && data[QLatin1String("reason")].toString().contains(reason);
        });
    }
    /// The same of what was done just now: two seconds are the promise.
    bool saidInTime(const LiveService &service, const QString &reason) const {
        return QTest::qWaitFor([&] { return said(service, reason); }, 2000);
    }
    static QString shell(const char *script, const char *more = "") {
        return QStringLiteral("services:\n  web:\n    image: tiny:1\n    stop_grace_period: 0s\n"
                              "    command: [/bin/sh, -c, '%1']\n%2")
            .arg(QLatin1String(script), QLatin1String(more));
    }
    static QString healthReason(LiveService &service) {
        return service.get()[QLatin1String("health")][QLatin1String("reason")].toString();
    }
    static QString healthStatus(LiveService &service) {
        return service.get()[QLatin1String("health")][QLatin1String("status")].toString();
    }

    std::unique_ptr<DockerPanel> m_docker;
    std::unique_ptr<Listener> m_listener;
};
