// SPDX-License-Identifier: GPL-3.0-or-later
// A step is: say it began, do it, say how it ended; the first failure ends the operation.
#include "server/services/deployer.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <QCoroTimer>

using namespace std::chrono_literals;

Deployer::Deployer(Database &database, ReadModel &model, Workloads &workloads, Repositories &repositories,
    Routing &routing, Backups &backups, const Clock &clock, int keptDeployments)
    : m_database(database)
    , m_model(model)
    , m_workloads(workloads)
    , m_repositories(repositories)
    , m_routing(routing)
    , m_backups(backups)
    , m_clock(clock)
    , m_keptDeployments(keptDeployments) { }

Result<ServiceRecord> Deployer::service(const ServiceId &id) const {
    if (const ServiceRecord *known = m_model.service(id))
        return *known;
    return Error{ErrorCode::Conflict, QStringLiteral("The service was deleted"), {}, {}};
}

Task<Result<Done>> Deployer::save(ServiceRecord service, Save also) {
    service.updated_at = m_clock.now();
    auto writing = m_database.write<Done>(
        [save = m_model.saving(service, false, m_clock.now()), also](Transaction &transaction) -> Result<Done> {
            TRY_DONE(save(transaction));
            return also ? also(transaction) : Result<Done>();
        });
    co_return co_await writing;
}

void Deployer::interrupt(const ServiceId &id, const QString &reason) {
    m_repositories.interrupt(id, reason);
    if (const Operation *active = m_model.activeOperation(id); active && active->backup_id)
        m_backups.interrupt(*active->backup_id, reason);
    const ServiceRecord *known = m_model.service(id);
    if (Engine *engine = known ? m_workloads.engines().find(known->engine) : nullptr)
        engine->interrupt(id, reason);
}

Task<Result<Done>> Deployer::carryOut(RunPtr run) {
    run->setRunning();
    switch (run->operation().kind) {
    case OperationKind::Stop:
        co_return co_await stop(run);
    case OperationKind::Delete:
        co_return co_await remove(run);
    case OperationKind::Backup:
        co_return co_await backUp(run);
    case OperationKind::Restore:
        co_return co_await restore(run);
    case OperationKind::Start:
    case OperationKind::Restart:
    case OperationKind::Deploy:
    case OperationKind::Rollback:
        break;
    }
    const auto progress = std::make_shared<Progress>();
    const OperationKind kind = run->operation().kind;
    Result<Done> outcome;
    if (kind == OperationKind::Start || kind == OperationKind::Restart)
        outcome = co_await start(run);
    else
        outcome = co_await deploy(run, progress);
    if (!outcome)
        co_await goBack(run, progress, run->withoutSecrets(outcome.error()));
    co_return outcome;
}

/// How long the edge is waited for, to leave a service that is to stop.
static constexpr auto leavePatience = 3s;

/// An engine that is away is waited for, by each step until its deadline.
static Result<Done> runnable(const Engine &engine, const TemplateFile &file) {
    const Result<Done> can = engine.check(file);
    return can || can.error().code == ErrorCode::Unavailable ? Result<Done>() : can;
}

Task<Result<Done>> Deployer::launch(RunPtr run, Engine *engine, WorkloadPlan plan) {
    CO_TRY_DONE(run->checkMayGoOn());
    run->begin(step::start, QStringLiteral("Starting %1").arg(plan.name));
    CO_TRY_DONE(co_await engine->start(plan.revision));
    run->succeed(step::start);
    co_return run->checkMayGoOn();
}

Task<Result<Done>> Deployer::awaitHealth(RunPtr run, Engine *engine, Revision revision) {
    CO_TRY_DONE(run->checkMayGoOn());
    run->begin(step::health,
        engine->hasCheck(revision) ? QStringLiteral("Waiting for the health check")
                                   : QStringLiteral("It has no health check: looking whether it goes on running"));
    CO_TRY_DONE(co_await engine->becomeHealthy(revision));
    run->succeed(step::health);
    co_return run->checkMayGoOn();
}

Task<Result<Done>> Deployer::goLive(RunPtr run, WorkloadPlan plan, Endpoints endpoints, ProgressPtr progress) {
    CO_TRY(now, service(run->operation().service_id));
    now.revision = plan.revision.number;
    now.status = ServiceStatus::Running;
    m_routing.hosts().place(now, endpoints);
    now.published = progress->claims.ports;
    now.count(progress->claims.demand);
    now.error.reset();
    now.cpu_limit = plan.cpuLimit;
    now.memory_limit_mb = plan.memoryLimitMb;
    now.deployed_at = m_clock.now();
    // With the switch, since a restart of the server has to find the images of what is live.
    co_return co_await save(now, savingImages(now.id, now.revision, progress->images));
}

