// SPDX-License-Identifier: GPL-3.0-or-later
// Service: a deployed application, the centre of the API; and what is sent to create and change one.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/plan.h"
#include "shared/contract/source.h"

enum class ServiceStatus { Deploying, Running, Stopped, Failed };
constexpr auto names(ServiceStatus) {
    return std::array<std::string_view, 4>{"deploying", "running", "stopped", "failed"};
}

enum class HealthStatus { Unknown, Starting, Healthy, Unhealthy };
constexpr auto names(HealthStatus) {
    return std::array<std::string_view, 4>{"unknown", "starting", "healthy", "unhealthy"};
}

enum class DeployMethod { Template, Compose, Image, Git };
constexpr auto names(DeployMethod) {
    return std::array<std::string_view, 4>{"template", "compose", "image", "git"};
}

struct Health {
    HealthStatus status = HealthStatus::Unknown;
    std::optional<Timestamp> last_check;
    int consecutive_failures = 0;
    std::optional<QString> reason;

    static constexpr std::string_view schemaName = "Health";
    static constexpr auto fields() {
        return fieldList(field("status", &Health::status), field("last_check", &Health::last_check),
            field("consecutive_failures", &Health::consecutive_failures),
            field("reason", &Health::reason, "What is not as it should be, also while the check passes"));
    }
    bool operator==(const Health &) const = default;
};

/// Limits and the last usage sample. `cpu_*` in cores, memory and storage in mebibytes.
struct Resources {
    double cpu_usage = 0;
    double cpu_limit = 0;
    double memory_usage_mb = 0;
    int memory_limit_mb = 0;
    double storage_mb = 0;

    static constexpr std::string_view schemaName = "Resources";
    static constexpr auto fields() {
        return fieldList(field("cpu_usage", &Resources::cpu_usage, "Cores in use at the last sample"),
            field("cpu_limit", &Resources::cpu_limit, "Cores; 0 is no limit"),
            field("memory_usage_mb", &Resources::memory_usage_mb, "MiB in use at the last sample"),
            field("memory_limit_mb", &Resources::memory_limit_mb, "MiB; 0 is no limit"),
            field("storage_mb", &Resources::storage_mb, "MiB in the data directory and volumes"));
    }
    bool operator==(const Resources &) const = default;
};

/// A name of the customer's own that leads to a service.
struct CustomDomain {
    QString name;
    bool verified = false;
    std::optional<QString> expected;

    static constexpr std::string_view schemaName = "CustomDomain";
    static constexpr auto fields() {
        return fieldList(field("name", &CustomDomain::name),
            field("verified", &CustomDomain::verified, "Its owner was found to want it here; only then is it routed"),
            field("expected", &CustomDomain::expected, "The DNS record the next deploy looks for; null when verified"));
    }
    bool operator==(const CustomDomain &) const = default;
};

/// A row of `GET /api/services`. What changes by measuring only (health counters, usage) is listed apart by
/// liveFields(): it is no change of the feed and is written fresh into each answer.
struct Service {
    ServiceId id;
    QString name;
    ServiceStatus status = ServiceStatus::Deploying;
    std::optional<QString> url;
    std::optional<CustomerId> customer_id;
    std::optional<QString> template_id;
    DeployMethod deploy_method = DeployMethod::Template;
    QString engine;
    QMap<QString, QString> labels;
    bool backup_enabled = false;
    std::optional<OperationId> operation_id;
    int revision = 0;
    std::optional<QString> error;
    Timestamp created_at{};
    Timestamp updated_at{};
    std::optional<Timestamp> deployed_at;
    Health health;
    Resources resources;

    static constexpr std::string_view schemaName = "Service";
    static constexpr auto rowFields() {
        return fieldList(field("id", &Service::id), field("name", &Service::name, "DNS label, unique per customer"),
            field("status", &Service::status), field("url", &Service::url, "Where it answers; null without a port"),
            field("customer_id", &Service::customer_id), field("template", &Service::template_id, "Template slug"),
            field("deploy_method", &Service::deploy_method),
            field("engine", &Service::engine, "Name of the engine it runs on"), field("labels", &Service::labels),
            field("backup_enabled", &Service::backup_enabled),
            field("operation_id", &Service::operation_id, "The latest operation"),
            field("revision", &Service::revision, "Counts deployments, from 1"),
            field("error", &Service::error, "Why it failed"), field("created_at", &Service::created_at),
            field("updated_at", &Service::updated_at), field("deployed_at", &Service::deployed_at));
    }
    static constexpr auto liveFields() {
        return fieldList(field("health", &Service::health), field("resources", &Service::resources));
    }
    static constexpr auto fields() { return joined(rowFields(), liveFields()); }
    bool operator==(const Service &) const = default;
};

