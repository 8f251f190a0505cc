// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoints of API keys and of who is asking.
#include "server/http/routes.h"
#include "server/services/apikeyservice.h"
#include "shared/contract/api.h"

void addApiKeyRoutes(Router &router, ApiKeyService &keys) {
    router.add(Api::me, keys, &ApiKeyService::me);
    router.add(Api::listApiKeys, keys, &ApiKeyService::list);
    router.add(Api::createApiKey, keys, &ApiKeyService::create);
    router.add(Api::getApiKey, keys, &ApiKeyService::get);
    router.add(Api::patchApiKey, keys, &ApiKeyService::patch);
    router.add(Api::revokeApiKey, keys, &ApiKeyService::revoke);
    router.add(Api::rotateApiKey, keys, &ApiKeyService::rotate);
}
