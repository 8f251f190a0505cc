// SPDX-License-Identifier: GPL-3.0-or-later
// ComposeProject: a Compose file as it will be carried out: all values filled in, short forms made long, nothing left
// to guess (https://github.com/compose-spec/compose-spec).
#pragma once

#include "server/catalog/yamlnode.h"
#include <QMap>
#include <QSet>
#include <QStringList>
#include <chrono>
#include <functional>
#include <optional>

enum class PortProtocol { Tcp, Udp };
constexpr auto names(PortProtocol) {
    return std::array<std::string_view, 2>{"tcp", "udp"};
}

struct ComposePort {
    /// Port inside the container.
    int target = 0;
    /// Port on the host; 0: any free one.
    int published = 0;
    /// Address on the host; empty: the engine's own choice.
    QString hostAddress;
    PortProtocol protocol = PortProtocol::Tcp;
    bool operator==(const ComposePort &) const = default;
};

struct ComposeMount {
    enum class Kind { Volume, Bind, Tmpfs };
    Kind kind = Kind::Volume;
    /// Name of a volume of the project, empty for an anonymous one; path on the host for a bind.
    QString source;
    QString target;
    bool readOnly = false;
    qint64 tmpfsBytes = 0; // 0: the engine's default
    bool operator==(const ComposeMount &) const = default;
};

/// A secret or config, whose content is known: a file put into the container before it starts.
struct ComposeFile {
    QString target;
    QByteArray content;
    int uid = 0;
    int gid = 0;
    int mode = 0444;
    bool operator==(const ComposeFile &) const = default;
};

struct ComposeHealthcheck {
    /// As the Engine API takes it: {"CMD", ...} or {"CMD-SHELL", command}; {"NONE"} turns that of the image off. Empty:
    /// that of the image, with other times.
    QStringList test;
    std::chrono::milliseconds interval = std::chrono::seconds(30);
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
    std::chrono::milliseconds startPeriod{0};
    int retries = 3;
    bool operator==(const ComposeHealthcheck &) const = default;
};

enum class DependencyCondition { Started, Healthy, CompletedSuccessfully };
constexpr auto names(DependencyCondition) {
    return std::array<std::string_view, 3>{"service_started", "service_healthy", "service_completed_successfully"};
}

enum class ComposeRestart { No, Always, OnFailure, UnlessStopped };
constexpr auto names(ComposeRestart) {
    return std::array<std::string_view, 4>{"no", "always", "on-failure", "unless-stopped"};
}

/// `deploy.resources`; 0 is not said.
struct ComposeResources {
    double cpuLimit = 0;
    qint64 memoryLimit = 0; // bytes
    int pidsLimit = 0;
    double cpuReservation = 0;
    qint64 memoryReservation = 0; // bytes
    /// `reservations.devices`: GPUs and the like.
    struct Device {
        QString driver;
        int count = -1; // -1: all; 0: none, so that a variable can turn it off
        QStringList ids;
        QStringList capabilities;
        bool operator==(const Device &) const = default;
    };
    QList<Device> devices;
    bool operator==(const ComposeResources &) const = default;
};

struct ComposeUlimit {
    qint64 soft = 0;
    qint64 hard = 0;
    bool operator==(const ComposeUlimit &) const = default;
};

/// How an image is made; paths are relative to the project's folder and stay in it.
struct ComposeBuild {
    QString context;
    QString dockerfile;
    QMap<QString, QString> args;
    QString target;
    bool operator==(const ComposeBuild &) const = default;
};

