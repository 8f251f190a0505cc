// SPDX-License-Identifier: GPL-3.0-or-later
// What the tables hold: the contract's resources and what only the server knows of them.
#pragma once

#include "shared/contract/apikey.h"
#include "shared/contract/audit.h"
#include "shared/contract/backup.h"
#include "shared/contract/customer.h"
#include "shared/contract/deployment.h"
#include "shared/contract/operation.h"
#include "shared/contract/plan.h"
#include "shared/contract/registry.h"
#include "shared/contract/service.h"
#include "shared/contract/session.h"
#include "shared/contract/template.h"

enum class DesiredState { Running, Stopped };
constexpr auto names(DesiredState) {
    return std::array<std::string_view, 2>{"running", "stopped"};
}

/// What a service is counted for in its plan: what it may use, not what it does.
struct Demand {
    double cpu = 0; // cores
    int memoryMb = 0;
    int storageMb = 0;
    friend bool operator==(const Demand &, const Demand &) = default;
};
/// What covers both, one resource at a time.
inline Demand larger(const Demand &a, const Demand &b) {
    return {std::max(a.cpu, b.cpu), std::max(a.memoryMb, b.memoryMb), std::max(a.storageMb, b.storageMb)};
}

/// A row of `services`. It stays while its deletion is being carried out.
struct ServiceRecord : ServiceDetail {
    double cpu_limit = 0;
    int memory_limit_mb = 0;
    DesiredState desired_state = DesiredState::Running;
    int uid = 0;
    /// Ports of the host it wants for itself: "8080/tcp", "127.0.0.1:53/udp".
    QStringList published;
    /// The first label of its host below the base domain; unique over all customers.
    QString host_label;
    /// ADDRESS:PORT where it is reached while it runs; null when it does not, or has no port for an edge.
    std::optional<QString> upstream;
    std::optional<Timestamp> deleted_at;
    bool purge = false;
    double counted_cpu = 0;
    int counted_memory_mb = 0;
    int counted_storage_mb = 0;

    Demand counted() const { return {counted_cpu, counted_memory_mb, counted_storage_mb}; }
    void count(const Demand &demand) {
        counted_cpu = demand.cpu;
        counted_memory_mb = demand.memoryMb;
        counted_storage_mb = demand.storageMb;
    }

    static constexpr auto storedFields() {
        return joined(Service::rowFields(),
            fieldList(field("plan_id", &ServiceRecord::plan_id), field("compose", &ServiceRecord::compose),
                field("image", &ServiceRecord::image), field("git", &ServiceRecord::git),
                field("variables", &ServiceRecord::variables), field("custom_domains", &ServiceRecord::custom_domains),
                field("domains", &ServiceRecord::domains), field("pending_changes", &ServiceRecord::pending_changes),
                field("cpu_limit", &ServiceRecord::cpu_limit),
                field("memory_limit_mb", &ServiceRecord::memory_limit_mb),
                field("desired_state", &ServiceRecord::desired_state), field("uid", &ServiceRecord::uid),
                field("published", &ServiceRecord::published), field("host_label", &ServiceRecord::host_label),
                field("upstream", &ServiceRecord::upstream), field("deleted_at", &ServiceRecord::deleted_at),
                field("purge", &ServiceRecord::purge), field("counted_cpu", &ServiceRecord::counted_cpu),
                field("counted_memory_mb", &ServiceRecord::counted_memory_mb),
                field("counted_storage_mb", &ServiceRecord::counted_storage_mb)));
    }
    bool operator==(const ServiceRecord &) const = default;
};

/// A row of `deployments`: all that is needed to run this revision again, also when the template has changed or gone.
struct DeploymentRecord {
    DeploymentId id;
    ServiceId service_id;
    OperationId operation_id;
    int revision = 0;
    std::optional<QString> template_id;
    std::optional<QString> template_version;
    /// The text of the template or Compose file; `deploy_method` says which. Empty for git until it was fetched.
    QString source;
    std::optional<ImageDetail> image;
    std::optional<GitDetail> git;
    /// For git: the commit `source` is of.
    std::optional<QString> commit_id;
    /// For git: other files of the repository that `source` names, base64, by path.
    QMap<QString, QString> files;
    QMap<QString, QString> variables;
    /// Secret values, sealed by the vault.
    QMap<QString, QString> secrets;
    DeployMethod deploy_method = DeployMethod::Template;
    /// Digests of what was pulled, by component.
    QMap<QString, QString> images;
    DeploymentResult result = DeploymentResult::Pending;
    std::optional<int> rollback_of;
    std::optional<QString> error;
    QString created_by;
    Timestamp created_at{};
    std::optional<qint64> duration_ms;

    static constexpr auto fields() {
        return fieldList(field("id", &DeploymentRecord::id), field("service_id", &DeploymentRecord::service_id),
            field("operation_id", &DeploymentRecord::operation_id), field("revision", &DeploymentRecord::revision),
            field("template", &DeploymentRecord::template_id),
            field("template_version", &DeploymentRecord::template_version), field("source", &DeploymentRecord::source),
            field("image", &DeploymentRecord::image), field("git", &DeploymentRecord::git),
            field("commit_id", &DeploymentRecord::commit_id), field("files", &DeploymentRecord::files),
            field("variables", &DeploymentRecord::variables), field("secrets", &DeploymentRecord::secrets),
            field("deploy_method", &DeploymentRecord::deploy_method), field("images", &DeploymentRecord::images),
            field("result", &DeploymentRecord::result), field("rollback_of", &DeploymentRecord::rollback_of),
            field("error", &DeploymentRecord::error), field("duration_ms", &DeploymentRecord::duration_ms),
            field("created_by", &DeploymentRecord::created_by), field("created_at", &DeploymentRecord::created_at));
    }
    bool operator==(const DeploymentRecord &) const = default;
};

