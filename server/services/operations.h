// SPDX-License-Identifier: GPL-3.0-or-later
// Operations: the changes that take time, one per service at a time: begun, waited for, cancelled, and put right after
// a crash.
#pragma once

#include "server/services/deployer.h"
#include <QPromise>

class Operations : public QObject {
    Q_OBJECT
public:
    Operations(Database &database, ReadModel &model, Workloads &workloads, Repositories &repositories, Routing &routing,
        Backups &backups, EventLog &events, const Clock &clock, int keptDeployments);

    /// What is wrong with a live revision that was deployed a moment ago.
    enum class Trouble { Unhealthy, Ended };
    using Also = std::function<Result<Done>(Transaction &)>;
    struct Order {
        OperationKind kind = OperationKind::Deploy;
        ServiceRecord service;
        QString createdBy;
        /// Given when rows stored with it refer to it; else made here.
        OperationId id;
        /// For deploy and rollback: the revision that is to become the live one.
        std::optional<int> revision;
        bool isNewService = false;
        Also also;
        /// Whose request it is, for the audit log; nobody's by default.
        Caller by;
        /// Why there is a rollback that nobody asked for.
        std::optional<Trouble> trouble;
        /// The backup it makes, restores or begins with.
        std::optional<BackupId> backup;
        /// For a backup: the service stops while its data is copied.
        bool pauses = true;
        /// What `Location` leads to, when it is neither the operation nor the new service.
        QString made;
    };
    /// Stores the service as given, a new operation for it, and what `also` stores, all or nothing; then begins.
    /// `Conflict` when the service has an operation under way.
    Task<Result<Operation>> begin(Order order);
    OperationId nextId() const { return OperationId::make(m_clock); }

    /// The operation when it has ended, or as it is after `seconds`; nullopt when there is none.
    Task<std::optional<Operation>> wait(OperationId id, int seconds);
    /// Asks the operation to end and waits until it has.
    Task<Result<Operation>> cancel(OperationId id, OperationRun::Then then = OperationRun::Then::GoBack);

    /// After a start: fails what a former process left unfinished, goes on with deletions, takes over what still runs
    /// and starts what should.
    Task<Result<Done>> recover();

    /// Takes down what is left of a service that has ended by itself, and says why.
    Task<> fail(ServiceId id, QString reason);

signals:
    /// The live revision, deployed a moment ago, does not stay up: an earlier one should come back.
    void rollbackWanted(const ServiceId &id, int badRevision, Operations::Trouble trouble, const QString &reason);

private:
    void start(const Operation &operation, Journal journal, OperationRun::Before before);
    /// Of an operation that a former process began.
    Task<Result<Journal>> journalOf(OperationId id);
    Task<> carryOut(RunPtr run);
    Task<> storeEnd(RunPtr run);
    Task<> recoverService(ServiceId id);
    /// A stop did not come to its end: what still runs is looked after again.
    Task<> recoverFromStop(RunPtr run);
    /// Takes over what runs of it; false when nothing does.
    Task<bool> adopt(ServiceRecord service);
    bool wasUntouched(const ServiceRecord &service) const;
    /// Of a service that was deployed a moment ago, its health is held against the new revision from here on.
    void watch(const ServiceRecord &service);
    Task<Result<Done>> recoverOperation(Operation operation);
    Task<> onFailed(ServiceId id, QString reason);
    Task<> onStoppedOutside(ServiceId id, QString reason);
    /// Takes down what is left of it; the service as it is then, unless something else has begun meanwhile.
    Task<std::optional<ServiceRecord>> takeDown(ServiceId id);
    /// True when the service is watched after a deploy, so that it is rolled back.
    bool giveUpOnNew(const ServiceId &id, Trouble trouble, const QString &reason);
    Task<Result<Done>> save(ServiceRecord service);

    Database &m_database;
    ReadModel &m_model;
    Workloads &m_workloads;
    EventLog &m_events;
    const Clock &m_clock;
    Deployer m_deployer;
    QHash<OperationId, RunPtr> m_running;
    /// Services that are being taken over: the engine must not be asked two things at once about one.
    QHash<ServiceId, std::shared_ptr<QPromise<Done>>> m_adopting;
    /// Services deployed a moment ago, each until when its health is held against the new revision.
    QHash<ServiceId, std::chrono::milliseconds> m_watched;
};
