// SPDX-License-Identifier: GPL-3.0-or-later
// Workspace: one server as this program sees it: services, operations and templates, from one snapshot and then by the
// change feed; and what can be done with them. With an OfflineCache it begins with what was known the last time.
#pragma once

#include "app/client/apiclient.h"
#include "app/client/eventstream.h"
#include "app/client/offlinecache.h"
#include "shared/contract/api.h"
#include "shared/replica/replica.h"

class Workspace : public QObject {
    Q_OBJECT
public:
    explicit Workspace(Access access, std::unique_ptr<OfflineCache> cache = {}, QObject *parent = nullptr);
    ~Workspace() override;

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
    /// Rows are shown that are as old as asOf() says.
    bool isOffline() const { return m_loaded && m_lostAt; }
    /// Trying again does not help: the server does not take the key, or shows a certificate that is not trusted.
    bool isRefused() const { return m_refused; }
    /// Until when the rows are known to be right: now while online, else when the connection was lost.
    Timestamp asOf() const;
    /// Whether there may be something to show while the server cannot be reached.
    bool isCached() const { return m_cache != nullptr; }
    /// Keeps a piece for when the server cannot be reached; see CacheFile::keepPage().
    template <typename T>
    void keepPage(const char *kind, const QString &id, const T &page) {
        if (m_cache)
            m_cache->keepPage(QString::fromLatin1(kind), id, pack(page));
    }
    /// What was kept, or nothing; not told when `context` has gone by then.
    template <typename T, typename Then>
    void findPage(const char *kind, const QString &id, QObject *context, Then then) {
        if (m_cache)
            m_cache->page(QString::fromLatin1(kind), id, context,
                [then = std::move(then)](const QByteArray &page) { then(unpack<T>(page)); });
        else
            then(std::optional<T>());
    }
    /// Whether the key's role has `permission`, for any service at least.
    bool may(Permission permission) const { return reachOf(m_server.role, permission) != Reach::None; }

signals:
    void ready();
    /// The snapshot could not be loaded, or the server has begun to refuse.
    void failed(const Problem &problem);
    void serviceChanged(const Service &service);
    void serviceRemoved(const QString &id);
    void operationChanged(const Operation &operation);
    void backupChanged(const Backup &backup);
    void backupRemoved(const QString &id);
    void connectionChanged(EventStream::State state, const QString &reason);
    /// Nothing is kept for the next start without network any more, with the reason; told once.
    void cacheStopped(const QString &reason);

private:
    Task<> load();
    void begin(CachedContents contents);
    Task<> heal();
    void becomeFresh();
    template <typename T>
    void keep(QHash<QString, std::optional<T>> &changes, const QString &id, std::type_identity_t<std::optional<T>> row);
    void keepAll();
    void keepChanges();
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
    std::unique_ptr<OfflineCache> m_cache;
    CachedChanges m_changes;
    /// Usage moves all the time: which rows it has moved in is kept once a minute.
    QSet<QString> m_measured;
    QTimer m_keep;
    QTimer m_keepMeasured;
    bool m_isCacheRead = false;
    /// What is shown is from the cache; of it only the services are healed by the feed.
    bool m_isStale = false;
    std::optional<Timestamp> m_lostAt;
    bool m_loading = false;
    bool m_askingWhy = false;
    bool m_refused = false;
    bool m_loaded = false;
};
