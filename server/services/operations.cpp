// SPDX-License-Identifier: GPL-3.0-or-later
// From being asked for to being stored as ended.
#include "server/services/operations.h"
#include "server/services/auditlog.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <QCoroTimer>

using namespace std::chrono_literals;

/// How long after a deploy a failing health check brings the revision before back.
static constexpr auto monitorWindow = 60s;

Operations::Operations(Database &database, ReadModel &model, Workloads &workloads, Repositories &repositories,
    Routing &routing, Backups &backups, EventLog &events, const Clock &clock, int keptDeployments)
    : m_database(database)
    , m_model(model)
    , m_workloads(workloads)
    , m_events(events)
    , m_clock(clock)
    , m_deployer(database, model, workloads, repositories, routing, backups, clock, keptDeployments) {
    connect(&workloads, &Workloads::failed, this,
        [this](const ServiceId &id, const QString &reason) { spawn(onFailed(id, reason)); });
    connect(&workloads, &Workloads::stoppedOutside, this,
        [this](const ServiceId &id, const QString &reason) { spawn(onStoppedOutside(id, reason)); });
    connect(&workloads, &Workloads::noted, this, [this](const ServiceId &id, const QString &text) {
        const Operation *active = m_model.activeOperation(id);
        if (const RunPtr run = active ? m_running.value(active->id) : nullptr)
            run->note(text);
        else
            qInfo("service %s: %s", qPrintable(id.value), qPrintable(text));
    });
    connect(&workloads, &Workloads::healthChanged, this, [this](const ServiceId &id, HealthStatus status) {
        if (status == HealthStatus::Unhealthy)
            giveUpOnNew(id, Trouble::Unhealthy,
                QStringLiteral("Its health check failed within %1 seconds").arg(monitorWindow / 1s));
    });
    connect(&model, &ReadModel::statusChanged, this, [this](const ServiceRecord &now, ServiceStatus previous) {
        m_events.append(ServiceStatusEvent{now.id, now.status, previous, m_model.live(now.id).health.status,
                            now.error.value_or(QString())},
            Permission::ServicesRead, now.customer_id);
    });
}

Task<Result<Operation>> Operations::begin(Order order) {
    ServiceRecord &service = order.service;
    const bool starts =
        order.kind != OperationKind::Stop && order.kind != OperationKind::Delete && order.kind != OperationKind::Backup;
    if (starts)
        CO_TRY_DONE(m_model.checkMayRun(service.customer_id));
    const ServiceRecord *known = m_model.service(service.id);
    const bool runs = known && known->status == ServiceStatus::Running && order.trouble != Trouble::Ended;
    const auto before = runs ? OperationRun::Before::Running : OperationRun::Before::NotRunning;
    Operation operation;
    operation.id = order.id.isEmpty() ? nextId() : order.id;
    operation.kind = order.kind;
    operation.service_id = service.id;
    operation.service_name = service.name;
    operation.customer_id = service.customer_id;
    operation.revision = order.revision;
    operation.backup_id = order.backup;
    operation.created_by = order.createdBy;
    operation.created_at = m_clock.now();
    const bool bringsData = order.kind == OperationKind::Deploy && order.backup;
    operation.deadline = m_clock.now() + OperationRun::deadlineOf(bringsData ? OperationKind::Restore : order.kind);
    operation.steps = OperationRun::stepsOf(order.kind, {runs && order.pauses, bringsData});
    service.operation_id = operation.id;
    service.updated_at = m_clock.now();
    const auto saveService = m_model.saving(service, order.isNewService, m_clock.now());
    const auto saveOperation = ReadModel::saving(operation, true, m_clock.now());
    Deed deed{service.id.value, service.customer_id, known ? auditlog::rowOf(*known) : QByteArray(),
        service.deleted_at ? QByteArray() : auditlog::rowOf(service),
        !order.made.isEmpty()    ? order.made
            : order.isNewService ? service.id.value
                                 : operation.id.value};
    auto writing = m_database.write<Done>(
        [saveService, saveOperation, also = order.also, by = order.by, deed](Transaction &transaction) -> Result<Done> {
            TRY_DONE(saveService(transaction));
            TRY_DONE(saveOperation(transaction));
            TRY_DONE(auditlog::add(transaction, by, deed));
            return also ? also(transaction) : Result<Done>();
        });
    const Result<Done> written = co_await writing;
    if (!written)
        co_return written.error();
    start(operation, Journal(operation.id), before);
    co_return operation;
}

