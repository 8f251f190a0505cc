// SPDX-License-Identifier: GPL-3.0-or-later
// Deployment: one revision of a service, with everything needed to run it again, and how it went.
#pragma once

#include "shared/contract/service.h"

enum class DeploymentResult { Pending, Running, Succeeded, Failed, Cancelled };
constexpr auto names(DeploymentResult) {
    return std::array<std::string_view, 5>{"pending", "running", "succeeded", "failed", "cancelled"};
}

enum class ChangeKind { Added, Removed, Changed };
constexpr auto names(ChangeKind) {
    return std::array<std::string_view, 3>{"added", "removed", "changed"};
}

/// How one variable differs from the revision before. Of a secret both values are null.
struct VariableChange {
    QString name;
    ChangeKind kind = ChangeKind::Changed;
    std::optional<QString> before;
    std::optional<QString> after;

    static constexpr std::string_view schemaName = "VariableChange";
    static constexpr auto fields() {
        return fieldList(field("name", &VariableChange::name), field("kind", &VariableChange::kind),
            field("before", &VariableChange::before), field("after", &VariableChange::after));
    }
    bool operator==(const VariableChange &) const = default;
};

enum class SourceAspect { Template, TemplateVersion, Compose, Image, Ports, Repository, Ref, Path, Commit };
constexpr auto names(SourceAspect) {
    return std::array<std::string_view, 9>{
        "template", "template_version", "compose", "image", "ports", "repository", "ref", "path", "commit"};
}

/// How what is deployed differs from the revision before. Of a Compose text both values are null.
struct SourceChange {
    SourceAspect aspect = SourceAspect::TemplateVersion;
    std::optional<QString> before;
    std::optional<QString> after;

    static constexpr std::string_view schemaName = "SourceChange";
    static constexpr auto fields() {
        return fieldList(field("aspect", &SourceChange::aspect), field("before", &SourceChange::before),
            field("after", &SourceChange::after));
    }
    bool operator==(const SourceChange &) const = default;
};

struct Deployment {
    DeploymentId id;
    ServiceId service_id;
    std::optional<OperationId> operation_id;
    int revision = 0;
    DeploymentResult result = DeploymentResult::Pending;
    bool live = false;
    DeployMethod deploy_method = DeployMethod::Template;
    std::optional<QString> template_id;
    std::optional<QString> template_version;
    QMap<QString, std::optional<QString>> variables;
    QList<VariableChange> changes;
    QList<SourceChange> source_changes;
    std::optional<QString> commit;
    QMap<QString, QString> images;
    std::optional<int> rollback_of;
    std::optional<QString> error;
    QString created_by;
    Timestamp created_at{};
    std::optional<qint64> duration_ms;

    static constexpr std::string_view schemaName = "Deployment";
    static constexpr auto fields() {
        return fieldList(field("id", &Deployment::id), field("service_id", &Deployment::service_id),
            field("operation_id", &Deployment::operation_id, "null while it waits to be deployed"),
            field("revision", &Deployment::revision), field("result", &Deployment::result),
            field("live", &Deployment::live, "Whether this revision runs now"),
            field("deploy_method", &Deployment::deploy_method), field("template", &Deployment::template_id),
            field("template_version", &Deployment::template_version),
            field("variables", &Deployment::variables, "Secret values are null"),
            field("changes", &Deployment::changes, "Against the revision before"),
            field("source_changes", &Deployment::source_changes, "Against the revision before"),
            field("commit", &Deployment::commit, "What was built, for deploy_method git"),
            field("images", &Deployment::images, "Digests by component"),
            field("rollback_of", &Deployment::rollback_of, "The revision this one brought back"),
            field("error", &Deployment::error), field("created_by", &Deployment::created_by),
            field("created_at", &Deployment::created_at), field("duration_ms", &Deployment::duration_ms));
    }
    bool operator==(const Deployment &) const = default;
};

enum class DeploymentSort { Revision };
constexpr auto names(DeploymentSort) {
    return std::array<std::string_view, 1>{"revision"};
}

struct DeploymentQuery : PageQuery<DeploymentSort> {
    static constexpr auto fields() { return pageFields(); }
};

/// Body of `POST /api/services/:id/rollback`.
struct RollbackService {
    std::optional<DeploymentId> deployment_id;

    static constexpr std::string_view schemaName = "RollbackService";
    static constexpr bool mayBeLeftOut = true;
    static constexpr auto fields() {
        return fieldList(field("deployment_id", &RollbackService::deployment_id,
            "The deployment to bring back; without it the last good one before the present"));
    }
};
