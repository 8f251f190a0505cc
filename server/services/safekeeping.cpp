// SPDX-License-Identifier: GPL-3.0-or-later
// Deployer, with data: copying it for a backup, and putting that of a backup in its place.
#include "server/services/deployer.h"

Task<Result<Done>> Deployer::pause(RunPtr run, Engine *engine) {
    const ServiceId id = run->operation().service_id;
    run->begin(step::stop, QStringLiteral("Stopping for a while"));
    CO_TRY(now, service(id));
    now.status = ServiceStatus::Deploying; // a crash from here on starts it again
    CO_TRY_DONE(co_await save(now));
    CO_TRY_DONE(co_await engine->stop(id));
    run->succeed(step::stop);
    co_return run->checkMayGoOn();
}

Task<Result<Done>> Deployer::copyData(RunPtr run) {
    run->begin(step::copy, QStringLiteral("Copying the data"));
    CO_TRY_DONE(co_await m_backups.copy(*run->operation().backup_id));
    run->succeed(step::copy);
    co_return run->checkMayGoOn();
}

Task<Result<Done>> Deployer::backUp(RunPtr run) {
    const ServiceId id = run->operation().service_id;
    const BackupId backup = *run->operation().backup_id;
    const bool pauses = run->step(step::stop);
    Result<Done> copied;
    const Result<ServiceRecord> known = service(id);
    const Result<Engine *> engine = known ? m_workloads.engines().get(known->engine) : known.error();
    if (!engine)
        copied = engine.error();
    else if (pauses)
        copied = co_await pause(run, *engine);
    if (copied)
        copied = co_await copyData(run);
    if (copied)
        m_backups.proceed(backup);
    else
        co_await m_backups.giveUp(backup, copied.error());
    if (!pauses || !engine)
        co_return copied;
    if (!copied) {
        run->beginWayBack();
        run->note(QStringLiteral("No copy was made: %1").arg(copied.error().message));
    }
    // Whatever became of the copy, the service comes up again.
    const Result<Done> up = co_await start(run);
    if (!up)
        co_await goBack(run, std::make_shared<Progress>(), run->withoutSecrets(up.error()));
    co_return copied ? up : copied;
}

Task<Result<QString>> Deployer::fetchData(RunPtr run) {
    const ServiceId id = run->operation().service_id;
    run->begin(step::fetch, QStringLiteral("Fetching the backup and comparing it with what was saved"));
    CO_TRY(now, service(id));
    CO_TRY(folder, co_await m_backups.bring(*run->operation().backup_id, id, now.uid));
    run->succeed(step::fetch);
    co_return folder;
}

Result<Done> Deployer::switchData(RunPtr run, Engine *engine, const QString &folder) {
    run->begin(step::data, QStringLiteral("Putting the data of the backup in place"));
    TRY_DONE(engine->exchangeData(run->operation().service_id, folder));
    run->succeed(step::data, QStringLiteral("What was there before is in %1 until the next restore").arg(folder));
    return {};
}

Task<Result<Done>> Deployer::restore(RunPtr run) {
    const ServiceId id = run->operation().service_id;
    const bool pauses = run->step(step::stop);
    CO_TRY(before, service(id));
    CO_TRY(engine, m_workloads.engines().get(before.engine));
    // Up to here and in here nothing of the service is touched.
    CO_TRY(folder, co_await fetchData(run));
    CO_TRY_DONE(run->checkMayGoOn());
    Result<Done> outcome;
    if (pauses)
        outcome = co_await pause(run, engine);
    bool isSwitched = false;
    if (outcome) {
        outcome = switchData(run, engine, folder);
        isSwitched = bool(outcome);
    }
    if (outcome && pauses)
        outcome = co_await start(run);
    if (outcome || !pauses)
        co_return outcome;
    if (isSwitched) {
        Result<Done> back = co_await engine->stop(id);
        if (back)
            back = engine->exchangeData(id, folder);
        run->note(back ? QStringLiteral("The data of before is in its place again")
                       : QStringLiteral("The data of before stays in %1: %2").arg(folder, back.error().message));
    }
    co_await goBack(run, std::make_shared<Progress>(), run->withoutSecrets(outcome.error()));
    co_return outcome;
}
