// SPDX-License-Identifier: GPL-3.0-or-later
// Creating, changing and deleting services, and their life in between.
#include "server/services/serviceservice.h"
#include "server/services/auditlog.h"
#include "server/services/planning.h"
#include "server/services/quota.h"
#include "server/services/references.h"
#include "server/store/tables.h"
#include "shared/contract/rules.h"
#include <QCoroFuture>
#include <unistd.h>

ServiceService::ServiceService(ReadModel &model, Operations &operations, Workloads &workloads, const Hosts &hosts,
    const Entitlements &entitlements, Database &database, const Clock &clock, int uidBase)
    : m_model(model)
    , m_operations(operations)
    , m_workloads(workloads)
    , m_hosts(hosts)
    , m_entitlements(entitlements)
    , m_database(database)
    , m_clock(clock)
    , m_uidBase(uidBase) {
    for (const ServiceId &id : m_model.serviceIds())
        m_lastUid = std::max(m_lastUid, m_model.service(id)->uid);
}

Error serviceNotFound(const ServiceId &id) {
    return {ErrorCode::NotFound, QStringLiteral("Service not found"),
        QStringLiteral("No service with ID %1 exists").arg(id.value), {}};
}

Result<ServiceRecord> ServiceService::visible(const Caller &caller, const ServiceId &id, Permission permission) const {
    const ServiceRecord *record = m_model.service(id);
    if (!record || !caller.sees(permission, record->customer_id))
        return serviceNotFound(id);
    return *record;
}

Result<Done> checkIdle(const ReadModel &model, const ServiceId &id) {
    const Operation *active = model.activeOperation(id);
    if (!active)
        return {};
    return Error{ErrorCode::Conflict, QStringLiteral("Another operation is under way"),
        QStringLiteral("%1 (%2) has the service now; wait for its end or cancel it")
            .arg(active->id.value, toText(active->kind)),
        {}};
}

/// Whoever asks for the name sees its owner: both are of one customer, or of none.
static Error nameTaken(const QString &name, const ServiceRecord *owner) {
    const QString whose = owner ? QStringLiteral("The service %1 has it. ").arg(owner->id.value) : QString();
    return {ErrorCode::Conflict, QStringLiteral("The name \"%1\" is taken").arg(name),
        whose + QStringLiteral("Choose another name, or delete the service that has it"),
        {{QStringLiteral("name"), QStringLiteral("is taken")}}};
}

Result<Encoded<Page<Service>>> ServiceService::list(Caller caller, ServiceQuery query) {
    return m_model.listServices(caller, query);
}

Result<Encoded<ServiceDetail>> ServiceService::get(Caller caller, ServiceId id) {
    const ServiceRecord *record = m_model.service(id);
    if (!record || !caller.sees(Permission::ServicesRead, record->customer_id))
        return serviceNotFound(id);
    return m_model.encode(*record);
}

bool ServiceService::mayBeCountedBy(const Caller &caller, const QString &plan) const {
    const PlanId id{plan};
    return caller.customer ? m_entitlements.planOf(*caller.customer) == id : m_entitlements.isPlan(id);
}

Result<Done> ServiceService::checkCreate(const Caller &caller, const CreateService &body) const {
    QMap<QString, QString> errors = m_workloads.sources().faults(body);
    if (const QString wrong = rules::serviceName(body.name); !wrong.isEmpty())
        errors.insert(QStringLiteral("name"), wrong);
    const auto mayBeFor = [&](const CustomerId &customer) {
        return caller.customer ? caller.customer == customer : m_model.isCustomer(customer);
    };
    if (body.customer_id && !mayBeFor(CustomerId{*body.customer_id}))
        errors.insert(QStringLiteral("customer_id"), QStringLiteral("Invalid customer ID"));
    if (body.plan_id && !mayBeCountedBy(caller, *body.plan_id))
        errors.insert(QStringLiteral("plan_id"), QStringLiteral("Invalid plan ID"));
    if (body.engine)
        if (const auto named = m_workloads.engines().named(*body.engine); !named)
            errors.insert(named.error().fields);
    if (body.labels)
        if (const QString wrong = rules::labels(*body.labels); !wrong.isEmpty())
            errors.insert(QStringLiteral("labels"), wrong);
    if (!errors.isEmpty())
        return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, errors};
    return {};
}

int ServiceService::nextUid() {
    if (geteuid() != 0)
        return 0;
    m_lastUid = std::max(m_lastUid + 1, m_uidBase);
    return m_lastUid;
}

