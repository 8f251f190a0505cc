// SPDX-License-Identifier: GPL-3.0-or-later
// Workloads: between what is stored of a service and the engine that runs it. Builds the plan of a revision, and turns
// what the engine tells into log lines, health, usage and events.
#pragma once

#include "server/engine/engine.h"
#include "server/logs/logstore.h"
#include "server/services/eventlog.h"
#include "server/services/readmodel.h"
#include "server/services/variables.h"
#include "server/services/vault.h"
#include <QTimer>

class Workloads : public QObject {
    Q_OBJECT
public:
    Workloads(
        Engine &engine, Database &database, ReadModel &model, LogStore &logs, EventLog &events, const Vault &vault);

    Engine &engine() { return m_engine; }
    LogStore &logs() { return m_logs; }

    /// One revision of a service, with its secrets opened.
    struct Deployed {
        DeploymentRecord record;
        TemplateFile file;
        ResolvedVariables variables;
    };
    /// Without a revision: the newest, which may be one that waits for the next deploy.
    Task<Result<Deployed>> deployed(ServiceId id, std::optional<int> revision = {});
    /// The plan of the service's present revision.
    Task<Result<WorkloadPlan>> plan(ServiceRecord service);
    /// A deployment ready to be stored, its secrets sealed.
    DeploymentRecord seal(const ServiceRecord &service, const TemplateFile &file, const ResolvedVariables &variables,
        const OperationId &operation, const QString &createdBy, Timestamp now) const;

signals:
    /// A service that should run has ended and is not going to be started again by the engine.
    void failed(const ServiceId &id, const QString &reason);

private:
    void onOutput(const ServiceId &id, const QList<OutputLine> &lines, const OutputPosition &end);
    void onHealth(const ServiceId &id, const Health &health);
    void onEnded(const ServiceId &id, const QString &component, const QString &reason, bool final);
    void onUsage(const ServiceId &id, double cpuCores, double memoryMb, double storageMb);
    void sendSamples();

    Engine &m_engine;
    Database &m_database;
    ReadModel &m_model;
    LogStore &m_logs;
    EventLog &m_events;
    const Vault &m_vault;
    QList<MetricsSample> m_samples;
    QTimer m_samplesTimer;
};
