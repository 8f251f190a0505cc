// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the process section; what names something else in it is checked once everything has been read.
#include "server/catalog/processspec.h"
#include "server/catalog/interpolate.h"
#include <QRegularExpression>

namespace {
using namespace std::chrono_literals;

constexpr qsizetype maxComponents = 16;
constexpr qsizetype maxText = 4096;
constexpr qsizetype maxContent = 128 * 1024;

constexpr const char *stopSignals[] = {"SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGKILL"};

bool matches(QStringView text, const QString &pattern) {
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(text).hasMatch();
}

/// Reads the components of one section.
class ProcessReader {
public:
    ProcessReader(YamlReader &reader, const QSet<QString> &variables) : m_in(reader), m_known(variables) {
        m_known << QStringLiteral("DATA_DIR") << QStringLiteral("SERVICE_NAME");
    }

    ProcessSpec read(const YamlNode &node) {
        collectPorts(node);
        m_in.mapping(node,
            {{"components",
                [this](const YamlNode &list) {
                    if (list.children.empty())
                        m_in.fail(list, QStringLiteral("must have at least one component"));
                    m_in.sequence(list, maxComponents, [this](const YamlNode &item) { component(item); });
                },
                YamlReader::Presence::Required}});
        order(node);
        return std::move(m_spec);
    }

private:
    /// Placeholders may name ports of components further down.
    void collectPorts(const YamlNode &node) {
        const YamlNode *components = node.find(QLatin1String("components"));
        if (!components)
            return;
        for (const YamlNode &item : components->children)
            if (const YamlNode *ports = item.find(QLatin1String("ports")))
                for (const YamlNode &port : ports->children)
                    if (const YamlNode *name = port.find(QLatin1String("name"))) {
                        m_known.insert(QStringLiteral("PORT"));
                        m_known.insert(QLatin1String("PORT_") + name->text.toUpper().replace(u'-', u'_'));
                    }
    }

    void component(const YamlNode &node) {
        ProcessComponent c;
        m_in.mapping(node,
            {{"name", [&](const YamlNode &n) { c.name = name(n, m_names); }, YamlReader::Presence::Required},
                {"command", [&](const YamlNode &n) { c.command = command(n); }, YamlReader::Presence::Required},
                {"env", [&](const YamlNode &n) { c.env = environment(n); }},
                {"workdir", [&](const YamlNode &n) { c.workdir = relativePath(n); }},
                {"user", [&](const YamlNode &n) { c.user = user(n); }},
                {"requires", [&](const YamlNode &n) { c.programs = programs(n); }},
                {"dependsOn", [&](const YamlNode &n) { c.depends_on = m_in.texts(n, maxComponents, 32); }},
                {"ports", [&](const YamlNode &n) { c.ports = ports(n); }},
                {"files", [&](const YamlNode &n) { c.files = files(n); }},
                {"init",
                    [&](const YamlNode &n) {
                        m_in.sequence(n, 16, [&](const YamlNode &item) { c.init.append(command(item)); });
                    }},
                {"stopSignal", [&](const YamlNode &n) { c.stop_signal = stopSignal(n); }},
                {"stopGrace",
                    [&](const YamlNode &n) { c.stop_grace = m_in.duration(n, 0ms, 10min).value_or(c.stop_grace); }},
                {"restart", [&](const YamlNode &n) {
                     c.restart = m_in.word<RestartPolicy>(n).value_or(RestartPolicy::Always);
                 }}});
        m_spec.components.append(c);
    }

    QString name(const YamlNode &node, QSet<QString> &taken) {
        const QString text = node.text;
        if (node.kind != YamlNode::Kind::Scalar || !matches(text, QStringLiteral("[a-z][a-z0-9-]{0,31}")))
            m_in.fail(node, QStringLiteral("must be lower-case letters, digits and hyphens, at most 32, letter first"));
        else if (taken.contains(text))
            m_in.fail(node, QStringLiteral("\"%1\" is taken; names must differ").arg(text));
        taken.insert(text);
        return text;
    }

    QString withPlaceholders(const YamlNode &node, qsizetype most, qsizetype least = 0) {
        const auto text = m_in.text(node, most, least);
        if (text)
            checkPlaceholders(m_in, node, m_known);
        return text.value_or(QString());
    }

