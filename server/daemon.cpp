// SPDX-License-Identifier: GPL-3.0-or-later
// Assembling, starting and stopping.
#include "server/daemon.h"
#include "server/edge/caddyedge.h"
#include "server/edge/sharedcaddyedge.h"
#include "server/edge/traefikedge.h"
#include "server/engine/process/processengine.h"
#include "server/http/clientaddress.h"
#include "server/http/routes.h"
#include "shared/base/replacefile.h"
#include <QCoreApplication>
#include <QCoroFuture>
#include <QCoroTimer>
#include <cstdio>

using namespace std::chrono_literals;

Daemon::Daemon(Config config, DataDirectory data)
    : m_config(std::move(config))
    , m_data(std::move(data))
    , m_auth(m_database, m_clock)
    , m_sessions(m_database, m_auth, m_clock, {m_config.sessionIdle, m_config.sessionLifetime})
    , m_model(m_database)
    , m_events(m_clock)
    , m_logs(m_data.filePath(u"logs"), m_config.logMaxBytes, m_config.logMaxAge, m_config.logHidden)
    , m_entitlements(m_database, m_model, m_auth, m_logs) { }

Daemon::~Daemon() = default;

Task<Result<Done>> Daemon::start() {
    auto vault = Vault::open(m_data.path(), m_data.isNew());
    if (!vault)
        co_return vault.error();
    m_vault.emplace(*std::move(vault));
    CO_TRY_DONE(m_database.open(m_data.filePath(u"panel.db")));
    CO_TRY_DONE(co_await m_auth.load());
    if (!m_auth.hasKeys()) {
        CO_TRY_DONE(co_await ensureFirstKey());
    }
    CO_TRY_DONE(co_await m_sessions.load());
    CO_TRY_DONE(co_await m_model.load());
    CO_TRY_DONE(co_await m_entitlements.load());
    m_registries = std::make_unique<RegistryService>(m_database, *m_vault, m_clock);
    CO_TRY_DONE(co_await m_registries->load());

    QStringList folders{Catalog::builtInFolder()};
    folders.append(m_config.templateFolders);
    m_catalog = Catalog::load(folders);
    CO_TRY_DONE(co_await TemplateService::load(m_database, m_catalog));
    for (const CatalogFault &fault : m_catalog.faults())
        qWarning("template left out: %s", qPrintable(fault.toString()));

    CO_TRY(panel, m_data.id());
    CO_TRY_DONE(makeEngines(panel));
    co_await meetEngines();
    CO_TRY(backup, backupOptions());
    assemble(panel, backup);
    if (const QStringList differences = m_api->differencesFromTable(); !differences.isEmpty())
        co_return Error{
            ErrorCode::Internal, QStringLiteral("The routes are not the table"), differences.join(u'\n'), {}};
    CO_TRY_DONE(co_await m_customers->load());
    CO_TRY_DONE(co_await endFormerEdge());
    CO_TRY_DONE(co_await m_routing->begin());
    CO_TRY_DONE(co_await m_backups->load());
    CO_TRY_DONE(co_await m_operations->recover());
    m_backups->recover();
    m_customers->recover();
    CO_TRY_DONE(listen());
    std::printf("ready %s\n", qPrintable(m_config.apiUrl(m_http->port())));
    std::fflush(stdout);
    co_return Done{};
}

Task<Result<Done>> Daemon::ensureFirstKey() {
    const AuthService::NewKey key = AuthService::makeKey(m_clock, QStringLiteral("bootstrap"), Role::Admin, {});
    const QString path = m_data.filePath(u"bootstrap.key");
    // The file first: a key that is stored but known to nobody would lock everybody out.
    CO_TRY_DONE(replaceFile(path, key.text.reveal() + '\n'));
    const ApiKeyRecord record = key.record;
    auto writing =
        m_database.write<Done>([record](Transaction &transaction) { return AuthService::insert(transaction, record); });
    CO_TRY_DONE(co_await writing);
    m_auth.remember(record);
    qInfo("first start: the admin key is in %s", qPrintable(path));
    co_return Done{};
}

