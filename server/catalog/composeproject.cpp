// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a Compose file: fills placeholders in, reads what components refer to, then the components, then checks them
// against each other.
#include "server/catalog/composereading.h"
#include "server/catalog/interpolate.h"

namespace {
/// Characters all values of a file may have together once they are filled in.
constexpr qsizetype maxFilled = 4 * 1024 * 1024;
constexpr int maxPlaceholderDepth = 8;

bool isExtension(const YamlNode &node) {
    return node.key.startsWith(QLatin1String("x-"));
}

/// Calls `each` for all placeholders of a text, those in defaults too.
void eachPlaceholder(const QString &text, const std::function<void(const TextPiece &)> &each, int depth = 0) {
    if (depth > maxPlaceholderDepth || !text.contains(u'$'))
        return;
    for (const TextPiece &piece : textPieces(text, PlaceholderForm::Compose)) {
        if (piece.kind != TextPiece::Kind::Placeholder)
            continue;
        each(piece);
        if (piece.otherwise != TextPiece::Otherwise::Message)
            eachPlaceholder(piece.word, each, depth + 1);
    }
}

class ProjectReader {
public:
    ProjectReader(const ComposeInput &input, YamlDocument document)
        : m_root(std::move(document.root)), m_r(input, std::move(document.problems)) { }

    ParsedCompose read() {
        if (m_r.in.ok()) {
            fillIn(m_root);
            top();
        }
        if (!m_r.in.ok())
            return {std::nullopt, problems()};
        m_project.networks = m_r.networks;
        m_project.volumes = m_r.volumes;
        for (const ComposeComponent &c : std::as_const(m_project.components))
            if (c.networks.contains(QStringLiteral("default"))
                && !m_project.networks.contains(QStringLiteral("default")))
                m_project.networks.insert(QStringLiteral("default"), {});
        return {std::move(m_project), {}};
    }

private:
    /// In the order of the file, without what follows from a placeholder that could not be filled in.
    QList<YamlProblem> problems() const {
        QList<YamlProblem> all;
        for (qsizetype i = 0; i < m_r.in.problems().size(); ++i) {
            const YamlProblem &problem = m_r.in.problems()[i];
            const YamlPlace place{problem.line, problem.column};
            if (i < m_unfilled.size() || std::find(m_unfilled.begin(), m_unfilled.end(), place) == m_unfilled.end())
                all.append(problem);
        }
        std::stable_sort(all.begin(), all.end(), [](const YamlProblem &a, const YamlProblem &b) {
            return std::pair(a.line, a.column) < std::pair(b.line, b.column);
        });
        return all;
    }

    void fillIn(YamlNode &node) {
        for (size_t i = 0; i < node.children.size(); ++i) {
            YamlNode &child = node.children[i];
            if (node.kind == YamlNode::Kind::Mapping && isExtension(child))
                continue;
            const YamlReader::Step step(m_r.in, node.kind == YamlNode::Kind::Mapping ? child.key : QString::number(i));
            fillIn(child);
        }
        if (node.kind != YamlNode::Kind::Scalar || !node.text.contains(u'$'))
            return;
        QString unknown;
        if (m_r.input.names)
            eachPlaceholder(node.text, [&](const TextPiece &piece) {
                if (unknown.isEmpty() && !m_r.input.names->contains(piece.name))
                    unknown = piece.name;
            });
        if (!unknown.isEmpty())
            return unfilled(node,
                QStringLiteral("${%1} is neither a variable of this template nor set by the engine").arg(unknown));
        auto filled = interpolate(node.text, m_r.input.values, PlaceholderForm::Compose);
        if (!filled) {
            const QString name = filled.error().fields.firstKey().section(u'.', 1);
            const QString what = filled.error().fields.first();
            return unfilled(node, name.isEmpty() ? what : QStringLiteral("${%1}: %2").arg(name, what));
        }
        m_filled += filled->size();
        if (m_filled > maxFilled)
            return unfilled(node, QStringLiteral("the values become longer than %1 characters").arg(maxFilled));
        node.written = std::exchange(node.text, *filled);
    }
    void unfilled(const YamlNode &node, const QString &message) {
        const qsizetype before = m_r.in.problems().size();
        m_r.in.fail(node, message);
        if (m_r.in.problems().size() > before)
            m_unfilled.append(node.place);
    }

