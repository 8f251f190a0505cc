// SPDX-License-Identifier: GPL-3.0-or-later
// One component of a Compose file: the table of its keys, those that are carried out and those that are not.
#include "server/catalog/composeforms.h"
#include "server/catalog/composereading.h"

namespace {
using namespace std::chrono_literals;

constexpr char sharesHost[] = "it shares what belongs to the host with the service; remove it";
constexpr char givenByEngine[] = "the engine gives names and addresses; remove it";
constexpr char noFineTuning[] = "resources are limited by deploy.resources only; remove it";

QStringList readCapabilities(ComposeReading &r, const YamlNode &node, bool isAdded) {
    static const QRegularExpression form(QStringLiteral("^[A-Z_]{2,40}\\z"));
    QStringList all;
    r.in.sequence(node, 64, [&](const YamlNode &item) {
        QString name = item.text.toUpper();
        if (name.startsWith(QLatin1String("CAP_")))
            name.remove(0, 4);
        if (item.kind != YamlNode::Kind::Scalar || !form.match(name).hasMatch())
            return r.wrong(item, QStringLiteral("a capability like NET_BIND_SERVICE, or ALL"));
        const QString problem = isAdded ? capabilityProblem(r.input.policy, name) : QString();
        if (!problem.isEmpty())
            r.complain(item, problem);
        if (!all.contains(name))
            all.append(name);
    });
    return all;
}

void readRestart(ComposeReading &r, const YamlNode &node, ComposeComponent &c) {
    const QString word = node.text.section(u':', 0, 0);
    const QString tries = node.text.section(u':', 1);
    const auto restart = enumFromName<ComposeRestart>(word);
    bool isNumber = true;
    if (!tries.isEmpty())
        c.restartTries = tries.toInt(&isNumber);
    if (node.kind != YamlNode::Kind::Scalar || !restart || !isNumber || c.restartTries < 0
        || (!tries.isEmpty() && restart != ComposeRestart::OnFailure))
        return r.wrong(node, QStringLiteral("\"no\", always, on-failure, on-failure:TRIES or unless-stopped"));
    c.restart = *restart;
}

void readSecurity(ComposeReading &r, const YamlNode &node, ComposeComponent &c) {
    r.in.sequence(node, 16, [&](const YamlNode &item) {
        if (item.text != QLatin1String("no-new-privileges:true") && item.text != QLatin1String("no-new-privileges"))
            return r.wrong(item, QStringLiteral("no-new-privileges:true; other options are the engine's own"));
        c.noNewPrivileges = true;
    });
}

void readNetworkMode(ComposeReading &r, const YamlNode &node, ComposeComponent &c) {
    if (node.text != QLatin1String("host"))
        return r.complain(node, QStringLiteral("is not carried out; write \"networks\""));
    c.usesHostNetwork = true;
    if (!r.input.policy.allowHostNetwork)
        r.complain(node,
            QStringLiteral("gives the host's network to the service; only where the operator sets "
                           "policy.host_network"));
}

/// For what would be carried out only with another value than that.
YamlReader::Read onlyFalse(ComposeReading &r, const char *reason) {
    return [&r, reason](const YamlNode &n) {
        if (r.in.flag(n).value_or(false))
            r.in.fail(n, QLatin1String(reason));
    };
}

QMap<QString, DependencyCondition> readDependencies(ComposeReading &r, const YamlNode &node) {
    QMap<QString, DependencyCondition> all;
    if (node.kind == YamlNode::Kind::Sequence) {
        for (const QString &name : r.texts(node, maxComposeComponents))
            all.insert(name, DependencyCondition::Started);
        return all;
    }
    r.in.freeMapping(node, maxComposeComponents, [&](const YamlNode &item) {
        DependencyCondition condition = DependencyCondition::Started;
        if (item.kind != YamlNode::Kind::Null)
            r.mapping(item,
                {{"condition",
                     [&](const YamlNode &n) {
                         condition = r.in.word<DependencyCondition>(n).value_or(DependencyCondition::Started);
                     }},
                    {"restart", onlyFalse(r, "must be false: a restart of one component does not restart others")},
                    {"required", [&](const YamlNode &n) {
                         if (!r.in.flag(n).value_or(true))
                             r.in.fail(n, QStringLiteral("must be true: all components are started"));
                     }}});
        all.insert(item.key, condition);
    });
    return all;
}

/// What only two keys together show.
void checkTogether(ComposeReading &r, const YamlNode &node, ComposeComponent &c) {
    if (!c.build && c.image.isEmpty() && !node.find(QLatin1String("image")) && !node.find(QLatin1String("build")))
        r.in.fail(node.keyPlace, QStringLiteral("needs an \"image\""));
    QSet<QString> targets;
    const auto claim = [&](const QString &target) {
        if (!target.isEmpty() && targets.contains(target))
            r.in.fail(node.keyPlace, QStringLiteral("has two things at the same place in the container"));
        targets.insert(target);
    };
    for (const ComposeMount &mount : std::as_const(c.mounts))
        claim(mount.target);
    for (const ComposeFile &file : std::as_const(c.files))
        claim(file.target);
    if (c.usesHostNetwork && (!c.networks.isEmpty() || !c.ports.isEmpty()))
        r.in.fail(node.keyPlace, QStringLiteral("can have neither networks nor ports beside the host's network"));
    const ComposeResources &limits = c.resources;
    if (limits.memoryLimit > 0 && limits.memoryReservation > limits.memoryLimit)
        r.in.fail(node.keyPlace, QStringLiteral("reserves more memory than it may use"));
    if (limits.cpuLimit > 0 && limits.cpuReservation > limits.cpuLimit)
        r.in.fail(node.keyPlace, QStringLiteral("reserves more CPUs than it may use"));
}
} // namespace

