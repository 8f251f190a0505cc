// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of plans.
#include "app/models/planmodel.h"
#include "app/models/amount.h"

static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;

template <auto quota, Amount kind>
static QVariant limit(const Plan &plan) {
    const auto &set = plan.quotas.*quota;
    return format::limit(set ? std::optional(double(*set)) : std::nullopt, kind);
}

/// No limit is more than any.
template <auto quota>
static QVariant number(const Plan &plan) {
    const auto &set = plan.quotas.*quota;
    return set ? double(*set) : std::numeric_limits<double>::infinity();
}

template <auto quota, Amount kind>
static constexpr Column<Plan> column(const char *key, const char *title) {
    return {key, title, limit<quota, kind>, number<quota>, right};
}

QString PlanModel::featureText(Feature feature) {
    switch (feature) {
    case Feature::TemplateDeploy:
        return tr("Deploy from templates");
    case Feature::ComposeDeploy:
        return tr("Deploy Compose files");
    case Feature::ImageDeploy:
        return tr("Deploy images");
    case Feature::GitDeploy:
        return tr("Deploy repositories");
    case Feature::CustomDomains:
        return tr("Own domains");
    case Feature::Backup:
        return tr("Backups");
    case Feature::Notifications:
        return tr("Notifications");
    case Feature::ApiAccess:
        return tr("API keys");
    }
    return toText(feature);
}

static QString logText(const Plan &plan) {
    QStringList limits;
    if (plan.quotas.log_mb)
        limits.append(format::amount(*plan.quotas.log_mb, Amount::Megabytes));
    if (plan.quotas.log_days)
        limits.append(PlanModel::tr("%n day(s)", nullptr, *plan.quotas.log_days));
    return limits.isEmpty() ? format::limit(std::nullopt, Amount::Count) : limits.join(QStringLiteral(", "));
}

static QString featuresOf(const Plan &plan) {
    QStringList texts;
    for (const Feature feature : plan.features)
        texts.append(PlanModel::featureText(feature));
    return texts.join(u'\n');
}

std::span<const Column<Plan>> PlanModel::columns() const {
    static constexpr Column<Plan> table[] = {
        {"order", QT_TR_NOOP("Order"), [](const Plan &p) -> QVariant { return p.sort_order; }, nullptr, right},
        {"plan", QT_TR_NOOP("Plan"), [](const Plan &p) -> QVariant { return p.name; }},
        column<&Quotas::services, Amount::Count>("services", QT_TR_NOOP("Services")),
        column<&Quotas::cpu, Amount::Cores>("cpu", QT_TR_NOOP("CPU")),
        column<&Quotas::memory_mb, Amount::Megabytes>("memory", QT_TR_NOOP("Memory")),
        column<&Quotas::storage_mb, Amount::Megabytes>("storage", QT_TR_NOOP("Storage")),
        {"logs", QT_TR_NOOP("Log of each"), [](const Plan &p) -> QVariant { return logText(p); }, nullptr, left},
        {"features", QT_TR_NOOP("Features"),
            [](const Plan &p) -> QVariant {
                return p.features.size() == qsizetype(everyFeature.size())
                    ? tr("All")
                    : tr("%1 of %2").arg(p.features.size()).arg(everyFeature.size());
            },
            [](const Plan &p) -> QVariant { return p.features.size(); }, left,
            [](const Plan &p) -> QVariant { return featuresOf(p); }},
        {"description", QT_TR_NOOP("Description"),
            [](const Plan &p) -> QVariant { return p.description.section(u'\n', 0, 0); }, nullptr, left,
            [](const Plan &p) -> QVariant { return p.description; }},
    };
    return table;
}
