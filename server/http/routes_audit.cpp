// SPDX-License-Identifier: GPL-3.0-or-later
// The endpoint of the audit log.
#include "server/http/routes.h"
#include "server/services/auditservice.h"

void addAuditRoutes(Router &router, AuditService &audit) {
    router.add(Api::listAudit, audit, &AuditService::list);
}
