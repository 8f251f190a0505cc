// SPDX-License-Identifier: GPL-3.0-or-later
// Workspace: one server as this program sees it: services, operations and templates, from one snapshot and then by the
// change feed; and what can be done with them.
#pragma once

#include "app/client/apiclient.h"
#include "app/client/eventstream.h"
#include "shared/contract/api.h"
#include "shared/replica/replica.h"

class Workspace : public QObject {
    Q_OBJECT
public:
    explicit Workspace(Access access, QObject *parent = nullptr);

    /// Loads the snapshot, then follows; ready() or failed(). Again at any time: rows change by difference.
    void open();
    ApiClient &api() { return m_api; }
    EventStream &events() { return m_events; }
    const ServerSummary &server() const { return m_server; }
    QUrl url() const { return m_api.access().url; }

    Replica<Service> &services() { return m_services; }
    Replica<Operation> &operations() { return m_operations; }
    Replica<Template> &templates() { return m_templates; }
    const Service *service(const QString &id) const;
    const Operation *operation(const QString &id) const;

    /// Whether the first snapshot is there.
    bool isLoaded() const { return m_loaded; }
    bool isOnline() const { return m_loaded && m_events.state() == EventStream::State::Live; }
    /// Trying again does not help: the server does not take the key, or shows a certificate that is not trusted.
    bool isRefused() const { return m_refused; }
    /// Until when the rows are known to be right: now while online, else when the connection was lost.
    Timestamp asOf() const;
    /// Whether the key's role has `permission`, for any service at least.
    bool may(Permission permission) const { return reachOf(m_server.role, permission) != Reach::None; }

signals:
    void ready();
    /// The snapshot could not be loaded, or the server has begun to refuse.
    void failed(const Problem &problem);
    void serviceChanged(const Service &service);
    void serviceRemoved(const QString &id);
    void operationChanged(const Operation &operation);
    void connectionChanged(EventStream::State state, const QString &reason);

private:
    Task<> load();
    Task<> measureAnew();
    Task<> askWhy();
    void fail(const Problem &problem);
    template <typename T, typename Query>
    Task<Answer<QList<T>>> all(const Endpoint<Page<T>(Query)> &endpoint);
    void onChange(const ChangeEvent &change);
    void onMetrics(const ServiceMetricsEvent &event);
    void onState(EventStream::State state, const QString &reason);
    template <typename Write>
    void measure(const ServiceId &id, const Write &write);
    void forgetOldOperations();

    ApiClient m_api;
    EventStream m_events;
    ServerSummary m_server;
    Replica<Service> m_services;
    Replica<Operation> m_operations;
    Replica<Template> m_templates;
    std::optional<Timestamp> m_lostAt;
    bool m_loading = false;
    bool m_askingWhy = false;
    bool m_refused = false;
    bool m_loaded = false;
};
