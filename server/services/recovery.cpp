// SPDX-License-Identifier: GPL-3.0-or-later
// Operations, after a start of the server and after a service ended by itself: putting things right that nobody asked
// for.
#include "server/services/operations.h"
#include "server/store/tables.h"
#include <QCoroFuture>

Task<Result<Done>> Operations::save(ServiceRecord service) {
    service.updated_at = m_clock.now();
    auto writing = m_database.write<Done>(m_model.saving(service, false, m_clock.now()));
    co_return co_await writing;
}

Task<Result<Journal>> Operations::journalOf(OperationId id) {
    Operation operation;
    operation.id = id;
    auto reading = m_database.read<OperationDetail>(
        [operation](Transaction &transaction) { return Journal::read(transaction, operation); });
    CO_TRY(known, co_await reading);
    co_return Journal(id, int(known.journal.size()) + known.journal_omitted);
}

Task<Result<Done>> Operations::recoverOperation(Operation operation) {
    CO_TRY(journal, co_await journalOf(operation.id));
    const ServiceRecord *service = m_model.service(operation.service_id);
    const bool deploys = operation.kind == OperationKind::Deploy || operation.kind == OperationKind::Rollback;
    // The switch is the point of no return: behind it only clearing up is left, which recoverService() does. A first
    // revision without a check runs before it, and is taken over, but nobody has seen it go on.
    const bool hasBegunSwitch = std::any_of(operation.steps.begin(), operation.steps.end(),
        [](const Step &one) { return one.name == step::switchOver && one.status != StepStatus::Pending; });
    const bool switched = deploys && hasBegunSwitch && service && service->status == ServiceStatus::Running
        && service->revision == operation.revision;
    operation.status = switched ? OperationStatus::Succeeded : OperationStatus::Failed;
    operation.finished_at = m_clock.now();
    const QString reason = QStringLiteral("The server was restarted while this was under way");
    if (!switched)
        operation.error = reason;
    for (Step &one : operation.steps) {
        if (one.status == StepStatus::Running) {
            journal.add(m_clock.now(), one.name, reason);
            one.status = switched ? StepStatus::Succeeded : StepStatus::Failed;
            one.finished_at = m_clock.now();
            one.message = switched ? QStringLiteral("Finished after a restart of the server") : reason;
        } else if (one.status == StepStatus::Pending) {
            one.status = StepStatus::Skipped;
        }
    }
    std::function<Result<Done>(Transaction &)> saveService;
    if (deploys && service && !switched && service->revision != operation.revision) {
        // It held the claims of both.
        ServiceRecord back = *service;
        const Result<Claims> claims = co_await m_workloads.claimsOf(back, back.revision);
        if (claims && (claims->ports != back.published || claims->demand != back.counted())) {
            back.published = claims->ports;
            back.count(claims->demand);
            saveService = m_model.saving(back, false, m_clock.now());
        }
    }
    if (deploys && service && !switched && operation.backup_id) {
        // Without the data it was made for it would begin anew with none.
        ServiceRecord empty = *service;
        empty.desired_state = DesiredState::Stopped;
        saveService = m_model.saving(empty, false, m_clock.now());
    }
    std::optional<DeploymentRecord> deployment;
    if (deploys) {
        CO_TRY(records, co_await m_workloads.deployments(operation.service_id));
        for (const DeploymentRecord &record : std::as_const(records))
            if (record.revision == operation.revision)
                deployment = record;
    }
    if (deployment) {
        deployment->result = switched ? DeploymentResult::Succeeded : DeploymentResult::Failed;
        deployment->error = operation.error;
    }
    const auto saveOperation = ReadModel::saving(operation, false, m_clock.now());
    const auto saveJournal = journal.saving();
    const auto save = [saveOperation, saveJournal, saveService, deployment](Transaction &transaction) -> Result<Done> {
        if (saveService)
            TRY_DONE(saveService(transaction));
        TRY_DONE(saveOperation(transaction));
        TRY_DONE(saveJournal(transaction));
        return deployment ? tables::deployments.update(transaction, *deployment) : Result<Done>();
    };
    auto writing = m_database.write<Done>(save);
    co_return co_await writing;
}

Task<Result<Done>> Operations::recover() {
    const QList<Operation> unfinished = m_model.unfinishedOperations();
    for (const Operation &operation : unfinished) {
        const Operation left = operation;
        if (operation.kind == OperationKind::Delete) {
            CO_TRY(journal, co_await journalOf(left.id));
            start(left, journal, OperationRun::Before::NotRunning);
            continue;
        }
        CO_TRY_DONE(co_await recoverOperation(left));
    }
    const QList<ServiceId> services = m_model.serviceIds();
    for (const ServiceId &id : services) {
        const ServiceRecord &service = *m_model.service(id);
        const bool shouldRun =
            service.desired_state == DesiredState::Running && service.status != ServiceStatus::Failed;
        // A stop that was broken off: it may run, and should not.
        const bool shouldEnd =
            service.desired_state == DesiredState::Stopped && service.status == ServiceStatus::Running;
        if (shouldRun || shouldEnd || service.status == ServiceStatus::Deploying)
            spawn(recoverService(id));
    }
    co_return Done{};
}

