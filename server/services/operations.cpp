// SPDX-License-Identifier: GPL-3.0-or-later
// The step machine. A step is: say it began, do it, say how it ended; the first failure ends the operation.
#include "server/services/operations.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <QCoroTimer>

using namespace std::chrono_literals;

namespace step {
constexpr QLatin1String validate("validate"), prepare("prepare"), start("start"), health("health"), route("route"),
    stop("stop"), cleanup("cleanup");
}

static QList<QLatin1String> stepsOf(OperationKind kind) {
    switch (kind) {
    case OperationKind::Deploy:
    case OperationKind::Start:
        return {step::validate, step::prepare, step::start, step::health, step::route};
    case OperationKind::Restart:
        return {step::stop, step::validate, step::prepare, step::start, step::health, step::route};
    case OperationKind::Stop:
        return {step::stop};
    case OperationKind::Delete:
        return {step::stop, step::cleanup};
    }
    return {};
}

static std::chrono::milliseconds deadlineOf(OperationKind kind) {
    return kind == OperationKind::Stop || kind == OperationKind::Delete ? 3min : 10min;
}

static const QString cancelledText = QStringLiteral("Cancelled");

Operations::Operations(Database &database, ReadModel &model, Workloads &workloads, EventLog &events, const Clock &clock)
    : m_database(database), m_model(model), m_workloads(workloads), m_events(events), m_clock(clock) {
    connect(&workloads, &Workloads::failed, this,
        [this](const ServiceId &id, const QString &reason) { spawn(onFailed(id, reason)); });
    connect(&model, &ReadModel::statusChanged, this, [this](const ServiceRecord &now, ServiceStatus previous) {
        m_events.append(ServiceStatusEvent{now.id, now.status, previous, m_model.live(now.id).health.status,
                            now.error.value_or(QString())},
            Permission::ServicesRead, now.customer_id);
    });
}

Task<Result<Operation>> Operations::begin(Order order) {
    ServiceRecord &service = order.service;
    Operation operation;
    operation.id = order.id.isEmpty() ? nextId() : order.id;
    operation.kind = order.kind;
    operation.service_id = service.id;
    operation.service_name = service.name;
    operation.customer_id = service.customer_id;
    operation.created_by = order.createdBy;
    operation.created_at = m_clock.now();
    operation.deadline = m_clock.now() + deadlineOf(order.kind);
    for (const QLatin1String name : stepsOf(order.kind)) {
        Step s;
        s.name = name;
        operation.steps.append(s);
    }
    service.operation_id = operation.id;
    service.updated_at = m_clock.now();
    const auto saveService = m_model.saving(service, order.isNewService, m_clock.now());
    const auto saveOperation = ReadModel::saving(operation, true, m_clock.now());
    auto writing = m_database.write<Done>(
        [saveService, saveOperation, also = order.also](Transaction &transaction) -> Result<Done> {
            TRY_DONE(saveService(transaction));
            TRY_DONE(saveOperation(transaction));
            return also ? also(transaction) : Result<Done>();
        });
    const Result<Done> written = co_await writing;
    if (!written)
        co_return written.error();
    start(operation);
    co_return operation;
}

void Operations::start(const Operation &operation) {
    auto run = std::make_shared<Run>();
    run->operation = operation;
    m_running.insert(operation.id, run);
    run->deadline.setSingleShot(true);
    connect(&run->deadline, &QTimer::timeout, this, [this, weak = std::weak_ptr<Run>(run)] {
        if (const RunPtr late = weak.lock())
            interrupt(late, QStringLiteral("It was not finished by its deadline"));
    });
    run->deadline.start(std::max(0ms, operation.deadline - m_clock.now()));
    spawn(carryOut(run));
}

void Operations::announce(const RunPtr &run, const Step &s) {
    m_events.append(DeployProgressEvent{run->operation.id, run->operation.service_id, s.name, s.status,
                        run->operation.progress, s.message},
        Permission::OperationsRead, run->operation.customer_id);
}

void Operations::beginStep(const RunPtr &run, QLatin1String name, const QString &message) {
    for (Step &s : run->operation.steps) {
        if (s.name != name)
            continue;
        s.status = StepStatus::Running;
        s.started_at = m_clock.now();
        s.message = message;
        announce(run, s);
    }
    store(run);
}

void Operations::endStep(const RunPtr &run, QLatin1String name, StepStatus status, const QString &message) {
    qsizetype done = 0;
    for (Step &s : run->operation.steps) {
        if (s.name == name) {
            s.status = status;
            s.started_at = s.started_at.value_or(m_clock.now());
            s.finished_at = m_clock.now();
            if (!message.isEmpty())
                s.message = message;
        }
        done += s.finished_at ? 1 : 0;
    }
    run->operation.progress = double(done) / double(run->operation.steps.size());
    for (const Step &s : std::as_const(run->operation.steps))
        if (s.name == name)
            announce(run, s);
}

