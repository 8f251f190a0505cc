// SPDX-License-Identifier: GPL-3.0-or-later
// Deployer, before anything changes: sources fetched, images pulled and built.
#include "server/services/deployer.h"
#include "server/services/planning.h"
#include "server/services/quota.h"

/// Shows how far a step is, for as long as the operation is there.
static Engine::Progress reporting(const RunPtr &run, QLatin1String step) {
    return [watched = std::weak_ptr<OperationRun>(run), step](double fraction, const QString &message) {
        if (const RunPtr alive = watched.lock())
            alive->report(step, fraction, message);
    };
}

Task<Result<Done>> Deployer::pull(RunPtr run, Engine *engine, WorkloadPlan plan, ProgressPtr progress) {
    CO_TRY_DONE(run->checkMayGoOn()); // what came while the plan was looked at interrupted nothing
    if (run->step(step::pull) && run->step(step::pull)->status != StepStatus::Running)
        run->begin(step::pull, QStringLiteral("Fetching images"));
    CO_TRY(pulled, co_await engine->pull(plan, reporting(run, step::pull)));
    progress->images = pulled.images;
    if (pulled.skipped.isEmpty() || progress->checkout)
        run->succeed(step::pull);
    else
        run->skip(step::pull, pulled.skipped);
    co_return Done{};
}

Task<Result<Done>> Deployer::fetch(RunPtr run, Engine *engine, ServiceRecord service, ProgressPtr progress,
    std::shared_ptr<Workloads::Deployed> deployed) {
    CO_TRY_DONE(run->checkMayGoOn());
    if (run->step(step::pull)->status != StepStatus::Running)
        run->begin(step::pull, QStringLiteral("Fetching the repository"));
    run->hide(Redactor(deployed->made.variables.secrets.values()));
    CO_TRY(checkout, co_await m_repositories.fetch(service, deployed, reporting(run, step::pull)));
    progress->checkout = checkout;
    for (const QString &note : checkout->notes)
        run->note(note);
    CO_TRY_DONE(engine->check(deployed->made.file));
    CO_TRY(now, this->service(service.id));
    Sources::show(deployed->made, now);
    CO_TRY(claims, m_workloads.claimsOf(now, deployed->made));
    for (const QString &port : std::as_const(claims.ports))
        if (!now.published.contains(port))
            now.published.append(port);
    const Demand held = now.counted();
    now.count(larger(held, claims.demand));
    Caller nobody; // who reads the operation's error may not see the other service
    nobody.role = Role::Customer;
    const Save claim = [ports = claimingPorts(nobody, now), now, held](Transaction &transaction) -> Result<Done> {
        TRY_DONE(checkQuota(transaction, now, held));
        return ports(transaction);
    };
    co_return co_await save(now, claim);
}

Task<Result<WorkloadPlan>> Deployer::build(RunPtr run, Engine *engine, WorkloadPlan plan, ProgressPtr progress) {
    if (!progress->checkout) {
        run->skip(step::build, QStringLiteral("Nothing to build"));
        co_return plan;
    }
    run->begin(step::build, QStringLiteral("Building images"));
    CO_TRY(built, co_await engine->build(plan, progress->checkout->project, reporting(run, step::build)));
    progress->checkout.reset();
    progress->images.insert(built);
    if (!built.isEmpty())
        plan.images = progress->images;
    if (built.isEmpty())
        run->skip(step::build, QStringLiteral("Nothing to build"));
    else
        run->succeed(step::build);
    co_return plan;
}

Task<Result<WorkloadPlan>> Deployer::provide(RunPtr run, Engine *engine, ServiceRecord service, ProgressPtr progress,
    std::shared_ptr<Workloads::Deployed> deployed) {
    const bool isGit = deployed->made.method == DeployMethod::Git;
    // What was built once is not built again: a rollback runs exactly what ran.
    if (isGit && deployed->record.images.isEmpty())
        CO_TRY_DONE(co_await fetch(run, engine, service, progress, deployed));
    WorkloadPlan plan = Workloads::planOf(service, *deployed);
    const Result<Done> pulled = co_await pull(run, engine, plan, progress);
    if (!pulled && (!isGit || progress->checkout || run->isCancelled()))
        co_return pulled.error();
    if (!pulled) {
        run->note(QStringLiteral("What was built before cannot be used, so it is built again: %1")
                      .arg(pulled.error().message));
        deployed->record.images.clear();
        CO_TRY_DONE(co_await fetch(run, engine, service, progress, deployed));
        plan = Workloads::planOf(service, *deployed);
        CO_TRY_DONE(co_await pull(run, engine, plan, progress));
    }
    CO_TRY(claims, m_workloads.claimsOf(service, deployed->made));
    progress->claims = claims;
    CO_TRY_DONE(run->checkMayGoOn());
    co_return co_await build(run, engine, plan, progress);
}
