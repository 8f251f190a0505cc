// SPDX-License-Identifier: GPL-3.0-or-later
// Plan: what a customer has bought: how much, and which ways to deploy.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

/// What null leaves open is unlimited.
struct Quotas {
    std::optional<int> services;
    std::optional<double> cpu;
    std::optional<int> memory_mb;
    std::optional<int> storage_mb;

    static constexpr std::string_view schemaName = "Quotas";
    static constexpr auto fields() {
        return std::tuple{field("services", &Quotas::services), field("cpu", &Quotas::cpu, "Cores"),
            field("memory_mb", &Quotas::memory_mb), field("storage_mb", &Quotas::storage_mb)};
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
        return std::tuple{field("id", &Plan::id), field("name", &Plan::name), field("description", &Plan::description),
            field("sort_order", &Plan::sort_order), field("quotas", &Plan::quotas, "null is unlimited"),
            field("features", &Plan::features), field("created_at", &Plan::created_at),
            field("updated_at", &Plan::updated_at)};
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
        return std::tuple{field("name", &CreatePlan::name), field("description", &CreatePlan::description),
            field("sort_order", &CreatePlan::sort_order), field("quotas", &CreatePlan::quotas),
            field("features", &CreatePlan::features)};
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
        return std::tuple{field("name", &PatchPlan::name), field("description", &PatchPlan::description),
            field("sort_order", &PatchPlan::sort_order), field("quotas", &PatchPlan::quotas),
            field("features", &PatchPlan::features)};
    }
};
