// SPDX-License-Identifier: GPL-3.0-or-later
// Customer: a tenant. Services, keys and users belong to one, or to none, which is the operator of the panel.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"
#include "shared/contract/permissions.h"

enum class CustomerStatus { Active, Suspended };
constexpr auto names(CustomerStatus) {
    return std::array<std::string_view, 2>{"active", "suspended"};
}

struct Customer {
    CustomerId id;
    QString name;
    QString email;
    std::optional<PlanId> plan_id;
    QString notes;
    CustomerStatus status = CustomerStatus::Active;
    Timestamp created_at{};
    Timestamp updated_at{};

    static constexpr std::string_view schemaName = "Customer";
    static constexpr auto fields() {
        return fieldList(field("id", &Customer::id), field("name", &Customer::name), field("email", &Customer::email),
            field("plan_id", &Customer::plan_id), field("notes", &Customer::notes),
            field("status", &Customer::status, "suspended: may only read, and its services are stopped"),
            field("created_at", &Customer::created_at), field("updated_at", &Customer::updated_at));
    }
    bool operator==(const Customer &) const = default;
};

enum class CustomerSort { Name, CreatedAt };
constexpr auto names(CustomerSort) {
    return std::array<std::string_view, 2>{"name", "created_at"};
}

struct CustomerQuery : PageQuery<CustomerSort> {
    std::optional<CustomerStatus> status;
    std::optional<PlanId> plan_id;
    std::optional<QString> search;

    static constexpr auto fields() {
        return joined(pageFields(),
            fieldList(field("status", &CustomerQuery::status), field("plan_id", &CustomerQuery::plan_id),
                field("search", &CustomerQuery::search, "Part of the name or of the e-mail address")));
    }
};

/// Body of `POST /api/customers`.
struct CreateCustomer {
    QString name;
    QString email;
    std::optional<PlanId> plan_id;
    std::optional<QString> notes;

    static constexpr std::string_view schemaName = "CreateCustomer";
    static constexpr auto fields() {
        return fieldList(field("name", &CreateCustomer::name), field("email", &CreateCustomer::email),
            field("plan_id", &CreateCustomer::plan_id), field("notes", &CreateCustomer::notes));
    }
};

/// Body of `PATCH /api/customers/:id`; what is absent stays as it is.
struct PatchCustomer {
    std::optional<QString> name;
    std::optional<QString> email;
    std::optional<PlanId> plan_id;
    std::optional<QString> notes;

    static constexpr std::string_view schemaName = "PatchCustomer";
    static constexpr auto fields() {
        return fieldList(field("name", &PatchCustomer::name), field("email", &PatchCustomer::email),
            field("plan_id", &PatchCustomer::plan_id), field("notes", &PatchCustomer::notes));
    }
};

struct DeleteCustomerQuery : QueryParameters {
    std::optional<bool> cascade;
    std::optional<QString> confirm;
    std::optional<bool> purge;

    static constexpr auto fields() {
        return fieldList(field("cascade", &DeleteCustomerQuery::cascade, "Delete its services first"),
            field("confirm", &DeleteCustomerQuery::confirm, "With cascade: the name of the customer"),
            field("purge", &DeleteCustomerQuery::purge, "With cascade: wipe their data now instead of keeping it"));
    }
};

/// One resource: what the plan allows, what is counted, and what was measured a moment ago.
struct ResourceUsage {
    std::optional<double> limit;
    double used = 0;
    double measured = 0;

    static constexpr std::string_view schemaName = "ResourceUsage";
    static constexpr auto fields() {
        return fieldList(field("limit", &ResourceUsage::limit, "null is unlimited"),
            field("used", &ResourceUsage::used, "As the plan counts it: what services may use, not what they do"),
            field("measured", &ResourceUsage::measured, "In use at the last sample; of services, those that run"));
    }
    bool operator==(const ResourceUsage &) const = default;
};

/// The services that are counted by one plan.
struct PlanUsage {
    std::optional<PlanId> plan_id;
    std::optional<QString> plan_name;
    ResourceUsage services;
    ResourceUsage cpu;
    ResourceUsage memory_mb;
    ResourceUsage storage_mb;

    static constexpr std::string_view schemaName = "PlanUsage";
    static constexpr auto fields() {
        return fieldList(field("plan_id", &PlanUsage::plan_id, "null without a plan: nothing is limited"),
            field("plan_name", &PlanUsage::plan_name), field("services", &PlanUsage::services),
            field("cpu", &PlanUsage::cpu, "Cores"), field("memory_mb", &PlanUsage::memory_mb, "MiB"),
            field("storage_mb", &PlanUsage::storage_mb, "MiB"));
    }
    bool operator==(const PlanUsage &) const = default;
};

/// `GET /api/customers/:id/usage`: by the customer's plan, and apart from it by the plans that services have of their
/// own.
struct CustomerUsage : PlanUsage {
    CustomerId customer_id;
    QList<PlanUsage> own_plans;

    static constexpr std::string_view schemaName = "CustomerUsage";
    static constexpr auto fields() {
        return joined(fieldList(field("customer_id", &CustomerUsage::customer_id)), PlanUsage::fields(),
            fieldList(field("own_plans", &CustomerUsage::own_plans, "Of services with plans of their own")));
    }
    bool operator==(const CustomerUsage &) const = default;
};

/// A person who signs in; made at the first sign-in, not by hand.
struct User {
    UserId id;
    QString email;
    QString name;
    Role role = Role::Viewer;
    std::optional<CustomerId> customer_id;
    Timestamp created_at{};
    Timestamp updated_at{};

    static constexpr std::string_view schemaName = "User";
    static constexpr auto fields() {
        return fieldList(field("id", &User::id), field("email", &User::email), field("name", &User::name),
            field("role", &User::role), field("customer_id", &User::customer_id),
            field("created_at", &User::created_at), field("updated_at", &User::updated_at));
    }
    bool operator==(const User &) const = default;
};

enum class UserSort { Email, Name, CreatedAt };
constexpr auto names(UserSort) {
    return std::array<std::string_view, 3>{"email", "name", "created_at"};
}

struct UserQuery : PageQuery<UserSort> {
    std::optional<CustomerId> customer_id;
    std::optional<Role> role;

    static constexpr auto fields() {
        return joined(
            pageFields(), fieldList(field("customer_id", &UserQuery::customer_id), field("role", &UserQuery::role)));
    }
};

/// Body of `PATCH /api/users/:id`; what is absent stays as it is.
struct PatchUser {
    std::optional<Role> role;
    std::optional<CustomerId> customer_id;

    static constexpr std::string_view schemaName = "PatchUser";
    static constexpr auto fields() {
        return fieldList(field("role", &PatchUser::role), field("customer_id", &PatchUser::customer_id));
    }
};
