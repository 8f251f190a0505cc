// SPDX-License-Identifier: GPL-3.0-or-later
// Demo: a real server with services of every kind and state, to look at.
#pragma once

#include "tests/support/dockerhost.h"
#include "tests/support/livepanel.h"

class Demo {
public:
    Demo();
    ~Demo();

    /// An empty server. False, with the reason on stderr, when it does not start.
    bool start();
    /// Deploys everything; a minute.
    void fill();
    /// Begins a deployment that waits to become healthy until it is cancelled.
    void beginSlowDeployment();
    /// Plans, and customers with services of their own.
    void addCustomers();
    LivePanel &panel() { return m_panel; }
    bool hasContainers() const { return m_host.isRunning(); }

    /// Until it is verified.
    void backUp(const char *service);

private:
    QString deploy(const QString &templateId, const QString &name, const QJsonObject &variables = {},
        const QString &engine = QStringLiteral("process"));
    QString create(const QJsonObject &body);
    void act(const QString &id, const char *verb);
    void patch(const QString &id, const QJsonObject &body);

    DockerHost m_host;
    LivePanel m_panel;
    QTemporaryDir m_templates;
};
