// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the two sections.
#include "server/catalog/exposure.h"
#include "server/catalog/processspec.h"

using namespace std::chrono_literals;
using Presence = YamlReader::Presence;

static int readPort(YamlReader &in, const YamlNode &node, const ExposureNames &names) {
    const auto number = in.whole(node, 1, 65535);
    if (!number)
        return 0;
    if (const QString problem = names.portProblem(*number); !problem.isEmpty())
        in.fail(node, problem);
    return *number;
}

QList<DomainRoute> readDomains(YamlReader &in, const YamlNode &node, const ExposureNames &names) {
    QList<DomainRoute> domains;
    in.sequence(node, 16, [&](const YamlNode &item) {
        DomainRoute route;
        in.mapping(
            item, {{"port", [&](const YamlNode &n) { route.port = readPort(in, n, names); }, Presence::Required}});
        domains.append(route);
    });
    return domains;
}

static QString readPath(YamlReader &in, const YamlNode &node) {
    const QString path = in.text(node, 500).value_or(QString());
    if (path.contains(u'\n'))
        in.fail(node, QStringLiteral("must be one line"));
    if (!path.startsWith(u'/'))
        in.fail(node, QStringLiteral("must begin with /"));
    return path;
}

static QList<QString> readCommand(YamlReader &in, const YamlNode &node, const ExposureNames &names) {
    QList<QString> words;
    in.sequence(node, 64, [&](const YamlNode &item) {
        if (const auto word = in.text(item, 4096)) {
            checkPlaceholders(in, item, names.placeholders);
            words.append(*word);
        }
    });
    if (words.isEmpty())
        in.fail(node, QStringLiteral("must name a program"));
    return words;
}

HealthProbe readHealthcheck(YamlReader &in, const YamlNode &node, const ExposureNames &names) {
    HealthProbe h;
    int kinds = 0;
    const auto kind = [&](ProbeKind which) {
        h.kind = which;
        ++kinds;
    };
    in.mapping(node,
        {{"path",
             [&](const YamlNode &n) {
                 kind(ProbeKind::Http);
                 h.path = readPath(in, n);
             }},
            {"tcp",
                [&](const YamlNode &n) {
                    kind(ProbeKind::Tcp);
                    if (n.kind != YamlNode::Kind::Scalar || n.text != QLatin1String("true"))
                        in.fail(n, QStringLiteral("must be true"));
                }},
            {"command",
                [&](const YamlNode &n) {
                    kind(ProbeKind::Command);
                    h.command = readCommand(in, n, names);
                }},
            {"port", [&](const YamlNode &n) { h.port = readPort(in, n, names); }},
            {"interval", [&](const YamlNode &n) { h.interval = in.duration(n, 1s, 1h).value_or(h.interval); }},
            {"timeout", [&](const YamlNode &n) { h.timeout = in.duration(n, 100ms, 10min).value_or(h.timeout); }},
            {"retries", [&](const YamlNode &n) { h.retries = in.whole(n, 1, 100).value_or(h.retries); }},
            {"startPeriod",
                [&](const YamlNode &n) { h.start_period = in.duration(n, 0s, 1h).value_or(h.start_period); }}});
    if (kinds != 1)
        in.fail(node, QStringLiteral("must have exactly one of path, tcp: true and command"));
    else if (h.kind != ProbeKind::Command && h.port == 0 && !node.find(QLatin1String("port")))
        in.fail(node, QStringLiteral("needs a \"port\""));
    return h;
}

QString portProblem(const ComposeProject &project, int port) {
    for (const ComposeComponent &component : project.components) {
        if (component.expose.contains(port))
            return {};
        for (const ComposePort &known : component.ports)
            if (known.target == port && known.protocol == PortProtocol::Tcp)
                return {};
    }
    return QStringLiteral("port %1 is not among the \"ports\" and \"expose\" of the compose section").arg(port);
}
