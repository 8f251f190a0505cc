// SPDX-License-Identifier: GPL-3.0-or-later
// DockerEngine: runs the Compose projects of services on a container engine. Each revision has containers and networks
// of its own, so that the new one comes up beside the old one; volumes belong to the service.
#pragma once

#include "server/engine/docker/containerspec.h"
#include "server/engine/docker/dockerbuild.h"
#include "server/engine/docker/dockerimages.h"
#include "server/engine/docker/dockerlogs.h"
#include "server/engine/docker/dockerwatch.h"
#include "server/engine/engine.h"
#include "server/engine/process/healthprober.h"
#include <QTimer>
#include <map>

struct DockerEngineOptions {
    QString name = QStringLiteral("docker");
    DockerEndpoint endpoint;
    /// Of this data directory; see ContainerContext::panel.
    QString panel;
    ContainerLimits limits;
    ComposePolicy policy;
    RegistryLogins logins;
};

class DockerEngine final : public Engine {
    Q_OBJECT
public:
    DockerEngine(DockerEngineOptions options, const Clock &clock);
    ~DockerEngine() override;

    /// Connects for good; ends when the engine has answered, or has not for the first time.
    Task<> connectEngine();

    QString name() const override { return m_options.name; }
    EngineSummary summary() const override;
    Result<Done> check(const TemplateFile &file) const override;
    ComponentLimits componentLimits() const override {
        return {m_options.limits.cpus, int(m_options.limits.memoryBytes / (1024 * 1024))};
    }
    std::optional<QString> exclusive(const WorkloadPlan &plan) const override;
    Task<Result<Pulled>> pull(WorkloadPlan plan, Progress progress) override;
    Task<Result<QMap<QString, QString>>> build(WorkloadPlan plan, QString folder, Progress progress) override;
    Task<Result<Endpoints>> prepare(WorkloadPlan plan, StoredOutput stored) override;
    Task<Result<Done>> start(Revision revision) override;
    bool hasCheck(const Revision &revision) const override;
    Task<Result<Done>> becomeHealthy(Revision revision) override;
    Task<Result<Done>> stop(ServiceId service) override;
    Task<Result<Done>> retire(Revision keep) override;
    Task<Result<Done>> remove(ServiceId service, DataFate fate) override;
    Task<Result<bool>> adopt(WorkloadPlan plan, StoredOutput stored) override;
    void interrupt(const ServiceId &service, const QString &reason) override;
    void acknowledge(const ServiceId &service, const OutputPosition &stored) override;

private:
    /// A container as the engine lists it.
    struct Listed {
        QString id;
        QString name;
        Revision revision;
        QString component;
        int replica = 1;
        int order = 0;
        QString fingerprint;
        QString state; // created running paused restarting exited dead removing
        QString status; // "Up 3 seconds (healthy)"
    };
    struct Follower {
        std::unique_ptr<DockerLogs> logs;
        bool isActive = false;
    };
    /// One revision of a service, as far as this process knows it.
    struct Run {
        WorkloadPlan plan;
        ComposeProject project;
        ContainerContext context;
        QMap<QString, DockerImage> images; // by component; empty until they were looked at
        Endpoints endpoints;
        QMap<QString, QString> containers; // ids by NAME
        QSet<QString> waiting; // NAMEs that start() has yet to start; those may have ended before
        std::map<QString, Follower> followers; // of its output, by NAME
        std::unique_ptr<HealthProber> prober;
        std::optional<QString> gaveUp; // why the health check was never passed
    };
    using RunPtr = std::shared_ptr<Run>;
    struct Workload {
        SessionPtr session;
        std::map<int, RunPtr> runs;
    };

    Workload &workload(const ServiceId &service);
    /// The session of a service, ready for a new piece of work.
    SessionPtr begin(const ServiceId &service);
    RunPtr find(const Revision &revision) const;
    QList<RunPtr> runsOf(const ServiceId &service, std::optional<int> butNot) const;
    Result<ComposeProject> parse(const WorkloadPlan &plan) const;
    Result<Done> checkBinds(const ComposeProject &project) const;
    ContainerContext contextOf(const WorkloadPlan &plan) const;
    /// What is known of this revision, begun anew when the plan is another one.
    Result<RunPtr> run(const WorkloadPlan &plan);