/// In the build tree it stands beside the daemon; installed, below lib.
static QString shimProgram() {
    const QString here = QCoreApplication::applicationDirPath();
    for (const char *place : {"/shim/aiadminpanel-shim", "/../lib/aiadminpanel/aiadminpanel-shim"}) {
        const QString path = here + QLatin1String(place);
        if (QFileInfo(path).isExecutable())
            return QFileInfo(path).canonicalFilePath();
    }
    return here + QStringLiteral("/aiadminpanel-shim");
}

std::unique_ptr<Edge> Daemon::makeEdge() const {
    switch (m_config.edge.kind) {
    case EdgeKind::Caddy:
        if (!m_config.edge.admin.isEmpty())
            return std::make_unique<SharedCaddyEdge>(m_config.edge);
        return std::make_unique<CaddyEdge>(m_config.edge, m_data.filePath(u"edge"), m_config.uidBase - 1);
    case EdgeKind::Traefik:
        return std::make_unique<TraefikEdge>(m_config.edge);
    case EdgeKind::None:
        break;
    }
    return nullptr;
}

/// The Caddy of a configuration that wanted one; it would keep its ports.
Task<Result<Done>> Daemon::endFormerEdge() {
    const bool wanted = m_config.edge.kind == EdgeKind::Caddy && m_config.edge.admin.isEmpty();
    if (wanted || !QFileInfo::exists(m_data.filePath(u"edge/caddy.pid")))
        co_return Done{};
    CaddyProcess former(m_data.filePath(u"edge"), m_config.uidBase - 1);
    CO_TRY_DONE(former.open());
    co_return co_await former.stop();
}

/// What there is without being told: a Docker engine where one usually answers, and the programs of this host.
static QList<EngineSetting> standardEngines(const ReadModel &model) {
    const QString given = qEnvironmentVariable("DOCKER_HOST");
    const QString address =
        given.startsWith(QLatin1String("unix://")) ? given : QStringLiteral("unix:///var/run/docker.sock");
    EngineSetting docker;
    docker.name = QStringLiteral("docker");
    docker.kind = EngineSetting::Kind::Docker;
    docker.endpoint = address;
    EngineSetting process;
    process.name = QStringLiteral("process");
    // One that is away now still has services that ran on it.
    bool isUsed = QFileInfo::exists(address.mid(7));
    for (const ServiceId &id : model.serviceIds())
        isUsed = isUsed || model.service(id)->engine == docker.name;
    for (const ServiceRecord &service : model.deletedServices())
        isUsed = isUsed || service.engine == docker.name;
    return isUsed ? QList<EngineSetting>{docker, process} : QList<EngineSetting>{process};
}

ComposePolicy Daemon::composePolicy() const {
    return {m_config.allowPrivileged, m_config.allowHostNetwork, m_config.allowEngineSocket, m_config.hostPaths,
        m_config.imagePatterns};
}

Result<Done> Daemon::makeEngines(const QString &panel) {
    QList<EngineSetting> settings = m_config.engines.isEmpty() ? standardEngines(m_model) : m_config.engines;
    // Containers come first for what can be either.
    std::stable_partition(settings.begin(), settings.end(),
        [](const EngineSetting &setting) { return setting.kind == EngineSetting::Kind::Docker; });
    std::vector<std::unique_ptr<Engine>> engines;
    for (const EngineSetting &setting : std::as_const(settings)) {
        if (setting.kind == EngineSetting::Kind::Process) {
            ProcessEngineOptions options{
                m_data.filePath(u"services"), m_data.filePath(u"trash"), shimProgram(), m_config.isolation};
            options.name = setting.name;
            engines.push_back(std::make_unique<ProcessEngine>(options, m_clock));
            continue;
        }
        if (const auto wrong = DockerClient::checkAddress(setting.endpoint); !wrong)
            return Error{ErrorCode::Validation,
                QStringLiteral("The endpoint of engine \"%1\" cannot be used").arg(setting.name),
                wrong.error().fields.first(), {}};
        DockerEngineOptions options;
        options.name = setting.name;
        options.endpoint = {setting.endpoint, {setting.tlsAuthority, setting.tlsCertificate, setting.tlsKey}};
        options.panel = panel;
        options.limits = {qint64(m_config.containerMemoryMb) * 1024 * 1024, m_config.containerCpus,
            m_config.containerPids, m_config.containerLogBytes, m_config.containerLogFiles};
        options.policy = composePolicy();
        options.logins = [this](const QString &registry) -> std::optional<RegistryLogin> {
            const auto login = m_registries->loginAt(registry);
            return login ? std::optional(RegistryLogin{login->username, QString::fromUtf8(login->password.reveal())})
                         : std::nullopt;
        };
        auto engine = std::make_unique<DockerEngine>(options, m_clock);
        m_containerEngines.append(engine.get());
        engines.push_back(std::move(engine));
    }
    m_engines = std::make_unique<Engines>(std::move(engines), m_config.engine);
    return {};
}

