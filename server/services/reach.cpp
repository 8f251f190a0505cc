// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing by the permission table.
#include "server/services/reach.h"
#include <algorithm>

QList<Permission> beyond(const Caller &caller, Role role, Scope scope, const QList<Permission> &denied) {
    QList<Permission> missing;
    forEachPermission([&](Permission permission) {
        if (!denied.contains(permission) && reachOf(role, permission, scope) > caller.reach(permission))
            missing.append(permission);
    });
    return missing;
}

void deny(QList<Permission> &denied, const QList<Permission> &more) {
    for (const Permission permission : more)
        if (!denied.contains(permission))
            denied.append(permission);
    std::sort(denied.begin(), denied.end());
    denied.erase(std::unique(denied.begin(), denied.end()), denied.end());
}
