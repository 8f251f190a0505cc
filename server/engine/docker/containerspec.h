// SPDX-License-Identifier: GPL-3.0-or-later
// What the components of a Compose project are called and how they are made on a container engine: names, labels and
// the bodies of the Engine API's calls. Only computes.
#pragma once

#include "server/catalog/composeproject.h"
#include "server/engine/engine.h"
#include <QJsonObject>

/// For components that say nothing of their own; a container without limits can take the whole host.
struct ContainerLimits {
    qint64 memoryBytes = qint64(512) * 1024 * 1024;
    double cpus = 1;
    int pids = 512;
    qint64 logBytes = 10 * 1024 * 1024; // of one log file
    int logFiles = 3;
};

/// One revision on one engine.
struct ContainerContext {
    /// Tells things of this data directory from those of other panels on the same engine.
    QString panel;
    Revision revision;
    SecurityProfile profile = SecurityProfile::Secure;
    double cpuLimit = 0; // of the plan; 0: none
    int memoryLimitMb = 0; // of the plan; 0: none
    ContainerLimits limits;
    /// Cores there are: the engine refuses a limit above that; 0: not known.
    int hostCpus = 0;
    /// Ports of the template that the panel or an edge reaches; published even where the file does not say so.
    QList<int> reached;
    /// What the container behind the port `edgePort` carries for an edge that looks for it.
    QMap<QString, QString> edgeLabels;
    int edgePort = 0;
    /// Where free ports are opened: loopback, unless the engine is another host's.
    QString openAddress = QStringLiteral("127.0.0.1");
    /// By component: what to run instead of the image's name, a digest or an id.
    QMap<QString, QString> images;
    /// By component: folders its image wants to be volumes.
    QMap<QString, QStringList> imageVolumes;
    /// Chosen host ports, by portKey().
    QMap<QString, int> ports;
    /// During a deploy an exit is a failure, so the real policy is set when all is well; not every engine can do that.
    bool startsWithPolicy = false;
};

struct ContainerSpec {
    QString component;
    int replica = 1;
    QString name;
    /// Of POST /containers/create.
    QJsonObject body;
    /// Changes whenever anything but a chosen port does; also a label.
    QString fingerprint;
    /// Endpoint settings by network, for those that creation cannot take: it knows one.
    QMap<QString, QJsonObject> furtherNetworks;
    /// Put into the container before it starts, by the folder they are put at; their targets are relative to that.
    QMap<QString, QList<ComposeFile>> files;
    /// Volumes that hold `files` where the root file system is read-only; of this revision only.
    QStringList fileVolumes;
};

namespace container {
inline const QString panelLabel = QStringLiteral("aiadminpanel.panel");
inline const QString serviceLabel = QStringLiteral("aiadminpanel.service");
inline const QString revisionLabel = QStringLiteral("aiadminpanel.revision");
inline const QString componentLabel = QStringLiteral("aiadminpanel.component");
inline const QString replicaLabel = QStringLiteral("aiadminpanel.replica");
/// Place of the component in the order of starting.
inline const QString orderLabel = QStringLiteral("aiadminpanel.order");
inline const QString fingerprintLabel = QStringLiteral("aiadminpanel.fingerprint");
/// On a marker beside the volumes of a deleted service, whose own labels cannot be changed: when it was deleted.
inline const QString trashedLabel = QStringLiteral("aiadminpanel.trashed_at");

/// aap-SERVICE-r3-web, and -2 behind it for the second of several.
QString name(const Revision &revision, const ComposeComponent &component, int replica);
QString networkName(const Revision &revision, const QString &network);
QString volumeName(const ServiceId &service, const QString &volume);
/// Name of the marker that says that a service's volumes are in the trash.
QString trashMarker(const ServiceId &service);

QJsonObject serviceLabels(const QString &panel, const ServiceId &service);
QJsonObject revisionLabels(const QString &panel, const Revision &revision);

/// The component behind a port of the template.
const ComposeComponent &ownerOf(const ComposeProject &project, int port);
/// Of a component, those of the file and those that the panel reaches.
QList<ComposePort> ports(const ComposeProject &project, const ComposeComponent &component, const QList<int> &reached);
QString portKey(const QString &component, int replica, const ComposePort &port);

/// Volumes of a component with writable data, by their names on the engine.
QStringList writableVolumes(const ComposeComponent &component, int replica, const ContainerContext &context);
/// Of POST /networks/create.
QJsonObject network(const ContainerContext &context, const QString &name, const ComposeNetwork &network);
/// Of POST /volumes/create.
QJsonObject volume(const ContainerContext &context, const QString &engineName, const ComposeVolume &volume);
/// Of POST /containers/create and what follows it.
ContainerSpec spec(
    const ComposeProject &project, const ComposeComponent &component, int replica, const ContainerContext &context);
/// What runs to its end and is not wanted again, when that was a good end.
bool mayEnd(const ComposeComponent &component);
/// What a component's `restart` is to the engine.
QJsonObject restartPolicy(const ComposeComponent &component);
/// Why a revision of the project cannot run beside another one; nullopt when it can.
std::optional<QString> exclusive(const ComposeProject &project, const ContainerContext &context);
} // namespace container
