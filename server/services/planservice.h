// SPDX-License-Identifier: GPL-3.0-or-later
// PlanService: plans as a noun.
#pragma once

#include "server/services/caller.h"
#include "server/store/database.h"
#include "server/store/records.h"
#include "shared/base/task.h"

class PlanService {
public:
    PlanService(Database &database, const Clock &clock) : m_database(database), m_clock(clock) { }

    Task<Result<Page<Plan>>> list(Caller caller, PlanQuery query);
    Task<Result<Plan>> get(Caller caller, PlanId id);
    Task<Result<Plan>> create(Caller caller, CreatePlan body);
    Task<Result<Plan>> patch(Caller caller, PlanId id, PatchPlan body);
    /// `Conflict` while a customer has it.
    Task<Result<Done>> remove(Caller caller, PlanId id);

private:
    Database &m_database;
    const Clock &m_clock;
};
