// SPDX-License-Identifier: GPL-3.0-or-later
// Routing: keeps the edge at what the services' rows say. It follows the rows and nothing else, so whatever happened in
// between, a crash or a second change, the edge ends up where they are.
#pragma once

#include "server/services/hosts.h"

class Routing : public QObject {
    Q_OBJECT
public:
    /// Without an edge there is nothing to do, and everything has been done already.
    Routing(std::unique_ptr<Edge> edge, Hosts &hosts, Database &database, ReadModel &model, const Clock &clock);

    Hosts &hosts() { return m_hosts; }
    bool isOn() const { return m_edge != nullptr; }
    EdgeSummary summary() const { return m_edge ? m_edge->summary() : EdgeSummary(); }
    /// What the container behind the file's first domain has to carry so that the edge finds it by itself.
    QMap<QString, QString> labels(const ServiceRecord &service, const TemplateFile &file) const;

    /// After a start: brings the rows to the present configuration and the edge to the rows.
    Task<Result<Done>> begin();
    /// Ends when the edge serves what the rows say at this moment; with the edge's last error when it does not by then.
    Task<Result<Done>> settle(std::chrono::milliseconds patience);

signals:
    void settled();

private:
    void follow(const ServiceRecord *before, const ServiceRecord *now);
    void want();
    Task<> run();

    std::unique_ptr<Edge> m_edge;
    Hosts &m_hosts;
    Database &m_database;
    ReadModel &m_model;
    const Clock &m_clock;
    QMap<QString, EdgeRoute> m_routes;
    /// Counts the states that were wanted; the edge is at the one of `m_applied`.
    qint64 m_wanted = 0;
    qint64 m_applied = 0;
    bool m_running = false;
    std::optional<Error> m_problem;
};