/// What Compose calls a service; ours is the whole project.
struct ComposeComponent {
    QString name;
    QString image; // empty only when it is built
    std::optional<ComposeBuild> build;
    std::optional<QStringList> command;
    std::optional<QStringList> entrypoint;
    QMap<QString, QString> environment;
    QList<int> expose;
    QList<ComposePort> ports;
    QList<ComposeMount> mounts;
    QList<ComposeFile> files;
    /// Aliases by network of the project; `default` unless something else is said. Empty only with `usesHostNetwork`.
    QMap<QString, QStringList> networks;
    QMap<QString, DependencyCondition> dependsOn;
    std::optional<ComposeHealthcheck> healthcheck;
    /// When the file does not say it: No for those another one waits for the end of, else UnlessStopped.
    ComposeRestart restart = ComposeRestart::UnlessStopped;
    int restartTries = 0; // for OnFailure; 0: without end
    ComposeResources resources;
    int replicas = 1;
    QMap<QString, QString> labels;
    QString user;
    QString workingDir;
    QString hostname;
    bool isReadOnly = false;
    bool isPrivileged = false;
    bool usesHostNetwork = false;
    /// `security_opt: [no-new-privileges:true]`; the security profile may want it anyway.
    bool noNewPrivileges = false;
    bool init = false;
    /// Without "CAP_": NET_ADMIN, ALL.
    QStringList capAdd;
    QStringList capDrop;
    qint64 shmBytes = 0;
    QMap<QString, ComposeUlimit> ulimits;
    std::chrono::milliseconds stopGrace = std::chrono::seconds(10);
    QString stopSignal; // empty: that of the image
    /// "host:address"
    QStringList extraHosts;
    bool operator==(const ComposeComponent &) const = default;
};

struct ComposeNetwork {
    bool isInternal = false;
    bool operator==(const ComposeNetwork &) const = default;
};

struct ComposeVolume {
    QMap<QString, QString> labels;
    bool operator==(const ComposeVolume &) const = default;
};

struct ComposeProject {
    /// Each after what it depends on.
    QList<ComposeComponent> components;
    QMap<QString, ComposeNetwork> networks;
    QMap<QString, ComposeVolume> volumes;
    bool operator==(const ComposeProject &) const = default;

    /// nullptr when there is none.
    const ComposeComponent *find(const QString &name) const;
};

/// What a server's operator allows beyond what is safe for everybody.
struct ComposePolicy {
    bool allowPrivileged = false;
    bool allowHostNetwork = false;
    bool allowEngineSocket = false;
    /// Folders of the host below which binds are allowed. Paths are compared as text; whoever mounts them must see to
    /// symbolic links himself.
    QStringList hostPaths;
    /// Images that may run, as patterns with `*` (docker.io/library/*); empty: all.
    QStringList images;
};

struct ComposeInput {
    /// Values of placeholders. What has none takes the placeholder's default, or is a problem.
    QMap<QString, QString> values;
    /// The only names placeholders may have; nullopt: any.
    std::optional<QSet<QString>> names;
    ComposePolicy policy;
    /// Content of a file of the project (env_file, configs, secrets), for projects that have a folder; nullopt: none.
    std::function<std::optional<QByteArray>(const QString &path)> file;
    /// Whether components may be built, which needs a folder.
    bool mayBuild = false;
};

struct ParsedCompose {
    std::optional<ComposeProject> project;
    QList<YamlProblem> problems;
};

/// Reads and checks a Compose file of any origin. Collects all problems, each with its place and path; a key that is
/// not carried out is one of them. Throws nothing.
ParsedCompose parseCompose(QByteArrayView yaml, const ComposeInput &input);

inline constexpr int maxComposeComponents = 32;
inline constexpr int maxComposeReplicas = 50;

/// A placeholder of a Compose file, for asking its values before it is deployed.
struct ComposePlaceholder {
    QString name;
    std::optional<QString> defaultValue; // nullopt: it needs a value
    bool operator==(const ComposePlaceholder &) const = default;
};
/// Those in a text, each once, in their order; empty for what cannot be read at all.
QList<ComposePlaceholder> composePlaceholders(QByteArrayView yaml);

/// A Compose file with the one component `app`: an image with ports as in Compose ("80", "8080:80/tcp") and an
/// environment that is filled in from placeholders of the same names, so that no value stands in the text.
QByteArray composeOfImage(const QString &image, const QStringList &ports, const QStringList &environment);
