// SPDX-License-Identifier: GPL-3.0-or-later
// DeploymentService: the revisions of a service: making a new one, bringing an old one back, and their history.
#pragma once

#include "server/services/serviceservice.h"

class DeploymentService : public QObject {
    Q_OBJECT
public:
    DeploymentService(ReadModel &model, Operations &operations, Workloads &workloads, const Clock &clock);

    Task<Result<Api::OperationOrPlan>> deploy(Caller caller, ServiceId id, DryRunQuery query);
    Task<Result<Api::OperationOrPlan>> rollback(Caller caller, ServiceId id, DryRunQuery query, RollbackService body);
    Task<Result<Page<Deployment>>> list(Caller caller, ServiceId id, DeploymentQuery query);

private:
    Result<ServiceRecord> visible(const Caller &caller, const ServiceId &id, Permission permission) const;
    using Claim = std::function<Result<Done>(Transaction &)>;
    /// Stores `next` as the next revision, when `claim` allows it, and begins to deploy it.
    Task<Result<Operation>> begin(
        Caller by, ServiceRecord service, OperationKind kind, DeploymentRecord next, Claim claim = {});
    /// The good revision a rollback without a wish goes to.
    static Result<DeploymentRecord> lastGood(const QList<DeploymentRecord> &records, int before);
    /// The same revision once more, under a new number.
    DeploymentRecord again(const DeploymentRecord &record, const QList<DeploymentRecord> &all, const QString &by) const;
    Task<> rollBackAlone(ServiceId id, int badRevision, QString reason);

    ReadModel &m_model;
    Operations &m_operations;
    Workloads &m_workloads;
    const Clock &m_clock;
};
