// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoints of customers, plans and users.
#include "server/http/routes.h"
#include "server/services/customerservice.h"
#include "server/services/planservice.h"
#include "server/services/userservice.h"
#include "shared/contract/api.h"

void addTenantRoutes(Router &router, CustomerService &customers, PlanService &plans, UserService &users) {
    router.add(Api::listCustomers, customers, &CustomerService::list);
    router.add(Api::createCustomer, customers, &CustomerService::create);
    router.add(Api::getCustomer, customers, &CustomerService::get);
    router.add(Api::patchCustomer, customers, &CustomerService::patch);
    router.add(Api::deleteCustomer, customers, &CustomerService::remove);
    router.add(Api::suspendCustomer, customers, &CustomerService::suspend);
    router.add(Api::resumeCustomer, customers, &CustomerService::resume);
    router.add(Api::customerUsage, customers, &CustomerService::usage);
    router.add(Api::listPlans, plans, &PlanService::list);
    router.add(Api::createPlan, plans, &PlanService::create);
    router.add(Api::getPlan, plans, &PlanService::get);
    router.add(Api::patchPlan, plans, &PlanService::patch);
    router.add(Api::deletePlan, plans, &PlanService::remove);
    router.add(Api::listUsers, users, &UserService::list);
    router.add(Api::patchUser, users, &UserService::patch);
}
