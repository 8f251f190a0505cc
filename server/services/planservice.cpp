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

/// Names people would take for the same: canonically equivalent, and without regard to case (Unicode 15, D145).
/// Qt folds letter by letter; by way of capitals a sharp s is two, as in the full folding.
static QString foldedName(const QString &name) {
    const auto canonical = [](const QString &text) { return text.normalized(QString::NormalizationForm_C); };
    return canonical(canonical(name.normalized(QString::NormalizationForm_D).toUpper().toCaseFolded()).simplified());
}

/// `Conflict` when another plan has that name. There are few, and one writer at a time.
static Result<Done> checkName(Transaction &transaction, const Plan &plan) {
    TRY(plans, tables::plans.all(transaction));
    for (const Plan &other : std::as_const(plans))
        if (other.id != plan.id && foldedName(other.name) == foldedName(plan.name))
            return Error{ErrorCode::Conflict, QStringLiteral("There is a plan \"%1\" already").arg(other.name), {},
                {{QStringLiteral("name"), QStringLiteral("is taken")}}};
    return {};
}

static Result<Done> check(const Plan &plan) {
    QMap<QString, QString> errors;
    const auto note = [&errors](const char *field, const QString &wrong) {
        if (!wrong.isEmpty())
            errors.insert(QLatin1String(field), wrong);
    };
    note("name", rules::lineOfText(plan.name, 1, 100));
    note("description", rules::text(plan.description, 2000));
    const auto between = [&](const char *field, auto value, int least, int most) {
        if (value && (*value < least || *value > most))
            note(field, QStringLiteral("must be between %1 and %2, got %3").arg(least).arg(most).arg(*value));
    };
    static constexpr int much = 1'000'000'000;
    between("quotas.services", plan.quotas.services, 0, much);
    between("quotas.cpu", plan.quotas.cpu, 0, much);
    between("quotas.memory_mb", plan.quotas.memory_mb, 0, much);
    between("quotas.storage_mb", plan.quotas.storage_mb, 0, much);
    between("quotas.log_mb", plan.quotas.log_mb, 1, 1'000'000);
    between("quotas.log_days", plan.quotas.log_days, 1, 36'500);
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
    const QList<Feature> every(everyFeature.begin(), everyFeature.end());
    const Plan plan{PlanId::make(m_clock), body.name, body.description.value_or(QString()), body.sort_order.value_or(0),
        body.quotas.value_or(Quotas()), body.features.value_or(every), m_clock.now(), m_clock.now()};
    CO_TRY_DONE(check(plan));
    auto writing = m_database.write<Done>([caller, plan](Transaction &transaction) -> Result<Done> {
        TRY_DONE(checkName(transaction, plan));
        TRY_DONE(tables::plans.insert(transaction, plan));
        return auditlog::add(transaction, caller, {plan.id.value, {}, {}, toJson(plan), {}});
    });
    CO_TRY_DONE(co_await writing);
    m_entitlements.setPlan(plan);
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
            TRY_DONE(checkName(transaction, plan));
            TRY_DONE(tables::plans.update(transaction, plan));
            TRY_DONE(auditlog::add(transaction, caller, {id.value, {}, toJson(found.first()), toJson(plan), {}}));
            return plan;
        });
    CO_TRY(changed, co_await writing);
    const Plan plan = changed;
    m_entitlements.setPlan(plan);
    co_return plan;
}

Task<Result<Done>> PlanService::remove(Caller caller, PlanId id) {
    auto writing = m_database.write<Done>([caller, id](Transaction &transaction) -> Result<Done> {
        TRY(customers, tables::customers.find(transaction, "plan_id", id.value));
        if (!customers.isEmpty())
            return Error{ErrorCode::Conflict, QStringLiteral("%1 customers have this plan").arg(customers.size()),
                QStringLiteral("Give them another one first"), {}};
        TRY(services, tables::services.find(transaction, "plan_id", id.value));
        services.removeIf([](const ServiceRecord &service) { return service.deleted_at.has_value(); });
        if (!services.isEmpty())
            return Error{ErrorCode::Conflict,
                QStringLiteral("%1 services are counted by this plan").arg(services.size()),
                QStringLiteral("Delete them first"), {}};
        TRY(found, tables::plans.find(transaction, "id", id.value));
        if (found.isEmpty())
            return planNotFound(id);
        TRY_DONE(auditlog::add(transaction, caller, {id.value, {}, toJson(found.first()), {}, {}}));
        return tables::plans.remove(transaction, id.value);
    });
    CO_TRY_DONE(co_await writing);
    m_entitlements.removePlan(id);
    co_return Done{};
}
