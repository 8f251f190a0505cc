// SPDX-License-Identifier: GPL-3.0-or-later
// Roles, permissions and the one table that says which role may do what (api.md, "Roles").
#pragma once

#include "shared/base/codec.h"

enum class Role { Admin, Operator, Viewer, Customer };
constexpr auto names(Role) {
    return std::array<std::string_view, 4>{"admin", "operator", "viewer", "customer"};
}

/// `Public` needs no key at all, `SignedIn` any valid one. The others are named noun.verb.
enum class Permission {
    Public,
    SignedIn,
    ServicesRead,
    ServicesDeploy,
    ServicesLifecycle,
    ServicesLogs,
    TemplatesRead,
    OperationsRead,
    OperationsCancel,
    MetricsRead,
    RegistriesRead,
    RegistriesManage,
    KeysManage,
};
constexpr auto names(Permission) {
    return std::array<std::string_view, 13>{"public", "signed_in", "services.read", "services.deploy",
        "services.lifecycle", "services.logs", "templates.read", "operations.read", "operations.cancel", "metrics.read",
        "registries.read", "registries.manage", "keys.manage"};
}

/// How far a permission of a role reaches: not at all, to what belongs to its own customer, or everywhere.
enum class Reach { None, Own, All };

Reach reachOf(Role role, Permission permission);