    QList<QString> command(const YamlNode &node) {
        QList<QString> words;
        if (node.kind == YamlNode::Kind::Sequence && node.children.empty())
            m_in.fail(node, QStringLiteral("must name a program"));
        m_in.sequence(node, 128, [&](const YamlNode &item) { words.append(withPlaceholders(item, maxText)); });
        if (!words.isEmpty() && words.first().isEmpty())
            m_in.fail(node, QStringLiteral("must begin with the program's name"));
        return words;
    }

    QMap<QString, QString> environment(const YamlNode &node) {
        QMap<QString, QString> all;
        m_in.freeMapping(node, 128, [&](const YamlNode &item) {
            if (!matches(item.key, QStringLiteral("[A-Za-z_][A-Za-z0-9_]{0,127}")))
                return m_in.fail(item.keyPlace, QStringLiteral("is no name of an environment variable"));
            all.insert(item.key, withPlaceholders(item, maxText));
        });
        return all;
    }

    /// A path that stays in the data directory, wherever that is.
    QString relativePath(const YamlNode &node) {
        const auto path = m_in.text(node, 255);
        if (!path)
            return {};
        static const QString segment = QStringLiteral("(?!\\.\\.?(/|$))[A-Za-z0-9._-]+");
        if (!matches(*path, segment + QLatin1String("(/") + segment + QLatin1String(")*")))
            m_in.fail(
                node, QStringLiteral("must be a path inside the data directory, like conf/site.conf, without \"..\""));
        return *path;
    }

    QString user(const YamlNode &node) {
        const auto text = m_in.text(node, 32);
        if (text && (!matches(*text, QStringLiteral("[a-z_][a-z0-9_-]*")) || *text == QLatin1String("root")))
            m_in.fail(node, QStringLiteral("must be the name of a system user other than root"));
        return text.value_or(QString());
    }

    QList<RequiredProgram> programs(const YamlNode &node) {
        QList<RequiredProgram> all;
        m_in.sequence(node, 16, [&](const YamlNode &item) {
            RequiredProgram one;
            if (item.kind == YamlNode::Kind::Scalar) {
                one.package = one.program = package(item);
            } else {
                m_in.mapping(item,
                    {{"package", [&](const YamlNode &n) { one.package = package(n); }, YamlReader::Presence::Required},
                        {"program", [&](const YamlNode &n) { one.program = m_in.text(n, 255).value_or(QString()); },
                            YamlReader::Presence::Required}});
            }
            all.append(one);
        });
        return all;
    }

    QString package(const YamlNode &node) {
        const auto text = m_in.text(node, 128);
        if (text && !matches(*text, QStringLiteral("[a-z0-9][a-z0-9+.-]+")))
            m_in.fail(node, QStringLiteral("must be the name of a Debian package"));
        return text.value_or(QString());
    }

    QList<ProcessPort> ports(const YamlNode &node) {
        QList<ProcessPort> all;
        m_in.sequence(node, 16, [&](const YamlNode &item) {
            ProcessPort one;
            m_in.mapping(item,
                {{"name", [&](const YamlNode &n) { one.name = name(n, m_portNames); }, YamlReader::Presence::Required},
                    {"port",
                        [&](const YamlNode &n) {
                            one.port = m_in.whole(n, 1, 65535).value_or(0);
                            if (m_portNumbers.contains(one.port))
                                m_in.fail(n, QStringLiteral("port %1 is given twice").arg(one.port));
                            m_portNumbers.insert(one.port);
                        },
                        YamlReader::Presence::Required}});
            all.append(one);
        });
        return all;
    }

    QList<ProcessFile> files(const YamlNode &node) {
        QList<ProcessFile> all;
        m_in.sequence(node, 32, [&](const YamlNode &item) {
            ProcessFile one;
            m_in.mapping(item,
                {{"path", [&](const YamlNode &n) { one.path = relativePath(n); }, YamlReader::Presence::Required},
                    {"content", [&](const YamlNode &n) { one.content = withPlaceholders(n, maxContent); },
                        YamlReader::Presence::Required},
                    {"mode", [&](const YamlNode &n) { one.mode = mode(n); }}});
            all.append(one);
        });
        return all;
    }

