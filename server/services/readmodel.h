// SPDX-License-Identifier: GPL-3.0-or-later
// ReadModel: services and operations in memory, kept by the change feed. Every read is answered from here.
#pragma once

#include "server/services/caller.h"
#include "server/services/encoded.h"
#include "server/store/database.h"
#include "server/store/records.h"
#include "shared/base/task.h"
#include "shared/replica/replica.h"
#include <QObject>
#include <deque>

class ReadModel : public QObject {
    Q_OBJECT
public:
    explicit ReadModel(Database &database, QObject *parent = nullptr);

    /// Reads everything once and follows the feed from there.
    Task<Result<Done>> load();

    /// nullptr for unknown and for deleted services.
    const ServiceRecord *service(const ServiceId &id) const;
    /// Services whose deletion is still being carried out.
    const QHash<ServiceId, ServiceRecord> &deletedServices() const { return m_deleted; }
    QList<ServiceId> serviceIds() const;
    /// The latest ones and all that are not finished; nullptr for others.
    const Operation *operation(const OperationId &id) const;
    QList<Operation> unfinishedOperations() const;
    /// The operation that has a service now, if any.
    const Operation *activeOperation(const ServiceId &id) const;
    /// The service of this customer, or of nobody, that has this name; nullptr when there is none.
    const ServiceRecord *named(const QString &name, const std::optional<CustomerId> &customer) const;

    Encoded<Page<Service>> listServices(const Caller &caller, const ServiceQuery &query) const;
    Encoded<ServiceDetail> encode(const ServiceRecord &record) const;
    ServiceDetail detail(const ServiceRecord &record) const;
    Encoded<Page<Operation>> listOperations(const Caller &caller, const OperationQuery &query) const;
    qint64 revOf(const Operation &operation) const;
    qint64 rev() const { return m_rev; }
    /// Whether a service exists and `caller` has `permission` for it. From any thread.
    bool isVisible(const Caller &caller, Permission permission, const ServiceId &id) const;

    /// What is measured and not stored: it lives beside the rows and is no change of the feed.
    struct Live {
        Health health;
        double cpuUsage = 0;
        double memoryUsageMb = 0;
        double storageMb = 0;
    };
    Live live(const ServiceId &id) const { return m_live.value(id); }
    /// Services of suspended customers do not start: `Conflict`.
    Result<Done> checkMayRun(const std::optional<CustomerId> &customer) const;
    bool isCustomer(const CustomerId &id) const { return m_customers.contains(id); }
    void setCustomer(const CustomerId &id, bool isSuspended) { m_customers.insert(id, isSuspended); }
    void removeCustomer(const CustomerId &id) { m_customers.remove(id); }
    void setLive(const ServiceId &id, const Live &live);

    /// Stores a service, new or changed, with its entry in the feed.
    std::function<Result<Done>(Transaction &)> saving(const ServiceRecord &record, bool isNew, Timestamp now) const;
    static std::function<Result<Done>(Transaction &)> saving(const Operation &operation, bool isNew, Timestamp now);

signals:
    /// Anything of it; either is nullptr for one that comes or goes.
    void serviceChanged(const ServiceRecord *before, const ServiceRecord *now);
    void statusChanged(const ServiceRecord &now, ServiceStatus previous);
    void operationChanged(const Operation &operation);
    void operationFinished(const Operation &operation);

private:
    void follow(const QList<Change> &changes);
    void takeService(const ServiceRecord &record, qint64 rev);
    void takeOperation(const Operation &operation, qint64 rev);
    Resources resourcesOf(const ServiceRecord &record) const;
    QByteArray rowJson(const ServiceRecord &record) const;
    /// The last change of one customer's rows. A tag that followed everybody's would tell what others are doing.
    using Revs = QHash<CustomerId, qint64>;
    qint64 revFor(const std::optional<CustomerId> &scope, const Revs &revs, qint64 all) const {
        return scope ? revs.value(*scope, m_loadedRev) : all;
    }

    Database &m_database;
    Replica<ServiceRecord> m_services;
    Replica<Operation> m_operations;
    QHash<ServiceId, ServiceRecord> m_deleted;
    QHash<ServiceId, OperationId> m_active;
    std::deque<OperationId> m_finished; // oldest first; what leaves it is in the database only
    QHash<ServiceId, Live> m_live;
    QHash<CustomerId, bool> m_customers; // whether they are suspended
    mutable QMutex m_ownersMutex;
    QHash<ServiceId, std::optional<CustomerId>> m_owners; // for isVisible()
    qint64 m_rev = 0;
    qint64 m_loadedRev = 0;
    Revs m_serviceRevs, m_operationRevs; // since load()
};
