// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a template top down; what refers to another part of the file is checked at the end.
#include "server/catalog/templatefile.h"
#include "server/catalog/exposure.h"
#include "server/catalog/svgicon.h"
#include "shared/contract/rules.h"
#include <QRegularExpression>
#include <QUrl>

namespace {
using namespace std::chrono_literals;
using Presence = YamlReader::Presence;

constexpr qsizetype maxVariables = 64;
constexpr int maxMemoryMb = 16 * 1024 * 1024;

const char defaultLogo[] =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#57606A" )"
    R"(stroke-width="1.5" stroke-linejoin="round"><path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z"/>)"
    R"(<path d="M4 7.5l8 4.5 8-4.5M12 12v9"/></svg>)";

bool isSlug(const QString &text) {
    static const QRegularExpression form(QStringLiteral("^[a-z]([a-z0-9-]{0,62}[a-z0-9])?\\z"));
    return form.match(text).hasMatch();
}

class TemplateReader {
public:
    TemplateReader(QByteArrayView source, YamlDocument document)
        : m_source(source), m_document(std::move(document)), m_in(m_document.problems) { }

    ParsedTemplate read() {
        if (m_in.ok())
            top(m_document.root);
        if (!m_in.ok())
            return {std::nullopt, sorted(m_in.problems())};
        if (m_file.logoSvg.isEmpty())
            m_file.logoSvg = QByteArray(defaultLogo);
        return {std::move(m_file), {}};
    }

private:
    static QList<YamlProblem> sorted(QList<YamlProblem> problems) {
        std::stable_sort(problems.begin(), problems.end(), [](const YamlProblem &a, const YamlProblem &b) {
            return std::pair(a.line, a.column) < std::pair(b.line, b.column);
        });
        return problems;
    }

    void top(const YamlNode &node) {
        m_in.mapping(node,
            {{"apiVersion", [this](const YamlNode &n) { fixed(n, QLatin1String("v2")); }, Presence::Required},
                {"kind", [this](const YamlNode &n) { fixed(n, QLatin1String("Template")); }, Presence::Required},
                {"metadata", [this](const YamlNode &n) { metadata(n); }, Presence::Required},
                {"spec", [this](const YamlNode &n) { spec(n); }, Presence::Required}});
    }
    void fixed(const YamlNode &node, QLatin1String wanted) {
        if (node.kind != YamlNode::Kind::Scalar || node.text != wanted)
            m_in.fail(node, QStringLiteral("must be %1").arg(wanted));
    }

    void metadata(const YamlNode &node) {
        TemplateDetail &d = m_file.detail;
        m_in.mapping(node,
            {{"name", [&](const YamlNode &n) { slug(n); }, Presence::Required},
                {"displayName", [&](const YamlNode &n) { d.display_name = line(n, 80); }, Presence::Required},
                {"description", [&](const YamlNode &n) { d.description = paragraph(n, 1000); }, Presence::Required},
                {"category",
                    [&](const YamlNode &n) { d.category = m_in.word<Category>(n).value_or(Category::Webapps); },
                    Presence::Required},
                {"icon", [&](const YamlNode &n) { icon(n); }},
                {"tags", [&](const YamlNode &n) { d.tags = m_in.texts(n, 16, 40); }},
                {"featured", [&](const YamlNode &n) { d.featured = m_in.flag(n).value_or(false); }},
                {"comingSoon", [&](const YamlNode &n) { d.coming_soon = m_in.flag(n).value_or(false); }},
                {"version", [&](const YamlNode &n) { d.version = line(n, 40); }, Presence::Required},
                {"documentation", [&](const YamlNode &n) { d.documentation = webAddress(n); }}});
    }
    void slug(const YamlNode &node) {
        if (node.kind != YamlNode::Kind::Scalar || !isSlug(node.text))
            m_in.fail(node, QStringLiteral("must be lower-case letters, digits and hyphens, at most 64, letter first"));
        m_file.detail.id.value = node.text;
    }
    QString line(const YamlNode &node, qsizetype most) {
        const QString text = m_in.text(node, most).value_or(QString());
        if (text.contains(u'\n'))
            m_in.fail(node, QStringLiteral("must be one line"));
        return text;
    }
    /// Folded text of YAML ends with a line break nobody wants.
    QString paragraph(const YamlNode &node, qsizetype most) {
        return m_in.text(node, most).value_or(QString()).trimmed();
    }
    QString webAddress(const YamlNode &node) {
        const QString text = line(node, 500);
        const QUrl url(text, QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty()
            || (url.scheme() != QLatin1String("https") && url.scheme() != QLatin1String("http")))
            m_in.fail(node, QStringLiteral("must be a URL that begins with https:// or http://"));
        return text;
    }
    void icon(const YamlNode &node) {
        const auto text = m_in.text(node, maxIconBytes);
        if (!text)
            return;
        m_file.logoSvg = text->trimmed().toUtf8();
        if (const QString problem = svgIconProblem(m_file.logoSvg); !problem.isEmpty())
            m_in.fail(node, problem);
    }