Task<> Daemon::meetEngines() {
    const auto met = std::make_shared<QPromise<Done>>();
    met->start();
    const auto end = [met] {
        if (met->future().isFinished())
            return;
        met->addResult(Done{});
        met->finish();
    };
    const auto missing = std::make_shared<qsizetype>(m_containerEngines.size());
    for (DockerEngine *engine : std::as_const(m_containerEngines))
        spawn(engine->connectEngine(), this, [missing, end] {
            if (--*missing == 0)
                end();
        });
    if (*missing == 0)
        co_return;
    QTimer::singleShot(2s, this, end);
    auto future = met->future();
    co_await future;
}

/// Not made from the master key, which changes: a repository keeps its password. Who has kept secret.key and this file
/// can open the backups when all else is lost.
static Result<Secret> backupPassword(const QString &path) {
    QFile file(path);
    if (!file.exists())
        TRY_DONE(replaceFile(path, generateSecret(43).toLatin1() + '\n'));
    const Secret password(file.open(QIODevice::ReadOnly) ? file.read(1024).trimmed() : QByteArray());
    if (password.isEmpty())
        return Error{ErrorCode::Validation, QStringLiteral("%1 cannot be read").arg(path),
            QStringLiteral("Backups cannot be opened without it; put the copy you have kept there"), {}};
    return password;
}

Result<Backups::Options> Daemon::backupOptions() const {
    Backups::Options options;
    options.repository = m_config.backupRepository.isEmpty() ? m_data.filePath(u"backups") : m_config.backupRepository;
    options.folder = m_data.filePath(u"backup");
    options.password = m_config.backupPassword;
    if (options.password.isEmpty()) {
        TRY(password, backupPassword(m_data.filePath(u"backup.key")));
        options.password = password;
    }
    return options;
}

