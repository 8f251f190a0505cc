// SPDX-License-Identifier: GPL-3.0-or-later
// ProcessEngine: runs services as programs of this host, each kept by a shim of its own. Needs nothing else.
#pragma once

#include "server/engine/engine.h"
#include "server/engine/process/healthprober.h"
#include "server/engine/process/shimclient.h"
#include <QHash>
#include <QPromise>
#include <deque>
#include <memory>

struct ProcessEngineOptions {
    QString root; // DATA/services
    QString trash; // where kept data goes
    QString shimProgram;
    /// Components see the host's programs and their own data, and nothing else (bubblewrap).
    bool isIsolated = false;
    QString name = QStringLiteral("process");
};

class ProcessEngine final : public Engine {
    Q_OBJECT
public:
    ProcessEngine(ProcessEngineOptions options, const Clock &clock);
    ~ProcessEngine() override;

    QString name() const override { return m_options.name; }
    EngineSummary summary() const override;
    QStringList missingPackages(const TemplateFile &file) const override;
    Result<Done> check(const TemplateFile &file) const override;
    std::optional<QString> exclusive(const WorkloadPlan &plan) const override;
    Task<Result<Pulled>> pull(WorkloadPlan plan, Progress progress) override;
    Task<Result<Endpoints>> prepare(WorkloadPlan plan, StoredOutput stored) override;
    Task<Result<Done>> start(Revision revision) override;
    Task<Result<Done>> becomeHealthy(Revision revision) override;
    Task<Result<Done>> stop(ServiceId service) override;
    Task<Result<Done>> retire(Revision keep) override;
    Task<Result<Done>> remove(ServiceId service, DataFate fate) override;
    Task<Result<bool>> adopt(WorkloadPlan plan, StoredOutput stored) override;
    Result<QString> dataFolder(const ServiceId &service) const override;
    Result<Done> exchangeData(const ServiceId &service, const QString &folder) override;
    void interrupt(const ServiceId &service, const QString &reason) override;
    void acknowledge(const ServiceId &service, const OutputPosition &stored) override;

private:
    /// A thing to wait for that anybody may end.
    struct Wait {
        QPromise<Result<Done>> promise;
        std::optional<QString> component; // set: waits for this one's end
    };
    struct Workload {
        WorkloadPlan plan;
        QMap<QString, QString> values; // of placeholders
        QMap<QString, int> ports; // by COMPONENT/PORT-NAME
        std::unique_ptr<ShimClient> shim;
        std::unique_ptr<HealthProber> prober;
        std::unique_ptr<HealthProber> dependency; // asks what the next component needs to be up
        std::list<std::shared_ptr<Wait>> waits;
        std::deque<QByteArray> lastLines;
        QSet<QString> running;
        bool starting = false; // an end of a component is now a failed start
        bool stopping = false;
        std::optional<QString> interrupted;
        qint64 cpuBefore = -1;
        std::chrono::milliseconds cpuBeforeAt{};
        double storageMb = 0;
        std::chrono::milliseconds storageAt{};
    };

    /// Name of the wait for a component that others depend on.
    static QString upWait(const QString &component) { return QStringLiteral(".up-") + component; }
    QString home(const ServiceId &service) const { return m_options.root + u'/' + service.value; }
    Workload *find(const ServiceId &service) const;
    Workload &make(const WorkloadPlan &plan);
    void connectShim(const ServiceId &service, OutputPosition stored);
    /// Whether the ports a service had are still its own: when it starts only those nobody has taken meanwhile, when it
    /// is adopted all of them, since it is itself that listens there.
    enum class KnownPorts { IfFree, All };
    Result<Done> assignPorts(Workload &workload, KnownPorts known);
    void fillValues(Workload &workload);
    Result<Done> writeFiles(Workload &workload);
    Result<QByteArray> specOf(const Workload &workload) const;
    Result<Done> makeProber(Workload &workload);
    QStringList sandbox(const Workload &workload, const QString &workdir) const;
    std::optional<QString> urlOf(const Workload &workload) const;
    int portFor(const Workload &workload, int templatePort) const;

    Result<Done> clearHalfMadeData(const WorkloadPlan &plan);
    Task<Result<Done>> runInit(ServiceId service);
    Task<Result<Done>> startComponents(ServiceId service);
    Task<Result<Done>> becomeUp(ServiceId service, ProcessComponent component);
    Task<Result<Done>> stopShim(ServiceId service);
    std::shared_ptr<Wait> wait(Workload &workload, std::optional<QString> component = {});
    void endWaits(Workload &workload, const Result<Done> &result, const std::optional<QString> &component = {});
    Error failure(const Workload &workload, const QString &what) const;
    QString describe(const Workload &workload, const ShimExit &exit) const;
    void onExit(const ServiceId &service, const ShimExit &exit);
    void onHealth(const ServiceId &service, const Health &health);
    void sampleUsage();

    ProcessEngineOptions m_options;
    const Clock &m_clock;
    std::map<ServiceId, std::unique_ptr<Workload>> m_workloads;
    QTimer m_usageTimer;
};