Deployer::Save Deployer::savingImages(const ServiceId &id, int revision, const QMap<QString, QString> &images) {
    return [id, revision, images](Transaction &transaction) -> Result<Done> {
        TRY_DONE(
            transaction.run(QStringLiteral("UPDATE deployments SET images = ? WHERE service_id = ? AND revision = ?"),
                {QString::fromUtf8(toJson(images)), id.value, revision}));
        return {};
    };
}

Task<Result<Done>> Deployer::deploy(RunPtr run, ProgressPtr progress) {
    const ServiceId id = run->operation().service_id;
    const int target = run->operation().revision.value_or(1);

    run->begin(step::validate, QStringLiteral("Checking the plan"));
    (void)co_await verifyDomains(id);
    CO_TRY(before, service(id));
    CO_TRY(found, co_await m_workloads.revision(id, target));
    const auto deployed = std::make_shared<Workloads::Deployed>(found);
    WorkloadPlan plan = Workloads::planOf(before, *deployed);
    run->hide(plan.secrets);
    CO_TRY(engine, m_workloads.engines().get(before.engine));
    CO_TRY_DONE(runnable(*engine, plan.file));
    run->succeed(step::validate);

    QString data;
    if (run->operation().backup_id) {
        CO_TRY(fetched, co_await fetchData(run));
        data = fetched;
        CO_TRY_DONE(run->checkMayGoOn());
    }
    CO_TRY(provided, co_await provide(run, engine, before, progress, deployed));
    plan = provided;
    plan.edgeLabels = m_routing.labels(before, plan.file);
    CO_TRY_DONE(run->checkMayGoOn());

    // Before the files that prepare() writes, which are of this service: they name its ports.
    if (!data.isEmpty())
        CO_TRY_DONE(switchData(run, engine, data));
    run->begin(step::prepare, QStringLiteral("Making everything ready"));
    QString note;
    if (const auto reason = engine->exclusive(plan); reason && before.revision != target) {
        note = QStringLiteral("Revision %1 stops first: %2").arg(before.revision).arg(*reason);
        run->report(step::prepare, 0, note);
        progress->stoppedFirst = true;
        CO_TRY_DONE(co_await engine->stop(id));
    }
    CO_TRY(endpoints, co_await engine->prepare(plan, m_workloads.openLog(plan)));
    run->succeed(step::prepare, note);
    CO_TRY_DONE(co_await launch(run, engine, plan));
    // Where nothing runs that has to be kept, what has no check runs from now on. That it goes on to do so is waited
    // for all the same, and else this operation and the service have failed.
    const bool runsAlready = before.revision == target && !engine->hasCheck(plan.revision);
    if (runsAlready) {
        CO_TRY_DONE(co_await goLive(run, plan, endpoints, progress));
    }
    CO_TRY_DONE(co_await awaitHealth(run, engine, plan.revision));

    run->begin(step::switchOver, QStringLiteral("Making revision %1 the live one").arg(target));
    if (!runsAlready) {
        CO_TRY_DONE(co_await goLive(run, plan, endpoints, progress));
    }
    progress->isLive = true;
    run->succeed(step::switchOver);
    if (co_await route(run, before.upstream)) {
        run->begin(step::cleanup, QStringLiteral("Removing what is not needed any more"));
        co_await clearUp(run, engine, plan.revision);
    } else {
        run->skip(step::cleanup, QStringLiteral("What ran before goes on until the edge has left it"));
        spawn(retireWhenRouted(plan.revision));
    }
    CO_TRY_DONE(co_await record(run, DeploymentResult::Succeeded, {}, progress->images));
    co_return Done{};
}