void Daemon::assemble(const QString &panel, const Backups::Options &backup) {
    m_sources = std::make_unique<Sources>(
        m_catalog, SourcePolicy{composePolicy(), m_config.gitProtocols, m_config.gitKnownHosts});
    m_workloads = std::make_unique<Workloads>(*m_engines, *m_sources, m_database, m_model, m_logs, m_events, *m_vault);
    m_repositories = std::make_unique<Repositories>(m_data.filePath(u"sources"), *m_workloads, m_database);
    m_hosts = std::make_unique<Hosts>(m_config.edge, m_model, panel);
    m_routing = std::make_unique<Routing>(makeEdge(), *m_hosts, m_database, m_model, m_clock);
    m_backups = std::make_unique<Backups>(backup, *m_engines, m_database, m_events, m_clock);
    m_operations = std::make_unique<Operations>(m_database, m_model, *m_workloads, *m_repositories, *m_routing,
        *m_backups, m_events, m_clock, m_config.keptDeployments);
    m_services = std::make_unique<ServiceService>(
        m_model, *m_operations, *m_workloads, *m_hosts, m_entitlements, m_database, m_clock, m_config.uidBase);
    m_deployments = std::make_unique<DeploymentService>(m_database, m_model, *m_operations, *m_workloads, m_clock);
    m_backupService = std::make_unique<BackupService>(
        *m_backups, m_model, *m_operations, *m_services, *m_workloads, m_entitlements, m_clock);
    m_operationService = std::make_unique<OperationService>(m_model, *m_operations, m_database);
    m_templates = std::make_unique<TemplateService>(m_catalog, *m_engines, *m_services, m_database, m_clock);
    m_logService = std::make_unique<LogService>(m_model, m_logs);
    m_metrics = std::make_unique<MetricsService>(m_model, m_database, m_clock);
    connect(m_workloads.get(), &Workloads::sampled, m_metrics.get(), &MetricsService::add);
    m_panelMetrics = std::make_unique<PanelMetrics>(m_model, *m_engines, m_database, m_logs, *m_backups, m_clock);
    m_panelMetrics->addGauge("http_connections", "Open connections of the API",
        [this] { return m_http ? qint64(m_http->connectionCount()) : 0; });
    m_panelMetrics->addGauge(
        "websocket_clients", "Open WebSocket connections", [this] { return m_hub ? qint64(m_hub->count()) : 0; });
    m_meta = std::make_unique<MetaService>(m_database, m_model, m_catalog, *m_engines, *m_routing, m_logs, m_clock,
        ServerLimits{m_config.rateDefault, m_config.rateAuthenticated, m_config.rateDeploy, m_config.bodyBytes});
    m_customers = std::make_unique<CustomerService>(
        m_database, m_model, *m_operations, *m_services, m_auth, m_entitlements, m_clock);
    m_plans = std::make_unique<PlanService>(m_database, m_entitlements, m_clock);
    m_users = std::make_unique<UserService>(m_database, m_auth, m_sessions, m_clock);
    m_keys = std::make_unique<ApiKeyService>(m_database, m_auth, m_clock, m_config.rateAuthenticated);
    m_gate = std::make_unique<Gate>(m_auth, m_sessions, m_clock,
        RateLimits{m_config.rateDefault, m_config.rateAuthenticated, m_config.rateDeploy}, m_config.publicOrigin());
    m_audit = std::make_unique<AuditService>(m_database, m_clock);
    m_idempotency = std::make_unique<Idempotency>(m_database, *m_vault, m_clock);
    if (m_config.oidc.isSet())
        m_provider = std::make_unique<OidcProvider>(m_outbound, m_config.oidc, m_clock);
    m_signIn =
        std::make_unique<SignInService>(m_database, m_auth, m_sessions, *m_keys, *m_vault, m_clock, m_provider.get());
    m_signInPages = std::make_unique<SignInPages>(*m_signIn, *m_audit);
    m_desktop = std::make_unique<DesktopSignIn>(*m_keys, m_sessions, m_clock);
    m_desktopPages = std::make_unique<DesktopPages>(*m_desktop, *m_signIn);
    m_api = std::make_unique<RestApi>(*m_gate, *m_audit, *m_idempotency, *m_panelMetrics, m_config.logSlow);
    m_web = std::make_unique<WebPage>(*m_api, *m_signIn);
    addLogRoutes(m_api->router(), *m_logService);
    addMetaRoutes(m_api->router(), *m_meta, *m_panelMetrics);
    addApiKeyRoutes(m_api->router(), *m_keys);
    addSessionRoutes(m_api->router(), m_sessions);
    addSignInRoutes(m_api->router(), *m_signIn, *m_signInPages, *m_desktop, *m_desktopPages);
    addServiceRoutes(m_api->router(), *m_services, *m_deployments, *m_metrics);
    addOperationRoutes(m_api->router(), *m_operationService);
    addRegistryRoutes(m_api->router(), *m_registries);
    addTemplateRoutes(m_api->router(), *m_templates);
    addAuditRoutes(m_api->router(), *m_audit);
    addBackupRoutes(m_api->router(), *m_backupService);
    addTenantRoutes(m_api->router(), *m_customers, *m_plans, *m_users);
}

