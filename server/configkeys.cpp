// SPDX-License-Identifier: GPL-3.0-or-later
// The table of keys.
#include "server/configkeys.h"
#include <QDir>
#include <QFile>

namespace {

template <auto Member>
QString setCount(Config &c, const QString &text, qint64 least, qint64 most) {
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    if (!ok || value < least || value > most)
        return QStringLiteral("must be a whole number between %1 and %2").arg(least).arg(most);
    c.*Member = std::remove_cvref_t<decltype(c.*Member)>(value);
    return {};
}

template <auto Member>
QString setText(Config &c, const QString &text) {
    c.*Member = text;
    return text.isEmpty() ? QStringLiteral("must not be empty") : QString();
}

/// As parseSpan(); at most `mostDays`.
template <auto Member>
QString setSeconds(Config &c, const QString &text, qint64 mostDays) {
    const auto span = parseSpan(text);
    if (!span || *span > std::chrono::days(mostDays))
        return QStringLiteral("must be a time like 30s, 15m, 12h or 30d, up to %1d").arg(mostDays);
    c.*Member = *span;
    return {};
}

QString setListen(Config &c, const QString &text) {
    const qsizetype colon = text.lastIndexOf(u':');
    bool ok = false;
    const uint port = text.mid(colon + 1).toUInt(&ok);
    QString host = text.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    const QHostAddress address =
        host == QLatin1String("localhost") ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
    if (colon < 1 || !ok || port > 65535 || address.isNull())
        return QStringLiteral("must be ADDRESS:PORT like 127.0.0.1:8080 or [::]:8080; port 0 is any free one");
    c.host = address;
    c.port = quint16(port);
    return {};
}

/// Items of a list in the file come one a line; in a variable, PATHs are separated by colons as ever, others by spaces.
QStringList itemsOf(const QString &text, QLatin1String separators) {
    QStringList items{QString()};
    for (const QChar letter : text) {
        if (letter == u'\n' || separators.contains(letter))
            items.append(QString());
        else
            items.last().append(letter);
    }
    items.removeAll(QString());
    return items;
}

QString setFolders(Config &c, const QString &text) {
    c.templateFolders = itemsOf(text, QLatin1String(":"));
    for (const QString &folder : std::as_const(c.templateFolders))
        if (!QDir(folder).exists())
            return QStringLiteral("must name folders that exist; there is no %1").arg(folder);
    return {};
}

template <auto Member>
QString setReadableFile(Config &c, const QString &text) {
    c.*Member = text;
    return QFile(text).open(QIODevice::ReadOnly) ? QString() : QStringLiteral("must be a file that can be read");
}

QString setIsolation(Config &c, const QString &text) {
    c.isolation = text == QLatin1String("bubblewrap");
    return c.isolation || text == QLatin1String("none") ? QString() : QStringLiteral("must be none or bubblewrap");
}

QString setGitProtocols(Config &c, const QString &text) {
    static const QStringList known = rules::gitProtocols + QStringList{QStringLiteral("file")};
    c.gitProtocols = itemsOf(text, QLatin1String(":"));
    for (const QString &protocol : std::as_const(c.gitProtocols))
        if (!known.contains(protocol))
            return QStringLiteral("must be some of %1; in a variable with colons in between")
                .arg(known.join(QLatin1String(", ")));
    return {};
}

QString setHostPaths(Config &c, const QString &text) {
    c.hostPaths = itemsOf(text, QLatin1String(":"));
    for (const QString &path : std::as_const(c.hostPaths))
        if (!path.startsWith(u'/') || QDir::cleanPath(path) != path)
            return QStringLiteral("must name folders by their whole paths");
    return {};
}

QString setTrustedProxies(Config &c, const QString &text) {
    c.trustedProxies.clear();
    for (const QString &item : itemsOf(text, QLatin1String(" ,"))) {
        const auto [address, bits] = QHostAddress::parseSubnet(item);
        if (address.isNull() || bits < 0)
            return QStringLiteral("must name addresses or networks like 10.0.0.0/8; %1 is none").arg(item);
        c.trustedProxies.append({address, bits});
    }
    return {};
}

/// In the file a map; in a variable NAME=ROLE with commas in between.
QString setRoles(Config &c, const QString &text) {
    return c.oidc.setRoles(itemsOf(text, QLatin1String(",")).join(u'\n'));
}

QString setImages(Config &c, const QString &text) {
    c.imagePatterns = itemsOf(text, QLatin1String(" ,"));
    return {};
}

QString setBackupRepository(Config &c, const QString &text) {
    c.backupRepository = text;
    for (const char *kind : {"/", "sftp:", "s3:", "rest:"})
        if (text.startsWith(QLatin1String(kind)) && text.size() > 1 && !text.contains(u'\n'))
            return {};
    return QStringLiteral("must be the whole path of a folder, or begin with sftp:, s3: or rest:");
}

QString setBackupPassword(Config &c, const QString &text) {
    c.backupPassword = Secret(text.toUtf8());
    return text.isEmpty() || text.contains(u'\n') ? QStringLiteral("must be one line of text") : QString();
}

QString setBackupPasswordFile(Config &c, const QString &path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return QStringLiteral("must be a file that can be read");
    return setBackupPassword(c, QString::fromUtf8(file.read(4096)).trimmed());
}

QString setHidden(Config &c, const QString &text) {
    QStringList parts;
    const QStringList patterns = itemsOf(text, {});
    c.logHidden.reset();
    if (patterns.isEmpty())
        return {};
    for (const QString &pattern : patterns) {
        const auto parsed = LogPattern::parse(pattern);
        if (!parsed)
            return parsed.error().message;
        if ((*parsed)->matches({})) // it would stand between all letters
            return QStringLiteral("must not match an empty text, as %1 does").arg(pattern);
        parts.append(QStringLiteral("(?:%1)").arg(pattern));
    }
    const auto all = LogPattern::parse(parts.join(u'|'));
    if (!all)
        return QStringLiteral("all together: %1").arg(all.error().message);
    c.logHidden = *all;
    return {};
}

template <auto Member>
QString setFlag(Config &c, const QString &text) {
    c.*Member = text == QLatin1String("true");
    return c.*Member || text == QLatin1String("false") ? QString() : QStringLiteral("must be true or false");
}

QString setCpus(Config &c, const QString &text) {
    bool ok = false;
    c.containerCpus = text.toDouble(&ok);
    return ok && c.containerCpus >= 0.01 && c.containerCpus <= 1024 ? QString()
                                                                    : QStringLiteral("must be between 0.01 and 1024");
}

QString setLevel(Config &c, const QString &text) {
    static const QStringList words{
        QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warning"), QStringLiteral("error")};
    c.logLevel = LogLevel(std::max(qsizetype(0), words.indexOf(text)));
    return words.contains(text) ? QString() : QStringLiteral("must be debug, info, warning or error");
}

QString setFormat(Config &c, const QString &text) {
    c.logFormat = text == QLatin1String("json") ? LogFormat::Json : LogFormat::Journal;
    return text == QLatin1String("json") || text == QLatin1String("journal")
        ? QString()
        : QStringLiteral("must be journal or json");
}

#define COUNT(member, least, most)                                                                                     \
    [](Config &c, const QString &text) { return setCount<&Config::member>(c, text, least, most); }
#define TIME(member, mostDays)                                                                                         \
    [](Config &c, const QString &text) { return setSeconds<&Config::member>(c, text, mostDays); }

#define OIDC(setter) [](Config &c, const QString &text) { return c.oidc.setter(text); }
#define EDGE(setter) [](Config &c, const QString &text) { return c.edge.setter(text); }

// clang-format off
const ConfigKey table[] = {
    {"listen", "127.0.0.1:8080", "address and port to listen on", setListen},
    {"data_dir", "$STATE_DIRECTORY or $XDG_DATA_HOME/aiadminpanel", "where everything is kept", setText<&Config::dataDir>},
    {"tls.certificate", "none", "PEM certificate chain; with tls.key the server speaks HTTPS", setReadableFile<&Config::tlsCertificate>},
    {"tls.key", "none", "PEM private key", setReadableFile<&Config::tlsKey>},
    {"rate_limits.default", "60", "requests a minute of an address without a key; 0 is no limit", COUNT(rateDefault, 0, 1'000'000'000)},
    {"rate_limits.authenticated", "120", "requests a minute of a key; 0 is no limit", COUNT(rateAuthenticated, 0, 1'000'000'000)},
    {"rate_limits.deploy", "10", "deploy operations a minute of a key; 0 is no limit", COUNT(rateDeploy, 0, 1'000'000'000)},
    {"sessions.idle", "12h", "a browser that asks nothing for so long is signed out", TIME(sessionIdle, 365)},
    {"sessions.lifetime", "7d", "a browser is signed out after so long in any case", TIME(sessionLifetime, 365)},
    {"trusted_proxies", "none", "addresses or networks of proxies whose X-Forwarded-For is believed", setTrustedProxies, ConfigKey::Shape::List},
    {"limits.head_bytes", "16384", "largest request head", COUNT(headBytes, 1024, 1 << 20)},
    {"limits.body_bytes", "1048576", "largest request body", COUNT(bodyBytes, 1024, 64 << 20)},
    {"limits.connections", "4096", "open HTTP connections", COUNT(connections, 1, 100'000)},
    {"limits.websocket_clients", "4096", "open WebSocket connections", COUNT(websocketClients, 1, 100'000)},
    {"limits.header_timeout", "10s", "time to send a request head", TIME(headerTimeout, 1)},
    {"limits.body_timeout", "30s", "time to send a request body", TIME(bodyTimeout, 1)},
    {"limits.idle_timeout", "75s", "time a connection may stay idle", TIME(idleTimeout, 1)},
    {"templates", "none", "folders with further templates", setFolders, ConfigKey::Shape::List},
    {"logs.max_bytes", "268435456", "log bytes kept for a service", COUNT(logMaxBytes, 1 << 20, qint64(1) << 40)},
    {"logs.max_age", "30d", "age of the oldest log line kept", TIME(logMaxAge, 36500)},
    {"logs.hide", "none", "regular expressions (RE2) of what is taken out of log lines before they are stored", setHidden, ConfigKey::Shape::List},
    {"process.uid_base", "200000", "first user id of services when the server is root", COUNT(uidBase, 1000, 2'000'000'000)},
    {"process.isolation", "none", "bubblewrap: services see the host's programs and their own data only", setIsolation},
    {"policy.git_protocols", "https, http, ssh, git", "what repositories may be fetched by; file is possible too", setGitProtocols, ConfigKey::Shape::List},
    {"policy.git_known_hosts", "none", "known_hosts file of ssh: only hosts in it are fetched from; without it the first key a host shows is believed", setReadableFile<&Config::gitKnownHosts>},
    {"backup.repository", "DATA/backups", "where backups go: a folder, or as restic writes it sftp:..., s3:... or rest:...", setBackupRepository},
    {"backup.password", "made once, in DATA/backup.key", "what the repository is encrypted with; or {file: PATH}", setBackupPassword},
    {"backup.password.file", "none", "a file with that password", setBackupPasswordFile},
    {"deployments.keep", "10", "revisions kept of each service, to be rolled back to", COUNT(keptDeployments, 1, 1000)},
    {"base_domain", "none", "services are reached at NAME.BASE_DOMAIN; needs an edge", EDGE(setBaseDomain)},
    {"public_url", "none", "where people reach the panel itself; its host goes to no service", EDGE(setPublicUrl)},
    {"oidc.issuer", "none", "address of the identity provider people sign in at, as it writes it itself", OIDC(setIssuer)},
    {"oidc.client_id", "none", "the panel's name there", OIDC(setClientId)},
    {"oidc.client_secret", "none", "its secret there; or {file: PATH}", OIDC(setClientSecret)},
    {"oidc.client_secret.file", "none", "a file with that secret", OIDC(setClientSecretFile)},
    {"oidc.scopes", "openid profile email", "what the provider is asked for", OIDC(setScopes)},
    {"oidc.claims.role", "realm_access.roles", "where in the claims roles are", OIDC(setRoleClaim)},
    {"oidc.claims.customer", "customer", "where in the claims the id or name of the customer is", OIDC(setCustomerClaim)},
    {"oidc.claims.groups", "groups", "where in the claims groups are, which count as roles", OIDC(setGroupsClaim)},
    {"oidc.roles", "by their own names", "the panel's role for roles and groups of the provider", setRoles, ConfigKey::Shape::Map},
    {"oidc.refresh", "5m", "how often the provider is asked whether a user who works may go on, or off", OIDC(setRefresh)},
    {"edge.kind", "none", "none, caddy or traefik: the proxy in front of the services", EDGE(setKind)},
    {"edge.admin", "none", "admin endpoint of a Caddy that runs already; without it the panel runs its own", EDGE(setAdmin)},
    {"edge.http", ":80", "where Caddy speaks HTTP", EDGE(setHttp)},
    {"edge.https", ":443", "where Caddy speaks HTTPS, or off", EDGE(setHttps)},
    {"edge.tls", "off", "off, internal (an authority of Caddy's own) or acme", EDGE(setTls)},
    {"edge.email", "none", "for the authority, with edge.tls: acme", EDGE(setEmail)},
    {"edge.drain", "5s", "time for requests of the revision before to end", EDGE(setDrain)},
    {"edge.resolver", "the system's", "name server that is asked about custom domains", EDGE(setResolver)},
    {"edge.verify_domains", "true", "route custom domains only after a look at their DNS record", EDGE(setVerifyDomains)},
    {"edge.entrypoint", "web", "Traefik's entry point", EDGE(setEntrypoint)},
    {"edge.cert_resolver", "none", "Traefik's certificate resolver, with edge.tls: acme", EDGE(setCertResolver)},
    {"engine", "auto", "engine of new services: a name, or auto for the first that can", setText<&Config::engine>},
    {"policy.privileged", "false", "true: containers may be privileged", setFlag<&Config::allowPrivileged>},
    {"policy.host_network", "false", "true: containers may use the host's network", setFlag<&Config::allowHostNetwork>},
    {"policy.engine_socket", "false", "true: containers may be given the engine's socket", setFlag<&Config::allowEngineSocket>},
    {"policy.host_paths", "none", "folders of the host that containers may mount", setHostPaths, ConfigKey::Shape::List},
    {"policy.images", "all", "images that may run, as patterns like docker.io/library/*", setImages, ConfigKey::Shape::List},
    {"containers.memory_mb", "512", "memory of a container whose file says nothing", COUNT(containerMemoryMb, 6, 16 * 1024 * 1024)},
    {"containers.cpus", "1", "cores of a container whose file says nothing", setCpus},
    {"containers.pids", "512", "processes of a container whose file says nothing", COUNT(containerPids, 1, 4'000'000)},
    {"containers.log_bytes", "10485760", "size of a container's log file at the engine", COUNT(containerLogBytes, 64 * 1024, qint64(1) << 40)},
    {"containers.log_files", "3", "log files of a container at the engine", COUNT(containerLogFiles, 1, 100)},
    {"log.level", "info", "debug, info, warning or error", setLevel},
    {"log.format", "journal", "journal or json", setFormat},
    {"log.slow", "1s", "a request that takes longer is noted in the log; 0 notes none", TIME(logSlow, 1)},
};
// clang-format on
#undef COUNT
#undef TIME
#undef EDGE
#undef OIDC

} // namespace

QString ConfigKey::variable() const {
    return QStringLiteral("AAP_") + QString::fromLatin1(path).toUpper().replace(u'.', u'_');
}

const ConfigKey *configKey(const QString &path) {
    for (const ConfigKey &key : table)
        if (path == QLatin1String(key.path))
            return &key;
    return nullptr;
}

QList<const ConfigKey *> configKeys() {
    QList<const ConfigKey *> keys;
    for (const ConfigKey &key : table)
        keys.append(&key);
    return keys;
}

QString describeConfig() {
    QString text;
    for (const ConfigKey &key : table)
        text += QStringLiteral("  %1 %2 (default %3)\n")
                    .arg(QString::fromLatin1(key.path), -28)
                    .arg(QString::fromLatin1(key.meaning), QString::fromLatin1(key.standard));
    return text + describeEngines();
}
