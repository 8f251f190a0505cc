// SPDX-License-Identifier: GPL-3.0-or-later
// Operation endpoints.
#include "server/http/routes.h"
#include "server/services/serviceservice.h"

void addOperationRoutes(Router &router, ServiceService &services) {
    router.add(Api::listOperations, services, &ServiceService::listOperations);
    router.add(Api::getOperation, services, &ServiceService::getOperation);
    router.add(Api::cancelOperation, services, &ServiceService::cancelOperation);
}