Task<Result<Done>> Deployer::start(RunPtr run) {
    const ServiceId id = run->operation().service_id;
    CO_TRY(before, service(id));
    CO_TRY(engine, m_workloads.engines().get(before.engine));
    if (run->operation().kind == OperationKind::Restart) {
        run->begin(step::stop, QStringLiteral("Stopping"));
        CO_TRY_DONE(co_await engine->stop(id));
        run->succeed(step::stop);
    }
    run->begin(step::validate, QStringLiteral("Checking the plan"));
    (void)co_await verifyDomains(id);
    CO_TRY(found, co_await m_workloads.revision(id, before.revision));
    const auto deployed = std::make_shared<Workloads::Deployed>(found);
    WorkloadPlan plan = Workloads::planOf(before, *deployed);
    run->hide(plan.secrets);
    CO_TRY_DONE(runnable(*engine, plan.file));
    run->succeed(step::validate);
    const auto progress = std::make_shared<Progress>();
    CO_TRY(provided, co_await provide(run, engine, before, progress, deployed));
    plan = provided;
    CO_TRY(verified, service(id));
    plan.edgeLabels = m_routing.labels(verified, plan.file);
    CO_TRY_DONE(run->checkMayGoOn());
    run->begin(step::prepare, QStringLiteral("Making everything ready"));
    CO_TRY(endpoints, co_await engine->prepare(plan, m_workloads.openLog(plan)));
    run->succeed(step::prepare);
    CO_TRY_DONE(co_await launch(run, engine, plan));
    CO_TRY_DONE(co_await awaitHealth(run, engine, plan.revision));
    CO_TRY(now, service(id));
    now.status = ServiceStatus::Running;
    m_routing.hosts().place(now, endpoints);
    now.error.reset();
    CO_TRY_DONE(co_await save(now, savingImages(id, plan.revision.number, progress->images)));
    (void)co_await route(run, std::nullopt);
    // Of a deploy that a crash broke off, something may be left.
    const Result<Done> retired = co_await engine->retire(plan.revision);
    if (!retired) {
        run->note(QStringLiteral("Left for later: %1").arg(retired.error().message));
        spawn(retireWhenRouted(plan.revision));
    }
    co_return Done{};
}

Task<Result<Done>> Deployer::stop(RunPtr run) {
    const ServiceId id = run->operation().service_id;
    run->begin(step::stop, QStringLiteral("Stopping"));
    CO_TRY(before, service(id));
    CO_TRY(engine, m_workloads.engines().get(before.engine));
    // Its row says already that it is not to run, and the edge follows; stopping does not depend on it.
    (void)co_await m_routing.settle(leavePatience);
    CO_TRY_DONE(co_await engine->stop(id));
    run->succeed(step::stop);
    CO_TRY(now, service(id));
    now.status = ServiceStatus::Stopped;
    now.upstream.reset();
    now.error.reset();
    co_return co_await save(now);
}

Task<Result<Done>> Deployer::remove(RunPtr run) {
    const ServiceId id = run->operation().service_id;
    const ServiceRecord deleted = m_model.deletedServices().value(id);
    run->begin(step::stop, QStringLiteral("Stopping"));
    (void)co_await m_routing.settle(leavePatience);
    // Tried again until the engine confirms: a deletion has no other good end.
    for (auto pause = 1s;; pause = std::min(pause * 2, std::chrono::seconds(60))) {
        const Result<Engine *> engine = m_workloads.engines().get(deleted.engine);
        Result<Done> removed = engine ? Result<Done>() : Result<Done>(engine.error());
        if (engine)
            removed = co_await (*engine)->remove(id, deleted.purge ? DataFate::Wipe : DataFate::Keep);
        if (removed)
            break;
        qWarning("service %s cannot be cleared up yet: %s", qPrintable(run->operation().service_name),
            qPrintable(removed.error().message));
        run->report(step::stop, 0, QStringLiteral("Trying again: %1").arg(removed.error().message));
        run->note(QStringLiteral("Trying again in %1 s: %2").arg(pause / 1s).arg(removed.error().message));
        co_await QCoro::sleepFor(pause);
    }
    run->succeed(step::stop);
    run->begin(step::cleanup,
        deleted.purge ? QStringLiteral("Wiping its data") : QStringLiteral("Keeping its data in the trash"));
    if (deleted.purge)
        m_workloads.logs().remove(id);
    auto writing = m_database.write<Done>(
        [id](Transaction &transaction) { return tables::services.remove(transaction, id.value); });
    const Result<Done> written = co_await writing;
    if (!written && written.error().code != ErrorCode::NotFound)
        co_return written.error();
    run->succeed(step::cleanup);
    co_return Done{};
}

Task<Result<Done>> Deployer::bringBack(ServiceRecord service, Engine *engine) {
    CO_TRY(plan, co_await m_workloads.plan(service, service.revision));
    plan.edgeLabels = m_routing.labels(service, plan.file);
    CO_TRY_DONE(co_await engine->prepare(plan, m_workloads.openLog(plan)));
    CO_TRY_DONE(co_await engine->start(plan.revision));
    co_return co_await engine->becomeHealthy(plan.revision);
}

