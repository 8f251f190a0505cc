// SPDX-License-Identifier: GPL-3.0-or-later
// How the values of file, environment and command line find their keys.
#include "server/config.h"
#include "server/configkeys.h"
#include <QFile>
#include <QProcessEnvironment>
#include <QSet>
#include <QStandardPaths>
#include <yaml-cpp/yaml.h>

namespace {

class Loader {
public:
    Config config;
    QStringList errors;
    QMap<QString, QString> places; // of the keys that were given

    void fail(const QString &where, const QString &path, const QString &text) {
        if (errors.size() < 100) // aliases make millions of places out of a small file
            errors.append(QStringLiteral("%1: %2: %3").arg(where, path, text));
    }

    void apply(const QString &where, const QString &path, const QString &value) {
        places.insert(path, where);
        const ConfigKey *key = configKey(path);
        if (!key) {
            QStringList allowed;
            const QString group = path.section(u'.', 0, 0);
            for (const ConfigKey *k : configKeys())
                if (QString::fromLatin1(k->path).section(u'.', 0, 0) == group)
                    allowed.append(QString::fromLatin1(k->path));
            if (allowed.isEmpty())
                for (const ConfigKey *k : configKeys())
                    allowed.append(QString::fromLatin1(k->path));
            fail(where, path,
                QStringLiteral("is not a known key; allowed are %1").arg(allowed.join(QLatin1String(", "))));
        } else if (const QString wrong = key->set(config, value); !wrong.isEmpty()) {
            // One that is not accepted is still a secret.
            const bool isSecret = path.endsWith(QLatin1String("password")) || path.endsWith(QLatin1String("secret"));
            fail(where, path, isSecret ? wrong : QStringLiteral("%1, got \"%2\"").arg(wrong, value.left(100)));
        }
    }

    void walk(const QString &file, const YAML::Node &node, const QString &path, int depth) {
        const QString where = QStringLiteral("%1:%2").arg(file).arg(node.Mark().line + 1);
        if (errors.size() >= 100)
            return;
        if (path == QLatin1String("engines")) {
            config.engines = readEngines(file, node, errors);
        } else if (const ConfigKey *key = configKey(path); key && key->shape == ConfigKey::Shape::Map && node.IsMap()) {
            applyMap(where, path, node);
        } else if (node.IsMap() && depth < 8) {
            QSet<QString> names;
            for (const auto &entry : node) {
                const QString name = QString::fromStdString(entry.first.as<std::string>(std::string()));
                const QString whole = path.isEmpty() ? name : QString(path + u'.' + name);
                if (names.contains(name))
                    fail(QStringLiteral("%1:%2").arg(file).arg(entry.first.Mark().line + 1), whole,
                        QStringLiteral("is given twice"));
                names.insert(name);
                walk(file, entry.second, whole, depth + 1);
            }
        } else if (node.IsSequence()) {
            applyList(where, path, node);
        } else if (node.IsScalar() && !path.isEmpty()) {
            apply(where, path, QString::fromStdString(node.Scalar()));
        } else if (!node.IsNull() || !path.isEmpty()) {
            fail(where, path.isEmpty() ? QStringLiteral("file") : path, QStringLiteral("has no value"));
        }
    }

    void applyList(const QString &where, const QString &path, const YAML::Node &list) {
        const ConfigKey *key = configKey(path);
        if (key && key->shape == ConfigKey::Shape::One)
            return fail(where, path, QStringLiteral("must be one value, got a list"));
        QStringList items;
        for (const auto &item : list) {
            if (!item.IsScalar())
                return fail(where, path, QStringLiteral("must be a list of words"));
            items.append(QString::fromStdString(item.Scalar()));
        }
        apply(where, path, items.join(u'\n'));
    }

    /// Lines NAME=VALUE, for names that people choose.
    void applyMap(const QString &where, const QString &path, const YAML::Node &map) {
        QStringList items;
        for (const auto &entry : map) {
            if (!entry.first.IsScalar() || !entry.second.IsScalar())
                return fail(where, path, QStringLiteral("must give each name one word"));
            items.append(
                QString::fromStdString(entry.first.Scalar()) + u'=' + QString::fromStdString(entry.second.Scalar()));
        }
        apply(where, path, items.join(u'\n'));
    }

