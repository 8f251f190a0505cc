// SPDX-License-Identifier: GPL-3.0-or-later
// What a component may take and how it is watched: deploy, limits, health check; and how its image is made.
#include "server/catalog/composeforms.h"
#include "server/catalog/composereading.h"

namespace {
using namespace std::chrono_literals;
constexpr double maxCpus = 1024;

constexpr const char *ulimitNames[] = {"as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice",
    "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"};

void limits(ComposeReading &r, const YamlNode &node, ComposeResources &c) {
    r.mapping(node,
        {{"cpus", [&](const YamlNode &n) { c.cpuLimit = r.in.number(n, 0, maxCpus).value_or(0); }},
            {"memory", [&](const YamlNode &n) { c.memoryLimit = r.bytes(n); }},
            {"pids", [&](const YamlNode &n) { c.pidsLimit = r.in.whole(n, 1, 1'000'000).value_or(0); }}});
}

void device(ComposeReading &r, const YamlNode &node, ComposeResources &c) {
    ComposeResources::Device device;
    r.mapping(node,
        {{"driver", [&](const YamlNode &n) { device.driver = r.text(n, 64); }},
            {"count",
                [&](const YamlNode &n) {
                    device.count = n.text == QLatin1String("all") ? -1 : r.in.whole(n, 0, 64).value_or(1);
                }},
            {"device_ids", [&](const YamlNode &n) { device.ids = r.in.texts(n, 64, 128); }},
            {"capabilities", [&](const YamlNode &n) { device.capabilities = r.in.texts(n, 16, 64); },
                YamlReader::Presence::Required}},
        {{"options", "drivers have no options here; remove it"}});
    if (node.find(QLatin1String("count")) && !device.ids.isEmpty())
        r.in.fail(node, QStringLiteral("must have \"count\" or \"device_ids\", not both"));
    c.devices.append(device);
}

void reservations(ComposeReading &r, const YamlNode &node, ComposeResources &c) {
    r.mapping(node,
        {{"cpus", [&](const YamlNode &n) { c.cpuReservation = r.in.number(n, 0, maxCpus).value_or(0); }},
            {"memory", [&](const YamlNode &n) { c.memoryReservation = r.bytes(n); }},
            {"devices",
                [&](const YamlNode &n) { r.in.sequence(n, 16, [&](const YamlNode &item) { device(r, item, c); }); }}},
        {{"generic_resources", "the engine knows devices only; write \"devices\""}});
}
} // namespace

void readDeploy(ComposeReading &r, const YamlNode &node, ComposeComponent &c) {
    r.mapping(node,
        {{"resources",
             [&](const YamlNode &n) {
                 r.mapping(n,
                     {{"limits", [&](const YamlNode &m) { limits(r, m, c.resources); }},
                         {"reservations", [&](const YamlNode &m) { reservations(r, m, c.resources); }}});
             }},
            {"replicas",
                [&](const YamlNode &n) {
                    const bool isCount = n.kind == YamlNode::Kind::Scalar;
                    bool isNumber = false;
                    const int count = isCount ? n.text.toInt(&isNumber) : 0;
                    if (!isNumber || count < 0 || count > maxComposeReplicas)
                        return r.wrong(n, QStringLiteral("a whole number between 0 and %1").arg(maxComposeReplicas));
                    c.replicas = count;
                }},
            {"mode",
                [&](const YamlNode &n) {
                    if (n.text != QLatin1String("replicated"))
                        r.wrong(n, QStringLiteral("replicated"));
                }}},
        {{"restart_policy", "write \"restart\" beside \"deploy\""},
            {"update_config", "the panel decides how a new revision takes over; remove it"},
            {"rollback_config", "the panel decides how to go back; remove it"},
            {"placement", "the engine decides where components run; remove it"},
            {"endpoint_mode", "the engine decides how replicas are reached; remove it"},
            {"labels", "write \"labels\" beside \"deploy\""}});
}

