// SPDX-License-Identifier: GPL-3.0-or-later
// AuditEntry: who did what to what, or tried to. Entries are only ever added, each with the hash of the one before.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

enum class AuditResult { Done, Refused };
constexpr auto names(AuditResult) {
    return std::array<std::string_view, 2>{"done", "refused"};
}

struct AuditEntry {
    AuditId id;
    /// Place in the chain, from 1, without a hole.
    qint64 number = 0;
    Timestamp time{};
    std::optional<ApiKeyId> key_id;
    std::optional<UserId> user_id;
    QString actor;
    QString address;
    QString action;
    QString target;
    std::optional<CustomerId> customer_id;
    AuditResult result = AuditResult::Done;
    int status = 0;
    QString message;
    QString request_id;
    /// JSON, as it is hashed; empty: nothing.
    QString before;
    QString after;
    QString previous;
    QString hash;

    static constexpr std::string_view schemaName = "AuditEntry";
    static constexpr auto fields() {
        return fieldList(field("id", &AuditEntry::id), field("number", &AuditEntry::number, "Place in the chain"),
            field("time", &AuditEntry::time),
            field("key_id", &AuditEntry::key_id, "null: a user in the browser, or nobody who is known"),
            field("user_id", &AuditEntry::user_id, "Whose key or session it was"),
            field("actor", &AuditEntry::actor, "Name of the key or user"), field("address", &AuditEntry::address),
            field("action", &AuditEntry::action, "noun.verb"), field("target", &AuditEntry::target, "An id"),
            field("customer_id", &AuditEntry::customer_id, "Whose the target is"), field("result", &AuditEntry::result),
            field("status", &AuditEntry::status, "HTTP status; 0: it was done"),
            field("message", &AuditEntry::message, "Why it was refused"), field("request_id", &AuditEntry::request_id),
            field("before", &AuditEntry::before, "JSON text without secrets; empty: it was not there"),
            field("after", &AuditEntry::after, "JSON text without secrets; empty: it is gone"),
            field("previous", &AuditEntry::previous, "Hash of the entry before"),
            field("hash", &AuditEntry::hash, "SHA-256 over the one before and all fields of this one"));
    }
    bool operator==(const AuditEntry &) const = default;
};

enum class AuditSort { Time };
constexpr auto names(AuditSort) {
    return std::array<std::string_view, 1>{"time"};
}

enum class AuditFormat { Json, Jsonl, Csv };
constexpr auto names(AuditFormat) {
    return std::array<std::string_view, 3>{"json", "jsonl", "csv"};
}

struct AuditQuery : PageQuery<AuditSort> {
    std::optional<QString> actor;
    std::optional<QString> action;
    std::optional<QString> target;
    std::optional<CustomerId> customer_id;
    std::optional<AuditResult> result;
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::optional<AuditFormat> format;

    static constexpr auto fields() {
        return joined(pageFields(),
            fieldList(field("actor", &AuditQuery::actor, "Id or name of a key or user"),
                field("action", &AuditQuery::action, "services.create, or services for all of them"),
                field("target", &AuditQuery::target, "An id"), field("customer_id", &AuditQuery::customer_id),
                field("result", &AuditQuery::result), field("from", &AuditQuery::from, "At or after"),
                field("to", &AuditQuery::to, "Before"),
                field("format", &AuditQuery::format,
                    "jsonl and csv export all that is asked for, at most 100000 entries, without pages")));
    }
};
