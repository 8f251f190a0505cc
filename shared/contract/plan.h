// SPDX-License-Identifier: GPL-3.0-or-later
// Plan: what a customer has bought: how much, and which ways to deploy.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

/// What null leaves open is unlimited. The first four are of all services together that are counted by the plan, logs
/// are of each service.
struct Quotas {
    std::optional<int> services;
    std::optional<double> cpu;
    std::optional<int> memory_mb;
    std::optional<int> storage_mb;
    std::optional<int> log_mb;
    std::optional<int> log_days;

    static constexpr std::string_view schemaName = "Quotas";
    static constexpr auto fields() {
        return fieldList(field("services", &Quotas::services), field("cpu", &Quotas::cpu, "Cores"),
            field("memory_mb", &Quotas::memory_mb, "MiB"), field("storage_mb", &Quotas::storage_mb, "MiB"),
            field("log_mb", &Quotas::log_mb, "MiB of log kept of each service; at most what the server keeps"),
            field("log_days", &Quotas::log_days, "Days a log is kept; at most as long as the server does"));
    }
    bool operator==(const Quotas &) const = default;
};

enum class Feature {
    TemplateDeploy,
    ComposeDeploy,
    ImageDeploy,
    GitDeploy,
    CustomDomains,
    Backup,
    Notifications,
    ApiAccess
};
constexpr auto names(Feature) {
    return std::array<std::string_view, 8>{"template_deploy", "compose_deploy", "image_deploy", "git_deploy",
        "custom_domains", "backup", "notifications", "api_access"};
}

constexpr auto everyFeature = [] {
    std::array<Feature, names(Feature{}).size()> all{};
    for (size_t i = 0; i < all.size(); ++i)
        all[i] = Feature(i);
    return all;
}();

/// What to say to whoever asks for a feature that a plan lacks.
inline QString missingFeature(const QString &plan, Feature feature) {
    return QStringLiteral("The plan \"%1\" does not have the feature %2").arg(plan, toText(feature));
}

struct Plan {
    PlanId id;
    QString name;
    QString description;
    int sort_order = 0;
    Quotas quotas;
    QList<Feature> features;
    Timestamp created_at{};
    Timestamp updated_at{};

    static constexpr std::string_view schemaName = "Plan";
    static constexpr auto fields() {
        return fieldList(field("id", &Plan::id), field("name", &Plan::name), field("description", &Plan::description),
            field("sort_order", &Plan::sort_order), field("quotas", &Plan::quotas, "null is unlimited"),
            field("features", &Plan::features), field("created_at", &Plan::created_at),
            field("updated_at", &Plan::updated_at));
    }
    bool operator==(const Plan &) const = default;
};

enum class PlanSort { SortOrder, Name, CreatedAt };
constexpr auto names(PlanSort) {
    return std::array<std::string_view, 3>{"sort_order", "name", "created_at"};
}

struct PlanQuery : PageQuery<PlanSort> {
    static constexpr auto fields() { return pageFields(); }
};

/// Body of `POST /api/plans`.
struct CreatePlan {
    QString name;
    std::optional<QString> description;
    std::optional<int> sort_order;
    std::optional<Quotas> quotas;
    std::optional<QList<Feature>> features;

    static constexpr std::string_view schemaName = "CreatePlan";
    static constexpr auto fields() {
        return fieldList(field("name", &CreatePlan::name), field("description", &CreatePlan::description),
            field("sort_order", &CreatePlan::sort_order), field("quotas", &CreatePlan::quotas),
            field("features", &CreatePlan::features, "All of them when absent"));
    }
};

/// Body of `PATCH /api/plans/:id`; what is absent stays as it is, `quotas` are replaced as a whole.
struct PatchPlan {
    std::optional<QString> name;
    std::optional<QString> description;
    std::optional<int> sort_order;
    std::optional<Quotas> quotas;
    std::optional<QList<Feature>> features;

    static constexpr std::string_view schemaName = "PatchPlan";
    static constexpr auto fields() {
        return fieldList(field("name", &PatchPlan::name), field("description", &PatchPlan::description),
            field("sort_order", &PatchPlan::sort_order), field("quotas", &PatchPlan::quotas),
            field("features", &PatchPlan::features));
    }
};

/// One resource of a plan and what a deploy makes of it.
struct QuotaShare {
    std::optional<double> limit;
    double used = 0;
    double asked = 0;

    static constexpr std::string_view schemaName = "QuotaShare";
    static constexpr auto fields() {
        return fieldList(field("limit", &QuotaShare::limit, "null is unlimited"),
            field("used", &QuotaShare::used, "By what there is now"),
            field("asked", &QuotaShare::asked, "In addition to it"));
    }
    /// Only what asks for more can be too much: a plan that has become smaller refuses nothing there is.
    bool isExceeded() const {
        static constexpr double rounding = 1e-6; // of sums of fractions of cores
        return limit && asked > 0 && used + asked > *limit + rounding;
    }
    bool operator==(const QuotaShare &) const = default;
};

/// What a deploy takes of the plan its service is counted by.
struct QuotaEffect {
    PlanId plan_id;
    QString plan_name;
    QuotaShare services;
    QuotaShare cpu;
    QuotaShare memory_mb;
    QuotaShare storage_mb;

    static constexpr std::string_view schemaName = "QuotaEffect";
    static constexpr auto fields() {
        return fieldList(field("plan_id", &QuotaEffect::plan_id), field("plan_name", &QuotaEffect::plan_name),
            field("services", &QuotaEffect::services), field("cpu", &QuotaEffect::cpu, "Cores"),
            field("memory_mb", &QuotaEffect::memory_mb, "MiB"), field("storage_mb", &QuotaEffect::storage_mb, "MiB"));
    }
    bool operator==(const QuotaEffect &) const = default;
};
