// SPDX-License-Identifier: GPL-3.0-or-later
// Registry endpoints.
#include "server/http/routes.h"
#include "server/services/registryservice.h"
#include "shared/contract/api.h"

void addRegistryRoutes(Router &router, RegistryService &registries) {
    router.add(Api::listRegistries, registries, &RegistryService::list);
    router.add(Api::createRegistry, registries, &RegistryService::create);
    router.add(Api::getRegistry, registries, &RegistryService::get);
    router.add(Api::patchRegistry, registries, &RegistryService::patch);
    router.add(Api::deleteRegistry, registries, &RegistryService::remove);
}
