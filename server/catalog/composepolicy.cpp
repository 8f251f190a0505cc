// SPDX-License-Identifier: GPL-3.0-or-later
// What the operator of a server allows. Every refusal names the setting that would allow it.
#include "server/catalog/composeforms.h"
#include "server/catalog/composereading.h"
#include <QDir>

namespace {
/// Whoever has one of these has the host. /var/run is /run on every host of today.
const char *const engineSockets[] = {"/run/docker.sock", "/var/run/docker.sock", "/run/podman/podman.sock",
    "/var/run/podman/podman.sock", "/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock",
    "/run/crio/crio.sock", "/var/run/crio/crio.sock"};

/// What cannot reach beyond the container: what Docker gives anyway, and locking memory.
const char *const harmlessCapabilities[] = {"CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID",
    "SETUID", "SETFCAP", "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE", "IPC_LOCK", "SYS_NICE"};

bool isInside(const QString &path, const QString &folder) {
    return path == folder || folder == QLatin1String("/") || path.startsWith(folder + QLatin1Char('/'));
}
} // namespace

QString bindProblem(const ComposePolicy &policy, const QString &cleanPath) {
    const QString name = cleanPath.section(u'/', -1);
    const bool isSocket = name == QLatin1String("docker.sock") || name == QLatin1String("podman.sock")
        || name == QLatin1String("containerd.sock") || name == QLatin1String("crio.sock");
    const bool holdsSocket = std::any_of(std::begin(engineSockets), std::end(engineSockets),
        [&](const char *socket) { return isInside(QLatin1String(socket), cleanPath); });
    if ((isSocket || holdsSocket) && !policy.allowEngineSocket)
        return QStringLiteral("gives the container engine's socket, and with it the host, to a service; only where the "
                              "operator sets policy.engine_socket");
    if (isSocket)
        return {};
    for (const QString &folder : policy.hostPaths)
        if (folder.startsWith(u'/') && isInside(cleanPath, QDir::cleanPath(folder)))
            return {};
    return QStringLiteral("mounts a path of the host; use a named volume, or let the operator add the folder to "
                          "policy.host_paths");
}

QString imageProblem(const ComposePolicy &policy, const QString &image) {
    const QString full = fullImageName(image);
    if (full.isEmpty())
        return QStringLiteral("must be an image's name like redis:7 or registry.example.com/team/app:1.2");
    if (policy.images.isEmpty())
        return {};
    for (const QString &pattern : policy.images)
        if (imageFits(full, pattern))
            return {};
    return QStringLiteral("must be an image the operator allows (policy.images: %1)")
        .arg(policy.images.mid(0, 8).join(QLatin1String(", ")));
}

QString capabilityProblem(const ComposePolicy &policy, const QString &capability) {
    if (policy.allowPrivileged)
        return {};
    for (const char *harmless : harmlessCapabilities)
        if (capability == QLatin1String(harmless))
            return {};
    return QStringLiteral("reaches beyond the container; only where the operator sets policy.privileged");
}