static Feature featureOf(const CreateService &body) {
    return body.compose ? Feature::ComposeDeploy
        : body.image    ? Feature::ImageDeploy
        : body.git      ? Feature::GitDeploy
                        : Feature::TemplateDeploy;
}

Result<Done> ServiceService::checkFeatures(
    const std::optional<CustomerId> &customer, const std::optional<PlanId> &plan, const CreateService &body) const {
    const Feature feature = featureOf(body);
    TRY_DONE(m_entitlements.check(feature, customer, plan, toText(feature).section(u'_', 0, 0)));
    if (!body.custom_domains || body.custom_domains->isEmpty())
        return {};
    return m_entitlements.check(Feature::CustomDomains, customer, plan, QStringLiteral("custom_domains"));
}

static std::optional<CustomerId> customerFor(const Caller &caller, const CreateService &body) {
    return body.customer_id ? std::optional(CustomerId{*body.customer_id}) : caller.customer;
}

static std::optional<PlanId> planFor(const CreateService &body) {
    return body.plan_id ? std::optional(PlanId{*body.plan_id}) : std::nullopt;
}

static void takeDomains(ServiceRecord &service, const QList<CustomDomain> &domains) {
    service.domains = domains;
    service.custom_domains.clear();
    for (const CustomDomain &domain : domains)
        service.custom_domains.append(domain.name);
}

Task<Result<Api::ServiceOrPlan>> ServiceService::create(Caller caller, DryRunQuery query, CreateService body) {
    CO_TRY_DONE(checkCreate(caller, body));
    CO_TRY_DONE(checkFeatures(customerFor(caller, body), planFor(body), body));
    CO_TRY(made, m_workloads.sources().create(body));
    CO_TRY(engine, m_workloads.engines().choose(made.file, body.engine));
    CO_TRY(project, projectOn(*engine, m_workloads.sources(), made));
    const Claims claims = claimsOf(*engine, made, project);
    CO_TRY(service, draft(caller, body, made, *engine, claims));
    if (query.dry_run.value_or(false)) {
        auto reading = m_database.read<std::optional<QuotaEffect>>(
            [service](Transaction &transaction) { return quotaEffect(transaction, service, std::nullopt); });
        CO_TRY(quota, co_await reading);
        co_return Api::ServiceOrPlan(deployPlan(body.name, engine->name(), made, project, quota));
    }
    CO_TRY_DONE(co_await establish(caller, service, made, {}));
    const ServiceRecord *stored = m_model.service(service.id);
    co_return Api::ServiceOrPlan(m_model.detail(stored ? *stored : service));
}

Result<ServiceRecord> ServiceService::draft(const Caller &caller, const CreateService &body, const Blueprint &made,
    const Engine &engine, const Claims &claims) const {
    ServiceRecord service;
    service.customer_id = customerFor(caller, body);
    TRY_DONE(m_model.checkMayRun(service.customer_id));
    if (const ServiceRecord *owner = m_model.named(body.name, service.customer_id))
        return nameTaken(body.name, owner);
    TRY_DONE(checkPorts(m_model, caller, engine.name(), {}, claims.ports));
    service.id = ServiceId::make(m_clock);
    service.name = body.name;
    service.plan_id = planFor(body);
    service.count(claims.demand);
    service.host_label = m_hosts.freeLabel(service.name, service.id);
    TRY(domains, m_hosts.claim(service, body.custom_domains.value_or(QList<QString>())));
    takeDomains(service, domains);
    Sources::show(made, service);
    service.published = claims.ports;
    service.status = ServiceStatus::Deploying;
    service.engine = engine.name();
    service.labels = body.labels.value_or(QMap<QString, QString>());
    service.created_at = service.updated_at = m_clock.now();
    service.revision = 1;
    const Limits limits = limitsOf(made.variables.values);
    service.cpu_limit = limits.cpu;
    service.memory_limit_mb = limits.memoryMb;
    return service;
}

Task<Result<Operation>> ServiceService::createFrom(Caller caller, BackupRecord backup, QString name) {
    CreateService body;
    body.name = name;
    if (backup.customer_id)
        body.customer_id = backup.customer_id->value;
    CO_TRY(deployed, m_workloads.open(backup.deployment));
    Blueprint made = deployed.made;
    made.variables.values.insert(QStringLiteral("SERVICE_NAME"), name);
    CO_TRY(engine, m_workloads.engines().get(backup.engine));
    CO_TRY_DONE(engine->check(made.file));
    CO_TRY(project, projectOn(*engine, m_workloads.sources(), made));
    CO_TRY(service, draft(caller, body, made, *engine, claimsOf(*engine, made, project)));
    co_return co_await establish(caller, service, made, backup.id);
}

