// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoints of sessions.
#include "server/http/routes.h"
#include "server/services/sessionservice.h"
#include "shared/contract/api.h"

void addSessionRoutes(Router &router, SessionService &sessions) {
    router.add(Api::listSessions, sessions, &SessionService::list);
    router.add(Api::endSession, sessions, &SessionService::remove);
}
