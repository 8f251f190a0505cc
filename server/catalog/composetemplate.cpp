// SPDX-License-Identifier: GPL-3.0-or-later
// Variables, project, ports.
#include "server/catalog/composetemplate.h"
#include "server/catalog/exposure.h"
#include "shared/contract/rules.h"

static constexpr qsizetype maxPlaceholders = 256;
static constexpr qsizetype maxText = 128 * 1024;

static Error problemsAt(const QString &field, const QList<YamlProblem> &problems) {
    QStringList lines;
    for (const YamlProblem &problem : problems.mid(0, 20))
        lines.append(problem.toString());
    return Error::validation(field, lines.join(u'\n'));
}

Result<TemplateFile> templateOfCompose(const QByteArray &text) {
    static const QString field = QStringLiteral("compose");
    if (text.trimmed().isEmpty())
        return Error::validation(field, QStringLiteral("must not be empty"));
    if (text.size() > maxText)
        return Error::validation(field, QStringLiteral("must have at most %1 bytes").arg(maxText));
    TemplateFile file;
    file.source = text;
    file.detail.compose = QString::fromUtf8(text);
    file.detail.engines << QStringLiteral("docker") << QStringLiteral("swarm");
    const QList<ComposePlaceholder> placeholders = composePlaceholders(text);
    if (placeholders.size() > maxPlaceholders)
        return Error::validation(field, QStringLiteral("must have at most %1 placeholders").arg(maxPlaceholders));
    for (const ComposePlaceholder &placeholder : placeholders) {
        TemplateVariable variable;
        variable.name = variable.label = placeholder.name;
        variable.type = rules::looksSecret(placeholder.name) ? VariableType::Secret : VariableType::Text;
        variable.default_value = placeholder.defaultValue;
        variable.required = !placeholder.defaultValue;
        file.detail.variables.append(variable);
    }
    return file;
}

Result<ComposeProject> projectOf(
    const TemplateFile &file, const QMap<QString, QString> &values, const ComposePolicy &policy, const QString &field) {
    ComposeInput input;
    input.values = values;
    input.policy = policy;
    input.mayBuild = file.mayBuild;
    if (file.mayBuild)
        input.file = [files = file.files](const QString &path) -> std::optional<QByteArray> {
            const auto found = files.constFind(path);
            return found == files.constEnd() ? std::nullopt : std::optional(*found);
        };
    ParsedCompose parsed = parseCompose(file.detail.compose.value_or(QString()).toUtf8(), input);
    if (parsed.project)
        return *std::move(parsed.project);
    return problemsAt(field, parsed.problems);
}

static void exposeFirstPort(TemplateFile &file, const ComposeProject &project) {
    for (const ComposeComponent &component : project.components) {
        for (const ComposePort &port : component.ports)
            if (port.protocol == PortProtocol::Tcp) {
                file.domains.append(DomainRoute{port.target});
                return;
            }
        if (!component.expose.isEmpty()) {
            file.domains.append(DomainRoute{component.expose.first()});
            return;
        }
    }
}

Result<Done> readExposure(TemplateFile &file, const ComposeProject &project) {
    const YamlDocument document = readYaml(file.source);
    YamlReader in(document.problems);
    const YamlNode *own = document.root.find(QLatin1String("x-aiadminpanel"));
    ExposureNames names{[&project](int port) { return portProblem(project, port); }, {QStringLiteral("SERVICE_NAME")}};
    for (const TemplateVariable &variable : file.detail.variables)
        names.placeholders.insert(variable.name);
    if (own) {
        YamlReader::Step step(in, u"x-aiadminpanel");
        in.mapping(*own,
            {{"domains", [&](const YamlNode &n) { file.domains = readDomains(in, n, names); }},
                {"healthcheck", [&](const YamlNode &n) { file.healthcheck = readHealthcheck(in, n, names); }}});
    }
    if (!in.ok())
        return problemsAt(QStringLiteral("compose"), in.problems());
    if (file.domains.isEmpty())
        exposeFirstPort(file, project);
    return {};
}

QStringList fixedPorts(const ComposeProject &project) {
    QStringList ports;
    for (const ComposeComponent &component : project.components)
        for (const ComposePort &port : component.ports)
            if (port.published > 0)
                ports.append((port.hostAddress.isEmpty() ? QString() : QString(port.hostAddress + u':'))
                    + QString::number(port.published) + u'/' + toText(port.protocol));
    return ports;
}

QStringList portsInBoth(const QStringList &wanted, const QStringList &held) {
    const auto number = [](const QString &port) { return port.mid(port.lastIndexOf(u':') + 1); };
    const auto address = [](const QString &port) {
        const QString before = port.left(std::max(qsizetype(0), port.lastIndexOf(u':')));
        return before == QLatin1String("0.0.0.0") || before == QLatin1String("::") ? QString() : before;
    };
    QStringList both;
    for (const QString &port : wanted)
        for (const QString &other : held)
            if (number(port) == number(other) && !both.contains(port)
                && (address(port) == address(other) || address(port).isEmpty() || address(other).isEmpty()))
                both.append(port);
    return both;
}