    void top() {
        const YamlNode *services = nullptr;
        const auto ignored = [](const YamlNode &) {};
        m_r.mapping(m_root,
            {{"services", [&](const YamlNode &n) { services = &n; }, YamlReader::Presence::Required},
                {"networks", [this](const YamlNode &n) { readNetworks(m_r, n); }},
                {"volumes", [this](const YamlNode &n) { readVolumeSection(m_r, n); }},
                {"secrets", [this](const YamlNode &n) { readFileSection(m_r, n, ComposeFileKind::Secret); }},
                {"configs", [this](const YamlNode &n) { readFileSection(m_r, n, ComposeFileKind::Config); }},
                // The panel names the project; the version has had no meaning since the Compose specification.
                {"name", ignored}, {"version", ignored}},
            {{"include", "put everything into one file"}, {"models", "write a component that serves the model"}});
        if (!services)
            return;
        const YamlReader::Step step(m_r.in, u"services");
        if (services->kind == YamlNode::Kind::Mapping && services->children.empty())
            return m_r.in.fail(*services, QStringLiteral("must have at least one component"));
        m_r.in.freeMapping(*services, maxComposeComponents, [this](const YamlNode &item) { component(item); });
        check(*services);
    }

    void component(const YamlNode &node) {
        static const QRegularExpression form(QStringLiteral("^[a-z0-9][a-z0-9._-]{0,62}\\z"));
        if (!form.match(node.key).hasMatch())
            m_r.in.fail(node.keyPlace, QStringLiteral("must be lower-case letters, digits and ._- of at most 63"));
        if (node.kind == YamlNode::Kind::Null)
            return m_r.in.fail(node.keyPlace, QStringLiteral("needs an \"image\""));
        m_project.components.append(readComponent(m_r, node));
    }

    /// What concerns several components.
    void check(const YamlNode &services) {
        if (services.kind != YamlNode::Kind::Mapping)
            return;
        QSet<QString> awaited;
        for (const ComposeComponent &c : std::as_const(m_project.components)) {
            const YamlNode &node = *services.find(c.name);
            const YamlReader::Step step(m_r.in, c.name);
            for (auto it = c.dependsOn.cbegin(); it != c.dependsOn.cend(); ++it) {
                if (it.value() == DependencyCondition::CompletedSuccessfully)
                    awaited.insert(it.key());
                if (!services.find(it.key()))
                    unknownDependency(*node.find(QLatin1String("depends_on")), it.key());
            }
            checkPorts(node, c);
        }
        for (ComposeComponent &c : m_project.components)
            if (awaited.contains(c.name) && !services.find(c.name)->find(QLatin1String("restart")))
                c.restart = ComposeRestart::No;
        order(services);
    }

    void unknownDependency(const YamlNode &list, const QString &name) {
        const YamlReader::Step step(m_r.in, u"depends_on");
        const bool isMapping = list.kind == YamlNode::Kind::Mapping;
        for (const YamlNode &item : list.children)
            if ((isMapping ? item.key : item.text) == name)
                return m_r.complain(item, QStringLiteral("must name a component of this file"));
    }

    void checkPorts(const YamlNode &node, const ComposeComponent &c) {
        const YamlReader::Step step(m_r.in, u"ports");
        for (const ComposePort &port : c.ports) {
            if (port.published == 0)
                continue;
            const bool isAny = isAnyAddress(port.hostAddress);
            QList<Published> &others = m_published[{port.published, int(port.protocol)}];
            for (const Published &other : std::as_const(others))
                if (isAny || isAnyAddress(other.address) || other.address == port.hostAddress) {
                    m_r.in.fail(*node.find(QLatin1String("ports")),
                        QStringLiteral("must not publish %1/%2 a second time; \"%3\" has it")
                            .arg(port.published)
                            .arg(toText(port.protocol), other.component));
                    break;
                }
            others.append({port.hostAddress, c.name});
        }
    }
    static bool isAnyAddress(const QString &address) {
        return address.isEmpty() || address == QLatin1String("0.0.0.0") || address == QLatin1String("::");
    }