Task<bool> Operations::adopt(ServiceRecord service) {
    const Result<Engine *> engine = m_workloads.engines().get(service.engine);
    const Result<WorkloadPlan> plan = co_await m_workloads.plan(service, service.revision);
    if (!plan || !engine) {
        const Error why = plan ? engine.error() : plan.error();
        qWarning("service %s cannot be taken over: %s", qPrintable(service.name), qPrintable(why.message));
        co_return false;
    }
    const Result<bool> adopted = co_await (*engine)->adopt(*plan, m_workloads.openLog(*plan));
    if (!adopted || !*adopted)
        co_return false;
    // A crash may have come between the switch and the edge: what ran before serves until the edge has left it.
    spawn(m_deployer.retireWhenRouted(plan->revision));
    co_return true;
}

/// What was broken off brought up another revision. Else the live one itself was on its way, and nobody knows whether
/// it is healthy and where it answers.
bool Operations::wasUntouched(const ServiceRecord &service) const {
    const Operation *last = service.operation_id ? m_model.operation(*service.operation_id) : nullptr;
    return last && (last->kind == OperationKind::Deploy || last->kind == OperationKind::Rollback)
        && last->revision != service.revision;
}

Task<> Operations::recoverService(ServiceId id) {
    const ServiceRecord *known = m_model.service(id);
    if (!known)
        co_return;
    const auto adopting = std::make_shared<QPromise<Done>>();
    adopting->start();
    m_adopting.insert(id, adopting);
    ServiceRecord service = *known;
    const bool runs = co_await adopt(service);
    m_adopting.remove(id);
    adopting->addResult(Done{});
    adopting->finish();
    const ServiceRecord *now = m_model.service(id);
    if (!now || m_model.activeOperation(id))
        co_return;
    service = *now;
    const bool isPlaced = service.upstream || (service.url && !service.url->startsWith(QLatin1String("http")));
    if (runs && service.desired_state == DesiredState::Running
        && (service.status == ServiceStatus::Running || (isPlaced && wasUntouched(service)))) {
        if (service.status == ServiceStatus::Running)
            co_return watch(service); // also what was deployed shortly before
        service.status = ServiceStatus::Running;
        service.error.reset();
        (void)co_await save(service);
    } else if (service.desired_state == DesiredState::Stopped) {
        // Whether all of it runs or a part: only the engine knows what is left.
        Order order{OperationKind::Stop, service, QStringLiteral("system"), {}, {}, false, {}};
        (void)co_await begin(order);
    } else if (service.status == ServiceStatus::Running || service.status == ServiceStatus::Deploying) {
        service.status = ServiceStatus::Deploying;
        // Also when it runs, but a crash came before it was noted where. By now an address of before may be another's.
        service.upstream.reset();
        Order order{OperationKind::Start, service, QStringLiteral("system"), {}, {}, false, {}};
        (void)co_await begin(order);
    }
}

Task<> Operations::recoverFromStop(RunPtr run) {
    const ServiceId id = run->operation().service_id;
    const ServiceRecord *known = m_model.service(id);
    if (!known || run->goesDown() || m_model.activeOperation(id))
        co_return;
    // One that took too long waited for an engine that is away, and is begun again when it answers. What was cancelled
    // or refused is to go on as before.
    const bool isOverdue = !run->isCancelled() && !run->checkMayGoOn();
    if (!isOverdue) {
        ServiceRecord service = *known;
        service.desired_state = DesiredState::Running;
        (void)co_await save(service);
    }
    co_await recoverService(id);
}

bool Operations::giveUpOnNew(const ServiceId &id, Trouble trouble, const QString &reason) {
    const auto watched = m_watched.constFind(id);
    const ServiceRecord *service = m_model.service(id);
    if (watched == m_watched.constEnd() || m_clock.monotonic() > *watched || !service || m_model.activeOperation(id))
        return false;
    m_watched.erase(watched);
    emit rollbackWanted(id, service->revision, trouble, reason);
    return true;
}

Task<std::optional<ServiceRecord>> Operations::takeDown(ServiceId id) {
    const ServiceRecord *known = m_model.service(id);
    if (!known || m_model.activeOperation(id))
        co_return std::nullopt;
    const QString name = known->name;
    if (Engine *engine = m_workloads.engines().find(known->engine)) {
        const Result<Done> down = co_await engine->stop(id);
        if (!down)
            qWarning("service %s: %s", qPrintable(name), qPrintable(down.error().message));
    }
    known = m_model.service(id);
    if (!known || m_model.activeOperation(id))
        co_return std::nullopt;
    ServiceRecord service = *known;
    service.upstream.reset();
    co_return service;
}

Task<> Operations::onFailed(ServiceId id, QString reason) {
    if (!giveUpOnNew(id, Trouble::Ended, reason))
        co_await fail(id, reason);
}

Task<> Operations::fail(ServiceId id, QString reason) {
    std::optional<ServiceRecord> service = co_await takeDown(id);
    if (!service)
        co_return;
    const QString words = m_workloads.lastWords(*service);
    service->status = ServiceStatus::Failed;
    service->error = words.isEmpty() ? reason : QString(reason + u'\n' + words);
    (void)co_await save(*service);
}

Task<> Operations::onStoppedOutside(ServiceId id, QString reason) {
    std::optional<ServiceRecord> service = co_await takeDown(id);
    if (!service)
        co_return;
    // Somebody wanted that: it is not started again with the server.
    service->status = ServiceStatus::Stopped;
    service->desired_state = DesiredState::Stopped;
    service->error = reason;
    (void)co_await save(*service);
}
