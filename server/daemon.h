// SPDX-License-Identifier: GPL-3.0-or-later
// Daemon: the composition root of the server: makes every part, hands each what it needs, and ends them in order.
#pragma once

#include "server/config.h"
#include "server/datadirectory.h"
#include "server/engine/docker/dockerengine.h"
#include "server/http/desktoppages.h"
#include "server/http/eventhub.h"
#include "server/http/httpserver.h"
#include "server/http/signinpages.h"
#include "server/http/webpage.h"
#include "server/services/apikeyservice.h"
#include "server/services/auditservice.h"
#include "server/services/backupservice.h"
#include "server/services/customerservice.h"
#include "server/services/deploymentservice.h"
#include "server/services/entitlements.h"
#include "server/services/logservice.h"
#include "server/services/metaservice.h"
#include "server/services/metricsservice.h"
#include "server/services/operationservice.h"
#include "server/services/planservice.h"
#include "server/services/registryservice.h"
#include "server/services/templateservice.h"
#include "server/services/userservice.h"

class Daemon : public QObject {
    Q_OBJECT
public:
    Daemon(Config config, DataDirectory data);
    ~Daemon() override;

    /// Everything up to accepting connections; prints the ready line.
    Task<Result<Done>> start();
    /// Accepts nothing new, gives operations a moment to end, and emits stopped(). Workloads go on running.
    Task<> stop();

signals:
    void stopped();

private:
    Task<Result<Done>> ensureFirstKey();
    ComposePolicy composePolicy() const;
    /// `panel`: tells its data directory from every other one.
    Result<Done> makeEngines(const QString &panel);
    /// Waits a moment for the container engines, so that the first request finds them; they may as well come later.
    Task<> meetEngines();
    Result<Backups::Options> backupOptions() const;
    void assemble(const QString &panel, const Backups::Options &backup);
    std::unique_ptr<Edge> makeEdge() const;
    Task<Result<Done>> endFormerEdge();
    Result<Done> listen();
    UpgradeDecision checkUpgrade(const HttpRequest &request);

    Config m_config;
    DataDirectory m_data;
    SystemClock m_clock;
    Database m_database;
    std::optional<Vault> m_vault;
    AuthService m_auth;
    SessionService m_sessions;
    ReadModel m_model;
    EventLog m_events;
    LogStore m_logs;
    Entitlements m_entitlements;
    Catalog m_catalog;
    std::unique_ptr<RegistryService> m_registries;
    std::unique_ptr<Engines> m_engines;
    std::unique_ptr<Sources> m_sources;
    std::unique_ptr<Hosts> m_hosts;
    std::unique_ptr<Routing> m_routing;
    QList<DockerEngine *> m_containerEngines; // those of them to be met
    std::unique_ptr<Workloads> m_workloads;
    std::unique_ptr<Repositories> m_repositories;
    std::unique_ptr<Backups> m_backups;
    std::unique_ptr<Operations> m_operations;
    std::unique_ptr<ServiceService> m_services;
    std::unique_ptr<DeploymentService> m_deployments;
    std::unique_ptr<BackupService> m_backupService;
    std::unique_ptr<OperationService> m_operationService;
    std::unique_ptr<TemplateService> m_templates;
    std::unique_ptr<LogService> m_logService;
    std::unique_ptr<MetricsService> m_metrics;
    std::unique_ptr<MetaService> m_meta;
    std::unique_ptr<ApiKeyService> m_keys;
    HttpClient m_outbound;
    std::unique_ptr<OidcProvider> m_provider;
    std::unique_ptr<SignInService> m_signIn;
    std::unique_ptr<SignInPages> m_signInPages;
    std::unique_ptr<DesktopSignIn> m_desktop;
    std::unique_ptr<DesktopPages> m_desktopPages;
    std::unique_ptr<AuditService> m_audit;
    std::unique_ptr<PanelMetrics> m_panelMetrics;
    std::unique_ptr<Idempotency> m_idempotency;
    std::unique_ptr<CustomerService> m_customers;
    std::unique_ptr<PlanService> m_plans;
    std::unique_ptr<UserService> m_users;
    std::unique_ptr<Gate> m_gate;
    std::unique_ptr<RestApi> m_api;
    std::unique_ptr<WebPage> m_web;
    std::unique_ptr<EventHub> m_hub;
    std::unique_ptr<HttpServer> m_http;
    bool m_stopping = false;
};
