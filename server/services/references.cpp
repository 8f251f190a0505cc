// SPDX-License-Identifier: GPL-3.0-or-later
// References of bodies.
#include "server/services/references.h"
#include "server/store/tables.h"

Result<Done> checkCustomer(Transaction &transaction, const std::optional<CustomerId> &customer) {
    if (!customer)
        return {};
    TRY(customers, tables::customers.find(transaction, "id", customer->value));
    return customers.isEmpty() ? Error::validation(QStringLiteral("customer_id"), QStringLiteral("Invalid customer ID"))
                               : Result<Done>();
}

Result<Done> checkPlan(Transaction &transaction, const std::optional<PlanId> &plan) {
    if (!plan)
        return {};
    TRY(plans, tables::plans.find(transaction, "id", plan->value));
    return plans.isEmpty() ? Error::validation(QStringLiteral("plan_id"), QStringLiteral("Invalid plan ID"))
                           : Result<Done>();
}
