// SPDX-License-Identifier: GPL-3.0-or-later
// TraefikEdge: for those who run Traefik with its Docker provider. It is told by labels on the containers and by
// nothing else, so a route comes and goes with its container.
#pragma once

#include "server/edge/edge.h"
#include "server/edge/edgeoptions.h"

class TraefikEdge : public Edge {
    Q_OBJECT
public:
    explicit TraefikEdge(EdgeOptions options) : m_options(std::move(options)) { }

    EdgeSummary summary() const override;
    Task<Result<Done>> apply(QList<EdgeRoute> routes) override;
    QMap<QString, QString> labels(const EdgeRoute &route, int port) const override;

private:
    EdgeOptions m_options;
};

/// Labels of Traefik 2 and 3 for one route.
QMap<QString, QString> traefikLabels(const EdgeOptions &options, const EdgeRoute &route, int port);
