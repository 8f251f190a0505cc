// SPDX-License-Identifier: GPL-3.0-or-later
// Plans out, news in.
#include "server/services/workloads.h"
#include "server/store/tables.h"
#include <QCoroFuture>

using namespace std::chrono_literals;

Workloads::Workloads(
    Engine &engine, Database &database, ReadModel &model, LogStore &logs, EventLog &events, const Vault &vault)
    : m_engine(engine), m_database(database), m_model(model), m_logs(logs), m_events(events), m_vault(vault) {
    connect(&engine, &Engine::output, this, &Workloads::onOutput);
    connect(&engine, &Engine::healthChanged, this, &Workloads::onHealth);
    connect(&engine, &Engine::componentEnded, this, &Workloads::onEnded);
    connect(&engine, &Engine::usage, this, &Workloads::onUsage);
    connect(&m_samplesTimer, &QTimer::timeout, this, &Workloads::sendSamples);
    m_samplesTimer.setSingleShot(true);
}

static QByteArray sealContext(const ServiceId &service, const QString &name) {
    return service.value.toUtf8() + '/' + name.toUtf8();
}

DeploymentRecord Workloads::seal(const ServiceRecord &service, const TemplateFile &file,
    const ResolvedVariables &variables, const OperationId &operation, const QString &createdBy, Timestamp now) const {
    DeploymentRecord record;
    record.id = {QLatin1String(DeploymentTag::prefix) + u'_' + makeIdBody(now)};
    record.service_id = service.id;
    record.operation_id = operation;
    record.revision = service.revision;
    record.template_id = file.detail.id.value;
    record.template_version = file.detail.version;
    record.template_source = QString::fromUtf8(file.source);
    record.variables = variables.values;
    for (auto it = variables.secrets.begin(); it != variables.secrets.end(); ++it)
        record.secrets.insert(it.key(), m_vault.seal(Secret(it.value().toUtf8()), sealContext(service.id, it.key())));
    record.created_by = createdBy;
    record.created_at = now;
    return record;
}

Task<Result<Workloads::Deployed>> Workloads::deployed(ServiceId id, std::optional<int> revision) {
    auto reading = m_database.read<QList<DeploymentRecord>>(
        [id](Transaction &transaction) { return tables::deployments.find(transaction, "service_id", id.value); });
    CO_TRY(records, co_await reading);
    if (revision)
        records.removeIf([revision](const DeploymentRecord &r) { return r.revision != *revision; });
    const auto newest = std::max_element(
        records.begin(), records.end(), [](const auto &a, const auto &b) { return a.revision < b.revision; });
    if (newest == records.end())
        co_return Error{ErrorCode::Internal, QStringLiteral("The service has no deployment"), id.value, {}};
    Deployed deployed;
    deployed.record = *newest;
    ParsedTemplate parsed = parseTemplate(newest->template_source.toUtf8());
    if (!parsed.file)
        co_return Error{ErrorCode::Validation, QStringLiteral("The stored template cannot be read any more"),
            QStringLiteral("Deploy the service again from the catalog"), {}};
    deployed.file = *std::move(parsed.file);
    deployed.variables.values = newest->variables;
    for (auto it = newest->secrets.begin(); it != newest->secrets.end(); ++it) {
        CO_TRY(secret, m_vault.unseal(it.value(), sealContext(id, it.key())));
        deployed.variables.secrets.insert(it.key(), QString::fromUtf8(secret.reveal()));
    }
    co_return deployed;
}

Task<Result<WorkloadPlan>> Workloads::plan(ServiceRecord service) {
    CO_TRY(found, co_await deployed(service.id, service.revision));
    WorkloadPlan plan;
    plan.service = service.id;
    plan.name = service.name;
    plan.revision = found.record.revision;
    plan.file = found.file;
    plan.variables = found.variables.values;
    plan.variables.insert(found.variables.secrets);
    plan.cpuLimit = service.cpu_limit;
    plan.memoryLimitMb = service.memory_limit_mb;
    plan.uid = service.uid;
    co_return plan;
}

void Workloads::onOutput(const ServiceId &id, const QList<OutputLine> &lines, const OutputPosition &end) {
    m_logs.append(id, lines, end);
    m_engine.acknowledge(id, m_logs.storedPosition(id));
}

void Workloads::onHealth(const ServiceId &id, const Health &health) {
    ReadModel::Live live = m_model.live(id);
    const HealthStatus before = live.health.status;
    live.health = health;
    m_model.setLive(id, live);
    const ServiceRecord *service = m_model.service(id);
    if (service && before != health.status)
        m_events.append(ServiceStatusEvent{id, service->status, service->status, health.status, {}},
            Permission::ServicesRead, service->customer_id);
}

void Workloads::onEnded(const ServiceId &id, const QString &component, const QString &reason, bool final) {
    const ServiceRecord *service = m_model.service(id);
    if (!service || service->desired_state == DesiredState::Stopped)
        return;
    qInfo("service %s: %s", qPrintable(service->name), qPrintable(reason));
    if (final)
        emit failed(id, component.isEmpty() ? reason : QString(reason + QStringLiteral("; it is not started again")));
}

void Workloads::onUsage(const ServiceId &id, double cpuCores, double memoryMb, double storageMb) {
    ReadModel::Live live = m_model.live(id);
    if (live.cpuUsage == cpuCores && live.memoryUsageMb == memoryMb && live.storageMb == storageMb)
        return; // only what moved
    live.cpuUsage = cpuCores;
    live.memoryUsageMb = memoryMb;
    live.storageMb = storageMb;
    m_model.setLive(id, live);
    m_samples.append({id, cpuCores, memoryMb, storageMb});
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
