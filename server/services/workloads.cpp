// SPDX-License-Identifier: GPL-3.0-or-later
// Plans out, news in.
#include "server/services/workloads.h"
#include "server/services/sealed.h"
#include "server/store/tables.h"
#include <QCoroFuture>

using namespace std::chrono_literals;

Workloads::Workloads(Engines &engines, const Sources &sources, Database &database, ReadModel &model, LogStore &logs,
    EventLog &events, const Vault &vault)
    : m_engines(engines)
    , m_sources(sources)
    , m_database(database)
    , m_model(model)
    , m_logs(logs)
    , m_events(events)
    , m_vault(vault) {
    for (const auto &engine : engines.all())
        follow(*engine);
    for (const auto &engine : engines.all())
        onAvailability(*engine);
    connect(&m_samplesTimer, &QTimer::timeout, this, &Workloads::sendSamples);
    m_samplesTimer.setSingleShot(true);
}

void Workloads::follow(Engine &engine) {
    connect(&engine, &Engine::output, this,
        [this, &engine](const ServiceId &id, const QList<OutputLine> &lines, const OutputPosition &end) {
            onOutput(engine, id, lines, end);
        });
    connect(&engine, &Engine::healthChanged, this, &Workloads::onHealth);
    connect(&engine, &Engine::componentEnded, this, &Workloads::onEnded);
    connect(&engine, &Engine::stoppedOutside, this, [this](const Revision &revision, const QString &reason) {
        const ServiceRecord *service = live(revision);
        if (!service || service->desired_state != DesiredState::Running)
            return;
        remark(*service, reason);
        emit stoppedOutside(revision.service, reason);
    });
    connect(&engine, &Engine::availabilityChanged, this, [this, &engine] { onAvailability(engine); });
    connect(&engine, &Engine::usage, this, &Workloads::onUsage);
    connect(&engine, &Engine::noted, this, &Workloads::noted);
}

DeploymentRecord Workloads::seal(const ServiceRecord &service, const Blueprint &made, const OperationId &operation,
    const QString &createdBy, Timestamp now) const {
    DeploymentRecord record;
    record.id = {QLatin1String(DeploymentTag::prefix) + u'_' + makeIdBody(now)};
    record.service_id = service.id;
    record.operation_id = operation;
    record.revision = service.revision;
    record.created_by = createdBy;
    record.created_at = now;
    fill(record, made);
    return record;
}

void Workloads::fill(DeploymentRecord &record, const Blueprint &made) const {
    record.deploy_method = made.method;
    if (made.method == DeployMethod::Template) {
        record.template_id = made.file.detail.id.value;
        record.template_version = made.file.detail.version;
    }
    record.source = QString::fromUtf8(made.file.source);
    record.image = made.image;
    record.git = made.git;
    record.commit_id = made.commit;
    record.files.clear();
    for (auto it = made.file.files.begin(); it != made.file.files.end(); ++it)
        record.files.insert(it.key(), QString::fromLatin1(it.value().toBase64()));
    record.variables = made.variables.values;
    record.secrets.clear();
    for (auto it = made.variables.secrets.begin(); it != made.variables.secrets.end(); ++it)
        record.secrets.insert(
            it.key(), m_vault.seal(Secret(it.value().toUtf8()), sealed::variable(record.service_id, it.key())));
}

Task<Result<QList<DeploymentRecord>>> Workloads::deployments(ServiceId id) {
    auto reading = m_database.read<QList<DeploymentRecord>>(
        [id](Transaction &transaction) { return tables::deployments.find(transaction, "service_id", id.value); });
    CO_TRY(records, co_await reading);
    std::sort(records.begin(), records.end(), [](const auto &a, const auto &b) { return a.revision > b.revision; });
    co_return records;
}

Result<ResolvedVariables> Workloads::variablesOf(const DeploymentRecord &record) const {
    ResolvedVariables variables;
    variables.values = record.variables;
    for (auto it = record.secrets.begin(); it != record.secrets.end(); ++it) {
        TRY(secret, m_vault.unseal(it.value(), sealed::variable(record.service_id, it.key())));
        variables.secrets.insert(it.key(), QString::fromUtf8(secret.reveal()));
    }
    return variables;
}

