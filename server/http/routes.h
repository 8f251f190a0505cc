// SPDX-License-Identifier: GPL-3.0-or-later
// Every endpoint bound to its method. One routes_*.cpp a noun, since typed routes are costly to compile.
#pragma once

#include "server/http/router.h"

class DeploymentService;
class MetaService;
class MetricsService;
class OperationService;
class RegistryService;
class ServiceService;
class TemplateService;

void addMetaRoutes(Router &router, MetaService &meta);
void addServiceRoutes(
    Router &router, ServiceService &services, DeploymentService &deployments, MetricsService &metrics);
void addOperationRoutes(Router &router, OperationService &operations);
void addRegistryRoutes(Router &router, RegistryService &registries);
void addTemplateRoutes(Router &router, TemplateService &templates);
