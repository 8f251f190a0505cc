// SPDX-License-Identifier: GPL-3.0-or-later
// Works on the text, so that comments and order stay as they were written.
#include "server/catalog/composeimport.h"
#include "server/catalog/composeproject.h"
#include "shared/contract/rules.h"
#include <QRegularExpression>

namespace {
/// Shorter ones hide nothing.
constexpr qsizetype leastSecret = 6;
constexpr qsizetype mostVariables = 64;
constexpr qsizetype mostText = 128 * 1024;

QString quoted(QString text) {
    return QLatin1Char('"') + text.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\"")) + u'"';
}

/// A name that a template's variable may have.
QString variableNameOf(const QString &text) {
    QString name = text.toUpper();
    static const QRegularExpression others(QStringLiteral("[^A-Z0-9_]"));
    name.replace(others, QStringLiteral("_"));
    while (!name.isEmpty() && !(name[0] >= u'A' && name[0] <= u'Z'))
        name.remove(0, 1);
    if (name.isEmpty())
        return QStringLiteral("APP_VALUE");
    return isEngineVariable(name) ? QString(QLatin1String("APP_") + name).left(64) : name.left(64);
}

VariableType typeOf(const QString &name, const QString &value) {
    TemplateVariable guess;
    const auto fits = [&](VariableType type) {
        guess.type = type;
        return !value.isEmpty() && rules::variable(guess, value).isEmpty();
    };
    if (rules::looksSecret(name))
        return VariableType::Secret;
    if (name.endsWith(QLatin1String("PORT")) && fits(VariableType::Port))
        return VariableType::Port;
    for (const VariableType type :
        {VariableType::Integer, VariableType::Boolean, VariableType::Url, VariableType::Email})
        if (fits(type))
            return type;
    return VariableType::String;
}

class Importer {
public:
    Importer(const TemplateDetail &about, const QByteArray &compose)
        : m_about(about), m_text(QString::fromUtf8(compose)) {
        m_text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    }

    ImportedTemplate make() {
        if (const YamlDocument given = readYaml(m_text.toUtf8()); !given.problems.isEmpty())
            return {{}, given.problems};
        // Each of them is looked for in the whole text.
        if (m_text.size() > mostText || composePlaceholders(m_text.toUtf8()).size() > mostVariables)
            return tooMuch();
        takePlaceholders();
        const YamlDocument document = readYaml(m_text.toUtf8());
        if (const YamlNode *services = document.root.find(QLatin1String("services")))
            for (const YamlNode &service : services->children)
                if (const YamlNode *environment = service.find(QLatin1String("environment")))
                    takeSecrets(*environment);
        if (m_variables.size() > mostVariables)
            return tooMuch();
        replaceSecrets();
        const QByteArray source = written(portOf(document.root)).toUtf8();
        return {source, parseTemplate(source).problems};
    }

private:
    static ImportedTemplate tooMuch() {
        const QString message = QStringLiteral("must have at most %1 KiB and %2 placeholders and secrets");
        return {{}, {YamlProblem{1, 1, {}, message.arg(mostText / 1024).arg(mostVariables)}}};
    }
    void takePlaceholders() {
        for (const ComposePlaceholder &placeholder : composePlaceholders(m_text.toUtf8())) {
            TemplateVariable variable;
            variable.name = variableNameOf(placeholder.name);
            rename(placeholder.name, variable.name);
            if (variable.name == QLatin1String("SERVICE_NAME") || isKnown(variable.name))
                continue;
            const QString value = placeholder.defaultValue.value_or(QString());
            variable.type = typeOf(placeholder.name, value);
            if (variable.type == VariableType::Secret)
                variable.generate = 32;
            else if (placeholder.defaultValue && !value.contains(u'$'))
                variable.default_value = value;
            variable.required = !variable.default_value && !variable.generate && !placeholder.defaultValue;
            m_variables.append(variable);
        }
    }
    bool isKnown(const QString &name) const {
        return std::any_of(m_variables.begin(), m_variables.end(), [&](const auto &v) { return v.name == name; });
    }
    void rename(const QString &from, const QString &to) {
        if (from == to)
            return;
        const QRegularExpression use(QStringLiteral("(?<!\\$)((?:\\$\\$)*\\$\\{?)%1(?![A-Za-z0-9_])").arg(from));
        m_text.replace(use, QStringLiteral("\\1") + to);
    }

