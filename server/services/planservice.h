// SPDX-License-Identifier: GPL-3.0-or-later
// PlanService: plans as a noun.
#pragma once

#include "server/services/entitlements.h"

class PlanService {
public:
    PlanService(Database &database, Entitlements &entitlements, const Clock &clock)
        : m_database(database), m_entitlements(entitlements), m_clock(clock) { }

    Task<Result<Page<Plan>>> list(Caller caller, PlanQuery query);
    Task<Result<Plan>> get(Caller caller, PlanId id);
    Task<Result<Plan>> create(Caller caller, CreatePlan body);
    Task<Result<Plan>> patch(Caller caller, PlanId id, PatchPlan body);
    /// `Conflict` while a customer or a service has it.
    Task<Result<Done>> remove(Caller caller, PlanId id);

private:
    Database &m_database;
    Entitlements &m_entitlements;
    const Clock &m_clock;
};