void Operations::start(const Operation &operation, Journal journal, OperationRun::Before before) {
    const auto run =
        std::make_shared<OperationRun>(operation, std::move(journal), before, m_database, m_events, m_clock);
    m_running.insert(operation.id, run);
    m_watched.remove(operation.service_id);
    connect(run.get(), &OperationRun::overdue, this,
        [this, id = operation.service_id](const QString &reason) { m_deployer.interrupt(id, reason); });
    spawn(carryOut(run));
}

Task<> Operations::carryOut(RunPtr run) {
    if (const auto adopting = m_adopting.value(run->operation().service_id)) {
        auto adopted = adopting->future();
        co_await adopted;
    }
    const Result<Done> outcome = co_await m_deployer.carryOut(run);
    run->finish(outcome);
    co_await storeEnd(run);
    m_running.remove(run->operation().id);
    if (const ServiceRecord *service = m_model.service(run->operation().service_id); service && outcome)
        watch(*service);
    if (!outcome && run->operation().kind == OperationKind::Stop)
        co_await recoverFromStop(run);
}

void Operations::watch(const ServiceRecord &service) {
    const Operation *last = service.operation_id ? m_model.operation(*service.operation_id) : nullptr;
    const bool isNew = last && last->kind == OperationKind::Deploy && last->status == OperationStatus::Succeeded
        && last->revision == service.revision && service.revision > 1;
    const auto since = isNew && last->finished_at ? std::max(0ms, m_clock.now() - *last->finished_at) : monitorWindow;
    if (since < monitorWindow)
        m_watched.insert(service.id, m_clock.monotonic() + (monitorWindow - since));
}

Task<> Operations::storeEnd(RunPtr run) {
    // Tried until it is stored: an operation nobody knows to have ended would hold its service for ever.
    const auto save = run->saving();
    for (auto pause = 100ms;; pause = std::min(pause * 2, std::chrono::milliseconds(30s))) {
        auto writing = m_database.write<Done>(save);
        const Result<Done> written = co_await writing;
        if (written || written.error().code != ErrorCode::Unavailable)
            co_return;
        qWarning("the end of an operation could not be stored yet: %s", qPrintable(written.error().message));
        co_await QCoro::sleepFor(pause);
    }
}

Task<std::optional<Operation>> Operations::wait(OperationId id, int seconds) {
    const Operation *operation = m_model.operation(id);
    if (!operation)
        co_return std::nullopt;
    if (!isFinished(operation->status) && seconds > 0) {
        QPromise<Done> promise;
        promise.start();
        auto end = [&promise] {
            if (promise.future().isFinished())
                return;
            promise.addResult(Done{});
            promise.finish();
        };
        QObject context;
        connect(&m_model, &ReadModel::operationChanged, &context, [&](const Operation &changed) {
            if (changed.id == id && isFinished(changed.status))
                end();
        });
        QTimer::singleShot(std::chrono::seconds(seconds), &context, end);
        auto future = promise.future();
        co_await future;
    }
    operation = m_model.operation(id);
    co_return operation ? std::optional(*operation) : std::nullopt;
}

Task<Result<Operation>> Operations::cancel(OperationId id, OperationRun::Then then) {
    const RunPtr run = m_running.value(id);
    if (run && run->operation().kind == OperationKind::Delete)
        co_return Error{ErrorCode::Conflict, QStringLiteral("A deletion cannot be cancelled"), {}, {}};
    if (run) {
        run->cancel(then);
        m_deployer.interrupt(run->operation().service_id, QStringLiteral("Cancelled"));
        co_await wait(id, 30);
    }
    const Operation *operation = m_model.operation(id);
    if (!operation)
        co_return Error{ErrorCode::NotFound, QStringLiteral("Operation not found"), {}, {}};
    co_return *operation;
}