Result<Workloads::Deployed> Workloads::open(const DeploymentRecord &record) const {
    TRY(variables, variablesOf(record));
    TRY(made, m_sources.restore(record, variables));
    return Deployed{record, made};
}

static Error noDeployment(const ServiceId &id) {
    return {ErrorCode::Internal, QStringLiteral("The service has no such deployment"), id.value, {}};
}

Task<Result<Workloads::Deployed>> Workloads::newest(ServiceId id) {
    CO_TRY(records, co_await deployments(id));
    if (records.isEmpty())
        co_return noDeployment(id);
    co_return open(records.first());
}

Task<Result<Workloads::Deployed>> Workloads::revision(ServiceId id, int number) {
    CO_TRY(records, co_await deployments(id));
    const auto wanted =
        std::find_if(records.begin(), records.end(), [number](const auto &r) { return r.revision == number; });
    if (wanted == records.end())
        co_return noDeployment(id);
    co_return open(*wanted);
}

Task<Result<WorkloadPlan>> Workloads::plan(ServiceRecord service, int number) {
    CO_TRY(found, co_await revision(service.id, number));
    co_return planOf(service, found);
}

WorkloadPlan Workloads::planOf(const ServiceRecord &service, const Deployed &deployed) {
    WorkloadPlan plan;
    plan.revision = {service.id, deployed.record.revision};
    plan.name = service.name;
    plan.file = deployed.made.file;
    plan.images = deployed.record.images;
    plan.variables = deployed.made.variables.values;
    const Limits limits = limitsOf(plan.variables);
    plan.variables.insert(deployed.made.variables.secrets);
    plan.variables.remove(gitTokenName); // no business of what runs
    plan.secrets.add(deployed.made.variables.secrets.values());
    plan.cpuLimit = limits.cpu;
    plan.memoryLimitMb = limits.memoryMb;
    plan.uid = service.uid;
    return plan;
}

Result<Claims> Workloads::claimsOf(const ServiceRecord &service, const Blueprint &made) const {
    TRY(engine, m_engines.get(service.engine));
    TRY(project, projectOn(*engine, m_sources, made));
    return ::claimsOf(*engine, made, project);
}

Task<Result<Claims>> Workloads::claimsOf(ServiceRecord service, int number) {
    CO_TRY(found, co_await revision(service.id, number));
    co_return claimsOf(service, found.made);
}

StoredOutput Workloads::openLog(const WorkloadPlan &plan) {
    const ServiceId &service = plan.revision.service;
    m_logs.hide(service, plan.secrets);
    return {m_logs.storedPosition(service), m_logs.lastOutputs(service)};
}

void Workloads::onOutput(
    Engine &engine, const ServiceId &id, const QList<OutputLine> &lines, const OutputPosition &end) {
    m_logs.append(id, lines, end);
    engine.acknowledge(id, m_logs.storedPosition(id));
}

QString Workloads::lastWords(const ServiceRecord &service) {
    static constexpr int most = 20;
    QStringList words;
    const QList<StoredLine> stored = m_logs.tail(service.id, 2 * most, {}).lines;
    for (const StoredLine &one : stored)
        if (one.line.stream != LogStream::System && one.line.revision == service.revision)
            words.append(QString::fromUtf8(one.line.text.left(500)));
    return words.mid(std::max<qsizetype>(0, words.size() - most)).join(u'\n');
}

const ServiceRecord *Workloads::live(const Revision &revision) const {
    const ServiceRecord *service = m_model.service(revision.service);
    return service && service->revision == revision.number ? service : nullptr;
}

