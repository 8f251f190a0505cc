// SPDX-License-Identifier: GPL-3.0-or-later
// Sums over rows, and what they are held against.
#include "server/services/quota.h"
#include "server/store/tables.h"

namespace {
/// What services are counted for.
struct Sums {
    double services = 0;
    double cpu = 0;
    double memoryMb = 0;
    double storageMb = 0;
};

/// Storage is the larger of what a service asked for and what it was last seen to take, as it is stored each minute.
Result<double> measuredStorage(Transaction &transaction, const ServiceId &service) {
    TRY(query,
        transaction.run(
            QStringLiteral("SELECT storage_mb FROM metrics WHERE service_id = ? ORDER BY minute DESC LIMIT 1"),
            {service.value}));
    return query->next() ? query->value(0).toDouble() : 0.0;
}

/// Services of `customer`, or of nobody, that are counted by `plan`; an empty one is none. `usual` is the plan of those
/// that have none of their own.
Result<Sums> sumsOf(Transaction &transaction, const std::optional<CustomerId> &customer, const QString &usual,
    const QString &plan, const ServiceId &but) {
    const QString whose = customer ? QStringLiteral("s.customer_id = ?") : QStringLiteral("s.customer_id IS NULL");
    QVariantList values;
    if (customer)
        values.append(customer->value);
    for (const QString &text : {usual, plan, but.value})
        values.append(
            text.isNull() ? QStringLiteral("") : text); // a null QString is bound as NULL, which is like nothing
    TRY(query,
        transaction.run(QStringLiteral("SELECT COUNT(*), SUM(cpu), SUM(memory), "
                                       "SUM(CASE WHEN measured > storage THEN measured ELSE storage END) FROM "
                                       "(SELECT s.counted_cpu AS cpu, s.counted_memory_mb AS memory, "
                                       "s.counted_storage_mb AS storage, COALESCE((SELECT m.storage_mb FROM metrics m "
                                       "WHERE m.service_id = s.id ORDER BY m.minute DESC LIMIT 1), 0) AS measured "
                                       "FROM services s WHERE ")
                + whose
                + QStringLiteral(" AND COALESCE(s.plan_id, ?) = ? AND s.id <> ? AND s.deleted_at IS NULL) AS counted"),
            values));
    if (!query->next())
        return Sums();
    return Sums{
        query->value(0).toDouble(), query->value(1).toDouble(), query->value(2).toDouble(), query->value(3).toDouble()};
}

Result<QString> usualPlan(Transaction &transaction, const std::optional<CustomerId> &customer) {
    if (!customer)
        return QString();
    TRY(found, tables::customers.find(transaction, "id", customer->value));
    return found.isEmpty() || !found.first().plan_id ? QString() : found.first().plan_id->value;
}

Result<std::optional<Plan>> storedPlan(Transaction &transaction, const QString &id) {
    if (id.isEmpty())
        return std::optional<Plan>();
    TRY(found, tables::plans.find(transaction, "id", id));
    if (found.isEmpty())
        return Error::validation(QStringLiteral("plan_id"), QStringLiteral("Invalid plan ID"));
    return std::optional(found.first());
}

template <typename Number>
std::optional<double> limitOf(const std::optional<Number> &limit) {
    return limit ? std::optional(double(*limit)) : std::nullopt;
}

QString inWords(const QuotaShare &share) {
    const auto number = [](double value) { return QString::number(value, 'g', 10); };
    return QStringLiteral("limit %1, used %2, asked %3")
        .arg(number(share.limit.value_or(0)), number(share.used), number(share.asked));
}
} // namespace

Result<std::optional<QuotaEffect>> quotaEffect(
    Transaction &transaction, const ServiceRecord &service, const std::optional<Demand> &held) {
    TRY(usual, usualPlan(transaction, service.customer_id));
    TRY(plan, storedPlan(transaction, service.plan_id ? service.plan_id->value : usual));
    if (!plan)
        return std::optional<QuotaEffect>();
    TRY(others, sumsOf(transaction, service.customer_id, usual, plan->id.value, service.id));
    TRY(measured, measuredStorage(transaction, service.id));
    const Demand before = held.value_or(Demand());
    const Demand now = service.counted();
    const auto share = [](std::optional<double> limit, double used, double had, double wanted) {
        return QuotaShare{limit, used + had, std::max(0.0, wanted - had)};
    };
    const Quotas &quotas = plan->quotas;
    QuotaEffect effect;
    effect.plan_id = plan->id;
    effect.plan_name = plan->name;
    effect.services = share(limitOf(quotas.services), others.services, held ? 1 : 0, 1);
    effect.cpu = share(limitOf(quotas.cpu), others.cpu, before.cpu, now.cpu);
    effect.memory_mb = share(limitOf(quotas.memory_mb), others.memoryMb, before.memoryMb, now.memoryMb);
    effect.storage_mb = share(
        limitOf(quotas.storage_mb), others.storageMb, std::max(double(before.storageMb), measured), now.storageMb);
    return std::optional(effect);
}

QMap<QString, QString> excessOf(const QuotaEffect &effect) {
    QMap<QString, QString> excess;
    const auto note = [&excess](const char *resource, const QuotaShare &share) {
        if (share.isExceeded())
            excess.insert(QLatin1String(resource), inWords(share));
    };
    note("services", effect.services);
    note("cpu", effect.cpu);
    note("memory_mb", effect.memory_mb);
    note("storage_mb", effect.storage_mb);
    return excess;
}

Result<Done> checkQuota(Transaction &transaction, const ServiceRecord &service, const std::optional<Demand> &held) {
    TRY(effect, quotaEffect(transaction, service, held));
    const QMap<QString, QString> excess = effect ? excessOf(*effect) : QMap<QString, QString>();
    if (excess.isEmpty())
        return {};
    QStringList parts;
    for (auto it = excess.begin(); it != excess.end(); ++it)
        parts.append(it.key() + QStringLiteral(": ") + it.value());
    return Error{ErrorCode::QuotaExceeded,
        QStringLiteral("Over the quota of the plan \"%1\": %2")
            .arg(effect->plan_name, parts.join(QStringLiteral("; "))),
        QStringLiteral("Ask for less, delete what is not needed, or have a larger plan given"), excess};
}

Result<QList<PlanUsage>> usageOf(Transaction &transaction, const CustomerRecord &customer) {
    const QString usual = customer.plan_id ? customer.plan_id->value : QString();
    TRY(query,
        transaction.run(QStringLiteral("SELECT DISTINCT plan_id FROM services WHERE customer_id = ? AND deleted_at IS "
                                       "NULL AND plan_id IS NOT NULL ORDER BY plan_id"),
            {customer.id.value}));
    QStringList plans{usual};
    while (query->next())
        if (const QString own = query->value(0).toString(); own != usual)
            plans.append(own);
    QList<PlanUsage> all;
    for (const QString &id : std::as_const(plans)) {
        TRY(plan, storedPlan(transaction, id));
        TRY(sums, sumsOf(transaction, customer.id, usual, id, {}));
        const Quotas quotas = plan ? plan->quotas : Quotas();
        PlanUsage usage;
        if (plan) {
            usage.plan_id = plan->id;
            usage.plan_name = plan->name;
        }
        usage.services = {limitOf(quotas.services), sums.services, 0};
        usage.cpu = {limitOf(quotas.cpu), sums.cpu, 0};
        usage.memory_mb = {limitOf(quotas.memory_mb), sums.memoryMb, 0};
        usage.storage_mb = {limitOf(quotas.storage_mb), sums.storageMb, 0};
        all.append(usage);
    }
    return all;
}
