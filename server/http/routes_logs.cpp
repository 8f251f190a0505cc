// SPDX-License-Identifier: GPL-3.0-or-later
// Log endpoints.
#include "server/http/routes.h"
#include "server/services/logservice.h"
#include "shared/contract/api.h"

void addLogRoutes(Router &router, LogService &logs) {
    router.add(Api::serviceLogs, logs, &LogService::read);
    router.add(Api::searchLogs, logs, &LogService::search);
}
