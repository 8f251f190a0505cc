// SPDX-License-Identifier: GPL-3.0-or-later
// Backup: what a service kept at one time, saved where it can be brought back from.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

/// `completed`: saved, and nobody has tried yet to bring it back. `verified`: it was brought back into a scratch place
/// and is what was saved, to the byte.
enum class BackupStatus { Queued, Running, Completed, Verified, Failed };
constexpr auto names(BackupStatus) {
    return std::array<std::string_view, 5>{"queued", "running", "completed", "verified", "failed"};
}

enum class BackupKind { Manual };
constexpr auto names(BackupKind) {
    return std::array<std::string_view, 1>{"manual"};
}

/// What is being done with it.
enum class BackupPhase { Copying, Saving, Verifying, Restoring };
constexpr auto names(BackupPhase) {
    return std::array<std::string_view, 4>{"copying", "saving", "verifying", "restoring"};
}

struct Backup {
    BackupId id;
    ServiceId service_id;
    QString service_name;
    std::optional<CustomerId> customer_id;
    BackupKind kind = BackupKind::Manual;
    BackupStatus status = BackupStatus::Queued;
    bool consistent = false;
    qint64 size_bytes = 0;
    qint64 files = 0;
    QString content_hash;
    QString snapshot;
    std::optional<OperationId> operation_id;
    QString created_by;
    Timestamp created_at{};
    Timestamp updated_at{};
    std::optional<Timestamp> verified_at;
    std::optional<QString> error;
    std::optional<BackupPhase> phase;

    static constexpr std::string_view schemaName = "Backup";
    static constexpr auto rowFields() {
        return fieldList(field("id", &Backup::id), field("service_id", &Backup::service_id),
            field("service_name", &Backup::service_name, "What it was called then"),
            field("customer_id", &Backup::customer_id), field("kind", &Backup::kind), field("status", &Backup::status),
            field("consistent", &Backup::consistent,
                "The service stood still while it was copied; else files may be of different moments"),
            field("size_bytes", &Backup::size_bytes, "Of all files, before packing"),
            field("files", &Backup::files, "Files, folders and links"),
            field("content_hash", &Backup::content_hash,
                "SHA-256 over names, owners, modes and contents; empty until it is known"),
            field("snapshot", &Backup::snapshot, "restic's id of it; empty until it is saved"),
            field("operation_id", &Backup::operation_id, "The operation that copied it"),
            field("created_by", &Backup::created_by, "Name of the key that asked"),
            field("created_at", &Backup::created_at), field("updated_at", &Backup::updated_at),
            field("verified_at", &Backup::verified_at, "When it was last brought back for a try and was right"),
            field("error", &Backup::error, "Why it failed, or could not be verified"));
    }
    static constexpr auto fields() {
        return joined(
            rowFields(), fieldList(field("phase", &Backup::phase, "What is being done with it now; null: nothing")));
    }
    bool operator==(const Backup &) const = default;
};

enum class BackupSort { CreatedAt, SizeBytes, Status };
constexpr auto names(BackupSort) {
    return std::array<std::string_view, 3>{"created_at", "size_bytes", "status"};
}

struct BackupQuery : PageQuery<BackupSort> {
    std::optional<ServiceId> service_id;
    std::optional<BackupStatus> status;

    static constexpr auto fields() {
        return joined(pageFields(),
            fieldList(field("service_id", &BackupQuery::service_id), field("status", &BackupQuery::status)));
    }
};

/// Body of `POST /api/backups`.
struct CreateBackup {
    ServiceId service_id;
    std::optional<bool> stop;

    static constexpr std::string_view schemaName = "CreateBackup";
    static constexpr auto fields() {
        return fieldList(field("service_id", &CreateBackup::service_id),
            field("stop", &CreateBackup::stop, "Stop the service while its data is copied, so that it is consistent"));
    }
};

enum class RestoreAs { InPlace, New };
constexpr auto names(RestoreAs) {
    return std::array<std::string_view, 2>{"in_place", "new"};
}

/// Body of `POST /api/backups/:id/restore`.
struct RestoreBackup {
    std::optional<RestoreAs> as;
    std::optional<QString> name;

    static constexpr std::string_view schemaName = "RestoreBackup";
    static constexpr auto fields() {
        return fieldList(field("as", &RestoreBackup::as, "in_place, the default, or new"),
            field("name", &RestoreBackup::name, "Name of the new service"));
    }
};
