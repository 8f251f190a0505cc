// SPDX-License-Identifier: GPL-3.0-or-later
// What a body refers to must be there in the transaction that stores it; `Validation` names the field otherwise.
#pragma once

#include "server/store/transaction.h"
#include "shared/contract/ids.h"

Result<Done> checkCustomer(Transaction &transaction, const std::optional<CustomerId> &customer);
Result<Done> checkPlan(Transaction &transaction, const std::optional<PlanId> &plan);