QMap<QString, QString> readEnvFiles(ComposeReading &r, const YamlNode &node) {
    QMap<QString, QString> all;
    const auto one = [&](const YamlNode &item) {
        const YamlNode *path = &item;
        bool isRequired = true;
        if (item.kind == YamlNode::Kind::Mapping) {
            path = nullptr;
            r.mapping(item,
                {{"path", [&](const YamlNode &n) { path = &n; }, YamlReader::Presence::Required},
                    {"required", [&](const YamlNode &n) { isRequired = r.in.flag(n).value_or(true); }}},
                {{"format", "there is one format; remove it"}});
        }
        if (!path || (!isRequired && r.input.file && !r.input.file(r.projectPath(*path))))
            return;
        const auto content = r.file(*path);
        if (!content)
            return;
        if (auto read = envFile(*content, r.input.values))
            all.insert(*read);
        else
            r.complain(*path, QStringLiteral("in this file, ") + read.error().fields.first());
    };
    if (node.kind == YamlNode::Kind::Sequence)
        r.in.sequence(node, 16, one);
    else
        one(node);
    return all;
}

ComposeComponent readComponent(ComposeReading &r, const YamlNode &node) {
    static const QRegularExpression hostName(QStringLiteral("^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?\\z"));
    static const QRegularExpression containerName(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}\\z"));
    static const QRegularExpression signal(QStringLiteral("^(SIG[A-Z0-9+-]{2,12}|[1-9]|[1-5][0-9]|6[0-4])\\z"));
    static const QRegularExpression user(
        QStringLiteral("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?\\z"));
    ComposeComponent c;
    c.name = node.key;
    QMap<QString, QString> fromFiles;
    QString alias;
    QList<ComposeMount> tmpfs;
    QList<ComposeFile> secrets;
    ComposeComponent old; // what the spellings of before `deploy` say
    r.mapping(node,
        {{"image",
             [&](const YamlNode &n) {
                 c.image = r.text(n, 255);
                 if (const QString problem = imageProblem(r.input.policy, c.image);
                     !problem.isEmpty() && n.kind == YamlNode::Kind::Scalar)
                     r.complain(n, problem);
             }},
            {"build", [&](const YamlNode &n) { c.build = readBuild(r, n); }},
            {"command", [&](const YamlNode &n) { c.command = r.command(n); }},
            {"entrypoint", [&](const YamlNode &n) { c.entrypoint = r.command(n); }},
            {"environment", [&](const YamlNode &n) { c.environment = r.variables(n); }},
            {"env_file", [&](const YamlNode &n) { fromFiles = readEnvFiles(r, n); }},
            {"expose", [&](const YamlNode &n) { c.expose = readExpose(r, n); }},
            {"ports", [&](const YamlNode &n) { c.ports = readPorts(r, n); }},
            {"volumes", [&](const YamlNode &n) { c.mounts = readVolumes(r, n); }},
            {"networks", [&](const YamlNode &n) { c.networks = readComponentNetworks(r, n); }},
            {"network_mode", [&](const YamlNode &n) { readNetworkMode(r, n, c); }},
            {"depends_on", [&](const YamlNode &n) { c.dependsOn = readDependencies(r, n); }},
            {"healthcheck", [&](const YamlNode &n) { c.healthcheck = readHealthcheck(r, n); }},
            {"restart", [&](const YamlNode &n) { readRestart(r, n, c); }},
            {"deploy", [&](const YamlNode &n) { readDeploy(r, n, c); }},
            {"labels", [&](const YamlNode &n) { c.labels = r.labels(n); }},
            {"user", [&](const YamlNode &n) { c.user = r.form(n, user, QStringLiteral("USER or USER:GROUP")); }},
            {"working_dir",
                [&](const YamlNode &n) {
                    c.workingDir = n.text == QLatin1String("/") ? n.text : r.containerPath(n, n.text);
                }},
            {"read_only", [&](const YamlNode &n) { c.isReadOnly = r.in.flag(n).value_or(false); }},
            {"tmpfs", [&](const YamlNode &n) { tmpfs = readTmpfs(r, n); }},
            {"cap_add", [&](const YamlNode &n) { c.capAdd = readCapabilities(r, n, true); }},
            {"cap_drop", [&](const YamlNode &n) { c.capDrop = readCapabilities(r, n, false); }},
            {"security_opt", [&](const YamlNode &n) { readSecurity(r, n, c); }},
            {"privileged",
                [&](const YamlNode &n) {
                    c.isPrivileged = r.in.flag(n).value_or(false);
                    if (c.isPrivileged && !r.input.policy.allowPrivileged)
                        r.in.fail(n,
                            QStringLiteral("gives the host to the service; only where the operator sets "
                                           "policy.privileged"));
                }},
            {"shm_size", [&](const YamlNode &n) { c.shmBytes = r.bytes(n); }},
            {"ulimits", [&](const YamlNode &n) { c.ulimits = readUlimits(r, n); }},
            {"stop_grace_period", [&](const YamlNode &n) { c.stopGrace = r.duration(n, 0ms, 1h); }},
            {"stop_signal",
                [&](const YamlNode &n) { c.stopSignal = r.form(n, signal, QStringLiteral("a signal like SIGTERM")); }},
            {"init", [&](const YamlNode &n) { c.init = r.in.flag(n).value_or(false); }},
            {"hostname", [&](const YamlNode &n) { c.hostname = r.form(n, hostName, QStringLiteral("a host name")); }},
            {"extra_hosts", [&](const YamlNode &n) { c.extraHosts = readExtraHosts(r, n); }},
            {"secrets", [&](const YamlNode &n) { secrets = readFiles(r, n, ComposeFileKind::Secret); }},
            {"configs", [&](const YamlNode &n) { c.files = readFiles(r, n, ComposeFileKind::Config); }},
            {"container_name",
                [&](const YamlNode &n) { alias = r.form(n, containerName, QStringLiteral("a container's name")); }},
            {"mem_limit", [&](const YamlNode &n) { old.resources.memoryLimit = r.bytes(n); }},
            {"mem_reservation", [&](const YamlNode &n) { old.resources.memoryReservation = r.bytes(n); }},
            {"cpus", [&](const YamlNode &n) { old.resources.cpuLimit = r.in.number(n, 0, 1024).value_or(0); }},
            {"pids_limit",
                [&](const YamlNode &n) { old.resources.pidsLimit = r.in.whole(n, 1, 1'000'000).value_or(0); }},
            {"tty", onlyFalse(r, "must be false: nobody sits at the terminal")},
            {"stdin_open", onlyFalse(r, "must be false: nobody types into it")}},
        {{"links", "components reach each other by their names; remove it, and write \"depends_on\" for the order"},
            {"external_links", "a service reaches its own components only; remove it"},
            {"logging", "the panel keeps the logs; remove it"},
            {"extends", "write the keys out, or use a YAML merge key"},
            {"profiles", "all components are started; remove those that are not wanted"},
            {"scale", "write deploy.replicas"}, {"pid", sharesHost}, {"ipc", sharesHost}, {"uts", sharesHost},
            {"cgroup", sharesHost}, {"cgroup_parent", sharesHost}, {"userns_mode", sharesHost},
            {"devices", "devices of the host are not given away; for GPUs write deploy.resources.reservations.devices"},
            {"device_cgroup_rules", "devices of the host are not given away; remove it"},
            {"gpus", "write deploy.resources.reservations.devices"},
            {"runtime", "the engine chooses it; for GPUs write deploy.resources.reservations.devices"},
            {"dns", givenByEngine}, {"dns_search", givenByEngine}, {"dns_opt", givenByEngine},
            {"domainname", givenByEngine}, {"mac_address", givenByEngine},
            {"sysctls", "the kernel's settings are the host's; remove it"},
            {"group_add", "write the group into \"user\""},
            {"platform", "images are taken for the host's platform; remove it"},
            {"pull_policy", "images are pulled when the panel deploys; remove it"},
            {"volumes_from", "name the volumes under \"volumes\" of each component"},
            {"volume_driver", "volumes are folders of the engine; remove it"},
            {"isolation", "it belongs to Windows; remove it"}, {"credential_spec", "it belongs to Windows; remove it"},
            {"storage_opt", "storage is the engine's own; remove it"}, {"annotations", "write \"labels\""},
            {"label_file", "write \"labels\""}, {"develop", "it belongs to a developer's machine; remove it"},
            {"post_start", "write it into the command"}, {"pre_stop", "write it into the command"},
            {"blkio_config", noFineTuning}, {"cpu_count", noFineTuning}, {"cpu_percent", noFineTuning},
            {"cpu_period", noFineTuning}, {"cpu_quota", noFineTuning}, {"cpu_rt_period", noFineTuning},
            {"cpu_rt_runtime", noFineTuning}, {"cpu_shares", noFineTuning}, {"cpuset", noFineTuning},
            {"mem_swappiness", noFineTuning}, {"memswap_limit", noFineTuning}, {"oom_kill_disable", noFineTuning},
            {"oom_score_adj", noFineTuning}});

    for (auto it = fromFiles.cbegin(); it != fromFiles.cend(); ++it)
        if (!c.environment.contains(it.key()))
            c.environment.insert(it.key(), it.value());
    c.mounts += tmpfs;
    c.files += secrets;
    const auto agree = [&]<typename T>(T &known, T other, const char *key) {
        if (known != 0 && other != 0 && known != other)
            r.in.fail(node.find(QLatin1String(key))->place,
                QStringLiteral("\"%1\" and deploy.resources say different things").arg(QLatin1String(key)));
        else if (other != 0)
            known = other;
    };
    agree(c.resources.memoryLimit, old.resources.memoryLimit, "mem_limit");
    agree(c.resources.memoryReservation, old.resources.memoryReservation, "mem_reservation");
    agree(c.resources.cpuLimit, old.resources.cpuLimit, "cpus");
    agree(c.resources.pidsLimit, old.resources.pidsLimit, "pids_limit");
    checkTogether(r, node, c);
    if (c.networks.isEmpty() && !c.usesHostNetwork)
        c.networks.insert(QStringLiteral("default"), {});
    // Others may reach it by that name, as they could where containers bear it.
    if (!alias.isEmpty() && alias != c.name)
        for (QStringList &aliases : c.networks)
            aliases.append(alias);
    return c;
}