    void spec(const YamlNode &node) {
        TemplateDetail &d = m_file.detail;
        const YamlNode *process = nullptr;
        const YamlNode *health = nullptr;
        const YamlNode *domains = nullptr;
        const YamlNode *composeText = nullptr;
        m_in.mapping(node,
            {{"variables",
                 [&](const YamlNode &n) {
                     m_in.sequence(n, maxVariables, [this](const YamlNode &item) { variable(item); });
                 }},
                {"securityProfile",
                    [&](const YamlNode &n) {
                        d.security_profile = m_in.word<SecurityProfile>(n).value_or(SecurityProfile::Secure);
                    }},
                {"minResources", [&](const YamlNode &n) { minResources(n); }},
                {"domains", [&](const YamlNode &n) { domains = &n; }},
                {"healthcheck", [&](const YamlNode &n) { health = &n; }},
                {"compose", [&](const YamlNode &n) { composeText = &n; }},
                {"process", [&](const YamlNode &n) { process = &n; }}});

        // These name variables and ports, which may stand anywhere in the file.
        if (process) {
            YamlReader::Step step(m_in, u"process");
            m_file.process = readProcess(m_in, *process, m_names);
            d.engines.append(QStringLiteral("process"));
        }
        if (composeText) {
            YamlReader::Step step(m_in, u"compose");
            d.compose = m_in.text(*composeText, 128 * 1024);
            if (d.compose)
                compose(*composeText);
            d.engines << QStringLiteral("docker") << QStringLiteral("swarm");
        }
        if (d.engines.isEmpty() && !d.coming_soon)
            m_in.fail(node, QStringLiteral("must have a \"process\" or a \"compose\" section"));
        ExposureNames names{[this](int port) { return wrongPort(port); }, m_names};
        names.placeholders << QStringLiteral("DATA_DIR") << QStringLiteral("SERVICE_NAME") << QStringLiteral("PORT");
        if (domains) {
            YamlReader::Step step(m_in, u"domains");
            m_file.domains = readDomains(m_in, *domains, names);
        }
        if (health) {
            YamlReader::Step step(m_in, u"healthcheck");
            m_file.healthcheck = readHealthcheck(m_in, *health, names);
        }
    }

