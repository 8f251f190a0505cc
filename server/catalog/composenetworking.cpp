// SPDX-License-Identifier: GPL-3.0-or-later
// Ports, networks and names of a Compose file.
#include "server/catalog/composeforms.h"
#include "server/catalog/composereading.h"

namespace {
constexpr qsizetype maxPorts = 128;

const QRegularExpression &hostName() {
    static const QRegularExpression pattern(QStringLiteral("^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\\z"));
    return pattern;
}

void longPort(ComposeReading &r, const YamlNode &node, QList<ComposePort> &ports) {
    ComposePort port;
    r.mapping(node,
        {{"target", [&](const YamlNode &n) { port.target = r.in.whole(n, 1, 65535).value_or(0); },
             YamlReader::Presence::Required},
            {"published",
                [&](const YamlNode &n) {
                    const auto range = n.kind == YamlNode::Kind::Scalar ? portRange(n.text) : std::nullopt;
                    if (!range || range->first != range->second)
                        return r.wrong(n, QStringLiteral("one port from 1 to 65535, or 0 for any free one"));
                    port.published = range->first;
                }},
            {"host_ip",
                [&](const YamlNode &n) {
                    port.hostAddress = r.text(n, 64);
                    if (!port.hostAddress.isEmpty() && !isAddress(port.hostAddress))
                        r.wrong(n, QStringLiteral("an address like 127.0.0.1"));
                }},
            {"protocol",
                [&](const YamlNode &n) { port.protocol = r.in.word<PortProtocol>(n).value_or(PortProtocol::Tcp); }},
            // Both come to the same here: the engine decides how a port gets to its replicas.
            {"mode",
                [&](const YamlNode &n) {
                    if (n.text != QLatin1String("ingress") && n.text != QLatin1String("host"))
                        r.wrong(n, QStringLiteral("ingress or host"));
                }}},
        {{"name", "it has no meaning to the engine; remove it"},
            {"app_protocol", "it has no meaning to the engine; remove it"}});
    ports.append(port);
}
} // namespace

QList<ComposePort> readPorts(ComposeReading &r, const YamlNode &node) {
    QList<ComposePort> ports;
    r.in.sequence(node, maxPorts, [&](const YamlNode &item) {
        if (item.kind == YamlNode::Kind::Mapping)
            return longPort(r, item, ports);
        if (item.kind != YamlNode::Kind::Scalar)
            return r.wrong(item, QStringLiteral("a port like \"8080:80\" or a mapping"));
        if (auto some = composePorts(item.text))
            ports.append(*some);
        else
            r.complain(item, some.error().fields.first());
    });
    if (ports.size() > maxPorts)
        r.in.fail(node, QStringLiteral("must have at most %1 ports, has %2").arg(maxPorts).arg(ports.size()));
    return ports;
}

QList<int> readExpose(ComposeReading &r, const YamlNode &node) {
    QList<int> ports;
    r.in.sequence(node, maxPorts, [&](const YamlNode &item) {
        QString text = item.text;
        if (text.endsWith(QLatin1String("/tcp")))
            text.chop(4);
        const auto range = item.kind == YamlNode::Kind::Scalar ? portRange(text) : std::nullopt;
        if (!range || range->first == 0 || range->second - range->first >= maxPorts)
            return r.wrong(item, QStringLiteral("a TCP port from 1 to 65535, or a range of at most %1").arg(maxPorts));
        for (int port = range->first; port <= range->second; ++port)
            if (!ports.contains(port))
                ports.append(port);
    });
    return ports;
}

