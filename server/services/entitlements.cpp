// SPDX-License-Identifier: GPL-3.0-or-later
// Each change reaches the keys and the logs it is about, and no others.
#include "server/services/entitlements.h"
#include "server/store/tables.h"
#include <QCoroFuture>

Entitlements::Entitlements(Database &database, ReadModel &model, AuthService &auth, LogStore &logs)
    : m_database(database), m_model(model), m_auth(auth), m_logs(logs) {
    connect(&model, &ReadModel::serviceChanged, this, [this](const ServiceRecord *before, const ServiceRecord *now) {
        if (now && (!before || before->customer_id != now->customer_id || before->plan_id != now->plan_id))
            applyTo(*now);
    });
}

namespace {
struct Holders {
    QList<Plan> plans;
    QList<CustomerRecord> customers;
};
} // namespace

Task<Result<Done>> Entitlements::load() {
    auto reading = m_database.read<Holders>([](Transaction &transaction) -> Result<Holders> {
        TRY(plans, tables::plans.all(transaction));
        TRY(customers, tables::customers.all(transaction));
        return Holders{plans, customers};
    });
    CO_TRY(stored, co_await reading);
    for (const Plan &plan : std::as_const(stored.plans))
        m_plans.insert(plan.id, plan);
    for (const CustomerRecord &customer : std::as_const(stored.customers)) {
        m_customers.insert(customer.id, customer.plan_id);
        applyTo(customer.id);
    }
    applyToServices([](const ServiceRecord &) { return true; });
    co_return Done{};
}

template <typename Which>
void Entitlements::applyToServices(const Which &which) {
    const QList<ServiceId> services = m_model.serviceIds();
    for (const ServiceId &id : services)
        if (const ServiceRecord &service = *m_model.service(id); which(service))
            applyTo(service);
}

void Entitlements::applyTo(const CustomerId &customer) {
    const Plan *plan = planOf(customer, std::nullopt);
    const bool isShutOut = plan && !plan->features.contains(Feature::ApiAccess);
    m_auth.setShutOut(customer, isShutOut ? std::optional(plan->name) : std::nullopt);
}

const Plan *Entitlements::planOf(const std::optional<CustomerId> &customer, const std::optional<PlanId> &own) const {
    const std::optional<PlanId> id = own ? own : customer ? planOf(*customer) : std::nullopt;
    const auto plan = id ? m_plans.constFind(*id) : m_plans.constEnd();
    return plan == m_plans.constEnd() ? nullptr : &*plan;
}

Result<Done> Entitlements::check(Feature feature, const std::optional<CustomerId> &customer,
    const std::optional<PlanId> &own, const QString &field) const {
    const Plan *plan = planOf(customer, own);
    if (!plan || plan->features.contains(feature))
        return {};
    QMap<QString, QString> fields;
    if (!field.isEmpty())
        fields.insert(field, QStringLiteral("needs the feature %1").arg(toText(feature)));
    return Error{ErrorCode::Forbidden, missingFeature(plan->name, feature),
        QStringLiteral("It comes with another plan"), fields};
}

void Entitlements::applyTo(const ServiceRecord &service) {
    const Plan *plan = planOf(service.customer_id, service.plan_id);
    const Quotas quotas = plan ? plan->quotas : Quotas();
    LogRetention retention;
    if (quotas.log_mb)
        retention.maxBytes = qint64(*quotas.log_mb) << 20;
    if (quotas.log_days)
        retention.maxAge = std::chrono::hours(24) * *quotas.log_days;
    m_logs.setRetention(service.id, retention);
}

void Entitlements::setPlan(const Plan &plan) {
    const Plan before = m_plans.value(plan.id);
    m_plans.insert(plan.id, plan);
    if (before.features != plan.features || before.name != plan.name)
        for (auto it = m_customers.cbegin(); it != m_customers.cend(); ++it)
            if (it.value() == plan.id)
                applyTo(it.key());
    if (before.quotas == plan.quotas)
        return;
    applyToServices([&](const ServiceRecord &service) {
        return service.plan_id ? service.plan_id == plan.id
                               : service.customer_id && planOf(*service.customer_id) == plan.id;
    });
}

void Entitlements::removePlan(const PlanId &id) {
    m_plans.remove(id);
}

void Entitlements::setCustomer(const CustomerId &id, const std::optional<PlanId> &plan) {
    const auto known = m_customers.constFind(id);
    if (known != m_customers.constEnd() && *known == plan)
        return;
    m_customers.insert(id, plan);
    applyTo(id);
    applyToServices([&](const ServiceRecord &service) { return service.customer_id == id && !service.plan_id; });
}

void Entitlements::removeCustomer(const CustomerId &id) {
    m_customers.remove(id);
    m_auth.setShutOut(id, std::nullopt);
}
