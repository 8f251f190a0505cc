// SPDX-License-Identifier: GPL-3.0-or-later
// The body of POST /containers/create for one replica of a component.
#include "server/engine/docker/containerspec.h"
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <cmath>

namespace container {
QJsonArray volumeMounts(const ComposeComponent &component, int replica, const ContainerContext &context);

/// Docker's own set without what lets a program spy on others or forge packets. Ordinary images start as root, make
/// their folders their own and go on as another user; these are what that takes.
static const QStringList secureCapabilities{QStringLiteral("CHOWN"), QStringLiteral("DAC_OVERRIDE"),
    QStringLiteral("FOWNER"), QStringLiteral("SETGID"), QStringLiteral("SETUID"), QStringLiteral("NET_BIND_SERVICE"),
    QStringLiteral("KILL")};

static QJsonArray array(const QStringList &texts) {
    return QJsonArray::fromStringList(texts);
}

static qint64 nanoseconds(std::chrono::milliseconds time) {
    return qint64(std::chrono::nanoseconds(time).count());
}

QJsonObject restartPolicy(const ComposeComponent &component) {
    QJsonObject policy{{QStringLiteral("Name"), toText(component.restart)}};
    if (component.restart == ComposeRestart::OnFailure && component.restartTries > 0)
        policy.insert(QStringLiteral("MaximumRetryCount"), component.restartTries);
    return policy;
}

static QJsonObject healthcheck(const ComposeHealthcheck &check) {
    return {{QStringLiteral("Test"), array(check.test)}, {QStringLiteral("Interval"), nanoseconds(check.interval)},
        {QStringLiteral("Timeout"), nanoseconds(check.timeout)},
        {QStringLiteral("StartPeriod"), nanoseconds(check.startPeriod)}, {QStringLiteral("Retries"), check.retries}};
}

static QJsonArray mounts(const ComposeComponent &component, int replica, const ContainerContext &context) {
    QJsonArray all = volumeMounts(component, replica, context);
    for (const ComposeMount &mount : component.mounts) {
        QJsonObject one{{QStringLiteral("Target"), mount.target}, {QStringLiteral("ReadOnly"), mount.readOnly}};
        if (mount.kind == ComposeMount::Kind::Bind) {
            one.insert(QStringLiteral("Type"), QStringLiteral("bind"));
            one.insert(QStringLiteral("Source"), mount.source);
        } else if (mount.kind == ComposeMount::Kind::Tmpfs) {
            one.insert(QStringLiteral("Type"), QStringLiteral("tmpfs"));
            if (mount.tmpfsBytes > 0)
                one.insert(
                    QStringLiteral("TmpfsOptions"), QJsonObject{{QStringLiteral("SizeBytes"), mount.tmpfsBytes}});
        } else {
            continue;
        }
        all.append(one);
    }
    return all;
}

/// Nothing can be put into a read-only root file system: each folder that gets files is a volume of the revision.
static void addFileVolumes(
    const ComposeComponent &component, const ContainerContext &context, ContainerSpec &spec, QJsonArray &mounts) {
    QStringList folders;
    for (const ComposeFile &file : component.files) {
        const QString folder = file.target.section(u'/', 0, -2);
        const bool isMounted = std::any_of(component.mounts.begin(), component.mounts.end(), [&file](const auto &m) {
            return m.kind == ComposeMount::Kind::Volume && !m.readOnly && file.target.startsWith(m.target + u'/');
        });
        if (!isMounted && !folder.isEmpty() && !folders.contains(folder))
            folders.append(folder);
    }
    for (qsizetype i = 0; i < folders.size(); ++i) {
        const QString name = QStringLiteral("%1.files-%2").arg(spec.name).arg(i + 1);
        const QJsonObject options{{QStringLiteral("Labels"), revisionLabels(context.panel, context.revision)}};
        mounts.append(QJsonObject{{QStringLiteral("Type"), QStringLiteral("volume")}, {QStringLiteral("Source"), name},
            {QStringLiteral("Target"), folders[i]}, {QStringLiteral("VolumeOptions"), options}});
        spec.fileVolumes.append(name);
    }
}

static void addLimits(QJsonObject &host, const ComposeComponent &component, const ContainerContext &context) {
    const ComposeResources &own = component.resources;
    const qint64 memory = own.memoryLimit > 0 ? own.memoryLimit
        : context.memoryLimitMb > 0           ? qint64(context.memoryLimitMb) * 1024 * 1024
                                              : context.limits.memoryBytes;
    double cpus = own.cpuLimit > 0 ? own.cpuLimit : context.cpuLimit > 0 ? context.cpuLimit : context.limits.cpus;
    if (context.hostCpus > 0)
        cpus = std::min(cpus, double(context.hostCpus));
    host.insert(QStringLiteral("Memory"), memory);
    host.insert(QStringLiteral("MemorySwap"), memory); // none on top of it
    host.insert(QStringLiteral("NanoCpus"), qint64(std::llround(cpus * 1e9)));
    host.insert(QStringLiteral("PidsLimit"), own.pidsLimit > 0 ? own.pidsLimit : context.limits.pids);
    if (own.memoryReservation > 0)
        host.insert(QStringLiteral("MemoryReservation"), std::min(own.memoryReservation, memory));
    host.insert(QStringLiteral("LogConfig"),
        QJsonObject{{QStringLiteral("Type"), QStringLiteral("json-file")},
            {QStringLiteral("Config"),
                QJsonObject{{QStringLiteral("max-size"), QString::number(context.limits.logBytes)},
                    {QStringLiteral("max-file"), QString::number(context.limits.logFiles)}}}});
    QJsonArray ulimits;
    for (auto it = component.ulimits.begin(); it != component.ulimits.end(); ++it)
        ulimits.append(QJsonObject{{QStringLiteral("Name"), it.key()}, {QStringLiteral("Soft"), it->soft},
            {QStringLiteral("Hard"), it->hard}});
    if (!ulimits.isEmpty())
        host.insert(QStringLiteral("Ulimits"), ulimits);
    QJsonArray devices;
    for (const ComposeResources::Device &device : own.devices) {
        const bool byId = !device.ids.isEmpty();
        if (!byId && device.count == 0)
            continue;
        devices.append(QJsonObject{{QStringLiteral("Driver"), device.driver},
            {QStringLiteral("Count"), byId ? 0 : device.count}, {QStringLiteral("DeviceIDs"), array(device.ids)},
            {QStringLiteral("Capabilities"), QJsonArray{array(device.capabilities)}}});
    }
    if (!devices.isEmpty())
        host.insert(QStringLiteral("DeviceRequests"), devices);
}

static QString capability(const QString &name) {
    const QString upper = name.toUpper();
    return upper.startsWith(QLatin1String("CAP_")) ? upper.mid(4) : upper;
}

static void addRights(QJsonObject &host, const ComposeComponent &component, const ContainerContext &context) {
    QStringList add, drop;
    for (const QString &name : component.capAdd)
        add.append(capability(name));
    for (const QString &name : component.capDrop)
        drop.append(capability(name));
    if (context.profile == SecurityProfile::Secure && !component.isPrivileged) {
        if (!drop.contains(QLatin1String("ALL")))
            for (const QString &name : secureCapabilities)
                if (!drop.contains(name) && !add.contains(name))
                    add.append(name);
        drop = QStringList{QStringLiteral("ALL")};
    }
    if (component.noNewPrivileges || (context.profile == SecurityProfile::Secure && !component.isPrivileged))
        host.insert(QStringLiteral("SecurityOpt"), QJsonArray{QStringLiteral("no-new-privileges:true")});
    if (!add.isEmpty())
        host.insert(QStringLiteral("CapAdd"), array(add));
    if (!drop.isEmpty())
        host.insert(QStringLiteral("CapDrop"), array(drop));
    host.insert(QStringLiteral("Privileged"), component.isPrivileged);
    host.insert(QStringLiteral("ReadonlyRootfs"), component.isReadOnly);
}

static void addNetworks(QJsonObject &body, QJsonObject &host, const ComposeComponent &component,
    const ContainerContext &context, ContainerSpec &spec) {
    if (component.usesHostNetwork) {
        host.insert(QStringLiteral("NetworkMode"), QStringLiteral("host"));
        return;
    }
    for (auto it = component.networks.begin(); it != component.networks.end(); ++it) {
        QStringList aliases{component.name};
        aliases += it.value();
        aliases.removeDuplicates();
        const QString name = networkName(context.revision, it.key());
        const QJsonObject settings{{QStringLiteral("Aliases"), array(aliases)}};
        if (it != component.networks.begin()) {
            spec.furtherNetworks.insert(name, settings);
            continue;
        }
        host.insert(QStringLiteral("NetworkMode"), name);
        body.insert(QStringLiteral("NetworkingConfig"),
            QJsonObject{{QStringLiteral("EndpointsConfig"), QJsonObject{{name, settings}}}});
    }
}

/// `chosen`: with the ports that were chosen; else what is left of them when only the file speaks.
static void addPorts(QJsonObject &body, QJsonObject &host, const ComposeProject &project,
    const ComposeComponent &component, int replica, const ContainerContext &context, bool chosen) {
    QJsonObject exposed, bindings;
    for (const int port : component.expose)
        exposed.insert(QStringLiteral("%1/tcp").arg(port), QJsonObject());
    for (const ComposePort &port : ports(project, component, context.reached)) {
        const QString key = QStringLiteral("%1/%2").arg(port.target).arg(toText(port.protocol));
        const bool isFree = port.published == 0;
        const QString address = isFree && port.hostAddress.isEmpty() ? context.openAddress : port.hostAddress;
        const int number = !isFree ? port.published
            : chosen               ? context.ports.value(portKey(component.name, replica, port))
                                   : 0;
        QJsonArray all = bindings[key].toArray();
        all.append(QJsonObject{{QStringLiteral("HostIp"), address},
            {QStringLiteral("HostPort"), number > 0 ? QString::number(number) : QString()}});
        exposed.insert(key, QJsonObject());
        bindings.insert(key, all);
    }
    if (!exposed.isEmpty())
        body.insert(QStringLiteral("ExposedPorts"), exposed);
    if (!bindings.isEmpty())
        host.insert(QStringLiteral("PortBindings"), bindings);
}

static QString fingerprint(const QJsonObject &body, const ComposeComponent &component, const ContainerSpec &spec) {
    const auto text = [](const QJsonObject &json) { return QJsonDocument(json).toJson(QJsonDocument::Compact); };
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(text(body));
    for (auto it = spec.furtherNetworks.begin(); it != spec.furtherNetworks.end(); ++it) {
        hash.addData(it.key().toUtf8());
        hash.addData(text(it.value()));
    }
    for (const ComposeFile &file : component.files) {
        const QString head = QStringLiteral("%1\n%2 %3 %4 %5\n")
                                 .arg(file.target)
                                 .arg(file.uid)
                                 .arg(file.gid)
                                 .arg(file.mode)
                                 .arg(file.content.size());
        hash.addData(head.toUtf8());
        hash.addData(file.content);
    }
    return QString::fromLatin1(hash.result().toHex().left(32));
}

static QJsonObject labels(
    const ComposeProject &project, const ComposeComponent &component, int replica, const ContainerContext &context) {
    QJsonObject all;
    for (auto it = component.labels.begin(); it != component.labels.end(); ++it)
        if (!it.key().startsWith(QLatin1String("aiadminpanel.")))
            all.insert(it.key(), it.value());
    if (context.edgePort > 0 && ownerOf(project, context.edgePort).name == component.name)
        for (auto it = context.edgeLabels.begin(); it != context.edgeLabels.end(); ++it)
            all.insert(it.key(), it.value());
    const QJsonObject own = revisionLabels(context.panel, context.revision);
    for (auto it = own.begin(); it != own.end(); ++it)
        all.insert(it.key(), it.value());
    all.insert(componentLabel, component.name);
    all.insert(replicaLabel, QString::number(replica));
    const auto place = std::find_if(project.components.begin(), project.components.end(),
        [&component](const ComposeComponent &c) { return c.name == component.name; });
    all.insert(orderLabel, QString::number(place - project.components.begin()));
    return all;
}

ContainerSpec spec(
    const ComposeProject &project, const ComposeComponent &component, int replica, const ContainerContext &context) {
    ContainerSpec spec;
    spec.component = component.name;
    spec.replica = replica;
    spec.name = name(context.revision, component, replica);
    for (ComposeFile file : component.files) {
        // Of a read-only root file system the engine opens only what is mounted.
        const QString folder = component.isReadOnly ? file.target.section(u'/', 0, -2) : QString();
        file.target = file.target.mid(folder.size() + 1);
        spec.files[folder.isEmpty() ? QStringLiteral("/") : folder].append(file);
    }

    QJsonObject body{{QStringLiteral("Image"), context.images.value(component.name, component.image)}};
    QJsonObject host;
    if (component.command)
        body.insert(QStringLiteral("Cmd"), array(*component.command));
    if (component.entrypoint)
        body.insert(QStringLiteral("Entrypoint"), array(*component.entrypoint));
    QStringList environment;
    for (auto it = component.environment.begin(); it != component.environment.end(); ++it)
        environment.append(it.key() + u'=' + it.value());
    body.insert(QStringLiteral("Env"), array(environment));
    if (!component.user.isEmpty())
        body.insert(QStringLiteral("User"), component.user);
    if (!component.workingDir.isEmpty())
        body.insert(QStringLiteral("WorkingDir"), component.workingDir);
    if (!component.hostname.isEmpty())
        body.insert(QStringLiteral("Hostname"), component.hostname);
    if (!component.stopSignal.isEmpty())
        body.insert(QStringLiteral("StopSignal"), component.stopSignal);
    body.insert(
        QStringLiteral("StopTimeout"), qint64(std::chrono::ceil<std::chrono::seconds>(component.stopGrace).count()));
    if (component.healthcheck)
        body.insert(QStringLiteral("Healthcheck"), healthcheck(*component.healthcheck));
    if (component.init)
        host.insert(QStringLiteral("Init"), true);
    if (component.shmBytes > 0)
        host.insert(QStringLiteral("ShmSize"), component.shmBytes);
    if (!component.extraHosts.isEmpty())
        host.insert(QStringLiteral("ExtraHosts"), array(component.extraHosts));
    QJsonArray mounted = mounts(component, replica, context);
    if (component.isReadOnly)
        addFileVolumes(component, context, spec, mounted);
    if (!mounted.isEmpty())
        host.insert(QStringLiteral("Mounts"), mounted);
    const QJsonObject never{{QStringLiteral("Name"), QStringLiteral("no")}};
    host.insert(QStringLiteral("RestartPolicy"), context.startsWithPolicy ? restartPolicy(component) : never);
    addLimits(host, component, context);
    addRights(host, component, context);
    addNetworks(body, host, component, context, spec);

    addPorts(body, host, project, component, replica, context, false);
    QJsonObject named = labels(project, component, replica, context);
    body.insert(QStringLiteral("Labels"), named);
    body.insert(QStringLiteral("HostConfig"), host);
    spec.fingerprint = fingerprint(body, component, spec);
    named.insert(fingerprintLabel, spec.fingerprint);
    body.insert(QStringLiteral("Labels"), named);
    addPorts(body, host, project, component, replica, context, true);
    body.insert(QStringLiteral("HostConfig"), host);
    spec.body = body;
    return spec;
}

} // namespace container
