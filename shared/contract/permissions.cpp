// SPDX-License-Identifier: GPL-3.0-or-later
// The permission table, one line a permission.
#include "shared/contract/permissions.h"

namespace {
enum class Kind { Reads, Changes };
struct Row {
    Permission permission;
    Kind kind;
    Reach admin, operatorRole, viewer, customer;
};
constexpr Kind reads = Kind::Reads, changes = Kind::Changes;
constexpr Reach no = Reach::None, own = Reach::Own, all = Reach::All;
constexpr Row table[] = {
    //                                              admin operator viewer customer
    {Permission::Public, reads, all, all, all, all},
    {Permission::SignedIn, reads, all, all, all, all},
    {Permission::ServicesRead, reads, all, all, all, own},
    {Permission::ServicesDeploy, changes, all, all, no, own},
    {Permission::ServicesLifecycle, changes, all, all, no, own},
    {Permission::ServicesLogs, reads, all, all, all, own},
    {Permission::TemplatesRead, reads, all, all, all, all},
    {Permission::TemplatesManage, changes, all, no, no, no},
    {Permission::OperationsRead, reads, all, all, all, own},
    {Permission::OperationsCancel, changes, all, all, no, own},
    {Permission::MetricsRead, reads, all, no, all, no},
    {Permission::BackupsRead, reads, all, all, all, own},
    {Permission::BackupsManage, changes, all, all, no, own},
    {Permission::RegistriesRead, reads, all, all, no, no},
    {Permission::RegistriesManage, changes, all, no, no, no},
    {Permission::KeysRead, reads, all, own, own, own},
    {Permission::KeysManage, changes, all, own, no, own},
    {Permission::SessionsRead, reads, all, own, own, own},
    {Permission::SessionsManage, changes, all, own, no, own},
    {Permission::CustomersRead, reads, all, all, all, no},
    {Permission::CustomersManage, changes, all, no, no, no},
    {Permission::UsageRead, reads, all, all, all, own},
    {Permission::PlansRead, reads, all, all, all, no},
    {Permission::PlansManage, changes, all, no, no, no},
    {Permission::UsersRead, reads, all, no, no, no},
    {Permission::UsersManage, changes, all, no, no, no},
    {Permission::AuditRead, reads, all, no, no, no},
};

constexpr bool isInOrder() {
    for (size_t i = 0; i < std::size(table); ++i)
        if (table[i].permission != Permission(i))
            return false;
    return std::size(table) == names(Permission{}).size();
}
static_assert(isInOrder(), "every permission has its line, in the order of the enum");

Reach ofRole(const Row &row, Role role) {
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
    return Reach::None;
}
} // namespace

Reach reachOf(Role role, Permission permission, Scope scope) {
    const Row &row = table[size_t(permission)];
    const Reach reach = ofRole(row, role);
    return scope == Scope::Customer ? std::min(reach, row.customer) : reach;
}

bool isChange(Permission permission) {
    return table[size_t(permission)].kind == Kind::Changes;
}