static Task<> writeQuietly(Database &database, Operations::Also save) {
    auto writing = database.write<Done>(save);
    const Result<Done> written = co_await writing;
    if (!written)
        qWarning("an operation's step could not be stored: %s", qPrintable(written.error().message));
}

void Operations::store(const RunPtr &run) {
    // Not waited for: the queue keeps the order, and what a step did is not undone by its note coming late.
    spawn(writeQuietly(m_database, ReadModel::saving(run->operation, false, m_clock.now())));
}

Task<Result<Done>> Operations::save(ServiceRecord service) {
    service.updated_at = m_clock.now();
    auto writing = m_database.write<Done>(m_model.saving(service, false, m_clock.now()));
    co_return co_await writing;
}

Task<> Operations::carryOut(RunPtr run) {
    run->operation.status = OperationStatus::Running;
    Result<Done> outcome;
    switch (run->operation.kind) {
    case OperationKind::Deploy:
    case OperationKind::Start:
    case OperationKind::Restart:
        outcome = co_await bringUp(run);
        break;
    case OperationKind::Stop:
        outcome = co_await takeDown(run);
        break;
    case OperationKind::Delete:
        outcome = co_await remove(run);
        break;
    }
    co_await finish(run, outcome);
}

static QString addressText(const std::optional<QString> &url) {
    return url ? QStringLiteral("No edge is configured; it answers at %1").arg(*url)
               : QStringLiteral("It has no port to be reached at");
}

Task<Result<Done>> Operations::bringUp(RunPtr run) {
    const ServiceId id = run->operation.service_id;
    Engine &engine = m_workloads.engine();
    if (run->operation.kind == OperationKind::Restart) {
        beginStep(run, step::stop, QStringLiteral("Stopping"));
        CO_TRY_DONE(co_await engine.stop(id));
        endStep(run, step::stop, StepStatus::Succeeded);
    }
    beginStep(run, step::validate, QStringLiteral("Checking the plan"));
    const ServiceRecord *known = m_model.service(id);
    if (!known)
        co_return Error{ErrorCode::Conflict, QStringLiteral("The service was deleted"), {}, {}};
    ServiceRecord service = *known;
    CO_TRY(plan, co_await m_workloads.plan(service));
    if (const QStringList missing = engine.missingPackages(plan.file); !missing.isEmpty())
        co_return Error{ErrorCode::Validation, QStringLiteral("Programs it needs are not installed"),
            QStringLiteral("On the server: apt install %1").arg(missing.join(u' ')), {}};
    endStep(run, step::validate, StepStatus::Succeeded);

    beginStep(run, step::prepare, QStringLiteral("Making folders, ports and files"));
    CO_TRY(endpoints, co_await engine.prepare(plan, m_workloads.logs().storedPosition(id)));
    endStep(run, step::prepare, StepStatus::Succeeded);
    if (run->cancelled)
        co_return Error{ErrorCode::Conflict, cancelledText, {}, {}};

    beginStep(run, step::start, QStringLiteral("Starting %1").arg(service.name));
    CO_TRY_DONE(co_await engine.start(id));
    endStep(run, step::start, StepStatus::Succeeded);

    beginStep(run, step::health, QStringLiteral("Waiting for the health check"));
    CO_TRY_DONE(co_await engine.becomeHealthy(id));
    endStep(run, step::health, StepStatus::Succeeded);
    endStep(run, step::route, StepStatus::Skipped, addressText(endpoints.url));

    known = m_model.service(id);
    if (!known)
        co_return Error{ErrorCode::Conflict, QStringLiteral("The service was deleted"), {}, {}};
    service = *known;
    service.status = ServiceStatus::Running;
    service.url = endpoints.url;
    service.error.reset();
    if (run->operation.kind == OperationKind::Deploy)
        service.deployed_at = m_clock.now();
    co_return co_await save(service);
}

Task<Result<Done>> Operations::takeDown(RunPtr run) {
    const ServiceId id = run->operation.service_id;
    beginStep(run, step::stop, QStringLiteral("Stopping"));
    CO_TRY_DONE(co_await m_workloads.engine().stop(id));
    endStep(run, step::stop, StepStatus::Succeeded);
    const ServiceRecord *known = m_model.service(id);
    if (!known)
        co_return Done{};
    ServiceRecord service = *known;
    service.status = ServiceStatus::Stopped;
    service.error.reset();
    co_return co_await save(service);
}

