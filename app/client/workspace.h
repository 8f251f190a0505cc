// SPDX-License-Identifier: GPL-3.0-or-later
// Workspace: one server as this program sees it: services, operations and templates, from one snapshot and then by the
// change feed; and what can be done with them.
#pragma once

#include "app/client/apiclient.h"
#include "app/client/eventstream.h"
#include "shared/contract/api.h"
#include <QSet>

class Workspace : public QObject {
    Q_OBJECT
public:
    explicit Workspace(Access access, QObject *parent = nullptr);

    /// Loads the snapshot, then follows; ready() or failed().
    void open();
    ApiClient &api() { return m_api; }
    EventStream &events() { return m_events; }
    const ServerSummary &server() const { return m_server; }
    QUrl url() const { return m_api.access().url; }

    QList<Service> services() const { return m_services.values(); }
    const Service *service(const QString &id) const;
    QList<Operation> operations() const { return m_operations.values(); }
    const Operation *operation(const QString &id) const;
    QList<Template> templates() const { return m_templates; }

signals:
    void ready();
    void failed(const Problem &problem);
    void servicesReset();
    void serviceChanged(const Service &service);
    void serviceRemoved(const QString &id);
    void operationsReset();
    void operationChanged(const Operation &operation);
    void templatesReset();
    void connectionChanged(EventStream::State state, const QString &reason);

private:
    Task<> load();
    template <typename T, typename Query>
    Task<Answer<QList<T>>> all(const Endpoint<Page<T>(Query)> &endpoint);
    void onChange(const ChangeEvent &change);
    void onMetrics(const ServiceMetricsEvent &event);

    ApiClient m_api;
    EventStream m_events;
    ServerSummary m_server;
    QMap<QString, Service> m_services;
    QMap<QString, Operation> m_operations;
    QList<Template> m_templates;
    bool m_loading = false;
};