QMap<QString, ComposeUlimit> readUlimits(ComposeReading &r, const YamlNode &node) {
    QMap<QString, ComposeUlimit> all;
    r.in.freeMapping(node, 32, [&](const YamlNode &item) {
        const bool isKnown = std::any_of(std::begin(ulimitNames), std::end(ulimitNames),
            [&item](const char *name) { return item.key == QLatin1String(name); });
        if (!isKnown)
            return r.in.fail(item.keyPlace, QStringLiteral("is no limit that Linux has; those are nofile, nproc, ..."));
        const auto number = [&r](const YamlNode &n) {
            bool isNumber = false;
            const qint64 value = n.kind == YamlNode::Kind::Scalar ? n.text.toLongLong(&isNumber) : 0;
            if (!isNumber || value < -1)
                r.wrong(n, QStringLiteral("a whole number, or -1 for none"));
            return value;
        };
        ComposeUlimit limit;
        if (item.kind == YamlNode::Kind::Mapping) {
            r.mapping(item,
                {{"soft", [&](const YamlNode &n) { limit.soft = number(n); }, YamlReader::Presence::Required},
                    {"hard", [&](const YamlNode &n) { limit.hard = number(n); }, YamlReader::Presence::Required}});
            if (limit.hard >= 0 && (limit.soft > limit.hard || limit.soft < 0))
                r.in.fail(item, QStringLiteral("must have a soft limit that is not above the hard one"));
        } else {
            limit.soft = limit.hard = number(item);
        }
        all.insert(item.key, limit);
    });
    return all;
}

std::optional<ComposeHealthcheck> readHealthcheck(ComposeReading &r, const YamlNode &node) {
    ComposeHealthcheck h;
    bool isDisabled = false;
    r.mapping(node,
        {{"test",
             [&](const YamlNode &n) {
                 if (n.kind == YamlNode::Kind::Scalar) {
                     h.test = {QStringLiteral("CMD-SHELL"), r.text(n, 64 * 1024)};
                     return;
                 }
                 h.test.clear();
                 r.in.sequence(n, 256,
                     [&](const YamlNode &item) { h.test.append(r.in.text(item, 64 * 1024, 0).value_or(QString())); });
                 const QString first = h.test.value(0);
                 const bool isRight = (first == QLatin1String("NONE") && h.test.size() == 1)
                     || (first == QLatin1String("CMD-SHELL") && h.test.size() == 2)
                     || (first == QLatin1String("CMD") && h.test.size() > 1);
                 if (!isRight)
                     r.in.fail(n,
                         QStringLiteral("must be text, [NONE], [CMD-SHELL, command] or a list that begins with CMD"));
             }},
            {"disable", [&](const YamlNode &n) { isDisabled = r.in.flag(n).value_or(false); }},
            {"interval", [&](const YamlNode &n) { h.interval = r.duration(n, 1ms, 24h); }},
            {"timeout", [&](const YamlNode &n) { h.timeout = r.duration(n, 1ms, 24h); }},
            {"start_period", [&](const YamlNode &n) { h.startPeriod = r.duration(n, 0ms, 24h); }},
            {"retries", [&](const YamlNode &n) { h.retries = r.in.whole(n, 1, 1000).value_or(3); }}},
        {{"start_interval", "checks come at one interval; remove it"}});
    if (isDisabled)
        h.test = {QStringLiteral("NONE")};
    return h;
}

ComposeBuild readBuild(ComposeReading &r, const YamlNode &node) {
    ComposeBuild build;
    if (!r.input.mayBuild) {
        r.in.fail(node.keyPlace,
            QStringLiteral("needs files, which this kind of source has not; give an \"image\", or deploy from a git "
                           "repository"));
        return build;
    }
    if (node.kind == YamlNode::Kind::Scalar) {
        build.context = r.projectPath(node);
        return build;
    }
    build.context = QStringLiteral(".");
    r.mapping(node,
        {{"context", [&](const YamlNode &n) { build.context = r.projectPath(n); }},
            {"dockerfile", [&](const YamlNode &n) { build.dockerfile = r.projectPath(n); }},
            {"args", [&](const YamlNode &n) { build.args = r.variables(n); }},
            {"target", [&](const YamlNode &n) { build.target = r.text(n, 128); }}},
        {{"dockerfile_inline", "put it into a file of the project"}, {"ssh", "builds have no keys; remove it"},
            {"cache_from", "the engine keeps its own cache; remove it"},
            {"cache_to", "the engine keeps its own cache; remove it"},
            {"additional_contexts", "there is one folder only; copy from it"},
            {"network", "builds run in the engine's network; remove it"},
            {"privileged", "builds are never privileged; remove it"},
            {"secrets", "builds have no secrets; give what is needed at run time"},
            {"platforms", "images are made for the host's platform; remove it"},
            {"labels", "images carry the panel's labels only; remove them"},
            {"tags", "images are named by the panel; remove it"}});
    return build;
}
