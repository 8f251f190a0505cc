// SPDX-License-Identifier: GPL-3.0-or-later
// Few rows and rarely asked for, so each call reads the table.
#include "server/services/planservice.h"
#include "server/services/auditlog.h"
#include "server/services/rows.h"
#include "server/store/tables.h"
#include "shared/contract/rules.h"
#include <QCoroFuture>

static Error planNotFound(const PlanId &id) {
    return {ErrorCode::NotFound, QStringLiteral("Plan not found"),
        QStringLiteral("No plan with ID %1 exists").arg(id.value), {}};
}

static Error nameTaken(const QString &name) {
    return {ErrorCode::Conflict, QStringLiteral("There is a plan \"%1\" already").arg(name), {},
        {{QStringLiteral("name"), QStringLiteral("is taken")}}};
}

static Result<Done> check(const Plan &plan) {
    QMap<QString, QString> errors;
    const auto note = [&errors](const char *field, const QString &wrong) {
        if (!wrong.isEmpty())
            errors.insert(QLatin1String(field), wrong);
    };
    note("name", rules::lineOfText(plan.name, 1, 100));
    note("description", rules::text(plan.description, 2000));
    const auto least = [&](const char *field, auto value) {
        if (value && *value < 0)
            note(field, QStringLiteral("must be 0 or more"));
    };
    least("quotas.services", plan.quotas.services);
    least("quotas.cpu", plan.quotas.cpu);
    least("quotas.memory_mb", plan.quotas.memory_mb);
    least("quotas.storage_mb", plan.quotas.storage_mb);
    for (qsizetype i = 0; i < plan.features.size(); ++i)
        if (plan.features.indexOf(plan.features[i]) != i)
            note("features", QStringLiteral("must not name one twice"));
    if (!errors.isEmpty())
        return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, errors};
    return {};
}

Task<Result<Page<Plan>>> PlanService::list(Caller, PlanQuery query) {
    auto reading =
        m_database.read<QList<Plan>>([](Transaction &transaction) { return tables::plans.all(transaction); });
    CO_TRY(plans, co_await reading);
    const PlanSort sort = query.sort.value_or(PlanSort::SortOrder);
    co_return pageOf(plans, query, [sort](const Plan &a, const Plan &b) {
        return sort == PlanSort::Name     ? a.name < b.name
            : sort == PlanSort::CreatedAt ? a.created_at < b.created_at
                                          : std::tie(a.sort_order, a.name) < std::tie(b.sort_order, b.name);
    });
}

Task<Result<Plan>> PlanService::get(Caller, PlanId id) {
    auto reading = m_database.read<QList<Plan>>(
        [id](Transaction &transaction) { return tables::plans.find(transaction, "id", id.value); });
    CO_TRY(found, co_await reading);
    if (found.isEmpty())
        co_return planNotFound(id);
    const Plan plan = found.first();
    co_return plan;
}

Task<Result<Plan>> PlanService::create(Caller caller, CreatePlan body) {
    const Plan plan{PlanId::make(m_clock), body.name, body.description.value_or(QString()), body.sort_order.value_or(0),
        body.quotas.value_or(Quotas()), body.features.value_or(QList<Feature>()), m_clock.now(), m_clock.now()};
    CO_TRY_DONE(check(plan));
    auto writing = m_database.write<Done>([caller, plan](Transaction &transaction) -> Result<Done> {
        TRY_DONE(tables::plans.insert(transaction, plan));
        return auditlog::add(transaction, caller, {plan.id.value, {}, {}, toJson(plan), {}});
    });
    const Result<Done> written = co_await writing;
    if (!written)
        co_return written.error().code == ErrorCode::Conflict ? nameTaken(plan.name) : written.error();
    co_return plan;
}

Task<Result<Plan>> PlanService::patch(Caller caller, PlanId id, PatchPlan body) {
    auto writing =
        m_database.write<Plan>([caller, id, body, now = m_clock.now()](Transaction &transaction) -> Result<Plan> {
            TRY(found, tables::plans.find(transaction, "id", id.value));
            if (found.isEmpty())
                return planNotFound(id);
            Plan plan = found.first();
            plan.name = body.name.value_or(plan.name);
            plan.description = body.description.value_or(plan.description);
            plan.sort_order = body.sort_order.value_or(plan.sort_order);
            plan.quotas = body.quotas.value_or(plan.quotas);
            plan.features = body.features.value_or(plan.features);
            plan.updated_at = now;
            TRY_DONE(check(plan));
            if (const auto stored = tables::plans.update(transaction, plan); !stored)
                return stored.error().code == ErrorCode::Conflict ? nameTaken(plan.name) : stored.error();
            TRY_DONE(auditlog::add(transaction, caller, {id.value, {}, toJson(found.first()), toJson(plan), {}}));
            return plan;
        });
    co_return co_await writing;
}

Task<Result<Done>> PlanService::remove(Caller caller, PlanId id) {
    auto writing = m_database.write<Done>([caller, id](Transaction &transaction) -> Result<Done> {
        TRY(customers, tables::customers.find(transaction, "plan_id", id.value));
        if (!customers.isEmpty())
            return Error{ErrorCode::Conflict, QStringLiteral("%1 customers have this plan").arg(customers.size()),
                QStringLiteral("Give them another one first"), {}};
        TRY(found, tables::plans.find(transaction, "id", id.value));
        if (found.isEmpty())
            return planNotFound(id);
        TRY_DONE(auditlog::add(transaction, caller, {id.value, {}, toJson(found.first()), {}, {}}));
        return tables::plans.remove(transaction, id.value);
    });
    co_return co_await writing;
}