Task<Result<Operation>> ServiceService::establish(
    Caller caller, ServiceRecord service, Blueprint made, std::optional<BackupId> backup) {
    service.uid = nextUid();
    const std::optional<CustomerId> customer = service.customer_id;
    Operations::Order order{OperationKind::Deploy, service, caller.name, m_operations.nextId(), 1, true, {}, caller};
    order.backup = backup;
    if (backup)
        order.made = order.id.value;
    const DeploymentRecord deployment = m_workloads.seal(service, made, order.id, caller.name, m_clock.now());
    const auto claim = claimingPorts(caller, service);
    order.also = [deployment, claim, service](Transaction &transaction) -> Result<Done> {
        TRY_DONE(checkCustomer(transaction, service.customer_id));
        TRY_DONE(checkQuota(transaction, service, std::nullopt));
        TRY_DONE(claim(transaction));
        return tables::deployments.insert(transaction, deployment);
    };
    Result<Operation> operation = co_await m_operations.begin(order);
    // Whatever took the port in the meantime is known by now.
    if (!operation && operation.error().code == ErrorCode::Conflict)
        CO_TRY_DONE(checkPorts(m_model, caller, service.engine, {}, service.published));
    if (!operation && operation.error().code == ErrorCode::Conflict && !m_model.named(service.name, customer)) {
        // Another customer's service of this name came in the meantime and has the host now.
        order.service.host_label = m_hosts.freeLabel(service.name, service.id);
        operation = co_await m_operations.begin(order);
    }
    if (!operation && operation.error().code == ErrorCode::Conflict)
        co_return nameTaken(service.name, m_model.named(service.name, customer));
    co_return operation;
}

Task<Result<ServiceDetail>> ServiceService::patch(Caller caller, ServiceId id, PatchService body) {
    CO_TRY(service, visible(caller, id, Permission::ServicesDeploy));
    const QByteArray before = auditlog::rowOf(service);
    QMap<QString, QString> errors;
    if (body.name)
        if (const QString wrong = rules::serviceName(*body.name); !wrong.isEmpty())
            errors.insert(QStringLiteral("name"), wrong);
    if (body.labels)
        if (const QString wrong = rules::labels(*body.labels); !wrong.isEmpty())
            errors.insert(QStringLiteral("labels"), wrong);
    if (!errors.isEmpty())
        co_return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, errors};
    if (body.name && *body.name != service.name)
        if (const ServiceRecord *owner = m_model.named(*body.name, service.customer_id))
            co_return nameTaken(*body.name, owner);
    std::optional<DeploymentRecord> pending;
    ServiceRecord wanted = service; // as the next deploy will be counted
    if (body.variables || body.compose || body.image || body.git) {
        CO_TRY_DONE(checkIdle(m_model, id));
        CO_TRY(now, co_await m_workloads.newest(id));
        CO_TRY(made, m_workloads.sources().change(now.made, body, body.name.value_or(service.name)));
        // Without its engine it is not known what it needs; the deploy looks again.
        if (const auto claims = m_workloads.claimsOf(service, made))
            wanted.count(larger(service.counted(), claims->demand));
        // Stored as the next revision already; the next deploy runs it, a restart does not.
        Sources::show(made, service);
        service.pending_changes = true;
        // A revision that waits already is replaced, one that has been tried keeps its place in the history.
        ServiceRecord next = service;
        next.revision = now.record.revision + (now.record.result == DeploymentResult::Pending ? 0 : 1);
        pending = m_workloads.seal(next, made, now.record.operation_id, caller.name, m_clock.now());
    }
    if (body.name && *body.name != service.name) {
        service.name = *body.name;
        service.host_label = m_hosts.freeLabel(service.name, id);
        m_hosts.replace(service);
    }
    if (body.custom_domains) {
        // Those it has it keeps.
        for (const QString &domain : std::as_const(*body.custom_domains))
            if (!service.custom_domains.contains(rules::canonicalDomain(domain)))
                CO_TRY_DONE(m_entitlements.check(
                    Feature::CustomDomains, service.customer_id, service.plan_id, QStringLiteral("custom_domains")));
        CO_TRY(domains, m_hosts.claim(service, *body.custom_domains));
        takeDomains(service, domains);
        for (const CustomDomain &domain : domains)
            service.pending_changes = service.pending_changes || !domain.verified;
    }
    service.labels = body.labels.value_or(service.labels);
    service.backup_enabled = body.backup_enabled.value_or(service.backup_enabled);
    service.updated_at = m_clock.now();
    const auto save = m_model.saving(service, false, m_clock.now());
    const Deed deed{id.value, service.customer_id, before, auditlog::rowOf(service), {}};
    const Demand held = service.counted();
    auto writing =
        m_database.write<Done>([save, pending, caller, deed, wanted, held](Transaction &transaction) -> Result<Done> {
            if (pending)
                TRY_DONE(checkQuota(transaction, wanted, held));
            TRY_DONE(save(transaction));
            TRY_DONE(auditlog::add(transaction, caller, deed));
            if (!pending)
                return {};
            TRY_DONE(transaction.run(QStringLiteral("DELETE FROM deployments WHERE service_id = ? AND revision = ?"),
                {pending->service_id.value, pending->revision}));
            return tables::deployments.insert(transaction, *pending);
        });
    const Result<Done> written = co_await writing;
    if (!written)
        co_return written.error();
    co_return m_model.detail(service);
}

