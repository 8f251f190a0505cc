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

class ProcessEngine final : public Engine {
    Q_OBJECT
public:
    /// `root`: DATA/services; `trash`: where kept data goes.
    ProcessEngine(QString root, QString trash, QString shimProgram, const Clock &clock);
    ~ProcessEngine() override;

    QString name() const override { return QStringLiteral("process"); }
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

    QString home(const ServiceId &service) const { return m_root + u'/' + service.value; }
    Workload *find(const ServiceId &service) const;
    Workload &make(const WorkloadPlan &plan);
    void connectShim(const ServiceId &service, OutputPosition stored);
    Result<Done> assignPorts(Workload &workload);
    void fillValues(Workload &workload);
    Result<Done> writeFiles(Workload &workload);
    Result<QByteArray> specOf(const Workload &workload) const;
    Result<Done> makeProber(Workload &workload);
    std::optional<QString> urlOf(const Workload &workload) const;
    int portFor(const Workload &workload, int templatePort) const;

    Task<Result<Done>> runInit(ServiceId service);
    Task<Result<Done>> stopShim(ServiceId service);
    std::shared_ptr<Wait> wait(Workload &workload, std::optional<QString> component = {});
    void endWaits(Workload &workload, const Result<Done> &result, const std::optional<QString> &component = {});
    Error failure(const Workload &workload, const QString &what) const;
    void onExit(const ServiceId &service, const ShimExit &exit);
    void onHealth(const ServiceId &service, const Health &health);
    void sampleUsage();

    QString m_root;
    QString m_trash;
    QString m_shimProgram;
    const Clock &m_clock;
    std::map<ServiceId, std::unique_ptr<Workload>> m_workloads;
    QTimer m_usageTimer;
};