Task<Result<Done>> Operations::remove(RunPtr run) {
    const ServiceId id = run->operation.service_id;
    const bool purge = m_model.deletedServices().value(id).purge;
    beginStep(run, step::stop, QStringLiteral("Stopping"));
    // Tried again until the engine confirms: a deletion has no other good end.
    for (auto pause = 1s;; pause = std::min(pause * 2, std::chrono::seconds(60))) {
        const Result<Done> removed = co_await m_workloads.engine().remove(id, purge ? DataFate::Wipe : DataFate::Keep);
        if (removed)
            break;
        qWarning("service %s cannot be cleared up yet: %s", qPrintable(run->operation.service_name),
            qPrintable(removed.error().message));
        co_await QCoro::sleepFor(pause);
    }
    endStep(run, step::stop, StepStatus::Succeeded);
    beginStep(
        run, step::cleanup, purge ? QStringLiteral("Wiping its data") : QStringLiteral("Moving its data to the trash"));
    if (purge)
        m_workloads.logs().remove(id);
    auto writing = m_database.write<Done>(
        [id](Transaction &transaction) { return tables::services.remove(transaction, id.value); });
    const Result<Done> written = co_await writing;
    if (!written && written.error().code != ErrorCode::NotFound)
        co_return written.error();
    endStep(run, step::cleanup, StepStatus::Succeeded);
    co_return Done{};
}

Task<> Operations::finish(RunPtr run, Result<Done> outcome) {
    Operation &operation = run->operation;
    operation.finished_at = m_clock.now();
    operation.status = outcome ? OperationStatus::Succeeded
        : run->cancelled       ? OperationStatus::Cancelled
                               : OperationStatus::Failed;
    if (!outcome) {
        const Error error = outcome.error();
        QString text = error.message;
        if (!error.details.isEmpty())
            text += u'\n' + error.details;
        operation.error = text;
        for (Step &s : operation.steps) {
            if (s.status == StepStatus::Running) {
                s.status = run->cancelled ? StepStatus::Cancelled : StepStatus::Failed;
                s.finished_at = m_clock.now();
                s.message = error.message;
                announce(run, s);
            } else if (s.status == StepStatus::Pending) {
                s.status = StepStatus::Skipped;
                s.message = QStringLiteral("Not reached");
            }
        }
    } else {
        operation.progress = 1;
    }
    const bool broughtUp = operation.kind != OperationKind::Stop && operation.kind != OperationKind::Delete;
    const ServiceRecord *known = m_model.service(operation.service_id);
    Also saveService;
    if (!outcome && broughtUp && known) {
        // What did not come up is taken down whole: no half of a service stays behind.
        const Result<Done> down = co_await m_workloads.engine().stop(operation.service_id);
        if (!down)
            qWarning("service %s: %s", qPrintable(operation.service_name), qPrintable(down.error().message));
        known = m_model.service(operation.service_id);
        if (known) {
            ServiceRecord service = *known;
            service.status = run->cancelled ? ServiceStatus::Stopped : ServiceStatus::Failed;
            if (run->cancelled)
                service.desired_state = DesiredState::Stopped;
            service.error = operation.error;
            service.updated_at = m_clock.now();
            saveService = m_model.saving(service, false, m_clock.now());
        }
    }
    const auto saveOperation = ReadModel::saving(operation, false, m_clock.now());
    for (auto pause = 100ms;; pause = std::min(pause * 2, std::chrono::milliseconds(30s))) {
        auto writing = m_database.write<Done>([saveService, saveOperation](Transaction &transaction) -> Result<Done> {
            if (saveService)
                TRY_DONE(saveService(transaction));
            return saveOperation(transaction);
        });
        const Result<Done> written = co_await writing;
        if (written || written.error().code != ErrorCode::Unavailable)
            break;
        qWarning("the end of an operation could not be stored yet: %s", qPrintable(written.error().message));
        co_await QCoro::sleepFor(pause);
    }
    m_running.remove(operation.id);
}

void Operations::interrupt(const RunPtr &run, const QString &reason) {
    m_workloads.engine().interrupt(run->operation.service_id, reason);
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

Task<Result<Operation>> Operations::cancel(OperationId id) {
    const RunPtr run = m_running.value(id);
    if (run && run->operation.kind == OperationKind::Delete)
        co_return Error{ErrorCode::Conflict, QStringLiteral("A deletion cannot be cancelled"), {}, {}};
    if (run) {
        run->cancelled = true;
        interrupt(run, cancelledText);
        co_await wait(id, 30);
    }
    const Operation *operation = m_model.operation(id);
    if (!operation)
        co_return Error{ErrorCode::NotFound, QStringLiteral("Operation not found"), {}, {}};
    co_return *operation;
}
