// SPDX-License-Identifier: GPL-3.0-or-later
// Session: a browser a user has signed in with. Its cookie is known to that browser only.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"
#include "shared/contract/web.h"

struct Session {
    SessionId id;
    UserId user_id;
    QString address;
    QString user_agent;
    Timestamp last_seen_at{};
    Timestamp expires_at{};
    bool current = false;
    Timestamp created_at{};
    Timestamp updated_at{};

    static constexpr std::string_view schemaName = "Session";
    static constexpr auto rowFields() {
        return fieldList(field("id", &Session::id), field("user_id", &Session::user_id),
            field("address", &Session::address, "Where it was begun"),
            field("user_agent", &Session::user_agent, "What the browser called itself then"),
            field("last_seen_at", &Session::last_seen_at, "To the minute"),
            field("expires_at", &Session::expires_at, "At the latest; earlier when it is not used"),
            field("created_at", &Session::created_at), field("updated_at", &Session::updated_at));
    }
    static constexpr auto fields() {
        return joined(rowFields(), fieldList(field("current", &Session::current, "The one this was asked with")));
    }
    bool operator==(const Session &) const = default;
};

enum class SessionSort { LastSeenAt, CreatedAt };
constexpr auto names(SessionSort) {
    return std::array<std::string_view, 2>{"last_seen_at", "created_at"};
}

struct SessionQuery : PageQuery<SessionSort> {
    std::optional<UserId> user_id;

    static constexpr auto fields() { return joined(pageFields(), fieldList(field("user_id", &SessionQuery::user_id))); }
};

/// The answer to `POST /api/auth/logout`.
struct LoggedOut {
    QString message;
    std::optional<QString> redirect;
    /// Beside the JSON.
    QByteArrayList cookies;

    static constexpr std::string_view schemaName = "LoggedOut";
    static constexpr auto fields() {
        return fieldList(field("message", &LoggedOut::message),
            field("redirect", &LoggedOut::redirect, "Where a browser ends its session at the provider, too"));
    }
};
