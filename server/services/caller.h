// SPDX-License-Identifier: GPL-3.0-or-later
// Caller: who asks. Every service method takes one first and decides by it what may be seen and done.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/permissions.h"
#include <QHostAddress>
#include <atomic>
#include <memory>

/// A request that came with an Idempotency-Key.
struct RequestMark {
    QString id;
    QString fingerprint;
};

/// The request behind a caller, as the audit log names it.
struct RequestTrace {
    QByteArray id;
    QHostAddress address;
    QString action; // noun.verb
    QString target;
    std::optional<RequestMark> mark;
};

struct Caller {
    /// What was signed in with: a key, or the session of a browser.
    ApiKeyId key;
    std::optional<SessionId> session;
    /// The user the key or session belongs to.
    std::optional<UserId> user;
    QString name;
    Role role = Role::Viewer;
    std::optional<CustomerId> customer;
    QList<Permission> denied;
    /// Requests a minute of this key's own; 0 is no limit, absent is the server's default.
    std::optional<int> rateLimit;
    /// The public part of the text that was signed in with; a key has two of them for a while after a rotation.
    QByteArray prefix;
    /// When what was signed in with ends.
    std::optional<Timestamp> ends;
    /// Becomes true when nobody waits for the answer any more; nothing for what the panel does by itself.
    std::shared_ptr<const std::atomic<bool>> left;

    /// Nothing for what the panel does by itself.
    std::shared_ptr<const RequestTrace> request;
    /// Its customer may only read.
    bool isSuspended = false;
    /// For keys of programs: the name of their customer's plan, when that lets no programs in.
    std::optional<QString> shutOutBy;

    /// The id of the key or session.
    const QString &credential() const { return session ? session->value : key.value; }
    Scope scopeKind() const { return customer ? Scope::Customer : Scope::Panel; }
    Reach reach(Permission permission) const {
        if (denied.contains(permission) || (isSuspended && isChange(permission)))
            return Reach::None;
        const Reach reach = reachOf(role, permission, scopeKind());
        // A customer's key without a customer, from the command line of old, owns nothing.
        return reach == Reach::Own && role == Role::Customer && !customer ? Reach::None : reach;
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