Task<Result<Done>> ServiceService::remove(Caller caller, ServiceId id, DeleteServiceQuery query) {
    // Always gets through: what is under way is cancelled first, and so is what begins in that moment by itself, after
    // a restart of the server or when a new revision gives up.
    for (int tries = 1;; ++tries) {
        CO_TRY(found, visible(caller, id, Permission::ServicesDeploy));
        if (const Operation *active = m_model.activeOperation(id)) {
            const OperationId operation = active->id;
            (void)co_await m_operations.cancel(operation, OperationRun::Then::GoDown);
        }
        CO_TRY(service, visible(caller, id, Permission::ServicesDeploy));
        service.deleted_at = m_clock.now();
        service.desired_state = DesiredState::Stopped;
        service.purge = query.purge.value_or(false);
        Operations::Order order{OperationKind::Delete, service, caller.name, {}, {}, false, {}, caller};
        const Result<Operation> operation = co_await m_operations.begin(order);
        if (operation)
            co_return Done{};
        if (operation.error().code != ErrorCode::Conflict || tries == 5)
            co_return operation.error();
    }
}

Task<Result<Operation>> ServiceService::lifecycle(Caller caller, ServiceId id, OperationKind kind) {
    CO_TRY(service, visible(caller, id, Permission::ServicesLifecycle));
    CO_TRY_DONE(checkIdle(m_model, id));
    if (kind == OperationKind::Start && service.status == ServiceStatus::Running)
        co_return Error{ErrorCode::Conflict, QStringLiteral("The service is running already"), {}, {}};
    if (kind == OperationKind::Stop && service.status == ServiceStatus::Stopped)
        co_return Error{ErrorCode::Conflict, QStringLiteral("The service is stopped already"), {}, {}};
    service.desired_state = kind == OperationKind::Stop ? DesiredState::Stopped : DesiredState::Running;
    if (kind != OperationKind::Stop)
        service.status = ServiceStatus::Deploying;
    Operations::Order order{kind, service, caller.name, {}, {}, false, {}, caller};
    co_return co_await m_operations.begin(order);
}

Task<Result<Operation>> ServiceService::start(Caller caller, ServiceId id) {
    return lifecycle(caller, id, OperationKind::Start);
}

Task<Result<Operation>> ServiceService::restart(Caller caller, ServiceId id) {
    return lifecycle(caller, id, OperationKind::Restart);
}

Task<Result<Operation>> ServiceService::stop(Caller caller, ServiceId id) {
    // Always gets through: what is under way is cancelled first.
    CO_TRY(service, visible(caller, id, Permission::ServicesLifecycle));
    if (const Operation *active = m_model.activeOperation(id); active && active->kind != OperationKind::Stop) {
        const OperationId operation = active->id;
        CO_TRY(cancelled, co_await m_operations.cancel(operation, OperationRun::Then::GoDown));
        const ServiceRecord *now = m_model.service(id);
        if (now && now->status == ServiceStatus::Stopped) {
            // Else begin() notes it; here what was cancelled is all that was done.
            const Deed deed{
                id.value, service.customer_id, auditlog::rowOf(service), auditlog::rowOf(*now), operation.value};
            auto noting = m_database.write<Done>(
                [caller, deed](Transaction &transaction) { return auditlog::add(transaction, caller, deed); });
            CO_TRY_DONE(co_await noting);
            co_return cancelled;
        }
    }
    co_return co_await lifecycle(caller, id, OperationKind::Stop);
}