Task<> Deployer::goBack(RunPtr run, ProgressPtr progress, Error why) {
    const ServiceId id = run->operation().service_id;
    const Result<ServiceRecord> known = service(id);
    const Result<Engine *> engine = known ? m_workloads.engines().get(known->engine) : known.error();
    if (!known || progress->isLive)
        co_return;
    ServiceRecord before = *known;
    const int target = run->operation().revision.value_or(before.revision);
    const bool wasRunning = run->before() == OperationRun::Before::Running;
    const bool hadAnother = target != before.revision && wasRunning && !run->goesDown();
    bool runs = hadAnother;
    const Revision live{id, before.revision};
    run->beginWayBack();
    Result<Done> back;
    if (!engine) {
        back = engine.error();
    } else if (hadAnother) {
        back = co_await (*engine)->retire(live);
        if (back && progress->stoppedFirst)
            back = co_await bringBack(before, *engine);
    } else {
        const OperationKind kind = run->operation().kind;
        const bool isRestart = kind == OperationKind::Restart || kind == OperationKind::Backup;
        // A restore has put back what the service ran with.
        const bool comesBack = kind == OperationKind::Restore || (isRestart && run->isCancelled());
        if (wasRunning && comesBack && !run->goesDown()) {
            const Result<Done> again = co_await bringBack(before, *engine);
            runs = bool(again);
        }
        // What did not come up is taken down whole: no half of a service stays behind.
        if (!runs)
            back = co_await (*engine)->stop(id);
        if (back && target != before.revision)
            back = co_await (*engine)->retire(live);
    }
    if (!back)
        qWarning("service %s: %s", qPrintable(run->operation().service_name), qPrintable(back.error().message));
    run->note(!back ? QStringLiteral("The way back failed: %1 %2").arg(back.error().message, back.error().details)
            : runs  ? QStringLiteral("Went back to revision %1").arg(before.revision)
                    : QStringLiteral("Taken down"));
    if (target != before.revision || run->operation().kind == OperationKind::Deploy)
        (void)co_await record(run, run->isCancelled() ? DeploymentResult::Cancelled : DeploymentResult::Failed,
            why.message, progress->images);
    Result<Claims> claims = Claims{before.published, before.counted()};
    if (target != before.revision)
        claims = co_await m_workloads.claimsOf(before, before.revision);
    const Result<ServiceRecord> still = service(id);
    if (!still)
        co_return;
    ServiceRecord now = *still;
    if (claims) {
        now.published = claims->ports;
        now.count(claims->demand);
    }
    // What came up beside it has not touched it, also when it cannot be cleared up now.
    if (hadAnother && !back)
        spawn(retireWhenRouted(live));
    if (runs && (back || !progress->stoppedFirst)) {
        now.status = ServiceStatus::Running;
    } else if (now.upstream.reset(); run->isCancelled()) {
        now.status = ServiceStatus::Stopped;
        now.desired_state = DesiredState::Stopped;
    } else {
        now.status = ServiceStatus::Failed;
        now.error = why.details.isEmpty() ? why.message : QString(why.message + u'\n' + why.details);
    }
    (void)co_await save(now);
}

/// Of `records`, the newest first, those nobody keeps: what is behind the kept ones that one can go back to, and
/// attempts that failed beyond as many; those do not push out what can be gone back to.
static QList<DeploymentRecord> outdatedOf(const QList<DeploymentRecord> &records, int live, int kept) {
    QList<DeploymentRecord> outdated;
    int good = 0, others = 0;
    for (const DeploymentRecord &record : records) {
        const bool isBehind = good >= kept;
        int &count = record.result == DeploymentResult::Succeeded ? good : others;
        if ((++count > kept || isBehind) && record.revision != live)
            outdated.append(record);
    }
    return outdated;
}

Task<Result<Done>> Deployer::record(RunPtr run, DeploymentResult result, QString error, QMap<QString, QString> images) {
    const ServiceId id = run->operation().service_id;
    const int revision = run->operation().revision.value_or(1);
    CO_TRY(records, co_await m_workloads.deployments(id));
    const auto own =
        std::find_if(records.begin(), records.end(), [revision](const auto &r) { return r.revision == revision; });
    if (own == records.end())
        co_return Done{};
    own->result = result;
    DeploymentRecord record = *own;
    record.images = images;
    if (!error.isEmpty())
        record.error = error;
    record.duration_ms = (m_clock.now() - run->operation().created_at) / 1ms;
    const ServiceRecord *known = m_model.service(id);
    const auto outdated = outdatedOf(records, known ? known->revision : revision, m_keptDeployments);
    auto writing = m_database.write<Done>([record, outdated](Transaction &transaction) -> Result<Done> {
        for (const DeploymentRecord &old : outdated)
            TRY_DONE(tables::deployments.remove(transaction, old.id.value));
        return tables::deployments.update(transaction, record);
    });
    co_return co_await writing;
}