    /// Puts each after what it depends on, otherwise in the order of the file.
    void order(const YamlNode &services) {
        QList<ComposeComponent> waiting = std::move(m_project.components);
        m_project.components = {};
        QSet<QString> placed;
        while (!waiting.isEmpty()) {
            const auto next = std::find_if(waiting.begin(), waiting.end(), [&](const ComposeComponent &c) {
                return std::all_of(c.dependsOn.keyBegin(), c.dependsOn.keyEnd(),
                    [&](const QString &other) { return placed.contains(other) || !services.find(other); });
            });
            if (next == waiting.end())
                return circle(services, waiting);
            placed.insert(next->name);
            m_project.components.append(std::move(*next));
            waiting.erase(next);
        }
    }
    /// Each that waits depends on another that waits; following these ends in a circle.
    void circle(const YamlNode &services, const QList<ComposeComponent> &waiting) {
        QStringList way;
        QString name = waiting.first().name;
        while (!way.contains(name)) {
            way.append(name);
            const auto at = std::find_if(
                waiting.begin(), waiting.end(), [&name](const ComposeComponent &c) { return c.name == name; });
            const auto next = std::find_if(at->dependsOn.keyBegin(), at->dependsOn.keyEnd(), [&](const QString &other) {
                return std::any_of(
                    waiting.begin(), waiting.end(), [&other](const ComposeComponent &c) { return c.name == other; });
            });
            if (next == at->dependsOn.keyEnd())
                break; // waits for one that was not read
            name = *next;
        }
        way = way.mid(way.indexOf(name));
        way.append(name);
        const YamlReader::Step step(m_r.in, name);
        const YamlReader::Step inside(m_r.in, u"depends_on");
        const YamlNode *list = services.find(name)->find(QLatin1String("depends_on"));
        m_r.in.fail(list ? *list : services,
            QStringLiteral("must not be a circle: %1").arg(way.join(QLatin1String(" needs "))));
    }

    struct Published {
        QString address;
        QString component;
    };

    YamlNode m_root;
    ComposeReading m_r;
    ComposeProject m_project;
    QList<YamlPlace> m_unfilled;
    qsizetype m_filled = 0;
    QMap<std::pair<int, int>, QList<Published>> m_published;
};

class PlaceholderCollector {
public:
    QList<ComposePlaceholder> collect(const YamlNode &root) {
        visit(root);
        if (const YamlNode *services = root.find(QLatin1String("services")))
            for (const YamlNode &service : services->children)
                if (const YamlNode *environment = service.find(QLatin1String("environment")))
                    inherited(*environment);
        for (const QLatin1String section : {QLatin1String("secrets"), QLatin1String("configs")})
            if (const YamlNode *files = root.find(section))
                for (const YamlNode &file : files->children)
                    if (const YamlNode *name = file.find(QLatin1String("environment")))
                        add({name->text, std::nullopt});
        return m_all;
    }

private:
    void visit(const YamlNode &node) {
        if (node.kind == YamlNode::Kind::Scalar)
            eachPlaceholder(node.text, [this](const TextPiece &piece) {
                ComposePlaceholder one{piece.name, std::nullopt};
                if (piece.otherwise == TextPiece::Otherwise::Alternative)
                    one.defaultValue = QString();
                if (piece.otherwise == TextPiece::Otherwise::Default) {
                    auto value = interpolate(piece.word, {}, PlaceholderForm::Compose);
                    one.defaultValue = value ? *value : piece.word;
                }
                add(one);
            });
        for (const YamlNode &child : node.children)
            if (!isExtension(child))
                visit(child);
    }
    /// A variable without a value takes that of its name.
    void inherited(const YamlNode &environment) {
        for (const YamlNode &item : environment.children) {
            if (environment.kind == YamlNode::Kind::Mapping && item.kind == YamlNode::Kind::Null)
                add({item.key, std::nullopt});
            else if (environment.kind == YamlNode::Kind::Sequence && item.kind == YamlNode::Kind::Scalar
                && !item.text.contains(u'=') && !item.text.contains(u'$'))
                add({item.text, std::nullopt});
        }
    }
    void add(const ComposePlaceholder &one) {
        for (ComposePlaceholder &known : m_all)
            if (known.name == one.name) {
                if (!one.defaultValue)
                    known.defaultValue.reset();
                return;
            }
        m_all.append(one);
    }

    QList<ComposePlaceholder> m_all;
};
} // namespace

const ComposeComponent *ComposeProject::find(const QString &name) const {
    for (const ComposeComponent &component : components)
        if (component.name == name)
            return &component;
    return nullptr;
}

ParsedCompose parseCompose(QByteArrayView yaml, const ComposeInput &input) {
    return ProjectReader(input, readYaml(yaml)).read();
}

QList<ComposePlaceholder> composePlaceholders(QByteArrayView yaml) {
    const YamlDocument document = readYaml(yaml);
    return document.problems.isEmpty() ? PlaceholderCollector().collect(document.root) : QList<ComposePlaceholder>();
}
