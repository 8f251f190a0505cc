// SPDX-License-Identifier: GPL-3.0-or-later
// Engine: what runs services. One interface for programs of this host and for containers.
#pragma once

#include "server/catalog/templatefile.h"
#include "shared/base/redactor.h"
#include "shared/base/task.h"
#include "shared/contract/ids.h"
#include "shared/contract/meta.h"
#include "shared/contract/output.h"
#include "shared/contract/service.h"
#include <QObject>

/// One revision of one service, as it is prepared, started and retired.
struct Revision {
    ServiceId service;
    int number = 0;
    friend bool operator==(const Revision &, const Revision &) = default;
    friend auto operator<=>(const Revision &, const Revision &) = default;
};

/// Everything an engine needs to know to run one revision of a service.
struct WorkloadPlan {
    Revision revision;
    QString name;
    TemplateFile file;
    /// Values of all variables, secrets among them: never to be logged.
    QMap<QString, QString> variables;
    /// Digests to run, by component, where a rollback wants exactly what ran before.
    QMap<QString, QString> images;
    double cpuLimit = 0; // cores, 0: no limit
    int memoryLimitMb = 0; // 0: no limit
    int uid = 0; // 0: the server's own
    /// What the container behind the first domain's port carries for an edge that looks for it.
    QMap<QString, QString> edgeLabels;

    /// Values no text may show.
    Redactor secrets;
};

/// How far the output of a service is stored: where an engine reads on.
struct StoredOutput {
    OutputPosition position;
    LastOutputs containers; // for engines that keep the output themselves
};

/// What a service answers on once it is prepared.
struct Endpoints {
    std::optional<QString> url;
    /// Where the first domain's port is reached, for an edge to send its requests to; port 0 without one.
    QString host = QStringLiteral("127.0.0.1");
    int port = 0;
};

/// What a service uses, all its components together. Network counts from the start of each component.
struct Usage {
    double cpuCores = 0;
    double memoryMb = 0;
    double storageMb = 0;
    qint64 networkRxBytes = 0;
    qint64 networkTxBytes = 0;
};

/// What a component may use when nothing is said for it; 0: no limit.
struct ComponentLimits {
    double cpu = 0; // cores
    int memoryMb = 0;
};

enum class DataFate { Keep, Wipe };

class Engine : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    virtual QString name() const = 0;
    virtual EngineSummary summary() const = 0;
    /// Whether this engine can run it: `Validation` saying what is missing, `Unavailable` when it cannot be asked now.
    virtual Result<Done> check(const TemplateFile &file) const = 0;
    /// Packages of the host that would have to be installed first.
    virtual QStringList missingPackages(const TemplateFile &) const { return {}; }
    virtual ComponentLimits componentLimits() const { return {}; }
    /// Why this revision cannot run beside the one that runs now; nullopt when it can.
    virtual std::optional<QString> exclusive(const WorkloadPlan &plan) const = 0;

    /// What is fetched before anything changes. `skipped` says why there was nothing to fetch.
    struct Pulled {
        QString skipped;
        QMap<QString, QString> images; // digests, by component
    };
    using Progress = std::function<void(double fraction, const QString &message)>;
    virtual Task<Result<Pulled>> pull(WorkloadPlan plan, Progress progress) = 0;
    /// Makes the images of components that are built from sources in `folder`; their ids, by component.
    virtual Task<Result<QMap<QString, QString>>> build(WorkloadPlan plan, QString folder, Progress progress);
    /// Makes folders, networks, volumes, containers, ports and files ready.
    virtual Task<Result<Endpoints>> prepare(WorkloadPlan plan, StoredOutput stored) = 0;
    /// Starts all components in order; fails with the last lines of output when one ends at once.
    virtual Task<Result<Done>> start(Revision revision) = 0;
    /// Whether there is a check that tells when a started revision is well. Without one it is well as long as it runs.
    virtual bool hasCheck(const Revision &) const { return true; }
    /// Ends when the health check is passed, or fails when it gives up.
    virtual Task<Result<Done>> becomeHealthy(Revision revision) = 0;
    /// Stops every revision of a service.
    virtual Task<Result<Done>> stop(ServiceId service) = 0;
    /// Stops and clears up every revision but `keep`.
    virtual Task<Result<Done>> retire(Revision keep) = 0;
    /// Stops it and leaves nothing behind but, with DataFate::Keep, its data.
    virtual Task<Result<Done>> remove(ServiceId service, DataFate fate) = 0;
    /// Takes over what a former process of this server left running. False: it does not run.
    virtual Task<Result<bool>> adopt(WorkloadPlan plan, StoredOutput stored) = 0;
    /// The folder on this host with all that a service keeps; an error that says why there is none to be reached.
    virtual Result<QString> dataFolder(const ServiceId &service) const;
    /// Puts `folder` in the place of that, and that in its place, at once; the service must not run. Twice is as
    /// before.
    virtual Result<Done> exchangeData(const ServiceId &service, const QString &folder);
    /// Makes a pull, a start or a wait for health that is under way fail with `reason`.
    virtual void interrupt(const ServiceId &service, const QString &reason) = 0;
    /// Output up to here is stored for good.
    virtual void acknowledge(const ServiceId &service, const OutputPosition &stored) = 0;

signals:
    void output(const ServiceId &service, const QList<OutputLine> &lines, const OutputPosition &end);
    void healthChanged(const Revision &revision, const Health &health);
    /// A component ended without having been asked to. `final`: it is not started again.
    void componentEnded(const Revision &revision, const QString &component, const QString &reason, bool final);
    /// Somebody stopped it without the panel.
    void stoppedOutside(const Revision &revision, const QString &reason);
    void usage(const ServiceId &service, const Usage &usage);
    /// What is worth keeping in the journal of the service's operation: a call to the engine that failed and its
    /// answer, a second try, a thing that was there already. Never a secret.
    void noted(const ServiceId &service, const QString &text);
    /// It came, went, or changed what it can do.
    void availabilityChanged();
};
