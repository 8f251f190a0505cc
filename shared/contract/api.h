// SPDX-License-Identifier: GPL-3.0-or-later
// THE TABLE: every endpoint of the REST API, one line each. What is not here does not exist and answers 404.
#pragma once

#include "shared/contract/apikey.h"
#include "shared/contract/audit.h"
#include "shared/contract/backup.h"
#include "shared/contract/customer.h"
#include "shared/contract/deployment.h"
#include "shared/contract/endpoint.h"
#include "shared/contract/logline.h"
#include "shared/contract/meta.h"
#include "shared/contract/metrics.h"
#include "shared/contract/operation.h"
#include "shared/contract/plan.h"
#include "shared/contract/registry.h"
#include "shared/contract/service.h"
#include "shared/contract/session.h"
#include "shared/contract/signin.h"
#include "shared/contract/template.h"

// clang-format off
namespace Api {
using P = Permission;
using ServiceOrPlan = std::variant<ServiceDetail, DeployPlan>;
using OperationOrPlan = std::variant<Operation, DeployPlan>;
using LogPageOrText = std::variant<LogPage, Document<TextKind>>;
using AuditPageOrExport = std::variant<Page<AuditEntry>, Document<CsvKind>, Document<JsonLinesKind>>;

// meta
inline constexpr Endpoint<ServerHealth(HealthQuery)> health {Verb::Get, "/api/health", P::Public, "Whether the server lives, and whether it is ready"};
inline constexpr Endpoint<Document<PrometheusKind>()> metrics {Verb::Get, "/api/metrics", P::MetricsRead, "How the panel itself is doing, for Prometheus"};
inline constexpr Endpoint<ServerSummary()> info {Verb::Get, "/api/info", P::SignedIn, "Engines, limits and the feed's position"};
inline constexpr Endpoint<Document<JsonKind>()> openapi {Verb::Get, "/api/openapi.json", P::Public, "This document"};
inline constexpr Endpoint<Document<HtmlKind>()> docs {Verb::Get, "/api/docs", P::Public, "This document as a page"};

// keys
inline constexpr Endpoint<Identity()> me {Verb::Get, "/api/auth/me", P::SignedIn, "Who is asking, and what they may do"};
inline constexpr Endpoint<Page<ApiKey>(ApiKeyQuery)> listApiKeys {Verb::Get, "/api/auth/api-keys", P::KeysRead, "List API keys"};
inline constexpr Endpoint<NewApiKey(CreateApiKey)> createApiKey {Verb::Post, "/api/auth/api-keys", P::KeysManage, "Make an API key; its text is in this answer only", 201, RateClass::Normal, "/api/auth/api-keys/"};
inline constexpr Endpoint<ApiKey(ApiKeyId)> getApiKey {Verb::Get, "/api/auth/api-keys/<id>", P::KeysRead, "One API key"};
inline constexpr Endpoint<ApiKey(ApiKeyId, PatchApiKey)> patchApiKey {Verb::Patch, "/api/auth/api-keys/<id>", P::KeysManage, "Change an API key"};
inline constexpr Endpoint<Done(ApiKeyId)> revokeApiKey {Verb::Delete, "/api/auth/api-keys/<id>", P::KeysManage, "Revoke an API key; its connections end at once"};
inline constexpr Endpoint<NewApiKey(ApiKeyId, RotateApiKey)> rotateApiKey {Verb::Post, "/api/auth/api-keys/<id>/rotate", P::KeysManage, "Give an API key a new text; the one before lives on for a while"};

// sign-in by an identity provider
inline constexpr Endpoint<WebAnswer(Browser, LoginQuery)> login {Verb::Get, "/api/auth/login", P::Public, "For browsers: sign in at the identity provider"};
inline constexpr Endpoint<WebAnswer(Browser, CallbackQuery)> callback {Verb::Get, "/api/auth/callback", P::Public, "Where the provider sends browsers back to"};
inline constexpr Endpoint<LoggedOut(Browser, LogoutNotice)> backchannelLogout {Verb::Post, "/api/auth/backchannel-logout", P::Public, "For the provider: a user has signed out there"};
inline constexpr Endpoint<WebAnswer(Browser, DesktopQuery)> desktop {Verb::Get, "/api/auth/desktop", P::Public, "For browsers: allow a program of this computer to act for the user"};
inline constexpr Endpoint<WebAnswer(Browser, DesktopConsent)> desktopConsent {Verb::Post, "/api/auth/desktop", P::SignedIn, "What the user says to that"};
inline constexpr Endpoint<NewApiKey(DesktopToken)> desktopToken {Verb::Post, "/api/auth/desktop/token", P::Public, "The key for the code that program has got; it is in this answer only", 201, RateClass::Normal, "/api/auth/api-keys/"};

// sessions
inline constexpr Endpoint<LoggedOut(Browser)> logout {Verb::Post, "/api/auth/logout", P::SignedIn, "End the session, or the device's key, this is asked with"};
inline constexpr Endpoint<Page<Session>(SessionQuery)> listSessions {Verb::Get, "/api/auth/sessions", P::SessionsRead, "List sessions: own ones, or for admins all"};
inline constexpr Endpoint<Done(SessionId)> endSession {Verb::Delete, "/api/auth/sessions/<id>", P::SessionsManage, "End a session; its connections end at once"};

// services
inline constexpr Endpoint<Page<Service>(ServiceQuery)> listServices {Verb::Get, "/api/services", P::ServicesRead, "List services"};
inline constexpr Endpoint<ServiceOrPlan(DryRunQuery, CreateService)> createService {Verb::Post, "/api/services", P::ServicesDeploy, "Create a service and deploy it", 201, RateClass::Deploy, "/api/services/"};
inline constexpr Endpoint<ServiceDetail(ServiceId)> getService {Verb::Get, "/api/services/<id>", P::ServicesRead, "One service"};
inline constexpr Endpoint<ServiceDetail(ServiceId, PatchService)> patchService {Verb::Patch, "/api/services/<id>", P::ServicesDeploy, "Change a service"};
inline constexpr Endpoint<Done(ServiceId, DeleteServiceQuery)> deleteService {Verb::Delete, "/api/services/<id>", P::ServicesDeploy, "Delete a service"};
inline constexpr Endpoint<OperationOrPlan(ServiceId, DryRunQuery)> deployService {Verb::Post, "/api/services/<id>/deploy", P::ServicesDeploy, "Deploy again with the present variables", 201, RateClass::Deploy, "/api/operations/"};
inline constexpr Endpoint<Operation(ServiceId)> startService {Verb::Post, "/api/services/<id>/start", P::ServicesLifecycle, "Start a stopped service", 201, RateClass::Normal, "/api/operations/"};
inline constexpr Endpoint<Operation(ServiceId)> stopService {Verb::Post, "/api/services/<id>/stop", P::ServicesLifecycle, "Stop a service", 201, RateClass::Normal, "/api/operations/"};
inline constexpr Endpoint<Operation(ServiceId)> restartService {Verb::Post, "/api/services/<id>/restart", P::ServicesLifecycle, "Restart a service", 201, RateClass::Normal, "/api/operations/"};
inline constexpr Endpoint<OperationOrPlan(ServiceId, DryRunQuery, RollbackService)> rollbackService {Verb::Post, "/api/services/<id>/rollback", P::ServicesDeploy, "Bring an earlier deployment back", 201, RateClass::Deploy, "/api/operations/"};
inline constexpr Endpoint<Page<Deployment>(ServiceId, DeploymentQuery)> listDeployments {Verb::Get, "/api/services/<id>/deployments", P::ServicesRead, "Deployments of a service, the latest first"};
inline constexpr Endpoint<LogPageOrText(ServiceId, LogQuery)> serviceLogs {Verb::Get, "/api/services/<id>/logs", P::ServicesLogs, "Log lines of a service"};
inline constexpr Endpoint<LogMatches(LogSearchQuery)> searchLogs {Verb::Get, "/api/logs/search", P::ServicesLogs, "Search the logs of all services"};
inline constexpr Endpoint<Metrics(ServiceId, MetricsQuery)> serviceMetrics {Verb::Get, "/api/services/<id>/metrics", P::ServicesRead, "What a service has used over time"};

// operations
inline constexpr Endpoint<Page<Operation>(OperationQuery)> listOperations {Verb::Get, "/api/operations", P::OperationsRead, "List operations"};
inline constexpr Endpoint<OperationDetail(OperationId, WaitQuery)> getOperation {Verb::Get, "/api/operations/<id>", P::OperationsRead, "One operation with its journal; waits for its end when asked to"};
inline constexpr Endpoint<Operation(OperationId)> cancelOperation {Verb::Post, "/api/operations/<id>/cancel", P::OperationsCancel, "Cancel an operation"};

// backups
inline constexpr Endpoint<Page<Backup>(BackupQuery)> listBackups {Verb::Get, "/api/backups", P::BackupsRead, "List backups"};
inline constexpr Endpoint<Backup(CreateBackup)> createBackup {Verb::Post, "/api/backups", P::BackupsManage, "Back up the data of a service", 201, RateClass::Normal, "/api/backups/"};
inline constexpr Endpoint<Backup(BackupId)> getBackup {Verb::Get, "/api/backups/<id>", P::BackupsRead, "One backup"};
inline constexpr Endpoint<Done(BackupId)> deleteBackup {Verb::Delete, "/api/backups/<id>", P::BackupsManage, "Delete a backup; one that is being made is cancelled"};
inline constexpr Endpoint<Operation(BackupId, RestoreBackup)> restoreBackup {Verb::Post, "/api/backups/<id>/restore", P::BackupsManage, "Bring the data of a backup back, into its service or a new one", 201, RateClass::Deploy, "/api/operations/"};
inline constexpr Endpoint<Backup(BackupId)> verifyBackup {Verb::Post, "/api/backups/<id>/verify", P::BackupsManage, "Restore a backup into a scratch place and compare it with what was saved", 201, RateClass::Normal, "/api/backups/"};

// registries
inline constexpr Endpoint<Page<Registry>(RegistryQuery)> listRegistries {Verb::Get, "/api/registries", P::RegistriesRead, "List registries there are credentials for"};
inline constexpr Endpoint<Registry(CreateRegistry)> createRegistry {Verb::Post, "/api/registries", P::RegistriesManage, "Add credentials for a registry", 201, RateClass::Normal, "/api/registries/"};
inline constexpr Endpoint<Registry(RegistryId)> getRegistry {Verb::Get, "/api/registries/<id>", P::RegistriesRead, "One registry"};
inline constexpr Endpoint<Registry(RegistryId, PatchRegistry)> patchRegistry {Verb::Patch, "/api/registries/<id>", P::RegistriesManage, "Change credentials"};
inline constexpr Endpoint<Done(RegistryId)> deleteRegistry {Verb::Delete, "/api/registries/<id>", P::RegistriesManage, "Forget credentials"};

// tenants
inline constexpr Endpoint<Page<Customer>(CustomerQuery)> listCustomers {Verb::Get, "/api/customers", P::CustomersRead, "List customers"};
inline constexpr Endpoint<Customer(CreateCustomer)> createCustomer {Verb::Post, "/api/customers", P::CustomersManage, "Add a customer", 201, RateClass::Normal, "/api/customers/"};
inline constexpr Endpoint<Customer(CustomerId)> getCustomer {Verb::Get, "/api/customers/<id>", P::CustomersRead, "One customer"};
inline constexpr Endpoint<Customer(CustomerId, PatchCustomer)> patchCustomer {Verb::Patch, "/api/customers/<id>", P::CustomersManage, "Change a customer"};
inline constexpr Endpoint<Done(CustomerId, DeleteCustomerQuery)> deleteCustomer {Verb::Delete, "/api/customers/<id>", P::CustomersManage, "Delete a customer that has nothing any more, or with its services"};
inline constexpr Endpoint<Customer(CustomerId)> suspendCustomer {Verb::Post, "/api/customers/<id>/suspend", P::CustomersManage, "Let a customer only read, and stop its services"};
inline constexpr Endpoint<Customer(CustomerId)> resumeCustomer {Verb::Post, "/api/customers/<id>/resume", P::CustomersManage, "End a suspension; what it has stopped starts again"};
inline constexpr Endpoint<CustomerUsage(CustomerId)> customerUsage {Verb::Get, "/api/customers/<id>/usage", P::UsageRead, "What a customer's services take of its plan"};
inline constexpr Endpoint<Page<Plan>(PlanQuery)> listPlans {Verb::Get, "/api/plans", P::PlansRead, "List plans"};
inline constexpr Endpoint<Plan(CreatePlan)> createPlan {Verb::Post, "/api/plans", P::PlansManage, "Add a plan", 201, RateClass::Normal, "/api/plans/"};
inline constexpr Endpoint<Plan(PlanId)> getPlan {Verb::Get, "/api/plans/<id>", P::PlansRead, "One plan"};
inline constexpr Endpoint<Plan(PlanId, PatchPlan)> patchPlan {Verb::Patch, "/api/plans/<id>", P::PlansManage, "Change a plan"};
inline constexpr Endpoint<Done(PlanId)> deletePlan {Verb::Delete, "/api/plans/<id>", P::PlansManage, "Delete a plan that no customer and no service has"};
inline constexpr Endpoint<Page<User>(UserQuery)> listUsers {Verb::Get, "/api/users", P::UsersRead, "List users"};
inline constexpr Endpoint<User(UserId, PatchUser)> patchUser {Verb::Patch, "/api/users/<id>", P::UsersManage, "Change what a user may do"};

// audit
inline constexpr Endpoint<AuditPageOrExport(AuditQuery)> listAudit {Verb::Get, "/api/audit", P::AuditRead, "Who did what, or tried to"};

// templates
inline constexpr Endpoint<Page<Template>(TemplateQuery)> listTemplates {Verb::Get, "/api/templates", P::TemplatesRead, "List templates"};
inline constexpr Endpoint<TemplateDetail(TemplateId)> getTemplate {Verb::Get, "/api/templates/<id>", P::TemplatesRead, "One template with its variables"};
inline constexpr Endpoint<TemplateDetail(YamlBody)> createTemplate {Verb::Post, "/api/templates", P::TemplatesManage, "Add an own template", 201, RateClass::Normal, "/api/templates/"};
inline constexpr Endpoint<TemplateDetail(TemplateId, YamlBody)> replaceTemplate {Verb::Put, "/api/templates/<id>", P::TemplatesManage, "Replace an own template's text"};
inline constexpr Endpoint<Done(TemplateId)> deleteTemplate {Verb::Delete, "/api/templates/<id>", P::TemplatesManage, "Delete an own template that no service uses"};
inline constexpr Endpoint<Document<YamlKind>(TemplateId)> templateSource {Verb::Get, "/api/templates/<id>/source", P::TemplatesRead, "The template's text"};
inline constexpr Endpoint<TemplateCheck(YamlBody)> validateTemplate {Verb::Post, "/api/templates/validate", P::TemplatesRead, "Everything that is wrong with a template's text"};
inline constexpr Endpoint<TemplateDraft(ImportTemplate)> importTemplate {Verb::Post, "/api/templates/import", P::TemplatesRead, "Make a template's text from a Compose file"};
inline constexpr Endpoint<Document<SvgKind>(TemplateId)> templateLogo {Verb::Get, "/api/templates/<id>/logo", P::TemplatesRead, "The template's logo"};
inline constexpr Endpoint<ServiceOrPlan(TemplateId, DryRunQuery, DeployTemplate)> deployTemplate {Verb::Post, "/api/templates/<id>/deploy", P::ServicesDeploy, "Create a service from a template", 201, RateClass::Deploy, "/api/services/"};

/// Calls `visit` once with every endpoint, for what walks the table: OpenAPI, the router's completeness check, the
/// permission tests.
template <typename Visit>
constexpr auto all(const Visit &visit) {
    return visit(health, metrics, info, openapi, docs,
        me, listApiKeys, createApiKey, getApiKey, patchApiKey, revokeApiKey, rotateApiKey,
        login, callback, backchannelLogout, desktop, desktopConsent, desktopToken, logout, listSessions, endSession,
        listServices, createService, getService, patchService, deleteService, deployService, startService, stopService, restartService, rollbackService, listDeployments, serviceLogs, searchLogs, serviceMetrics,
        listOperations, getOperation, cancelOperation,
        listBackups, createBackup, getBackup, deleteBackup, restoreBackup, verifyBackup,
        listRegistries, createRegistry, getRegistry, patchRegistry, deleteRegistry,
        listCustomers, createCustomer, getCustomer, patchCustomer, deleteCustomer, suspendCustomer, resumeCustomer, customerUsage,
        listPlans, createPlan, getPlan, patchPlan, deletePlan, listUsers, patchUser,
        listAudit,
        listTemplates, createTemplate, getTemplate, replaceTemplate, deleteTemplate, templateSource, validateTemplate, importTemplate, templateLogo, deployTemplate);
}
} // namespace Api
// clang-format on