/// A row of `journal`: an entry at its place in an operation's journal.
struct JournalRecord {
    QString id; // OPERATION/PLACE
    OperationId operation_id;
    int number = 0;
    Timestamp time{};
    QString step;
    QString message;

    static constexpr auto fields() {
        return fieldList(field("id", &JournalRecord::id), field("operation_id", &JournalRecord::operation_id),
            field("number", &JournalRecord::number), field("time", &JournalRecord::time),
            field("step", &JournalRecord::step), field("message", &JournalRecord::message));
    }
    bool operator==(const JournalRecord &) const = default;
};

/// A row of `metrics`: what a service used in one minute.
struct MetricsRecord {
    ServiceId service_id;
    Timestamp minute{};
    /// How much of the minute is known.
    double seconds = 0;
    double cpu = 0;
    double memory_mb = 0;
    double network_rx = 0;
    double network_tx = 0;
    double storage_mb = 0;

    static constexpr auto fields() {
        return fieldList(field("service_id", &MetricsRecord::service_id), field("minute", &MetricsRecord::minute),
            field("seconds", &MetricsRecord::seconds), field("cpu", &MetricsRecord::cpu),
            field("memory_mb", &MetricsRecord::memory_mb), field("network_rx", &MetricsRecord::network_rx),
            field("network_tx", &MetricsRecord::network_tx), field("storage_mb", &MetricsRecord::storage_mb));
    }
    bool operator==(const MetricsRecord &) const = default;
};

/// A row of `registries`.
struct RegistryRecord : Registry {
    /// Sealed by the vault.
    QString password;

    static constexpr auto storedFields() {
        return joined(Registry::fields(), fieldList(field("password", &RegistryRecord::password)));
    }
    bool operator==(const RegistryRecord &) const = default;
};

/// A row of `backups`. It stays while its deletion is being carried out.
struct BackupRecord : Backup {
    /// What was live then: a new service can be made of it when this one is gone.
    DeploymentRecord deployment;
    QString engine;
    int uid = 0;
    std::optional<Timestamp> deleted_at;

    static constexpr auto storedFields() {
        return joined(Backup::rowFields(),
            fieldList(field("deployment", &BackupRecord::deployment), field("engine", &BackupRecord::engine),
                field("uid", &BackupRecord::uid), field("deleted_at", &BackupRecord::deleted_at)));
    }
    bool operator==(const BackupRecord &) const = default;
};

/// A row of `own_templates`.
struct OwnTemplateRecord {
    TemplateId id;
    QString source;
    int revision = 1;
    Timestamp created_at{};
    Timestamp updated_at{};

    static constexpr auto fields() {
        return fieldList(field("id", &OwnTemplateRecord::id), field("source", &OwnTemplateRecord::source),
            field("revision", &OwnTemplateRecord::revision), field("created_at", &OwnTemplateRecord::created_at),
            field("updated_at", &OwnTemplateRecord::updated_at));
    }
    bool operator==(const OwnTemplateRecord &) const = default;
};

/// A row of `customers`.
struct CustomerRecord : Customer {
    /// What its suspension has stopped, to be started again.
    QList<ServiceId> stopped;

    static constexpr auto storedFields() {
        return joined(Customer::fields(), fieldList(field("stopped", &CustomerRecord::stopped)));
    }
    bool operator==(const CustomerRecord &) const = default;
};

/// A row of `api_keys`: everything of a key but its text.
struct ApiKeyRecord : ApiKey {
    /// SHA-256 of the whole text, in hexadecimal.
    QString hash;
    /// The same of the text before the last rotation.
    std::optional<QString> previous_hash;
    /// The keys it comes from, the first one first; the last one is `created_by`.
    QList<ApiKeyId> ancestors;

    static constexpr auto storedFields() {
        return joined(ApiKey::fields(),
            fieldList(field("hash", &ApiKeyRecord::hash), field("previous_hash", &ApiKeyRecord::previous_hash),
                field("ancestors", &ApiKeyRecord::ancestors)));
    }
    bool operator==(const ApiKeyRecord &) const = default;
};

/// A row of `users`.
struct UserRecord : User {
    /// Who it is at which provider: the claims `iss` and `sub`.
    QString issuer;
    QString subject;

    static constexpr auto storedFields() {
        return joined(
            User::fields(), fieldList(field("issuer", &UserRecord::issuer), field("subject", &UserRecord::subject)));
    }
    bool operator==(const UserRecord &) const = default;
};

/// A row of `sessions`.
struct SessionRecord : Session {
    /// SHA-256 of the cookie's text, in hexadecimal.
    QString hash;
    /// The provider's name for its own session: the claim `sid`; empty where it has none.
    QString provider_session;
    /// Of the provider, sealed by the vault.
    QString id_token;
    QString refresh_token;

    static constexpr auto storedFields() {
        return joined(Session::rowFields(),
            fieldList(field("hash", &SessionRecord::hash), field("provider_session", &SessionRecord::provider_session),
                field("id_token", &SessionRecord::id_token), field("refresh_token", &SessionRecord::refresh_token)));
    }
    bool operator==(const SessionRecord &) const = default;
};