    void variable(const YamlNode &node) {
        TemplateVariable v;
        m_in.mapping(node,
            {{"name", [&](const YamlNode &n) { v.name = variableName(n); }, Presence::Required},
                {"label", [&](const YamlNode &n) { v.label = line(n, 80); }},
                {"type", [&](const YamlNode &n) { v.type = m_in.word<VariableType>(n).value_or(VariableType::String); },
                    Presence::Required},
                {"description", [&](const YamlNode &n) { v.description = paragraph(n, 500); }},
                {"required", [&](const YamlNode &n) { v.required = m_in.flag(n).value_or(false); }},
                {"default", [&](const YamlNode &n) { v.default_value = m_in.text(n, rules::maxVariableLength, 0); }},
                {"pattern", [&](const YamlNode &n) { v.pattern = pattern(n); }},
                {"min", [&](const YamlNode &n) { v.min = m_in.number(n, -1e15, 1e15); }},
                {"max", [&](const YamlNode &n) { v.max = m_in.number(n, -1e15, 1e15); }},
                {"choices", [&](const YamlNode &n) { v.choices = m_in.texts(n, 100, 200); }},
                {"generate", [&](const YamlNode &n) { v.generate = m_in.whole(n, 8, 256); }}});
        if (v.label.isEmpty())
            v.label = v.name;
        checkVariable(node, v);
        m_file.detail.variables.append(v);
    }
    QString variableName(const YamlNode &node) {
        const QString text = node.text;
        if (node.kind != YamlNode::Kind::Scalar || !isVariableName(text))
            m_in.fail(
                node, QStringLiteral("must be capital letters, digits and underscores, at most 64, letter first"));
        else if (isEngineVariable(text))
            m_in.fail(node, QStringLiteral("%1 is set by the engine; choose another name").arg(text));
        else if (m_names.contains(text))
            m_in.fail(node, QStringLiteral("%1 is declared twice").arg(text));
        m_names.insert(text);
        return text;
    }
    std::optional<QString> pattern(const YamlNode &node) {
        const auto text = m_in.text(node, 300);
        if (!text)
            return {};
        if (const QRegularExpression expression(*text); !expression.isValid()) {
            m_in.fail(node, QStringLiteral("is no regular expression: %1").arg(expression.errorString()));
            return {};
        }
        return text;
    }
    void checkVariable(const YamlNode &node, const TemplateVariable &v) {
        if (v.type == VariableType::Choice && v.choices.isEmpty())
            m_in.fail(node, QStringLiteral("a choice needs \"choices\""));
        if (v.type != VariableType::Choice && !v.choices.isEmpty())
            m_in.fail(node, QStringLiteral("\"choices\" belong to the type choice"));
        if (v.type != VariableType::Secret && v.generate)
            m_in.fail(node, QStringLiteral("\"generate\" belongs to the type secret"));
        if (v.type == VariableType::Secret && v.default_value)
            m_in.fail(node, QStringLiteral("a secret has no default, since everybody could read it; use \"generate\""));
        if (v.min && v.max && *v.min > *v.max)
            m_in.fail(node, QStringLiteral("\"min\" is greater than \"max\""));
        if (!v.default_value || v.default_value->isEmpty())
            return;
        if (const QString problem = rules::variable(v, *v.default_value); !problem.isEmpty()) {
            YamlReader::Step step(m_in, u"default");
            m_in.fail(*node.find(QLatin1String("default")), problem);
        }
    }

    void minResources(const YamlNode &node) {
        MinResources &r = m_file.detail.min_resources;
        m_in.mapping(node,
            {{"cpuCores", [&](const YamlNode &n) { r.cpu_cores = m_in.number(n, 0, 1024).value_or(0); }},
                {"memoryMB", [&](const YamlNode &n) { r.memory_mb = m_in.whole(n, 0, maxMemoryMb).value_or(0); }},
                {"storageMB", [&](const YamlNode &n) { r.storage_mb = m_in.whole(n, 0, INT_MAX).value_or(0); }}});
    }
    /// The number must be one that each way of running the template knows.
    QString wrongPort(int number) const {
        if (m_file.process && !isOfProcess(number))
            return QStringLiteral("port %1 is not among the ports of the process section").arg(number);
        return m_compose ? portProblem(*m_compose, number) : QString();
    }
    bool isOfProcess(int number) const {
        for (const ProcessComponent &component : m_file.process->components)
            for (const ProcessPort &known : component.ports)
                if (known.port == number)
                    return true;
        return false;
    }

