// SPDX-License-Identifier: GPL-3.0-or-later
// Operation endpoints.
#include "server/http/routes.h"
#include "server/services/operationservice.h"
#include "shared/contract/api.h"

void addOperationRoutes(Router &router, OperationService &operations) {
    router.add(Api::listOperations, operations, &OperationService::list);
    router.add(Api::getOperation, operations, &OperationService::get);
    router.add(Api::cancelOperation, operations, &OperationService::cancel);
}
