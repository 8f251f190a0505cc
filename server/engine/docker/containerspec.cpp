// SPDX-License-Identifier: GPL-3.0-or-later
// Names, labels, networks, volumes, and what of them two revisions would share. Bodies of containers:
// containerbody.cpp.
#include "server/engine/docker/containerspec.h"
#include <QCryptographicHash>

namespace container {

static QString prefix(const ServiceId &service) {
    return QStringLiteral("aap-") + service.value.section(u'_', 1);
}

static QString revisionPrefix(const Revision &revision) {
    return QStringLiteral("%1-r%2").arg(prefix(revision.service)).arg(revision.number);
}

QString name(const Revision &revision, const ComposeComponent &component, int replica) {
    const QString one = revisionPrefix(revision) + u'-' + component.name;
    return component.replicas > 1 ? QStringLiteral("%1-%2").arg(one).arg(replica) : one;
}

QString networkName(const Revision &revision, const QString &network) {
    return revisionPrefix(revision) + u'_' + network;
}

QString volumeName(const ServiceId &service, const QString &volume) {
    return prefix(service) + u'_' + volume;
}

QString trashMarker(const ServiceId &service) {
    return prefix(service) + QStringLiteral(".trash");
}

QJsonObject serviceLabels(const QString &panel, const ServiceId &service) {
    return {{panelLabel, panel}, {serviceLabel, service.value}};
}

QJsonObject revisionLabels(const QString &panel, const Revision &revision) {
    QJsonObject labels = serviceLabels(panel, revision.service);
    labels.insert(revisionLabel, QString::number(revision.number));
    return labels;
}

/// The one that says it has the port; else the first, as templates with one component need not say so.
const ComposeComponent &ownerOf(const ComposeProject &project, int port) {
    for (const ComposeComponent &component : project.components)
        for (const ComposePort &known : component.ports)
            if (known.target == port && known.protocol == PortProtocol::Tcp)
                return component;
    for (const ComposeComponent &component : project.components)
        if (component.expose.contains(port))
            return component;
    return project.components.first();
}

QList<ComposePort> ports(const ComposeProject &project, const ComposeComponent &component, const QList<int> &reached) {
    QList<ComposePort> all = component.usesHostNetwork ? QList<ComposePort>() : component.ports;
    for (const int port : reached) {
        const bool isThere = std::any_of(all.begin(), all.end(),
            [port](const ComposePort &p) { return p.target == port && p.protocol == PortProtocol::Tcp; });
        if (isThere || component.usesHostNetwork || ownerOf(project, port).name != component.name)
            continue;
        ComposePort open;
        open.target = port;
        all.append(open);
    }
    return all;
}

QString portKey(const QString &component, int replica, const ComposePort &port) {
    return QStringLiteral("%1/%2/%3/%4").arg(component).arg(replica).arg(port.target).arg(toText(port.protocol));
}

/// A volume that nobody named is named after its place: data must not go with the revision that made it.
static QString placeName(const ComposeComponent &component, int replica, const QString &target) {
    QString place = target;
    place.replace(u'/', u'-');
    const QString hash =
        QString::fromLatin1(QCryptographicHash::hash(target.toUtf8(), QCryptographicHash::Sha256).toHex().left(6));
    const QString number = component.replicas > 1 ? QStringLiteral("-%1").arg(replica) : QString();
    return component.name + number + place.left(40) + u'-' + hash;
}

static QList<ComposeMount> volumesOf(const ComposeComponent &component, int replica, const ContainerContext &context) {
    QList<ComposeMount> volumes;
    for (ComposeMount mount : component.mounts) {
        if (mount.kind != ComposeMount::Kind::Volume)
            continue;
        if (mount.source.isEmpty())
            mount.source = placeName(component, replica, mount.target);
        volumes.append(mount);
    }
    for (const QString &target : context.imageVolumes.value(component.name)) {
        const bool isMounted = std::any_of(component.mounts.begin(), component.mounts.end(),
            [&target](const ComposeMount &mount) { return mount.target == target; });
        if (isMounted)
            continue;
        ComposeMount mount;
        mount.source = placeName(component, replica, target);
        mount.target = target;
        volumes.append(mount);
    }
    return volumes;
}

QStringList writableVolumes(const ComposeComponent &component, int replica, const ContainerContext &context) {
    QStringList names;
    for (const ComposeMount &mount : volumesOf(component, replica, context))
        if (!mount.readOnly)
            names.append(volumeName(context.revision.service, mount.source));
    return names;
}

QJsonArray volumeMounts(const ComposeComponent &component, int replica, const ContainerContext &context) {
    QJsonArray mounts;
    for (const ComposeMount &mount : volumesOf(component, replica, context)) {
        const QJsonObject options{{QStringLiteral("Labels"), serviceLabels(context.panel, context.revision.service)}};
        mounts.append(QJsonObject{{QStringLiteral("Type"), QStringLiteral("volume")},
            {QStringLiteral("Source"), volumeName(context.revision.service, mount.source)},
            {QStringLiteral("Target"), mount.target}, {QStringLiteral("ReadOnly"), mount.readOnly},
            {QStringLiteral("VolumeOptions"), options}});
    }
    return mounts;
}

QJsonObject network(const ContainerContext &context, const QString &name, const ComposeNetwork &network) {
    return {{QStringLiteral("Name"), networkName(context.revision, name)}, {QStringLiteral("CheckDuplicate"), true},
        {QStringLiteral("Driver"), QStringLiteral("bridge")}, {QStringLiteral("Internal"), network.isInternal},
        {QStringLiteral("Labels"), revisionLabels(context.panel, context.revision)}};
}

QJsonObject volume(const ContainerContext &context, const QString &engineName, const ComposeVolume &volume) {
    QJsonObject labels;
    for (auto it = volume.labels.begin(); it != volume.labels.end(); ++it)
        labels.insert(it.key(), it.value());
    const QJsonObject own = serviceLabels(context.panel, context.revision.service);
    for (auto it = own.begin(); it != own.end(); ++it)
        labels.insert(it.key(), it.value());
    return {{QStringLiteral("Name"), engineName}, {QStringLiteral("Labels"), labels}};
}

bool mayEnd(const ComposeComponent &component) {
    return component.restart == ComposeRestart::No || component.restart == ComposeRestart::OnFailure;
}

std::optional<QString> exclusive(const ComposeProject &project, const ContainerContext &context) {
    for (const ComposeComponent &component : project.components) {
        if (component.usesHostNetwork)
            return QStringLiteral("\"%1\" uses the host's network").arg(component.name);
        for (const ComposePort &port : component.ports)
            if (port.published > 0)
                return QStringLiteral("both would publish port %1").arg(port.published);
        for (const ComposeMount &mount : component.mounts)
            if (mount.kind == ComposeMount::Kind::Bind && !mount.readOnly)
                return QStringLiteral("both would write to %1 of the host").arg(mount.source);
        const QList<ComposeMount> volumes = volumesOf(component, 1, context);
        for (const ComposeMount &mount : volumes)
            if (!mount.readOnly)
                return QStringLiteral("both would write to the volume at %1 of \"%2\"")
                    .arg(mount.target, component.name);
    }
    return std::nullopt;
}

} // namespace container