QMap<QString, QStringList> readComponentNetworks(ComposeReading &r, const YamlNode &node) {
    QMap<QString, QStringList> all;
    const auto join = [&](const YamlNode &at, const QString &name) {
        if (name != QLatin1String("default") && !r.networks.contains(name))
            r.complain(at, QStringLiteral("must be a network declared under the top-level \"networks\""));
        return all.insert(name, {});
    };
    if (node.kind == YamlNode::Kind::Sequence) {
        r.in.sequence(node, 16, [&](const YamlNode &item) {
            if (const QString name = r.text(item, 64); !name.isEmpty())
                join(item, name);
        });
        return all;
    }
    r.in.freeMapping(node, 16, [&](const YamlNode &item) {
        const auto joined = join(item, item.key);
        if (item.kind == YamlNode::Kind::Null)
            return;
        r.mapping(item,
            {{"aliases",
                [&](const YamlNode &n) {
                    r.in.sequence(n, 16, [&](const YamlNode &alias) {
                        const QString name = r.form(alias, hostName(), QStringLiteral("a host name"));
                        if (!name.isEmpty())
                            joined->append(name);
                    });
                }}},
            {{"ipv4_address", "addresses are given by the engine; reach components by their names"},
                {"ipv6_address", "addresses are given by the engine; reach components by their names"},
                {"link_local_ips", "addresses are given by the engine; reach components by their names"},
                {"priority", "networks are joined in no order; remove it"},
                {"gw_priority", "networks are joined in no order; remove it"},
                {"mac_address", "addresses are given by the engine; remove it"},
                {"interface_name", "interfaces are named by the engine; remove it"},
                {"driver_opts", "networks have no options here; remove it"}});
    });
    return all;
}

QStringList readExtraHosts(ComposeReading &r, const YamlNode &node) {
    QStringList hosts;
    const auto add = [&](const YamlNode &at, const QString &name, QString address) {
        if (address.startsWith(u'[') && address.endsWith(u']'))
            address = address.mid(1, address.size() - 2);
        if (!hostName().match(name).hasMatch() || (!isAddress(address) && address != QLatin1String("host-gateway")))
            return r.wrong(at, QStringLiteral("a host name and an address like \"db.local:10.0.0.5\""));
        hosts.append(name + QLatin1Char(':') + address);
    };
    if (node.kind == YamlNode::Kind::Mapping) {
        r.in.freeMapping(node, 64, [&](const YamlNode &item) { add(item, item.key, item.text); });
        return hosts;
    }
    r.in.sequence(node, 64, [&](const YamlNode &item) {
        const qsizetype colon = item.text.indexOf(u':');
        const qsizetype sign = item.text.indexOf(u'=');
        const qsizetype at = sign >= 0 ? sign : colon;
        add(item, item.text.left(std::max<qsizetype>(at, 0)), at < 0 ? QString() : item.text.mid(at + 1));
    });
    return hosts;
}

void readNetworks(ComposeReading &r, const YamlNode &node) {
    static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}\\z"));
    r.in.freeMapping(node, 16, [&](const YamlNode &item) {
        if (!form.match(item.key).hasMatch())
            r.in.fail(item.keyPlace, QStringLiteral("must be letters, digits and ._- of at most 63 characters"));
        ComposeNetwork network;
        if (item.kind != YamlNode::Kind::Null)
            r.mapping(item,
                {{"internal", [&](const YamlNode &n) { network.isInternal = r.in.flag(n).value_or(false); }},
                    {"driver",
                        [&](const YamlNode &n) {
                            if (n.text != QLatin1String("bridge") && n.text != QLatin1String("overlay")
                                && n.text != QLatin1String("default"))
                                r.wrong(n, QStringLiteral("bridge or overlay, of which the engine takes what it has"));
                        }},
                    {"external",
                        [&](const YamlNode &n) {
                            if (r.in.flag(n).value_or(true))
                                r.in.fail(n,
                                    QStringLiteral("must be false: a service has networks of its own only and cannot "
                                                   "join those of others"));
                        }}},
                {{"name", "networks are named by the panel; remove it"},
                    {"driver_opts", "networks have no options here; remove it"},
                    {"ipam", "addresses are given by the engine; remove it"},
                    {"attachable", "nothing else can join a service's network; remove it"},
                    {"enable_ipv4", "the engine decides on address families; remove it"},
                    {"enable_ipv6", "the engine decides on address families; remove it"},
                    {"labels", "networks carry the panel's labels only; remove them"}});
        r.networks.insert(item.key, network);
    });
}
