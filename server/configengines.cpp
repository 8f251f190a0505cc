// SPDX-License-Identifier: GPL-3.0-or-later
// The table of an engine's keys, and the walk through the list.
#include "server/configengines.h"
#include <QFile>
#include <QRegularExpression>
#include <yaml-cpp/yaml.h>

namespace {

/// Returns what is wrong with `text`, or an empty string when it was taken.
using Setter = QString (*)(EngineSetting &, const QString &text);

QString setName(EngineSetting &engine, const QString &text) {
    static const QRegularExpression form(QStringLiteral("^[a-z][a-z0-9-]{0,39}\\z"));
    engine.name = text;
    return form.match(text).hasMatch() && text != QLatin1String("auto")
        ? QString()
        : QStringLiteral("must be lower-case letters, digits and hyphens, at most 40, letter first, and not auto");
}

QString setKind(EngineSetting &engine, const QString &text) {
    engine.kind = text == QLatin1String("docker") ? EngineSetting::Kind::Docker : EngineSetting::Kind::Process;
    return text == QLatin1String("docker") || text == QLatin1String("process")
        ? QString()
        : QStringLiteral("must be process or docker");
}

QString setEndpoint(EngineSetting &engine, const QString &text) {
    engine.endpoint = text;
    for (const char *scheme : {"unix:///", "https://", "http://"})
        if (text.startsWith(QLatin1String(scheme)) && text.size() > QLatin1String(scheme).size())
            return {};
    return QStringLiteral("must be unix:///PATH, https://HOST:PORT or http://127.0.0.1:PORT");
}

template <auto Member>
QString setFile(EngineSetting &engine, const QString &text) {
    engine.*Member = text;
    return QFile(text).open(QIODevice::ReadOnly) ? QString() : QStringLiteral("must be a file that can be read");
}

struct Key {
    const char *path;
    const char *meaning;
    Setter set;
};

const Key table[] = {
    {"name", "what services say they run on", setName},
    {"kind", "process or docker", setKind},
    {"endpoint", "of a docker engine, unix:///var/run/docker.sock or https://HOST:2376", setEndpoint},
    {"tls.ca", "PEM certificate that signed the engine's", setFile<&EngineSetting::tlsAuthority>},
    {"tls.certificate", "PEM certificate the panel shows", setFile<&EngineSetting::tlsCertificate>},
    {"tls.key", "PEM private key of it", setFile<&EngineSetting::tlsKey>},
};

class Reader {
public:
    Reader(QString where, QStringList &errors) : m_where(std::move(where)), m_errors(errors) { }

    EngineSetting engine(const YAML::Node &node, const QString &path) {
        EngineSetting engine;
        m_seen.clear();
        if (!node.IsMap())
            fail(node, path, QStringLiteral("must be a map with name and kind"));
        else
            walk(engine, node, path, {});
        if (node.IsMap())
            check(engine, node, path);
        return engine;
    }
    void fail(const YAML::Node &node, const QString &path, const QString &wrong) {
        m_errors.append(QStringLiteral("%1:%2: %3: %4").arg(m_where).arg(node.Mark().line + 1).arg(path, wrong));
    }

private:
    void walk(EngineSetting &engine, const YAML::Node &node, const QString &path, const QString &key) {
        for (const auto &entry : node) {
            const QString name = QString::fromStdString(entry.first.as<std::string>(std::string()));
            const QString whole = key.isEmpty() ? name : QString(key + u'.' + name);
            const QString at = path + u'.' + name;
            if (entry.second.IsMap() && key.isEmpty() && whole == QLatin1String("tls"))
                walk(engine, entry.second, at, whole);
            else
                apply(engine, entry.second, at, whole);
        }
    }
    void apply(EngineSetting &engine, const YAML::Node &node, const QString &path, const QString &key) {
        const auto *known = std::find_if(
            std::begin(table), std::end(table), [&key](const Key &k) { return key == QLatin1String(k.path); });
        if (known == std::end(table)) {
            QStringList allowed;
            for (const Key &k : table)
                allowed.append(QString::fromLatin1(k.path));
            return fail(node, path,
                QStringLiteral("is not a known key; allowed are %1").arg(allowed.join(QLatin1String(", "))));
        }
        if (!node.IsScalar())
            return fail(node, path, QStringLiteral("must be text"));
        const QString text = QString::fromStdString(node.Scalar());
        if (const QString wrong = known->set(engine, text); !wrong.isEmpty())
            fail(node, path, QStringLiteral("%1, got \"%2\"").arg(wrong, text.left(100)));
        m_seen.append(key);
    }
    void check(const EngineSetting &engine, const YAML::Node &node, const QString &path) {
        const bool isDocker = engine.kind == EngineSetting::Kind::Docker;
        for (const char *needed : {"name", "kind"})
            if (!m_seen.contains(QLatin1String(needed)))
                fail(node, path, QStringLiteral("needs \"%1\"").arg(QLatin1String(needed)));
        if (isDocker && !m_seen.contains(QLatin1String("endpoint")))
            fail(node, path, QStringLiteral("needs \"endpoint\": where the engine is"));
        if (!isDocker && (m_seen.contains(QLatin1String("endpoint")) || m_seen.contains(QLatin1String("tls.ca"))))
            fail(node, path, QStringLiteral("endpoint and tls belong to kind docker"));
        if (m_seen.contains(QLatin1String("tls.certificate")) != m_seen.contains(QLatin1String("tls.key")))
            fail(node, path, QStringLiteral("tls.certificate and tls.key must be given together"));
    }

    QString m_where;
    QStringList &m_errors;
    QStringList m_seen;
};

} // namespace

QList<EngineSetting> readEngines(const QString &where, const YAML::Node &list, QStringList &errors) {
    QList<EngineSetting> engines;
    Reader reader(where, errors);
    if (!list.IsSequence() || list.size() == 0 || list.size() > 64) {
        reader.fail(list, QStringLiteral("engines"), QStringLiteral("must be a list of 1 to 64 engines"));
        return engines;
    }
    QStringList names;
    int processes = 0;
    for (const YAML::Node &node : list) {
        const QString path = QStringLiteral("engines.%1").arg(engines.size());
        engines.append(reader.engine(node, path));
        if (const QString name = engines.last().name; !name.isEmpty() && names.contains(name))
            reader.fail(node, path, QStringLiteral("the name \"%1\" is given twice").arg(name));
        names.append(engines.last().name);
        processes += engines.last().kind == EngineSetting::Kind::Process ? 1 : 0;
    }
    if (processes > 1)
        reader.fail(list, QStringLiteral("engines"),
            QStringLiteral("there can be one of kind process: it runs the programs of this host"));
    return engines;
}

QString describeEngines() {
    QString text;
    for (const Key &key : table)
        text += QStringLiteral("  %1 %2\n")
                    .arg(QStringLiteral("engines[].%1").arg(QLatin1String(key.path)), -28)
                    .arg(QString::fromLatin1(key.meaning));
    return text;
}