struct ServiceDetail : Service {
    std::optional<QString> customer_name;
    std::optional<PlanId> plan_id;
    std::optional<QString> compose;
    std::optional<ImageDetail> image;
    std::optional<GitDetail> git;
    /// Values by name; a secret's value is null.
    QMap<QString, std::optional<QString>> variables;
    QList<QString> custom_domains;
    QList<CustomDomain> domains;
    /// True when variables or sources were changed after the last deploy.
    bool pending_changes = false;

    static constexpr std::string_view schemaName = "ServiceDetail";
    static constexpr auto detailFields() {
        return fieldList(field("customer_name", &ServiceDetail::customer_name),
            field("plan_id", &ServiceDetail::plan_id, "The plan it is counted by; null: that of its customer"),
            field("compose", &ServiceDetail::compose, "Compose text, for deploy_method compose"),
            field("image", &ServiceDetail::image, "For deploy_method image"),
            field("git", &ServiceDetail::git, "For deploy_method git"),
            field("variables", &ServiceDetail::variables, "Secret values are null"),
            field("custom_domains", &ServiceDetail::custom_domains),
            field("domains", &ServiceDetail::domains, "The same with what is known of each"),
            field("pending_changes", &ServiceDetail::pending_changes,
                "Changed since the last deploy; the next one uses it"));
    }
    static constexpr auto fields() { return joined(Service::rowFields(), detailFields(), Service::liveFields()); }
    bool operator==(const ServiceDetail &) const = default;
};

enum class ServiceSort { Name, Status, CreatedAt, UpdatedAt };
constexpr auto names(ServiceSort) {
    return std::array<std::string_view, 4>{"name", "status", "created_at", "updated_at"};
}

struct ServiceQuery : PageQuery<ServiceSort> {
    std::optional<ServiceStatus> status;
    std::optional<CustomerId> customer_id;
    std::optional<QString> template_id;
    std::optional<QString> engine;
    std::optional<QString> search;

    static constexpr auto fields() {
        return joined(pageFields(),
            fieldList(field("status", &ServiceQuery::status), field("customer_id", &ServiceQuery::customer_id),
                field("template", &ServiceQuery::template_id), field("engine", &ServiceQuery::engine),
                field("search", &ServiceQuery::search, "Part of the name")));
    }
};

/// Body of `POST /api/services`: a name, exactly one of template, compose, image and git, and what goes with it.
/// Values of variables are text, as in a template's form.
struct CreateService {
    QString name;
    std::optional<QString> template_id;
    std::optional<QMap<QString, QJsonValue>> variables;
    std::optional<QString> compose;
    std::optional<ImageSource> image;
    std::optional<GitSource> git;
    std::optional<QString> customer_id;
    std::optional<QString> plan_id;
    std::optional<QString> engine;
    std::optional<QMap<QString, QString>> labels;
    std::optional<QList<QString>> custom_domains;

    static constexpr std::string_view schemaName = "CreateService";
    static constexpr auto fields() {
        return fieldList(field("name", &CreateService::name, "DNS label of 2 to 40 characters"),
            field("template", &CreateService::template_id, "Template slug"),
            field("variables", &CreateService::variables,
                "Values of the template's variables or of the Compose file's placeholders; null is the default"),
            field("compose", &CreateService::compose, "Text of a Compose file"), field("image", &CreateService::image),
            field("git", &CreateService::git), field("customer_id", &CreateService::customer_id),
            field("plan_id", &CreateService::plan_id, "The plan it is counted by; that of its customer when absent"),
            field("engine", &CreateService::engine), field("labels", &CreateService::labels, "At most 32"),
            field("custom_domains", &CreateService::custom_domains, "At most 32"));
    }
};