    void readFile(const QString &name) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly)) {
            errors.append(QStringLiteral("%1: cannot be read: %2").arg(name, file.errorString()));
            return;
        }
        parse(name, file.read(1 << 20), {});
    }

    void parse(const QString &name, const QByteArray &yaml, const QString &path) {
        try { // yaml-cpp reports by exceptions; none leaves this function
            walk(name, YAML::Load(yaml.toStdString()), path, 0);
        } catch (const YAML::Exception &e) {
            errors.append(QStringLiteral("%1:%2: is not valid YAML: %3")
                              .arg(name)
                              .arg(e.mark.line + 1)
                              .arg(QString::fromStdString(e.msg)));
        }
    }
};

QString standardDataDir() {
    const QString state = qEnvironmentVariable("STATE_DIRECTORY").section(u':', 0, 0);
    return !state.isEmpty()
        ? state
        : QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QLatin1String("/aiadminpanel");
}

} // namespace

Result<Config> loadConfig(const ConfigSources &sources) {
    Loader loader;
    loader.config.dataDir = standardDataDir();
    if (!sources.file.isEmpty())
        loader.readFile(sources.file);
    for (auto it = sources.environment.begin(); it != sources.environment.end(); ++it) {
        const ConfigKey *found = nullptr;
        for (const ConfigKey *key : configKeys())
            if (key->variable() == it.key())
                found = key;
        if (it.key() == QLatin1String("AAP_ENGINES"))
            loader.parse(it.key(), it.value().toUtf8(), QStringLiteral("engines"));
        else if (found)
            loader.apply(it.key(), QString::fromLatin1(found->path), it.value());
        else
            loader.errors.append(QStringLiteral("environment: %1: is not a known key").arg(it.key()));
    }
    for (auto it = sources.options.begin(); it != sources.options.end(); ++it)
        loader.apply(QStringLiteral("command line"), it.key(), it.value());
    const Config &c = loader.config;
    QStringList names;
    for (const EngineSetting &engine : c.engines)
        names.append(engine.name);
    if (names.isEmpty()) // those there may be without being told
        names = QStringList{QStringLiteral("process"), QStringLiteral("docker")};
    if (c.engine != QLatin1String("auto") && !names.contains(c.engine))
        loader.errors.append(QStringLiteral("engine: must be auto or one of the names in engines (%1), got \"%2\"")
                                 .arg(names.join(QLatin1String(", ")), c.engine));
    if (c.tlsCertificate.isEmpty() != c.tlsKey.isEmpty())
        loader.errors.append(QStringLiteral("tls: certificate and key must be given together"));
    const bool isAnywhere = c.host == QHostAddress(QHostAddress::Any) || c.host == QHostAddress(QHostAddress::AnyIPv4)
        || c.host == QHostAddress(QHostAddress::AnyIPv6);
    if (c.oidc.isSet() == c.oidc.clientId.isEmpty())
        loader.errors.append(QStringLiteral("oidc: issuer and client_id must be given together"));
    if (c.oidc.isSet() && c.edge.publicUrl.isEmpty() && isAnywhere)
        loader.errors.append(QStringLiteral("oidc: needs public_url, where the provider sends browsers back to"));
    const QMap<QString, QString> conflicts =
        loader.errors.isEmpty() ? c.edge.conflicts(loader.places.keys()) : QMap<QString, QString>();
    for (auto it = conflicts.begin(); it != conflicts.end(); ++it)
        loader.errors.append(
            QStringLiteral("%1: %2: %3")
                .arg(loader.places.value(it.key(), QStringLiteral("configuration")), it.key(), it.value()));
    if (!loader.errors.isEmpty())
        return Error{
            ErrorCode::Validation, QStringLiteral("The configuration is wrong"), loader.errors.join(u'\n'), {}};
    return c;
}

QString Config::apiUrl(int atPort) const {
    const bool isV6 = host.protocol() == QAbstractSocket::IPv6Protocol;
    return QStringLiteral("%1://%2:%3/api")
        .arg(tlsCertificate.isEmpty() ? u"http" : u"https",
            isV6 ? QString(u'[' + host.toString() + u']') : host.toString())
        .arg(atPort);
}

QByteArray Config::publicOrigin() const {
    QUrl url = edge.publicUrl;
    const int usual = url.scheme() == QLatin1String("https") ? 443 : 80;
    if (url.port() == usual)
        url.setPort(-1);
    return url.toEncoded(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment).toLower();
}

QByteArray Config::baseUrl(int atPort) const {
    const QByteArray origin = publicOrigin();
    return origin.isEmpty() ? apiUrl(atPort).chopped(4).toLatin1() : origin;
}

QMap<QString, QString> configEnvironment() {
    QMap<QString, QString> found;
    const auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys())
        if (name.startsWith(QLatin1String("AAP_")))
            found.insert(name, environment.value(name));
    return found;
}
