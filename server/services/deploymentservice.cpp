// SPDX-License-Identifier: GPL-3.0-or-later
// A rollback is a new revision with the contents of an old one, so the history only ever grows.
#include "server/services/deploymentservice.h"
#include "server/services/deploymentdiff.h"
#include "server/services/planning.h"
#include "server/services/quota.h"
#include "server/store/tables.h"
#include <QCoroFuture>

DeploymentService::DeploymentService(
    Database &database, ReadModel &model, Operations &operations, Workloads &workloads, const Clock &clock)
    : m_database(database), m_model(model), m_operations(operations), m_workloads(workloads), m_clock(clock) {
    connect(&operations, &Operations::rollbackWanted, this,
        [this](const ServiceId &id, int badRevision, Operations::Trouble trouble, const QString &reason) {
            spawn(rollBackAlone(id, badRevision, trouble, reason));
        });
}

Result<ServiceRecord> DeploymentService::visible(
    const Caller &caller, const ServiceId &id, Permission permission) const {
    const ServiceRecord *record = m_model.service(id);
    if (!record || !caller.sees(permission, record->customer_id))
        return serviceNotFound(id);
    return *record;
}

Task<Result<Operation>> DeploymentService::begin(Caller by, ServiceRecord service, OperationKind kind,
    DeploymentRecord next, Claims claims, std::optional<Operations::Trouble> trouble) {
    for (const QString &port : std::as_const(claims.ports))
        if (!service.published.contains(port))
            service.published.append(port);
    const Demand held = service.counted();
    service.count(larger(held, claims.demand)); // until one of the two is gone
    next.operation_id = m_operations.nextId();
    next.result = DeploymentResult::Running;
    service.pending_changes = false;
    service.status = ServiceStatus::Deploying;
    service.desired_state = DesiredState::Running;
    service.error.reset();
    Operations::Order order{kind, service, next.created_by, next.operation_id, next.revision, false, {}, by};
    order.trouble = trouble;
    // What comes back by itself has run before, and no plan keeps it from that.
    const bool isAsked = !trouble;
    order.also = [next, service, held, isAsked, claim = claimingPorts(by, service)](
                     Transaction &transaction) -> Result<Done> {
        if (isAsked)
            TRY_DONE(checkQuota(transaction, service, held));
        TRY_DONE(claim(transaction));
        TRY_DONE(transaction.run(QStringLiteral("DELETE FROM deployments WHERE service_id = ? AND revision = ?"),
            {next.service_id.value, next.revision}));
        return tables::deployments.insert(transaction, next);
    };
    co_return co_await m_operations.begin(order);
}

Task<Result<std::optional<QuotaEffect>>> DeploymentService::effectOn(ServiceRecord service, Demand demand) {
    const Demand held = service.counted();
    service.count(larger(held, demand));
    auto reading = m_database.read<std::optional<QuotaEffect>>(
        [service, held](Transaction &transaction) { return quotaEffect(transaction, service, held); });
    co_return co_await reading;
}

Task<Result<Api::OperationOrPlan>> DeploymentService::deploy(Caller caller, ServiceId id, DryRunQuery query) {
    CO_TRY(service, visible(caller, id, Permission::ServicesDeploy));
    CO_TRY_DONE(checkIdle(m_model, id));
    CO_TRY(engine, m_workloads.engines().get(service.engine));
    CO_TRY(now, co_await m_workloads.newest(id));
    CO_TRY(made, m_workloads.sources().renew(now.made, service.name));
    CO_TRY_DONE(engine->check(made.file));
    CO_TRY(project, projectOn(*engine, m_workloads.sources(), made));
    const Claims claims = claimsOf(*engine, made, project);
    CO_TRY_DONE(checkPorts(m_model, caller, service.engine, id, claims.ports));
    if (query.dry_run.value_or(false)) {
        CO_TRY(quota, co_await effectOn(service, claims.demand));
        co_return Api::OperationOrPlan(deployPlan(service.name, engine->name(), made, project, quota));
    }
    ServiceRecord next = service;
    next.revision = now.record.revision + (now.record.result == DeploymentResult::Pending ? 0 : 1);
    const DeploymentRecord deployment = m_workloads.seal(next, made, {}, caller.name, m_clock.now());
    Sources::show(made, service);
    CO_TRY(operation, co_await begin(caller, service, OperationKind::Deploy, deployment, claims));
    co_return Api::OperationOrPlan(operation);
}

Result<DeploymentRecord> DeploymentService::lastGood(const QList<DeploymentRecord> &records, int before) {
    for (const DeploymentRecord &record : records)
        if (record.revision < before && record.result == DeploymentResult::Succeeded)
            return record;
    return Error{ErrorCode::Conflict, QStringLiteral("There is no earlier deployment to go back to"),
        QStringLiteral("GET /api/services/:id/deployments lists those that are kept"), {}};
}

DeploymentRecord DeploymentService::again(
    const DeploymentRecord &record, const QList<DeploymentRecord> &all, const QString &by) const {
    DeploymentRecord next = record;
    next.id = DeploymentId::make(m_clock);
    next.revision = all.first().revision + (all.first().result == DeploymentResult::Pending ? 0 : 1);
    next.rollback_of = record.revision;
    next.created_by = by;
    next.created_at = m_clock.now();
    next.error.reset();
    next.duration_ms.reset();
    return next;
}

