// SPDX-License-Identifier: GPL-3.0-or-later
// SharedCaddyEdge: a Caddy that somebody else runs and configures. Of its configuration only our own server blocks are
// touched, and put back when they get lost, as after a reload of its Caddyfile.
#pragma once

#include "server/edge/caddyadmin.h"
#include "server/edge/edge.h"
#include "server/edge/edgeoptions.h"
#include <QTimer>

class SharedCaddyEdge : public Edge {
    Q_OBJECT
public:
    explicit SharedCaddyEdge(EdgeOptions options);

    EdgeSummary summary() const override;
    Task<Result<Done>> apply(QList<EdgeRoute> routes) override;

private:
    Task<Result<Done>> bring(QList<EdgeRoute> routes);
    /// Sets or, with null, removes one server block.
    Task<Result<Done>> put(QString name, QJsonValue block);
    Task<> look();

    EdgeOptions m_options;
    CaddyAdmin m_admin;
    QString m_marker; // of what was applied last
    QString m_problem;
    /// Caddy tells nobody of changes, so it has to be asked.
    QTimer m_look;
};
