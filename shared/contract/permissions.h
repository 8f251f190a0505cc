// SPDX-License-Identifier: GPL-3.0-or-later
// Roles, permissions and the one table that says which role may do what (api.md, "Roles").
#pragma once

#include "shared/base/codec.h"

/// From the most to the least.
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
    TemplatesManage,
    OperationsRead,
    OperationsCancel,
    MetricsRead,
    BackupsRead,
    BackupsManage,
    RegistriesRead,
    RegistriesManage,
    KeysRead,
    KeysManage,
    SessionsRead,
    SessionsManage,
    CustomersRead,
    CustomersManage,
    UsageRead,
    PlansRead,
    PlansManage,
    UsersRead,
    UsersManage,
    AuditRead,
};
constexpr auto names(Permission) {
    return std::array<std::string_view, 27>{"public", "signed_in", "services.read", "services.deploy",
        "services.lifecycle", "services.logs", "templates.read", "templates.manage", "operations.read",
        "operations.cancel", "metrics.read", "backups.read", "backups.manage", "registries.read", "registries.manage",
        "keys.read", "keys.manage", "sessions.read", "sessions.manage", "customers.read", "customers.manage",
        "usage.read", "plans.read", "plans.manage", "users.read", "users.manage", "audit.read"};
}

/// How far a permission of a role reaches: not at all, to what is the caller's own (of its customer; for keys, itself
/// and what it made; for sessions, its user's), or everywhere.
enum class Reach { None, Own, All };

/// Whether it belongs to a customer, or to nobody but the panel.
enum class Scope { Panel, Customer };

/// Inside a customer nobody reaches further than the role `customer` does, whatever the role.
Reach reachOf(Role role, Permission permission, Scope scope = Scope::Panel);
/// Whether it lets one change something; a suspended customer may only read.
bool isChange(Permission permission);
