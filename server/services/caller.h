// SPDX-License-Identifier: GPL-3.0-or-later
// Caller: who asks. Every service method takes one first and decides by it what may be seen and done.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/permissions.h"

struct Caller {
    ApiKeyId key;
    QString name;
    Role role = Role::Viewer;
    std::optional<CustomerId> customer;
    QList<QString> denied;
    /// Requests a minute of this key's own; 0 is no limit, absent is the server's default.
    std::optional<int> rateLimit;

    Reach reach(Permission permission) const {
        return denied.contains(toText(permission)) ? Reach::None : reachOf(role, permission);
    }
    /// Whether a resource of `owner` exists for this caller. What does not exist is 404, never 403.
    bool sees(Permission permission, const std::optional<CustomerId> &owner) const {
        const Reach r = reach(permission);
        return (r == Reach::All && (!customer || customer == owner))
            || (r == Reach::Own && customer && customer == owner);
    }
    /// The customer all of this caller's reads are limited to, if any.
    const std::optional<CustomerId> &scope() const { return customer; }
};
