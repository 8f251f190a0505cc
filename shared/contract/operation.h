// SPDX-License-Identifier: GPL-3.0-or-later
// Operation: a change that takes time, with its steps, its deadline and its end.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

enum class OperationStatus { Queued, Running, Succeeded, Failed, Cancelled };
constexpr auto names(OperationStatus) {
    return std::array<std::string_view, 5>{"queued", "running", "succeeded", "failed", "cancelled"};
}
constexpr bool isFinished(OperationStatus s) {
    return s == OperationStatus::Succeeded || s == OperationStatus::Failed || s == OperationStatus::Cancelled;
}

enum class OperationKind { Deploy, Rollback, Start, Stop, Restart, Delete, Backup, Restore };
constexpr auto names(OperationKind) {
    return std::array<std::string_view, 8>{
        "deploy", "rollback", "start", "stop", "restart", "delete", "backup", "restore"};
}

enum class StepStatus { Pending, Running, Succeeded, Skipped, Failed, Cancelled };
constexpr auto names(StepStatus) {
    return std::array<std::string_view, 6>{"pending", "running", "succeeded", "skipped", "failed", "cancelled"};
}

struct Step {
    QString name;
    StepStatus status = StepStatus::Pending;
    std::optional<Timestamp> started_at;
    std::optional<Timestamp> finished_at;
    QString message;

    static constexpr std::string_view schemaName = "Step";
    static constexpr auto fields() {
        return fieldList(field("name", &Step::name), field("status", &Step::status),
            field("started_at", &Step::started_at), field("finished_at", &Step::finished_at),
            field("message", &Step::message, "What it does, or why it was skipped or failed"));
    }
    bool operator==(const Step &) const = default;
};

struct Operation {
    OperationId id;
    OperationKind kind = OperationKind::Deploy;
    ServiceId service_id;
    QString service_name;
    std::optional<CustomerId> customer_id;
    std::optional<int> revision;
    std::optional<BackupId> backup_id;
    OperationStatus status = OperationStatus::Queued;
    QList<Step> steps;
    double progress = 0;
    Timestamp deadline{};
    std::optional<QString> error;
    QString created_by;
    Timestamp created_at{};
    std::optional<Timestamp> finished_at;

    static constexpr std::string_view schemaName = "Operation";
    static constexpr auto fields() {
        return fieldList(field("id", &Operation::id), field("kind", &Operation::kind),
            field("service_id", &Operation::service_id), field("service_name", &Operation::service_name),
            field("customer_id", &Operation::customer_id),
            field("revision", &Operation::revision, "The revision it deploys or brings up"),
            field("backup_id", &Operation::backup_id, "The backup it makes or restores"),
            field("status", &Operation::status), field("steps", &Operation::steps),
            field("progress", &Operation::progress, "0 to 1"),
            field("deadline", &Operation::deadline, "After it the operation fails"),
            field("error", &Operation::error, "Why it failed, with the last lines of output"),
            field("created_by", &Operation::created_by, "Name of the key that asked"),
            field("created_at", &Operation::created_at), field("finished_at", &Operation::finished_at));
    }
    bool operator==(const Operation &) const = default;
};

/// One line of an operation's journal: a step's begin or end, an engine call that failed and its answer, a second try.
struct JournalEntry {
    Timestamp time{};
    QString step;
    QString message;

    static constexpr std::string_view schemaName = "JournalEntry";
    static constexpr auto fields() {
        return fieldList(field("time", &JournalEntry::time),
            field("step", &JournalEntry::step, "The step it belongs to; empty between steps"),
            field("message", &JournalEntry::message, "At most 500 characters, never a secret"));
    }
    bool operator==(const JournalEntry &) const = default;
};

/// `GET /api/operations/:id`: what lists leave out.
struct OperationDetail : Operation {
    /// The first hundred entries and the last hundred.
    QList<JournalEntry> journal;
    /// How many entries there were in between.
    int journal_omitted = 0;

    static constexpr std::string_view schemaName = "OperationDetail";
    static constexpr auto fields() {
        return joined(Operation::fields(),
            fieldList(field("journal", &OperationDetail::journal, "The first hundred entries and the last hundred"),
                field("journal_omitted", &OperationDetail::journal_omitted, "Entries in between that are not kept")));
    }
    bool operator==(const OperationDetail &) const = default;
};

enum class OperationSort { CreatedAt, FinishedAt, Status };
constexpr auto names(OperationSort) {
    return std::array<std::string_view, 3>{"created_at", "finished_at", "status"};
}

struct OperationQuery : PageQuery<OperationSort> {
    std::optional<OperationStatus> status;
    std::optional<ServiceId> service_id;
    std::optional<OperationKind> kind;

    static constexpr auto fields() {
        return joined(pageFields(),
            fieldList(field("status", &OperationQuery::status), field("service_id", &OperationQuery::service_id),
                field("kind", &OperationQuery::kind)));
    }
};

struct WaitQuery : QueryParameters {
    std::optional<int> wait;
    static constexpr auto fields() {
        return fieldList(field("wait", &WaitQuery::wait, "Seconds to wait for the end, 0 to 60"));
    }
};