Result<Done> Daemon::listen() {
    HttpLimits limits;
    limits.headBytes = m_config.headBytes;
    limits.bodyBytes = m_config.bodyBytes;
    limits.connections = m_config.connections;
    limits.headerTimeout = m_config.headerTimeout;
    limits.bodyTimeout = m_config.bodyTimeout;
    limits.idleTimeout = m_config.idleTimeout;
    const EventSources sources{m_events, m_database.changes(),
        [this](qint64 rev, int limit) { return m_database.changesAfter(rev, limit); }, m_logs,
        [this](const Caller &caller, const ServiceId &id) {
            return m_model.isVisible(caller, Permission::ServicesLogs, id);
        }};
    m_hub = std::make_unique<EventHub>(sources, m_config.websocketClients);
    connect(&m_database, &Database::committed, m_hub.get(), &EventHub::wakeEvents, Qt::QueuedConnection);
    connect(&m_sessions, &SessionService::ends, m_hub.get(), &EventHub::endAt, Qt::DirectConnection);
    connect(&m_sessions, &SessionService::rightsChanged, m_hub.get(), &EventHub::comeAgain, Qt::DirectConnection);
    connect(&m_auth, &AuthService::ends, m_hub.get(), &EventHub::endAt, Qt::DirectConnection);
    connect(&m_auth, &AuthService::rightsChanged, m_hub.get(), &EventHub::comeAgain, Qt::DirectConnection);
    m_http = std::make_unique<HttpServer>(limits);
    m_http->setHandler([this](HttpRequest request, Responder respond) {
        request.peer = clientAddress(request, m_config.trustedProxies);
        if (WebPage::isMine(request.path))
            m_web->handle(std::move(request), std::move(respond));
        else
            m_api->handle(std::move(request), std::move(respond));
    });
    m_http->setDecorate(
        [this](const HttpRequest &request, HttpResponse &response) { m_gate->addHeaders(&request, response); });
    m_http->setUpgrade([this](const HttpRequest &request) { return checkUpgrade(request); },
        [this](QTcpSocket *socket, const HttpRequest &, std::shared_ptr<const void> context) {
            // Between the check and now the key may have ended: then this is its first and last frame.
            Caller caller = *static_cast<const Caller *>(context.get());
            const auto renewed = caller.session ? m_sessions.renewed(caller) : m_auth.renewed(caller);
            if (!renewed)
                caller.ends = m_clock.now();
            m_hub->take(socket, renewed.value_or(caller));
        });
    if (!m_config.tlsCertificate.isEmpty())
        TRY_DONE(m_http->useTls(m_config.tlsCertificate, m_config.tlsKey));
    TRY_DONE(m_http->listen(m_config.host, m_config.port));
    m_signIn->setBase(m_config.baseUrl(m_http->port()));
    return {};
}

UpgradeDecision Daemon::checkUpgrade(const HttpRequest &given) {
    HttpRequest request = given;
    request.peer = clientAddress(request, m_config.trustedProxies);
    UpgradeDecision decision;
    const Gate::Pass pass = m_gate->enter(request, Permission::SignedIn, RateClass::Normal, Door::WebSocket);
    if (!pass.refusal && m_hub->hasRoomFor(*pass.caller)) {
        decision.context = std::make_shared<const Caller>(*pass.caller);
        return decision;
    }
    const Error full{ErrorCode::Unavailable, QStringLiteral("Too many WebSocket clients"),
        QStringLiteral("Close those that are not needed; one key or session may have half of "
                       "limits.websocket_clients (%1)")
            .arg(m_config.websocketClients),
        {}};
    const Error error = pass.refusal.value_or(full);
    HttpResponse response = errorResponse(error, request.requestId);
    if (response.status == 403 || (response.status == 401 && pass.hadKey))
        m_audit->refused(pass.caller, {request.requestId, request.peer, QStringLiteral("events.subscribe"), {}, {}},
            response.status, error.message);
    m_gate->addHeaders(pass.count, response);
    decision.refusal = std::move(response);
    return decision;
}

Task<> Daemon::stop() {
    if (std::exchange(m_stopping, true))
        co_return;
    qInfo("stopping; services keep running");
    if (m_http)
        m_http->stop();
    if (m_hub)
        m_hub->stop();
    if (m_backups)
        m_backups->stop();
    // What does not end in time is parked: the next start says so and puts the service right.
    const auto giveUp = m_clock.monotonic() + 5s;
    while (!m_model.unfinishedOperations().isEmpty() && m_clock.monotonic() < giveUp)
        co_await QCoro::sleepFor(20ms);
    while (m_http && m_http->connectionCount() > 0 && m_clock.monotonic() < giveUp + 2s)
        co_await QCoro::sleepFor(20ms);
    (void)co_await m_auth.storeLastUses();
    (void)co_await m_sessions.storeUses();
    if (m_metrics)
        (void)co_await m_metrics->storeAll();
    m_database.close();
    emit stopped();
}
