// SPDX-License-Identifier: GPL-3.0-or-later
// Engine: what runs services. One interface for programs of this host now, and for containers.
#pragma once

#include "server/catalog/templatefile.h"
#include "shared/base/task.h"
#include "shared/contract/ids.h"
#include "shared/contract/meta.h"
#include "shared/contract/output.h"
#include "shared/contract/service.h"
#include <QObject>

/// Everything an engine needs to know to run one revision of a service.
struct WorkloadPlan {
    ServiceId service;
    QString name;
    int revision = 0;
    TemplateFile file;
    /// Values of all variables, secrets among them: never to be logged.
    QMap<QString, QString> variables;
    double cpuLimit = 0; // cores, 0: no limit
    int memoryLimitMb = 0; // 0: no limit
    int uid = 0; // 0: the server's own
};

/// What a service answers on once it is prepared.
struct Endpoints {
    std::optional<QString> url;
};

enum class DataFate { Keep, Wipe };

class Engine : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    virtual QString name() const = 0;
    virtual EngineSummary summary() const = 0;
    /// Debian packages a template needs and this host lacks.
    virtual QStringList missingPackages(const TemplateFile &file) const = 0;

    /// Makes folders, ports and files ready. Stops what an earlier revision has running.
    virtual Task<Result<Endpoints>> prepare(WorkloadPlan plan, OutputPosition stored) = 0;
    /// Starts all components in order; fails with the last lines of output when one ends at once.
    virtual Task<Result<Done>> start(ServiceId service) = 0;
    /// Ends when the health check is passed, or fails when it gives up.
    virtual Task<Result<Done>> becomeHealthy(ServiceId service) = 0;
    virtual Task<Result<Done>> stop(ServiceId service) = 0;
    /// Stops it and leaves nothing behind but, with DataFate::Keep, its data in the trash folder.
    virtual Task<Result<Done>> remove(ServiceId service, DataFate fate) = 0;
    /// Takes over what a former process of this server left running. False: it does not run.
    virtual Task<Result<bool>> adopt(WorkloadPlan plan, OutputPosition stored) = 0;
    /// Makes a start or a wait for health that is under way fail with `reason`.
    virtual void interrupt(const ServiceId &service, const QString &reason) = 0;
    /// Output up to here is stored for good.
    virtual void acknowledge(const ServiceId &service, const OutputPosition &stored) = 0;

signals:
    void output(const ServiceId &service, const QList<OutputLine> &lines, const OutputPosition &end);
    void healthChanged(const ServiceId &service, const Health &health);
    /// A component ended without having been asked to. `final`: it is not started again.
    void componentEnded(const ServiceId &service, const QString &component, const QString &reason, bool final);
    void usage(const ServiceId &service, double cpuCores, double memoryMb, double storageMb);
};
