// SPDX-License-Identifier: GPL-3.0-or-later
// Deployer: what the operations do, step after step. The new revision comes up beside the old one where the engine
// allows it, and replaces it only when it is healthy; whatever fails returns to what ran before.
#pragma once

#include "server/services/backups.h"
#include "server/services/operationrun.h"
#include "server/services/repositories.h"
#include "server/services/routing.h"
#include "server/services/workloads.h"

class Deployer {
public:
    /// `keptDeployments`: how many revisions of a service are kept to be rolled back to, the live one among them.
    Deployer(Database &database, ReadModel &model, Workloads &workloads, Repositories &repositories, Routing &routing,
        Backups &backups, const Clock &clock, int keptDeployments);

    /// All steps of the run's operation, and the way back when one of them fails.
    Task<Result<Done>> carryOut(RunPtr run);
    /// Ends waits of the engine for this service with `reason`.
    void interrupt(const ServiceId &service, const QString &reason);

    /// Removes every other revision when the edge leads to this one and the requests of the others have ended.
    Task<> retireWhenRouted(Revision live);

private:
    using Save = std::function<Result<Done>(Transaction &)>;
    /// What of the way back depends on how far it got.
    struct Progress {
        bool stoppedFirst = false;
        bool isLive = false;
        QMap<QString, QString> images;
        Claims claims; // of the revision
        /// For git, while it is needed.
        Repositories::CheckoutPtr checkout;
    };
    using ProgressPtr = std::shared_ptr<Progress>;

    Task<Result<Done>> deploy(RunPtr run, ProgressPtr progress);
    Task<Result<Done>> start(RunPtr run);
    Task<Result<Done>> stop(RunPtr run);
    Task<Result<Done>> remove(RunPtr run);
    Task<Result<Done>> backUp(RunPtr run);
    Task<Result<Done>> restore(RunPtr run);
    /// Stops a service that is to come up again in the same operation.
    Task<Result<Done>> pause(RunPtr run, Engine *engine);
    Task<Result<Done>> copyData(RunPtr run);
    /// The step fetch: the data of the operation's backup, beside that of the service.
    Task<Result<QString>> fetchData(RunPtr run);
    /// The step data: it takes the place of the service's own.
    Result<Done> switchData(RunPtr run, Engine *engine, const QString &folder);
    Task<Result<Done>> pull(RunPtr run, Engine *engine, WorkloadPlan plan, ProgressPtr progress);
    /// The steps pull and build: what is to run is there afterwards. The plan as it is then.
    Task<Result<WorkloadPlan>> provide(RunPtr run, Engine *engine, ServiceRecord service, ProgressPtr progress,
        std::shared_ptr<Workloads::Deployed> deployed);
    Task<Result<Done>> fetch(RunPtr run, Engine *engine, ServiceRecord service, ProgressPtr progress,
        std::shared_ptr<Workloads::Deployed> deployed);
    Task<Result<WorkloadPlan>> build(RunPtr run, Engine *engine, WorkloadPlan plan, ProgressPtr progress);
    /// The step start.
    Task<Result<Done>> launch(RunPtr run, Engine *engine, WorkloadPlan plan);
    /// The step health.
    Task<Result<Done>> awaitHealth(RunPtr run, Engine *engine, Revision revision);
    /// Makes the operation's revision the one that serves.
    Task<Result<Done>> goLive(RunPtr run, WorkloadPlan plan, Endpoints endpoints, ProgressPtr progress);
    Task<> goBack(RunPtr run, ProgressPtr progress, Error why);
    Task<Result<Done>> bringBack(ServiceRecord service, Engine *engine);
    /// The step route: false when the edge still leads to what ran before.
    Task<bool> route(RunPtr run, std::optional<QString> former);
    Task<Result<Done>> verifyDomains(ServiceId id);
    Task<> clearUp(RunPtr run, Engine *engine, Revision live);

    Result<ServiceRecord> service(const ServiceId &id) const;
    Task<Result<Done>> save(ServiceRecord service, Save also = {});
    static Save savingImages(const ServiceId &id, int revision, const QMap<QString, QString> &images);
    Task<Result<Done>> record(RunPtr run, DeploymentResult result, QString error, QMap<QString, QString> images);

    Database &m_database;
    ReadModel &m_model;
    Workloads &m_workloads;
    Repositories &m_repositories;
    Routing &m_routing;
    Backups &m_backups;
    const Clock &m_clock;
    const int m_keptDeployments;
};