Task<Result<Api::OperationOrPlan>> DeploymentService::rollback(
    Caller caller, ServiceId id, DryRunQuery query, RollbackService body) {
    CO_TRY(service, visible(caller, id, Permission::ServicesDeploy));
    CO_TRY_DONE(checkIdle(m_model, id));
    CO_TRY(engine, m_workloads.engines().get(service.engine));
    CO_TRY(records, co_await m_workloads.deployments(id));
    Result<DeploymentRecord> wanted = lastGood(records, service.revision);
    if (body.deployment_id) {
        wanted = Error::validation(QStringLiteral("deployment_id"),
            QStringLiteral("is none of this service's deployments that succeeded and are kept"));
        for (const DeploymentRecord &record : std::as_const(records))
            if (record.id == *body.deployment_id && record.result == DeploymentResult::Succeeded)
                wanted = record;
    }
    if (!wanted)
        co_return wanted.error();
    CO_TRY(opened, m_workloads.open(*wanted));
    CO_TRY_DONE(engine->check(opened.made.file));
    CO_TRY(project, projectOn(*engine, m_workloads.sources(), opened.made));
    const Claims claims = claimsOf(*engine, opened.made, project);
    CO_TRY_DONE(checkPorts(m_model, caller, service.engine, id, claims.ports));
    if (query.dry_run.value_or(false)) {
        CO_TRY(quota, co_await effectOn(service, claims.demand));
        co_return Api::OperationOrPlan(deployPlan(service.name, engine->name(), opened.made, project, quota));
    }
    Sources::show(opened.made, service);
    const DeploymentRecord next = again(*wanted, records, caller.name);
    CO_TRY(operation, co_await begin(caller, service, OperationKind::Rollback, next, claims));
    co_return Api::OperationOrPlan(operation);
}

Task<Result<Operation>> DeploymentService::beginRollBackAlone(
    ServiceId id, int badRevision, Operations::Trouble trouble, QString reason) {
    CO_TRY(records, co_await m_workloads.deployments(id));
    CO_TRY(good, lastGood(records, badRevision));
    CO_TRY(opened, m_workloads.open(good));
    const ServiceRecord *service = m_model.service(id);
    if (!service)
        co_return serviceNotFound(id);
    qWarning("service %s: %s; going back to revision %d", qPrintable(service->name), qPrintable(reason), good.revision);
    ServiceRecord now = *service;
    CO_TRY(claims, m_workloads.claimsOf(now, opened.made));
    Sources::show(opened.made, now);
    const DeploymentRecord next = again(good, records, QStringLiteral("system"));
    Caller nobody; // who reads the service's error may not see the other service
    nobody.role = Role::Customer;
    co_return co_await begin(nobody, now, OperationKind::Rollback, next, claims, trouble);
}

Task<> DeploymentService::rollBackAlone(ServiceId id, int badRevision, Operations::Trouble trouble, QString reason) {
    const Result<Operation> begun = co_await beginRollBackAlone(id, badRevision, trouble, reason);
    if (begun)
        co_return;
    const QString both = QStringLiteral("%1. No earlier revision can come back: %2").arg(reason, begun.error().message);
    qWarning("service %s: %s", qPrintable(id.value), qPrintable(both));
    if (trouble == Operations::Trouble::Ended)
        co_await m_operations.fail(id, both);
}

Task<Result<Page<Deployment>>> DeploymentService::list(Caller caller, ServiceId id, DeploymentQuery query) {
    CO_TRY(service, visible(caller, id, Permission::ServicesRead));
    CO_TRY(records, co_await m_workloads.deployments(id));
    QList<ResolvedVariables> variables;
    for (const DeploymentRecord &record : std::as_const(records)) {
        CO_TRY(opened, m_workloads.variablesOf(record));
        variables.append(opened);
    }
    QList<Deployment> all;
    for (qsizetype i = 0; i < records.size(); ++i) {
        const DeploymentRecord &record = records[i];
        Deployment one;
        one.id = record.id;
        one.service_id = record.service_id;
        if (record.result != DeploymentResult::Pending)
            one.operation_id = record.operation_id;
        one.revision = record.revision;
        one.result = record.result;
        one.live = record.revision == service.revision && record.result == DeploymentResult::Succeeded;
        one.deploy_method = record.deploy_method;
        one.template_id = record.template_id;
        one.template_version = record.template_version;
        one.variables = variables[i].shown();
        if (i + 1 < records.size()) {
            one.changes = changesBetween(variables[i + 1], variables[i]);
            one.source_changes = changesBetween(records[i + 1], record);
        }
        one.commit = record.commit_id;
        one.images = record.images;
        one.rollback_of = record.rollback_of;
        one.error = record.error;
        one.created_by = record.created_by;
        one.created_at = record.created_at;
        one.duration_ms = record.duration_ms;
        all.append(one);
    }
    if (query.order == SortOrder::Asc)
        std::reverse(all.begin(), all.end());
    Page<Deployment> page;
    page.total = all.size();
    page.page = query.page.value_or(1);
    page.per_page = query.per_page.value_or(defaultPerPage);
    page.data = all.mid(qsizetype(page.page - 1) * page.per_page, page.per_page);
    co_return page;
}