/// Body of `POST /api/templates/:id/deploy`.
struct DeployTemplate {
    QString name;
    std::optional<QMap<QString, QJsonValue>> variables;
    std::optional<QString> customer_id;
    std::optional<QString> plan_id;
    std::optional<QString> engine;
    std::optional<QMap<QString, QString>> labels;

    static constexpr std::string_view schemaName = "DeployTemplate";
    static constexpr auto fields() {
        return fieldList(field("name", &DeployTemplate::name, "DNS label of 2 to 40 characters"),
            field("variables", &DeployTemplate::variables, "Values of the template's variables"),
            field("customer_id", &DeployTemplate::customer_id), field("plan_id", &DeployTemplate::plan_id),
            field("engine", &DeployTemplate::engine), field("labels", &DeployTemplate::labels, "At most 32"));
    }
};

/// Body of `PATCH /api/services/:id`; what is absent stays as it is.
struct PatchService {
    std::optional<QString> name;
    std::optional<QMap<QString, QString>> labels;
    std::optional<bool> backup_enabled;
    std::optional<QMap<QString, QJsonValue>> variables;
    std::optional<QString> compose;
    std::optional<ImageSource> image;
    std::optional<GitSource> git;
    std::optional<QList<QString>> custom_domains;

    static constexpr std::string_view schemaName = "PatchService";
    static constexpr auto fields() {
        return fieldList(field("name", &PatchService::name), field("labels", &PatchService::labels, "At most 32"),
            field("backup_enabled", &PatchService::backup_enabled),
            field("variables", &PatchService::variables, "Used by the next deploy; null keeps a value"),
            field("compose", &PatchService::compose, "Used by the next deploy"),
            field("image", &PatchService::image, "Used by the next deploy, whole"),
            field("git", &PatchService::git, "Used by the next deploy, whole but for the token"),
            field("custom_domains", &PatchService::custom_domains,
                "At most 32; a new one is looked for at the next deploy, one left out is not routed any more"));
    }
};

struct DryRunQuery : QueryParameters {
    std::optional<bool> dry_run;
    static constexpr auto fields() {
        return fieldList(field("dry_run", &DryRunQuery::dry_run, "Answer with the plan and change nothing"));
    }
};

struct DeleteServiceQuery : QueryParameters {
    std::optional<bool> purge;
    static constexpr auto fields() {
        return fieldList(field("purge", &DeleteServiceQuery::purge, "Wipe the data now instead of keeping it"));
    }
};

/// What a deploy would do, answered by `?dry_run=true`.
struct PlannedComponent {
    QString name;
    QString program;
    QList<QString> ports;
    QList<QString> requires_packages;

    static constexpr std::string_view schemaName = "PlannedComponent";
    static constexpr auto fields() {
        return fieldList(field("name", &PlannedComponent::name),
            field("program", &PlannedComponent::program, "Image or program that will run"),
            field("ports", &PlannedComponent::ports, "Names of the ports it will be given"),
            field("requires", &PlannedComponent::requires_packages, "Debian packages of the host"));
    }
};

struct DeployPlan {
    QString name;
    QString engine;
    std::optional<QString> template_id;
    std::optional<QString> template_version;
    DeployMethod deploy_method = DeployMethod::Template;
    QMap<QString, std::optional<QString>> variables;
    QList<PlannedComponent> components;
    QList<QString> volumes;
    double cpu_limit = 0;
    int memory_limit_mb = 0;
    std::optional<QuotaEffect> quota;
    QList<QString> warnings;

    static constexpr int successStatus = 200;
    static constexpr std::string_view schemaName = "DeployPlan";
    static constexpr auto fields() {
        return fieldList(field("name", &DeployPlan::name), field("engine", &DeployPlan::engine),
            field("template", &DeployPlan::template_id), field("template_version", &DeployPlan::template_version),
            field("deploy_method", &DeployPlan::deploy_method),
            field("variables", &DeployPlan::variables, "As resolved; secrets are null"),
            field("components", &DeployPlan::components), field("volumes", &DeployPlan::volumes),
            field("cpu_limit", &DeployPlan::cpu_limit, "Cores; 0 is no limit"),
            field("memory_limit_mb", &DeployPlan::memory_limit_mb, "MiB; 0 is no limit"),
            field("quota", &DeployPlan::quota, "What it takes of its plan; null without one"),
            field("warnings", &DeployPlan::warnings));
    }
};
