// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the values and holding them against each other.
#include "server/edge/edgeoptions.h"
#include "shared/contract/rules.h"
#include <QHostAddress>
#include <QRegularExpression>

template <NamedEnum E>
static QString setEnum(E &member, const QString &text) {
    const auto found = enumFromName<E>(text);
    member = found.value_or(E{});
    return found ? QString() : QStringLiteral("must be %1").arg(joinNames(names(E{}).data(), names(E{}).size()));
}

static quint16 portOf(const QString &address) {
    return address.mid(address.lastIndexOf(u':') + 1).toUShort();
}

/// :PORT or ADDRESS:PORT.
static QString setAddress(QString &member, const QString &text) {
    QString host = text.left(text.lastIndexOf(u':'));
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    member = text;
    return text.contains(u':') && portOf(text) != 0 && (host.isEmpty() || !QHostAddress(host).isNull())
        ? QString()
        : QStringLiteral("must be :PORT or ADDRESS:PORT like :80 or 192.0.2.1:80");
}

QString EdgeOptions::setKind(const QString &text) {
    return setEnum(kind, text);
}

QString EdgeOptions::setAdmin(const QString &text) {
    admin = text;
    const QUrl url(text, QUrl::StrictMode);
    const bool plain = url.isValid() && url.query().isEmpty() && url.userInfo().isEmpty();
    const bool local = url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
    if (plain && url.scheme() == QLatin1String("unix") && url.host().isEmpty() && url.path().startsWith(u'/'))
        return {};
    if (plain && url.scheme() == QLatin1String("http") && local && url.port() > 0 && url.path().size() <= 1)
        return {};
    return QStringLiteral("must be unix:///PATH or http://127.0.0.1:PORT: the endpoint has no password, so it may only "
                          "be one of this host");
}

QString EdgeOptions::setHttp(const QString &text) {
    return setAddress(http, text);
}

QString EdgeOptions::setHttps(const QString &text) {
    if (text != QLatin1String("off"))
        return setAddress(https, text);
    https.clear();
    return {};
}

QString EdgeOptions::setTls(const QString &text) {
    return setEnum(tls, text == QLatin1String("false") ? QStringLiteral("off") : text); // what YAML makes of `off`
}

QString EdgeOptions::setEmail(const QString &text) {
    static const QRegularExpression address(QStringLiteral("^[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,253}$"));
    email = text;
    return address.match(text).hasMatch() ? QString() : QStringLiteral("must be an e-mail address");
}

QString EdgeOptions::setDrain(const QString &text) {
    static const QRegularExpression time(QStringLiteral("^(\\d{1,4})(s|m)?$"));
    const auto match = time.match(text);
    drain = std::chrono::seconds(match.captured(1).toInt() * (match.captured(2) == QLatin1String("m") ? 60 : 1));
    return match.hasMatch() && drain <= std::chrono::minutes(10) ? QString()
                                                                 : QStringLiteral("must be a time from 0s to 10m");
}

QString EdgeOptions::setBaseDomain(const QString &text) {
    baseDomain = rules::canonicalDomain(text);
    return baseDomain.isEmpty() ? QStringLiteral("must be a domain name like apps.example.com") : QString();
}

QString EdgeOptions::setPublicUrl(const QString &text) {
    publicUrl = QUrl(text, QUrl::StrictMode);
    const bool web = publicUrl.scheme() == QLatin1String("https") || publicUrl.scheme() == QLatin1String("http");
    return publicUrl.isValid() && web && !publicUrl.host().isEmpty() && publicUrl.userInfo().isEmpty()
        ? QString()
        : QStringLiteral("must be a URL like https://panel.example.com");
}

QString EdgeOptions::setResolver(const QString &text) {
    resolver = text;
    return QHostAddress(text).isNull() ? QStringLiteral("must be the IP address of a name server") : QString();
}

QString EdgeOptions::setVerifyDomains(const QString &text) {
    verifyDomains = text == QLatin1String("true");
    return verifyDomains || text == QLatin1String("false") ? QString() : QStringLiteral("must be true or false");
}

static QString setWord(QString &member, const QString &text) {
    static const QRegularExpression word(QStringLiteral("^[A-Za-z0-9_-]{1,64}$"));
    member = text;
    return word.match(text).hasMatch() ? QString() : QStringLiteral("must be a name of Traefik's configuration");
}

QString EdgeOptions::setEntrypoint(const QString &text) {
    return setWord(entrypoint, text);
}

QString EdgeOptions::setCertResolver(const QString &text) {
    return setWord(certResolver, text);
}

QMap<QString, QString> EdgeOptions::conflicts(const QStringList &given) const {
    QMap<QString, QString> found;
    const auto refuse = [&](const char *key, bool wrong, const QString &why) {
        if (const QString name = QLatin1String(key); wrong && !found.contains(name))
            found.insert(name, why);
    };
    const auto has = [&given](const char *key) { return given.contains(QLatin1String(key)); };
    const bool caddy = kind == EdgeKind::Caddy, traefik = kind == EdgeKind::Traefik;
    refuse("edge.kind", kind != EdgeKind::None && baseDomain.isEmpty(),
        QStringLiteral("needs base_domain, below which the services have their hosts"));
    for (const char *key : {"edge.admin", "edge.email"})
        refuse(key, has(key) && !caddy, QStringLiteral("is for edge.kind: caddy only"));
    for (const char *key : {"edge.entrypoint", "edge.cert_resolver"})
        refuse(key, has(key) && !traefik, QStringLiteral("is for edge.kind: traefik only"));
    refuse("edge.tls", usesTls() && kind == EdgeKind::None, QStringLiteral("needs edge.kind: caddy or traefik"));
    refuse("edge.tls", tls == EdgeTls::Internal && traefik, QStringLiteral("must be off or acme with Traefik"));
    refuse("edge.tls", tls == EdgeTls::Internal && caddy && !admin.isEmpty(),
        QStringLiteral("must be off or acme with edge.admin: who issues certificates is that Caddy's own setting"));
    refuse("edge.tls", usesTls() && https.isEmpty(), QStringLiteral("needs edge.https, which is off"));
    refuse("edge.https", has("edge.https") && !https.isEmpty() && !usesTls(),
        QStringLiteral("needs edge.tls: internal or acme"));
    refuse("edge.https", usesTls() && portOf(http) == portOf(https),
        QStringLiteral("must be another port than edge.http"));
    refuse("edge.email", !email.isEmpty() && (tls != EdgeTls::Acme || !admin.isEmpty()),
        QStringLiteral("is for edge.tls: acme of the panel's own Caddy only"));
    refuse(
        "edge.cert_resolver", !certResolver.isEmpty() && tls != EdgeTls::Acme, QStringLiteral("needs edge.tls: acme"));
    return found;
}

quint16 EdgeOptions::port() const {
    return portOf(usesTls() ? https : http);
}

QString EdgeOptions::urlOf(const QString &host) const {
    const QString url = (usesTls() ? QStringLiteral("https://") : QStringLiteral("http://")) + host;
    return port() == (usesTls() ? 443 : 80) ? url : QString(url + u':' + QString::number(port()));
}