    Task<Result<Pulled>> fetchImages(SessionPtr session, RunPtr run, Progress progress);
    /// Removes the images that were built for those revisions of a service.
    Task<Result<Done>> removeBuilt(SessionPtr session, ServiceId service, std::function<bool(int)> isUnwanted);
    /// Networks, volumes and containers.
    Task<Result<Done>> makeAll(SessionPtr session, RunPtr run, StoredOutput stored);
    Task<Result<Done>> makeNetworks(SessionPtr session, RunPtr run);
    Task<Result<Done>> makeVolumes(SessionPtr session, RunPtr run);
    Task<Result<Done>> makeContainers(SessionPtr session, RunPtr run, StoredOutput stored);
    Task<Result<Done>> makeContainer(SessionPtr session, RunPtr run, ContainerSpec spec);
    Task<Result<Done>> takePorts(SessionPtr session, RunPtr run, QList<Listed> there);
    Task<Result<Done>> putFiles(SessionPtr session, QString container, QString folder, QList<ComposeFile> files);
    Endpoints endpointsOf(const Run &run) const;
    int hostPort(const Run &run, int target) const;

    Task<Result<Done>> startComponent(SessionPtr session, RunPtr run, ComposeComponent component);
    Task<Result<Done>> awaitDependency(SessionPtr session, RunPtr run, QString component, DependencyCondition wanted);
    /// Whether a component has come as far as that; an error when something of the revision has ended.
    Task<Result<bool>> hasCome(SessionPtr session, RunPtr run, QString component, DependencyCondition wanted);
    /// Fails when a container of the revision has ended that should not have.
    Task<Result<Done>> checkRunning(SessionPtr session, RunPtr run, QList<Listed> now);
    Task<Result<Done>> checkFirstRun(SessionPtr session, RunPtr run, QList<Listed> now);
    Task<Result<Done>> checkHealth(SessionPtr session, RunPtr run);
    /// The same for a revision that may have gone.
    Task<Result<Done>> checkAlive(SessionPtr session, RunPtr run);
    Task<Result<Done>> probeComponent(
        SessionPtr session, RunPtr run, QString component, QStringList test, std::chrono::milliseconds timeout);
    Task<Result<Done>> probe(
        SessionPtr session, QString container, QStringList test, std::chrono::milliseconds timeout);
    Task<Result<Done>> setPolicies(SessionPtr session, RunPtr run);
    Task<Error> ending(SessionPtr session, RunPtr run, Listed container);
    Task<Error> startError(SessionPtr session, RunPtr run, QString name, Error error);
    Task<QString> lastLines(SessionPtr session, QString container);
    void watchHealth(const RunPtr &run);

    /// Reads a container's output from `after` on, once listen() says so.
    void follow(const RunPtr &run, const QString &name, int replica, const LastOutput &after);
    void listen(const RunPtr &run, const QString &name);
    /// It is up and has to stay so: what happens from now on was not asked for.
    void watchOver(const RunPtr &run);
    void onStarted(const Revision &revision, const QString &container);
    void onMoved(const Revision &revision);
    void onFoundRunning(const Revision &revision, const QString &container);
    void onAvailability();
    void onVolumeRemoved(const QString &volume);
    Task<> drain(SessionPtr session, QList<RunPtr> runs);

    /// Containers of a service, or of one of its revisions, in the order of starting.
    Task<Result<QList<Listed>>> list(SessionPtr session, ServiceId service, std::optional<int> revision);
    Task<Result<Done>> stopContainers(SessionPtr session, QList<Listed> containers);
    Task<Result<Done>> removeContainers(SessionPtr session, QList<Listed> containers);
    /// Networks, and volumes that hold nothing but files of a revision, of all revisions but `keep`.
    Task<Result<Done>> removeOthers(SessionPtr session, ServiceId service, std::optional<int> keep);
    Task<Result<Done>> removeVolumes(SessionPtr session, ServiceId service, DataFate fate);

    bool isLocal() const { return m_options.endpoint.address.startsWith(QLatin1String("unix:")); }
    /// Where a port that is open on the engine's host is reached from here.
    QString reachedHost(const QString &boundTo) const;

    DockerEngineOptions m_options;
    const Clock &m_clock;
    DockerClient m_client;
    DockerWatch m_watch;
    DockerImages m_images;
    DockerBuild m_build;
    std::map<ServiceId, Workload> m_workloads;
};