void Workloads::onHealth(const Revision &revision, const Health &health) {
    const ServiceRecord *service = live(revision);
    if (!service)
        return;
    ReadModel::Live now = m_model.live(service->id);
    const Health before = std::exchange(now.health, health);
    // What was remarked holds until all is well again, or all is down and its row says why.
    const bool isOver = health.status == HealthStatus::Healthy || health.status == HealthStatus::Unknown;
    if (!now.health.reason && (!isOver || m_away.contains(service->engine)))
        now.health.reason = before.reason;
    m_model.setLive(service->id, now);
    if (before.status == health.status)
        return;
    m_events.append(ServiceStatusEvent{service->id, service->status, service->status, health.status,
                        now.health.reason.value_or(QString())},
        Permission::ServicesRead, service->customer_id);
    emit healthChanged(revision.service, health.status);
}

void Workloads::onEnded(const Revision &revision, const QString &component, const QString &reason, bool final) {
    const ServiceRecord *service = live(revision);
    if (!service || (final && service->desired_state == DesiredState::Stopped))
        return;
    const QString said =
        final && !component.isEmpty() ? QString(reason + QStringLiteral("; it is not started again")) : reason;
    qInfo("service %s: %s", qPrintable(service->name), qPrintable(said));
    // At once: that it has failed stands in its row when the rest of it is down, which may take as long as it was
    // given.
    remark(*service, said);
    if (final)
        emit failed(revision.service, said);
}

void Workloads::remark(const ServiceRecord &service, const std::optional<QString> &reason) {
    ReadModel::Live now = m_model.live(service.id);
    if (now.health.reason == reason)
        return;
    now.health.reason = reason;
    m_model.setLive(service.id, now);
    m_events.append(
        ServiceStatusEvent{service.id, service.status, service.status, now.health.status, reason.value_or(QString())},
        Permission::ServicesRead, service.customer_id);
}

void Workloads::onAvailability(const Engine &engine) {
    const EngineSummary summary = engine.summary();
    const bool wasAway = m_away.contains(summary.name);
    if (summary.available == !wasAway)
        return;
    const QString reason = QStringLiteral("the engine \"%1\" does not answer: %2").arg(summary.name, summary.message);
    if (summary.available)
        m_away.remove(summary.name);
    else
        m_away.insert(summary.name, reason);
    summary.available ? qInfo("the engine \"%s\" answers again", qPrintable(summary.name))
                      : qWarning("%s", qPrintable(reason));
    const QList<ServiceId> services = m_model.serviceIds();
    for (const ServiceId &id : services)
        if (const ServiceRecord &service = *m_model.service(id);
            service.engine == summary.name && service.status == ServiceStatus::Running)
            remark(service, summary.available ? std::nullopt : std::optional(reason));
}

void Workloads::onUsage(const ServiceId &id, const Usage &usage) {
    emit sampled(id, usage);
    ReadModel::Live live = m_model.live(id);
    if (live.cpuUsage == usage.cpuCores && live.memoryUsageMb == usage.memoryMb && live.storageMb == usage.storageMb)
        return; // only what moved
    live.cpuUsage = usage.cpuCores;
    live.memoryUsageMb = usage.memoryMb;
    live.storageMb = usage.storageMb;
    m_model.setLive(id, live);
    m_samples.append({id, usage.cpuCores, usage.memoryMb, usage.storageMb});
    if (!m_samplesTimer.isActive())
        m_samplesTimer.start(50ms); // one batch for all services sampled together
}

void Workloads::sendSamples() {
    // One event a customer: a batch must not hold what its reader may not see.
    QMap<QString, QList<MetricsSample>> byCustomer;
    for (const MetricsSample &sample : std::as_const(m_samples))
        if (const ServiceRecord *service = m_model.service(sample.service_id))
            byCustomer[service->customer_id ? service->customer_id->value : QString()].append(sample);
    m_samples.clear();
    for (auto it = byCustomer.begin(); it != byCustomer.end(); ++it)
        m_events.append(ServiceMetricsEvent{it.value()}, Permission::ServicesRead,
            it.key().isEmpty() ? std::nullopt : std::optional(CustomerId{it.key()}));
}
