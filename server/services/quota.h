// SPDX-License-Identifier: GPL-3.0-or-later
// What plans allow, judged inside the transaction that stores what asks for it, so that of many who want the last
// place one gets it. A service is counted by the plan it has of its own, else by that of its customer; one that has
// neither is not limited.
#pragma once

#include "server/store/records.h"
#include "server/store/transaction.h"

/// What `service`, whose row may be stored already, takes of its plan; nullopt when it has none. `held` is what it was
/// counted for before; nullopt for a new one. `Validation` of plan_id when there is no such plan (any more).
Result<std::optional<QuotaEffect>> quotaEffect(
    Transaction &transaction, const ServiceRecord &service, const std::optional<Demand> &held);
/// `QuotaExceeded` with limit, used and asked of each resource that the service asks more of than its plan has left.
/// What asks for no more than it has passes always, also when the plan has become smaller.
Result<Done> checkQuota(Transaction &transaction, const ServiceRecord &service, const std::optional<Demand> &held);
/// The same as text, by resource; empty when all of it fits.
QMap<QString, QString> excessOf(const QuotaEffect &effect);

/// What the customer's services are counted for: by its own plan or by none first, then by the plans that services have
/// of their own.
Result<QList<PlanUsage>> usageOf(Transaction &transaction, const CustomerRecord &customer);