    struct Place {
        YamlPlace place;
        QString name, value;
        bool isPair = false;
    };
    /// {NAME: value} or [NAME=value]
    void takeSecrets(const YamlNode &environment) {
        for (const YamlNode &item : environment.children) {
            const bool isPair = environment.kind == YamlNode::Kind::Sequence;
            const QString name = isPair ? item.text.section(u'=', 0, 0) : item.key;
            const QString value = isPair ? item.text.section(u'=', 1) : item.text;
            if (item.kind != YamlNode::Kind::Scalar || !rules::looksSecret(name) || value.size() < leastSecret
                || value.contains(u'$') || value.contains(u'\n') || value.startsWith(u'/'))
                continue;
            m_places.append({item.place, name, value, isPair});
            if (m_secrets.contains(value) || m_variables.size() > mostVariables)
                continue;
            TemplateVariable variable;
            const QString base = variableNameOf(name);
            variable.name = base;
            for (int i = 2; isKnown(variable.name); ++i)
                variable.name = base.left(60) + u'_' + QString::number(i);
            variable.type = VariableType::Secret;
            variable.generate = 32;
            m_variables.append(variable);
            m_secrets.insert(value, variable.name);
        }
    }
    /// Where they stand, from the end so that places stay right, and where an address signs in with them.
    void replaceSecrets() {
        QStringList lines = m_text.split(u'\n');
        std::sort(m_places.begin(), m_places.end(), [](const Place &x, const Place &y) {
            return std::pair(x.place.line, x.place.column) > std::pair(y.place.line, y.place.column);
        });
        for (const Place &at : std::as_const(m_places)) {
            QString &line = lines[at.place.line - 1];
            qsizetype from = at.place.column - 1;
            const bool isQuoted = line.mid(from).startsWith(u'"') || line.mid(from).startsWith(u'\'');
            from += (isQuoted ? 1 : 0) + (at.isPair ? at.name.size() + 1 : 0);
            const bool inFlow = at.isPair && !isQuoted && !line.trimmed().startsWith(u'-');
            if (inFlow || line.mid(from, at.value.size()) != at.value)
                continue; // written in a way of its own, such as over several lines
            const QString use = QStringLiteral("${%1}").arg(m_secrets.value(at.value));
            line.replace(from, at.value.size(), isQuoted || at.isPair ? use : quoted(use));
        }
        m_text = lines.join(u'\n');
        for (auto it = m_secrets.cbegin(); it != m_secrets.cend(); ++it)
            m_text.replace(QString(QLatin1Char(':') + it.key() + u'@'), QStringLiteral(":${%1}@").arg(it.value()));
    }

    /// Port inside the container of the first component that has one; 0: none.
    static int portOf(const YamlNode &root) {
        const YamlNode *services = root.find(QLatin1String("services"));
        for (const char *section : {"ports", "expose"})
            for (const YamlNode &service : services ? services->children : std::vector<YamlNode>())
                if (const YamlNode *ports = service.find(QLatin1String(section)); ports && !ports->children.empty()) {
                    const YamlNode &first = ports->children.front();
                    const YamlNode *target = first.find(QLatin1String("target"));
                    const QString text = (target ? target->text : first.text).section(u'/', 0, 0).section(u':', -1);
                    bool isNumber = false;
                    if (const int port = text.toInt(&isNumber); isNumber && !first.text.endsWith(QLatin1String("/udp")))
                        return port;
                }
        return 0;
    }

    QString written(int port) const {
        QStringList out{
            QStringLiteral("apiVersion: v2"), QStringLiteral("kind: Template"), QStringLiteral("metadata:")};
        out << QLatin1String("  name: ") + quoted(m_about.id.value)
            << QLatin1String("  displayName: ") + quoted(m_about.display_name)
            << QLatin1String("  description: ") + quoted(m_about.description)
            << QLatin1String("  category: ") + toText(m_about.category) << QStringLiteral("  version: \"1\"")
            << QStringLiteral("spec:");
        if (!m_variables.isEmpty())
            out << QStringLiteral("  variables:");
        for (const TemplateVariable &variable : m_variables) {
            out << QLatin1String("    - name: ") + variable.name
                << QLatin1String("      label: ") + labelOf(variable.name)
                << QLatin1String("      type: ") + toText(variable.type);
            if (variable.required)
                out << QStringLiteral("      required: true");
            if (variable.default_value)
                out << QLatin1String("      default: ") + quoted(*variable.default_value);
            if (variable.generate)
                out << QStringLiteral("      generate: %1").arg(*variable.generate);
        }
        if (port > 0)
            out << QStringLiteral("  domains:") << QStringLiteral("    - port: %1").arg(port);
        out << QStringLiteral("  compose: |");
        for (const QString &line : m_text.trimmed().split(u'\n'))
            out << (line.isEmpty() ? QString() : QString(QLatin1String("    ") + line));
        return out.join(u'\n') + u'\n';
    }
    /// DB_PASSWORD: Db password
    static QString labelOf(const QString &name) {
        QString label = name.toLower().replace(u'_', u' ');
        label[0] = label[0].toUpper();
        return quoted(label);
    }

    const TemplateDetail &m_about;
    QString m_text;
    QList<TemplateVariable> m_variables;
    /// By the value that stands in the text: the variable in its place.
    QMap<QString, QString> m_secrets;
    QList<Place> m_places;
};
} // namespace

ImportedTemplate importCompose(const TemplateDetail &about, const QByteArray &compose) {
    return Importer(about, compose).make();
}
