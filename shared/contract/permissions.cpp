// SPDX-License-Identifier: GPL-3.0-or-later
// The permission table, one line a permission.
#include "shared/contract/permissions.h"

namespace {
struct Row {
    Permission permission;
    Reach admin, operatorRole, viewer, customer;
};
constexpr Reach no = Reach::None, own = Reach::Own, all = Reach::All;
constexpr Row table[] = {
    //                                admin operator viewer customer
    {Permission::Public, all, all, all, all},
    {Permission::SignedIn, all, all, all, all},
    {Permission::ServicesRead, all, all, all, own},
    {Permission::ServicesDeploy, all, all, no, own},
    {Permission::ServicesLifecycle, all, all, no, own},
    {Permission::ServicesLogs, all, all, all, own},
    {Permission::TemplatesRead, all, all, all, all},
    {Permission::OperationsRead, all, all, all, own},
    {Permission::OperationsCancel, all, all, no, own},
    {Permission::MetricsRead, all, no, all, no},
    {Permission::RegistriesRead, all, all, no, no},
    {Permission::RegistriesManage, all, no, no, no},
    {Permission::KeysManage, all, no, no, no},
};
static_assert(std::size(table) == names(Permission{}).size(), "every permission has its line");
} // namespace

Reach reachOf(Role role, Permission permission) {
    for (const Row &row : table) {
        if (row.permission != permission)
            continue;
        switch (role) {
        case Role::Admin:
            return row.admin;
        case Role::Operator:
            return row.operatorRole;
        case Role::Viewer:
            return row.viewer;
        case Role::Customer:
            return row.customer;
        }
    }
    return Reach::None;
}
