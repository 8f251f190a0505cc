// SPDX-License-Identifier: GPL-3.0-or-later
// What one caller may do that another may not: the measure of what keys may be given.
#pragma once

#include "server/services/caller.h"

template <typename Each>
void forEachPermission(const Each &each) {
    for (size_t i = 0; i < names(Permission{}).size(); ++i)
        if (Permission(i) != Permission::Public && Permission(i) != Permission::SignedIn)
            each(Permission(i));
}

inline Scope scopeOf(const std::optional<CustomerId> &customer) {
    return customer ? Scope::Customer : Scope::Panel;
}

/// What the role may do there and `caller` may not.
QList<Permission> beyond(const Caller &caller, Role role, Scope scope, const QList<Permission> &denied);
/// Adds `more` to what is denied, each once and in order.
void deny(QList<Permission> &denied, const QList<Permission> &more);