    int mode(const YamlNode &node) {
        if (node.kind != YamlNode::Kind::Scalar || !matches(node.text, QStringLiteral("0?[4-7][0-7][0-7]"))) {
            m_in.fail(node, QStringLiteral("must be an octal file mode like \"0600\""));
            return 0600;
        }
        return node.text.toInt(nullptr, 8);
    }

    QString stopSignal(const YamlNode &node) {
        QStringList allowed;
        for (const char *signal : stopSignals) {
            if (node.text == QLatin1String(signal))
                return node.text;
            allowed.append(QLatin1String(signal));
        }
        m_in.fail(node, QStringLiteral("must be one of %1").arg(allowed.join(QLatin1String(", "))));
        return QStringLiteral("SIGTERM");
    }

    /// Puts the components into the order of their dependencies; what cannot be ordered is a circle.
    void order(const YamlNode &node) {
        QList<ProcessComponent> waiting = std::move(m_spec.components);
        const YamlNode *list = node.find(QLatin1String("components"));
        for (const ProcessComponent &c : std::as_const(waiting))
            for (const QString &other : c.depends_on)
                if (!m_names.contains(other)) {
                    YamlReader::Step step(m_in, QLatin1String("components"));
                    m_in.fail(
                        *list, QStringLiteral("\"%1\" depends on \"%2\", which is no component").arg(c.name, other));
                    m_spec.components = std::move(waiting);
                    return;
                }
        QSet<QString> placed;
        while (!waiting.isEmpty()) {
            const auto next = std::find_if(waiting.begin(), waiting.end(), [&placed](const ProcessComponent &c) {
                return std::all_of(c.depends_on.begin(), c.depends_on.end(),
                    [&placed](const QString &other) { return placed.contains(other); });
            });
            if (next == waiting.end()) {
                YamlReader::Step step(m_in, QLatin1String("components"));
                m_in.fail(*list, QStringLiteral("\"%1\" depends on itself in a circle").arg(waiting.first().name));
                m_spec.components += waiting;
                return;
            }
            placed.insert(next->name);
            m_spec.components.append(std::move(*next));
            waiting.erase(next);
        }
    }

    YamlReader &m_in;
    QSet<QString> m_known;
    QSet<QString> m_names;
    QSet<QString> m_portNames;
    QSet<int> m_portNumbers;
    ProcessSpec m_spec;
};

void checkPieces(YamlReader &reader, const YamlNode &node, const QString &text, const QSet<QString> &known, int depth) {
    constexpr int maxDepth = 8;
    if (depth > maxDepth)
        return reader.fail(node, QStringLiteral("has placeholders nested too deeply"));
    for (const TextPiece &piece : textPieces(text)) {
        if (piece.kind == TextPiece::Kind::Malformed)
            return reader.fail(node,
                QStringLiteral("\"%1\" is no placeholder; write ${NAME}, or $$ for a dollar sign")
                    .arg(piece.word.simplified()));
        if (piece.kind != TextPiece::Kind::Placeholder)
            continue;
        if (!known.contains(piece.name))
            reader.fail(node,
                QStringLiteral("${%1} is neither a variable of this template nor set by the engine").arg(piece.name));
        if (piece.otherwise != TextPiece::Otherwise::Message)
            checkPieces(reader, node, piece.word, known, depth + 1);
    }
}

} // namespace

ProcessSpec readProcess(YamlReader &reader, const YamlNode &node, const QSet<QString> &variables) {
    return ProcessReader(reader, variables).read(node);
}

bool isEngineVariable(QStringView name) {
    return name == QLatin1String("DATA_DIR") || name == QLatin1String("PORT")
        || name.startsWith(QLatin1String("PORT_"));
}

bool isVariableName(QStringView name) {
    return matches(name, QStringLiteral("[A-Z][A-Z0-9_]{0,63}"));
}

void checkPlaceholders(YamlReader &reader, const YamlNode &node, const QSet<QString> &known) {
    checkPieces(reader, node, node.text, known, 0);
}
