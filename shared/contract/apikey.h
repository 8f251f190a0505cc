// SPDX-License-Identifier: GPL-3.0-or-later
// ApiKey: what a program signs in with. Its text is shown once, in the answer to create and rotate.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"
#include "shared/contract/permissions.h"

struct ApiKey {
    ApiKeyId id;
    QString name;
    Role role = Role::Viewer;
    QString prefix;
    std::optional<CustomerId> customer_id;
    QList<Permission> denied_permissions;
    std::optional<int> rate_limit_rpm;
    std::optional<Timestamp> expires_at;
    std::optional<Timestamp> last_used_at;
    std::optional<ApiKeyId> created_by;
    std::optional<UserId> user_id;
    bool is_device = false;
    std::optional<QString> previous_prefix;
    std::optional<Timestamp> previous_expires_at;
    Timestamp created_at{};
    Timestamp updated_at{};

    static constexpr std::string_view schemaName = "ApiKey";
    static constexpr auto fields() {
        return fieldList(field("id", &ApiKey::id), field("name", &ApiKey::name), field("role", &ApiKey::role),
            field("prefix", &ApiKey::prefix, "The public part of its text: aap_PREFIX_..."),
            field("customer_id", &ApiKey::customer_id, "The only customer it reaches"),
            field("denied_permissions", &ApiKey::denied_permissions, "What its role may do and this key may not"),
            field("rate_limit_rpm", &ApiKey::rate_limit_rpm, "Requests a minute; 0 is no limit, null the server's own"),
            field("expires_at", &ApiKey::expires_at), field("last_used_at", &ApiKey::last_used_at, "To the minute"),
            field("created_by", &ApiKey::created_by, "The key that made it; null: the command line, or a user"),
            field("user_id", &ApiKey::user_id, "The user it belongs to and never may do more than"),
            field("is_device", &ApiKey::is_device, "Made by a program's sign-in, and ended by its sign-out"),
            field("previous_prefix", &ApiKey::previous_prefix, "After a rotation: the text it had before"),
            field("previous_expires_at", &ApiKey::previous_expires_at, "Until when that one goes on working"),
            field("created_at", &ApiKey::created_at), field("updated_at", &ApiKey::updated_at));
    }
    bool operator==(const ApiKey &) const = default;
};

/// The answer to create and rotate.
struct NewApiKey : ApiKey {
    QString key;

    static constexpr std::string_view schemaName = "NewApiKey";
    static constexpr auto fields() {
        return joined(
            ApiKey::fields(), fieldList(field("key", &NewApiKey::key, "The text to sign in with; shown this once")));
    }
};

enum class ApiKeySort { Name, CreatedAt, LastUsedAt };
constexpr auto names(ApiKeySort) {
    return std::array<std::string_view, 3>{"name", "created_at", "last_used_at"};
}

struct ApiKeyQuery : PageQuery<ApiKeySort> {
    std::optional<CustomerId> customer_id;
    std::optional<Role> role;

    static constexpr auto fields() {
        return joined(pageFields(),
            fieldList(field("customer_id", &ApiKeyQuery::customer_id), field("role", &ApiKeyQuery::role)));
    }
};

/// Body of `POST /api/auth/api-keys`. What its maker may not do, the new key may not either.
struct CreateApiKey {
    QString name;
    Role role = Role::Viewer;
    std::optional<CustomerId> customer_id;
    std::optional<QList<Permission>> denied_permissions;
    std::optional<int> rate_limit_rpm;
    std::optional<Timestamp> expires_at;

    static constexpr std::string_view schemaName = "CreateApiKey";
    static constexpr auto fields() {
        return fieldList(field("name", &CreateApiKey::name),
            field("role", &CreateApiKey::role, "Not above the maker's"),
            field("customer_id", &CreateApiKey::customer_id, "Required for the role customer"),
            field("denied_permissions", &CreateApiKey::denied_permissions),
            field("rate_limit_rpm", &CreateApiKey::rate_limit_rpm), field("expires_at", &CreateApiKey::expires_at));
    }
};

/// Body of `PATCH /api/auth/api-keys/:id`; what is absent stays as it is.
struct PatchApiKey {
    std::optional<QString> name;
    std::optional<Role> role;
    std::optional<QList<Permission>> denied_permissions;
    std::optional<int> rate_limit_rpm;
    std::optional<Timestamp> expires_at;

    static constexpr std::string_view schemaName = "PatchApiKey";
    static constexpr auto fields() {
        return fieldList(field("name", &PatchApiKey::name), field("role", &PatchApiKey::role),
            field("denied_permissions", &PatchApiKey::denied_permissions),
            field("rate_limit_rpm", &PatchApiKey::rate_limit_rpm), field("expires_at", &PatchApiKey::expires_at));
    }
};

/// Body of `POST /api/auth/api-keys/:id/rotate`.
struct RotateApiKey {
    std::optional<int> overlap_seconds;

    static constexpr bool mayBeLeftOut = true;
    static constexpr std::string_view schemaName = "RotateApiKey";
    static constexpr auto fields() {
        return fieldList(field("overlap_seconds", &RotateApiKey::overlap_seconds,
            "How long the text before goes on working, 0 to 604800; 3600 when absent"));
    }
};

/// `GET /api/auth/me`: who is asking, and what they may do.
struct Identity {
    std::optional<ApiKeyId> key_id;
    std::optional<SessionId> session_id;
    std::optional<UserId> user_id;
    QString name;
    Role role = Role::Viewer;
    std::optional<CustomerId> customer_id;
    QList<Permission> permissions;
    std::optional<Timestamp> expires_at;

    static constexpr std::string_view schemaName = "Identity";
    static constexpr auto fields() {
        return fieldList(field("key_id", &Identity::key_id, "null: signed in by a session"),
            field("session_id", &Identity::session_id, "null: signed in by a key"),
            field("user_id", &Identity::user_id, "null: a key that is no user's"), field("name", &Identity::name),
            field("role", &Identity::role),
            field("customer_id", &Identity::customer_id, "The only customer there is for the caller"),
            field("permissions", &Identity::permissions, "What may be done at all, or to what is the caller's own"),
            field("expires_at", &Identity::expires_at, "When what was signed in with ends"));
    }
};
