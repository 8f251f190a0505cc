// SPDX-License-Identifier: GPL-3.0-or-later
// Hosts: which names lead to which service: the one below the base domain that each has, and its customer's own.
#pragma once

#include "server/edge/edge.h"
#include "server/edge/edgeoptions.h"
#include "server/engine/engine.h"
#include "server/services/readmodel.h"

class Hosts : public QObject {
    Q_OBJECT
public:
    /// `panel`: what tells this panel from every other one (DataDirectory::id()).
    Hosts(EdgeOptions options, ReadModel &model, QString panel);

    const EdgeOptions &options() const { return m_options; }
    bool hasEdge() const { return m_options.kind != EdgeKind::None; }

    /// The name itself, or with a suffix where another service has it.
    QString freeLabel(const QString &name, const ServiceId &id) const;
    /// Its host below the base domain; empty without an edge.
    QString hostOf(const ServiceRecord &service) const;
    /// Notes in the row where the service is reached now: by way of the edge, or directly.
    void place(ServiceRecord &service, const Endpoints &endpoints) const;
    /// The same for a row as it was stored under another configuration.
    void replace(ServiceRecord &service) const;
    /// What the edge is to know of it; nullopt when that is nothing.
    std::optional<EdgeRoute> routeOf(const ServiceRecord &service) const;

    /// The service's own domains as asked for, what is known of those it has already kept. `Validation` names each
    /// wrong one, `Conflict` one that another service has.
    Result<QList<CustomDomain>> claim(const ServiceRecord &service, const QList<QString> &names) const;
    /// Looks up those that are not verified yet. What could not be looked up stays as it is.
    Task<QList<CustomDomain>> verify(ServiceRecord service) const;

private:
    void follow(const ServiceRecord *before, const ServiceRecord *now);
    QString problemOf(const ServiceRecord &service, const QString &name) const;
    /// Another service may route it.
    bool isTaken(const QString &name, const ServiceRecord &by) const;
    QString tokenOf(const ServiceRecord &service, const QString &name) const;

    EdgeOptions m_options;
    ReadModel &m_model;
    QString m_panel;
    QHash<QString, ServiceId> m_labels;
    QMultiHash<QString, ServiceId> m_domains;
};
