// SPDX-License-Identifier: GPL-3.0-or-later
// Operations, after a start of the server and after a service ended by itself: putting things right that nobody asked
// for.
#include "server/services/operations.h"
#include <QCoroFuture>

Task<Result<Done>> Operations::recover() {
    const QList<Operation> unfinished = m_model.unfinishedOperations();
    for (Operation operation : unfinished) {
        if (operation.kind == OperationKind::Delete) {
            start(operation);
            continue;
        }
        operation.status = OperationStatus::Failed;
        operation.finished_at = m_clock.now();
        operation.error = QStringLiteral("The server was restarted while this was under way");
        for (Step &s : operation.steps) {
            if (s.status == StepStatus::Running)
                s.status = StepStatus::Failed;
            else if (s.status == StepStatus::Pending)
                s.status = StepStatus::Skipped;
        }
        auto writing = m_database.write<Done>(ReadModel::saving(operation, false, m_clock.now()));
        CO_TRY_DONE(co_await writing);
    }
    const QList<ServiceId> services = m_model.serviceIds();
    for (const ServiceId &id : services) {
        const ServiceRecord &service = *m_model.service(id);
        const bool mayRun = service.desired_state == DesiredState::Running && service.status != ServiceStatus::Failed;
        if (mayRun || service.status == ServiceStatus::Deploying)
            spawn(recoverService(id));
    }
    co_return Done{};
}

Task<> Operations::recoverService(ServiceId id) {
    const ServiceRecord *known = m_model.service(id);
    if (!known)
        co_return;
    ServiceRecord service = *known;
    const Result<WorkloadPlan> plan = co_await m_workloads.plan(service);
    if (!plan) {
        qWarning("service %s cannot be taken over: %s", qPrintable(service.name), qPrintable(plan.error().message));
        co_return;
    }
    const Result<bool> adopted = co_await m_workloads.engine().adopt(*plan, m_workloads.logs().storedPosition(id));
    const bool runs = adopted && *adopted;
    const ServiceRecord *now = m_model.service(id);
    if (!now || m_model.activeOperation(id))
        co_return;
    service = *now;
    if (runs && service.desired_state == DesiredState::Running) {
        if (service.status == ServiceStatus::Running)
            co_return;
        service.status = ServiceStatus::Running;
        service.error.reset();
        (void)co_await save(service);
    } else if (runs) {
        Order order{OperationKind::Stop, service, QStringLiteral("system"), {}, false, {}};
        (void)co_await begin(order);
    } else if (service.desired_state == DesiredState::Running
        && (service.status == ServiceStatus::Running || service.status == ServiceStatus::Deploying)) {
        service.status = ServiceStatus::Deploying;
        Order order{OperationKind::Start, service, QStringLiteral("system"), {}, false, {}};
        (void)co_await begin(order);
    } else if (service.status == ServiceStatus::Deploying) {
        service.status = ServiceStatus::Stopped;
        (void)co_await save(service);
    }
}

Task<> Operations::onFailed(ServiceId id, QString reason) {
    const ServiceRecord *known = m_model.service(id);
    if (!known || m_model.activeOperation(id))
        co_return;
    ServiceRecord service = *known;
    const Result<Done> down = co_await m_workloads.engine().stop(id);
    if (!down)
        qWarning("service %s: %s", qPrintable(service.name), qPrintable(down.error().message));
    known = m_model.service(id);
    if (!known || m_model.activeOperation(id))
        co_return;
    service = *known;
    service.status = ServiceStatus::Failed;
    service.error = reason;
    (void)co_await save(service);
}
