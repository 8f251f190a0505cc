// SPDX-License-Identifier: GPL-3.0-or-later
// ServiceService: everything one can do with services.
#pragma once

#include "server/services/entitlements.h"
#include "server/services/operations.h"
#include "shared/contract/api.h"

/// 404, as for a service that does not exist.
Error serviceNotFound(const ServiceId &id);
/// 409 when the service has an operation under way.
Result<Done> checkIdle(const ReadModel &model, const ServiceId &id);
class ServiceService {
public:
    ServiceService(ReadModel &model, Operations &operations, Workloads &workloads, const Hosts &hosts,
        const Entitlements &entitlements, Database &database, const Clock &clock, int uidBase);

    Result<Encoded<Page<Service>>> list(Caller caller, ServiceQuery query);
    Result<Encoded<ServiceDetail>> get(Caller caller, ServiceId id);
    Task<Result<Api::ServiceOrPlan>> create(Caller caller, DryRunQuery query, CreateService body);
    Task<Result<ServiceDetail>> patch(Caller caller, ServiceId id, PatchService body);
    Task<Result<Done>> remove(Caller caller, ServiceId id, DeleteServiceQuery query);
    Task<Result<Operation>> start(Caller caller, ServiceId id);
    Task<Result<Operation>> stop(Caller caller, ServiceId id);
    Task<Result<Operation>> restart(Caller caller, ServiceId id);
    /// A new service as the backup's was, which begins with the backup's data. `name` is a good one.
    Task<Result<Operation>> createFrom(Caller caller, BackupRecord backup, QString name);

private:
    Result<ServiceRecord> visible(const Caller &caller, const ServiceId &id, Permission permission) const;
    Result<Done> checkCreate(const Caller &caller, const CreateService &body) const;
    /// Inside a customer only its own plan is known.
    bool mayBeCountedBy(const Caller &caller, const QString &plan) const;
    /// What the plan of a new service must have.
    Result<Done> checkFeatures(
        const std::optional<CustomerId> &customer, const std::optional<PlanId> &plan, const CreateService &body) const;
    /// The new service as it would be; `Conflict` when its name or ports are taken.
    Result<ServiceRecord> draft(const Caller &caller, const CreateService &body, const Blueprint &made,
        const Engine &engine, const Claims &claims) const;
    /// Stores it, and begins its first deploy.
    Task<Result<Operation>> establish(
        Caller caller, ServiceRecord service, Blueprint made, std::optional<BackupId> backup);
    Task<Result<Operation>> lifecycle(Caller caller, ServiceId id, OperationKind kind);
    int nextUid();

    ReadModel &m_model;
    Operations &m_operations;
    Workloads &m_workloads;
    const Hosts &m_hosts;
    const Entitlements &m_entitlements;
    Database &m_database;
    const Clock &m_clock;
    int m_uidBase;
    int m_lastUid = 0;
};
