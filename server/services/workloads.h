// SPDX-License-Identifier: GPL-3.0-or-later
// Workloads: between what is stored of a service and the engine that runs it. Builds the plan of a revision, and turns
// what the engine tells into log lines, health, usage and events.
#pragma once

#include "server/engine/engines.h"
#include "server/logs/logstore.h"
#include "server/services/eventlog.h"
#include "server/services/planning.h"
#include "server/services/vault.h"
#include <QTimer>

class Workloads : public QObject {
    Q_OBJECT
public:
    Workloads(Engines &engines, const Sources &sources, Database &database, ReadModel &model, LogStore &logs,
        EventLog &events, const Vault &vault);

    Engines &engines() { return m_engines; }
    LogStore &logs() { return m_logs; }
    const Sources &sources() const { return m_sources; }

    /// One revision of a service, with its secrets opened.
    struct Deployed {
        DeploymentRecord record;
        Blueprint made;
    };
    /// All of a service, the newest first.
    Task<Result<QList<DeploymentRecord>>> deployments(ServiceId id);
    /// Its variables, with its secrets opened.
    Result<ResolvedVariables> variablesOf(const DeploymentRecord &record) const;
    /// All of one.
    Result<Deployed> open(const DeploymentRecord &record) const;
    /// The newest, which may be one that waits for the next deploy.
    Task<Result<Deployed>> newest(ServiceId id);
    /// One of its revisions.
    Task<Result<Deployed>> revision(ServiceId id, int number);
    /// The plan of one of its revisions.
    Task<Result<WorkloadPlan>> plan(ServiceRecord service, int revision);
    static WorkloadPlan planOf(const ServiceRecord &service, const Deployed &deployed);
    Result<Claims> claimsOf(const ServiceRecord &service, const Blueprint &made) const;
    Task<Result<Claims>> claimsOf(ServiceRecord service, int revision);
    /// Has its secrets kept out of its log from now on; how far its output is stored.
    StoredOutput openLog(const WorkloadPlan &plan);
    /// What its live revision wrote last, as it stands in its log; empty when there is nothing.
    QString lastWords(const ServiceRecord &service);
    /// A deployment ready to be stored, its secrets sealed.
    DeploymentRecord seal(const ServiceRecord &service, const Blueprint &made, const OperationId &operation,
        const QString &createdBy, Timestamp now) const;
    /// Takes another source and other variables into a deployment.
    void fill(DeploymentRecord &record, const Blueprint &made) const;

signals:
    /// For the journal of the service's operation.
    void noted(const ServiceId &id, const QString &text);
    /// Each sample of what a service uses.
    void sampled(const ServiceId &id, const Usage &usage);
    /// A service that should run has ended and is not going to be started again by the engine.
    void failed(const ServiceId &id, const QString &reason);
    /// A service that should run was stopped by somebody without the panel.
    void stoppedOutside(const ServiceId &id, const QString &reason);
    /// The health check of the live revision fails, or passes again.
    void healthChanged(const ServiceId &id, HealthStatus status);

private:
    void follow(Engine &engine);
    void onOutput(Engine &engine, const ServiceId &id, const QList<OutputLine> &lines, const OutputPosition &end);
    void onHealth(const Revision &revision, const Health &health);
    void onEnded(const Revision &revision, const QString &component, const QString &reason, bool final);
    /// The service, when this is its live revision.
    const ServiceRecord *live(const Revision &revision) const;
    void onAvailability(const Engine &engine);
    /// Shows it beside the service's health and in an event; nullopt takes it away.
    void remark(const ServiceRecord &service, const std::optional<QString> &reason);
    void onUsage(const ServiceId &id, const Usage &usage);
    void sendSamples();

    Engines &m_engines;
    const Sources &m_sources;
    Database &m_database;
    ReadModel &m_model;
    LogStore &m_logs;
    EventLog &m_events;
    const Vault &m_vault;
    QList<MetricsSample> m_samples;
    QTimer m_samplesTimer;
    QMap<QString, QString> m_away; // engines that do not answer, and why
};
