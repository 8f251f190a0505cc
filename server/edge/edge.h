// SPDX-License-Identifier: GPL-3.0-or-later
// Edge: the proxy in front of the services: which host leads where. What is to be so is always told whole; how to get
// there from what is, is the edge's own business.
#pragma once

#include "shared/base/task.h"
#include "shared/contract/meta.h"
#include <QObject>

/// One service as the edge sees it.
struct EdgeRoute {
    /// Names the route for good; letters, digits and underscores.
    QString name;
    /// Host names in lower case; at least one.
    QStringList hosts;
    /// ADDRESS:PORT its requests go to; empty: its hosts answer 503.
    QString target;
    bool operator==(const EdgeRoute &) const = default;
};

class Edge : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    virtual EdgeSummary summary() const = 0;
    /// Makes these the only routes, all at once, and ends when they hold. Not called again before it has ended. On an
    /// error the routes are the old ones, or partly the new ones, each whole.
    virtual Task<Result<Done>> apply(QList<EdgeRoute> routes) = 0;
    /// What a container that serves `port` has to carry so that the edge finds it by itself.
    virtual QMap<QString, QString> labels(const EdgeRoute &, int /*port*/) const { return {}; }

signals:
    /// It ended, came back or forgot: what holds may not be what was applied last.
    void applyWanted();
};
