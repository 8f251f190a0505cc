// SPDX-License-Identifier: GPL-3.0-or-later
// Every endpoint bound to its method. One routes_*.cpp a noun, since typed routes are costly to compile.
#pragma once

#include "server/http/router.h"

class ApiKeyService;
class AuditService;
class BackupService;
class CustomerService;
class DeploymentService;
class DesktopPages;
class DesktopSignIn;
class LogService;
class MetaService;
class PanelMetrics;
class MetricsService;
class OperationService;
class PlanService;
class RegistryService;
class ServiceService;
class SessionService;
class SignInPages;
class SignInService;
class TemplateService;
class UserService;

void addApiKeyRoutes(Router &router, ApiKeyService &keys);
void addAuditRoutes(Router &router, AuditService &audit);
void addBackupRoutes(Router &router, BackupService &backups);
void addLogRoutes(Router &router, LogService &logs);
void addSessionRoutes(Router &router, SessionService &sessions);
void addSignInRoutes(
    Router &router, SignInService &signIn, SignInPages &pages, DesktopSignIn &desktop, DesktopPages &desktopPages);
void addMetaRoutes(Router &router, MetaService &meta, PanelMetrics &metrics);
void addServiceRoutes(
    Router &router, ServiceService &services, DeploymentService &deployments, MetricsService &metrics);
void addOperationRoutes(Router &router, OperationService &operations);
void addRegistryRoutes(Router &router, RegistryService &registries);
void addTemplateRoutes(Router &router, TemplateService &templates);
void addTenantRoutes(Router &router, CustomerService &customers, PlanService &plans, UserService &users);
