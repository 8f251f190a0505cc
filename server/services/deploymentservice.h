// SPDX-License-Identifier: GPL-3.0-or-later
// DeploymentService: the revisions of a service: making a new one, bringing an old one back, and their history.
#pragma once

#include "server/services/serviceservice.h"

class DeploymentService : public QObject {
    Q_OBJECT
public:
    DeploymentService(
        Database &database, ReadModel &model, Operations &operations, Workloads &workloads, const Clock &clock);

    Task<Result<Api::OperationOrPlan>> deploy(Caller caller, ServiceId id, DryRunQuery query);
    Task<Result<Api::OperationOrPlan>> rollback(Caller caller, ServiceId id, DryRunQuery query, RollbackService body);
    Task<Result<Page<Deployment>>> list(Caller caller, ServiceId id, DeploymentQuery query);

private:
    Result<ServiceRecord> visible(const Caller &caller, const ServiceId &id, Permission permission) const;
    /// Stores `next` as the next revision and begins to deploy it; `Conflict` when one of the ports it claims belongs
    /// to another service, `QuotaExceeded` when it needs more than before and the plan has not as much left. Until the
    /// switch the service holds the claims of what runs, too.
    Task<Result<Operation>> begin(Caller by, ServiceRecord service, OperationKind kind, DeploymentRecord next,
        Claims claims, std::optional<Operations::Trouble> trouble = {});
    /// What a revision with this demand takes of the service's plan.
    Task<Result<std::optional<QuotaEffect>>> effectOn(ServiceRecord service, Demand demand);
    /// The good revision a rollback without a wish goes to.
    static Result<DeploymentRecord> lastGood(const QList<DeploymentRecord> &records, int before);
    /// The same revision once more, under a new number.
    DeploymentRecord again(const DeploymentRecord &record, const QList<DeploymentRecord> &all, const QString &by) const;
    /// Brings the last good revision back. When none can come back, what has ended is told as failed.
    Task<> rollBackAlone(ServiceId id, int badRevision, Operations::Trouble trouble, QString reason);
    Task<Result<Operation>> beginRollBackAlone(
        ServiceId id, int badRevision, Operations::Trouble trouble, QString reason);

    Database &m_database;
    ReadModel &m_model;
    Operations &m_operations;
    Workloads &m_workloads;
    const Clock &m_clock;
};
