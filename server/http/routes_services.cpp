// SPDX-License-Identifier: GPL-3.0-or-later
// Service endpoints.
#include "server/http/routes.h"
#include "server/services/deploymentservice.h"
#include "server/services/metricsservice.h"

void addServiceRoutes(
    Router &router, ServiceService &services, DeploymentService &deployments, MetricsService &metrics) {
    router.add(Api::listServices, services, &ServiceService::list);
    router.add(Api::createService, services, &ServiceService::create);
    router.add(Api::getService, services, &ServiceService::get);
    router.add(Api::patchService, services, &ServiceService::patch);
    router.add(Api::deleteService, services, &ServiceService::remove);
    router.add(Api::deployService, deployments, &DeploymentService::deploy);
    router.add(Api::rollbackService, deployments, &DeploymentService::rollback);
    router.add(Api::listDeployments, deployments, &DeploymentService::list);
    router.add(Api::startService, services, &ServiceService::start);
    router.add(Api::stopService, services, &ServiceService::stop);
    router.add(Api::restartService, services, &ServiceService::restart);
    router.add(Api::serviceMetrics, metrics, &MetricsService::read);
}
