// SPDX-License-Identifier: GPL-3.0-or-later
// Operations: carries out changes that take time, step by step. Each step is stored as it happens, so an operation can
// be watched, cancelled, and explained after a crash.
#pragma once

#include "server/services/workloads.h"
#include <QPromise>

class Operations : public QObject {
    Q_OBJECT
public:
    Operations(Database &database, ReadModel &model, Workloads &workloads, EventLog &events, const Clock &clock);

    using Also = std::function<Result<Done>(Transaction &)>;
    struct Order {
        OperationKind kind = OperationKind::Deploy;
        ServiceRecord service;
        QString createdBy;
        /// Given when rows stored with it refer to it; else made here.
        OperationId id;
        bool isNewService = false;
        Also also;
    };
    /// Stores the service as given, a new operation for it, and what `also` stores, all or nothing; then begins.
    /// `Conflict` when the service has an operation under way.
    Task<Result<Operation>> begin(Order order);
    OperationId nextId() const { return OperationId::make(m_clock); }

    /// The operation when it has ended, or as it is after `seconds`; nullopt when there is none.
    Task<std::optional<Operation>> wait(OperationId id, int seconds);
    /// Asks the operation to end and waits until it has.
    Task<Result<Operation>> cancel(OperationId id);

    /// After a start: fails what a former process left unfinished, goes on with deletions, takes over what still runs
    /// and starts what should.
    Task<Result<Done>> recover();

private:
    struct Run {
        Operation operation;
        bool cancelled = false;
        QTimer deadline;
    };
    using RunPtr = std::shared_ptr<Run>;

    void start(const Operation &operation);
    Task<> carryOut(RunPtr run);
    Task<Result<Done>> bringUp(RunPtr run);
    Task<Result<Done>> takeDown(RunPtr run);
    Task<Result<Done>> remove(RunPtr run);
    Task<> recoverService(ServiceId id);
    Task<> onFailed(ServiceId id, QString reason);

    void beginStep(const RunPtr &run, QLatin1String name, const QString &message);
    void endStep(const RunPtr &run, QLatin1String name, StepStatus status, const QString &message = {});
    void announce(const RunPtr &run, const Step &step);
    void store(const RunPtr &run);
    Task<> finish(RunPtr run, Result<Done> outcome);
    void interrupt(const RunPtr &run, const QString &reason);
    Task<Result<Done>> save(ServiceRecord service);

    Database &m_database;
    ReadModel &m_model;
    Workloads &m_workloads;
    EventLog &m_events;
    const Clock &m_clock;
    QHash<OperationId, RunPtr> m_running;
};