    /// Reads the section with a sample for each variable, so that what is wrong with it shows before anybody deploys.
    void compose(const YamlNode &node) {
        ComposeInput input;
        input.values.insert(QStringLiteral("SERVICE_NAME"), QStringLiteral("sample"));
        for (const TemplateVariable &variable : std::as_const(m_file.detail.variables))
            input.values.insert(variable.name, sampleOf(variable));
        input.names = QSet<QString>(input.values.keyBegin(), input.values.keyEnd());
        const ParsedCompose parsed = parseCompose(node.text.toUtf8(), input);
        m_compose = parsed.project;
        m_file.detail.gpu = gpuNeed(node.text.toUtf8(), input);
        const int indent = blockIndent(node);
        for (YamlProblem problem : parsed.problems) {
            problem.line = indent < 0 ? node.place.line : node.place.line + problem.line;
            problem.column = indent < 0 ? node.place.column : indent + problem.column;
            m_in.adopt(problem);
        }
    }
    static bool reservesGpu(const std::optional<ComposeProject> &project) {
        if (project)
            for (const ComposeComponent &component : project->components)
                for (const ComposeResources::Device &device : component.resources.devices)
                    if (device.capabilities.contains(QLatin1String("gpu"))
                        && (device.count != 0 || !device.ids.isEmpty()))
                        return true;
        return false;
    }
    /// A choice of which one is "0" can turn it off.
    GpuNeed gpuNeed(const QByteArray &text, ComposeInput input) const {
        if (!m_compose || !text.contains("devices"))
            return GpuNeed::None;
        bool isReserved = reservesGpu(m_compose), isAlways = true;
        for (const char *count : {"0", "1"}) {
            for (const TemplateVariable &variable : m_file.detail.variables)
                if (variable.choices.contains(QLatin1String("0")) && variable.choices.contains(QLatin1String(count)))
                    input.values[variable.name] = QLatin1String(count);
            const bool isWith = reservesGpu(parseCompose(text, input).project);
            isReserved = isReserved || isWith;
            isAlways = isAlways && isWith;
        }
        return isAlways ? GpuNeed::Required : isReserved ? GpuNeed::Optional : GpuNeed::None;
    }
    static QString sampleOf(const TemplateVariable &variable) {
        if (variable.default_value && !variable.default_value->isEmpty())
            return *variable.default_value;
        switch (variable.type) {
        case VariableType::Integer:
        case VariableType::Number:
            return QString::number(variable.min.value_or(variable.max.value_or(1)), 'g', 15);
        case VariableType::Boolean:
            return QStringLiteral("true");
        case VariableType::Choice:
            return variable.choices.value(0);
        case VariableType::Domain:
            return QStringLiteral("sample.example.com");
        case VariableType::Email:
            return QStringLiteral("sample@example.com");
        case VariableType::Url:
            return QStringLiteral("https://sample.example.com/");
        case VariableType::Port:
            return QStringLiteral("8080");
        case VariableType::String:
        case VariableType::Text:
        case VariableType::Secret:
            break;
        }
        return QStringLiteral("sample");
    }
    /// How far the lines of a literal block (`|`) are indented, the first of which follows the node's own; -1 when the
    /// text is written otherwise and its lines are not those of the file.
    int blockIndent(const YamlNode &node) const {
        const QList<QByteArray> lines = m_source.toByteArray().split('\n');
        if (!lines.value(node.place.line - 1).mid(node.place.column - 1).startsWith('|'))
            return -1;
        for (qsizetype i = node.place.line; i < lines.size(); ++i)
            if (const QByteArray &line = lines[i]; !line.trimmed().isEmpty())
                return int(std::find_if(line.begin(), line.end(), [](char c) { return c != ' '; }) - line.begin());
        return -1;
    }

    const QByteArrayView m_source;
    YamlDocument m_document;
    YamlReader m_in;
    TemplateFile m_file;
    std::optional<ComposeProject> m_compose;
    QSet<QString> m_names;
};

} // namespace

ParsedTemplate parseTemplate(QByteArrayView yaml) {
    ParsedTemplate parsed = TemplateReader(yaml, readYaml(yaml)).read();
    if (parsed.file)
        parsed.file->source = yaml.toByteArray();
    return parsed;
}
