// SPDX-License-Identifier: GPL-3.0-or-later
// CaddyEdge: a Caddy that belongs to the panel alone. Where a route leads is a file, so only a new host or certificate
// is a change of Caddy's configuration; see caddy::Targets.
#pragma once

#include "server/edge/caddyadmin.h"
#include "server/edge/caddyprocess.h"
#include "server/edge/edge.h"
#include "server/edge/edgeoptions.h"

class CaddyEdge : public Edge {
    Q_OBJECT
public:
    /// `folder`: where its files are; `uid`: the user it runs as when the server is root.
    CaddyEdge(EdgeOptions options, QString folder, int uid);

    EdgeSummary summary() const override;
    Task<Result<Done>> apply(QList<EdgeRoute> routes) override;

private:
    Task<Result<Done>> bring(QList<EdgeRoute> routes);
    void askVersion();

    EdgeOptions m_options;
    QString m_folder;
    CaddyProcess m_process;
    CaddyAdmin m_admin;
    QString m_version;
    QString m_problem;
};
