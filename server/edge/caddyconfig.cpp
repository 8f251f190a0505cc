// SPDX-License-Identifier: GPL-3.0-or-later
// Routes in, JSON out.
#include "server/edge/caddyconfig.h"
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace caddy {

static QJsonObject answer(int status, const char *text, const QJsonObject &headers = {}) {
    QJsonObject handler{{QStringLiteral("handler"), QStringLiteral("static_response")},
        {QStringLiteral("status_code"), status}, {QStringLiteral("body"), QString::fromLatin1(text)}};
    if (!headers.isEmpty())
        handler.insert(QStringLiteral("headers"), headers);
    return handler;
}

static QJsonObject proxy(const QString &target) {
    // A program that is just being started again refuses connections for a moment: those requests wait, unharmed.
    const QJsonObject patience{{QStringLiteral("try_duration"), QStringLiteral("5s")},
        {QStringLiteral("try_interval"), QStringLiteral("100ms")}};
    const QJsonObject upstream{{QStringLiteral("dial"), target}};
    return {{QStringLiteral("handler"), QStringLiteral("reverse_proxy")},
        {QStringLiteral("upstreams"), QJsonArray{upstream}}, {QStringLiteral("load_balancing"), patience}};
}

static QJsonObject route(const QJsonObject &match, const QJsonObject &handler) {
    QJsonObject route{{QStringLiteral("handle"), QJsonArray{handler}}, {QStringLiteral("terminal"), true}};
    if (!match.isEmpty())
        route.insert(QStringLiteral("match"), QJsonArray{match});
    return route;
}

static QJsonArray routesOf(const QList<EdgeRoute> &routes, const QStringList &hosts, Targets targets) {
    QJsonArray list;
    for (const EdgeRoute &one : routes) {
        QJsonObject match{{QStringLiteral("host"), QJsonArray::fromStringList(one.hosts)}};
        if (targets == Targets::Files) {
            match.insert(QStringLiteral("file"),
                QJsonObject{{QStringLiteral("root"), QString(QStringLiteral("../routes/") + one.name)},
                    {QStringLiteral("try_files"), QJsonArray{QStringLiteral("/*")}},
                    {QStringLiteral("try_policy"), QStringLiteral("most_recently_modified")}});
            list.append(route(match, proxy(QStringLiteral("{http.matchers.file.relative}"))));
        } else if (!one.target.isEmpty()) {
            list.append(route(match, proxy(one.target)));
        }
    }
    if (!hosts.isEmpty())
        list.append(route({{QStringLiteral("host"), QJsonArray::fromStringList(hosts)}},
            answer(503, "This service is not running.\n",
                {{QStringLiteral("Retry-After"), QJsonArray{QStringLiteral("5")}}})));
    list.append(route({}, answer(404, "There is nothing at this address.\n")));
    return list;
}

QJsonObject servers(const EdgeOptions &options, const QList<EdgeRoute> &routes, Targets targets) {
    QStringList hosts;
    for (const EdgeRoute &one : routes)
        hosts.append(one.hosts);
    // Redirects are ours to make, since Caddy's own know the usual ports only.
    QJsonObject automatic{{QStringLiteral("disable_redirects"), true}};
    if (!options.usesTls())
        automatic.insert(QStringLiteral("disable"), true);
    QJsonObject main{{QStringLiteral("listen"), QJsonArray{options.usesTls() ? options.https : options.http}},
        {QStringLiteral("protocols"), QJsonArray{QStringLiteral("h1"), QStringLiteral("h2")}},
        {QStringLiteral("automatic_https"), automatic}, {QStringLiteral("routes"), routesOf(routes, hosts, targets)}};
    if (options.usesTls())
        main.insert(QStringLiteral("tls_connection_policies"), QJsonArray{QJsonObject()});
    QJsonObject blocks{{serverName, main}};
    if (options.usesTls()) {
        const QString port = options.port() == 443 ? QString() : QStringLiteral(":%1").arg(options.port());
        const QString there = QStringLiteral("https://{http.request.host}%1{http.request.uri}").arg(port);
        QJsonArray list;
        if (!hosts.isEmpty())
            list.append(route({{QStringLiteral("host"), QJsonArray::fromStringList(hosts)}},
                answer(308, "", {{QStringLiteral("Location"), QJsonArray{there}}})));
        list.append(route({}, answer(404, "There is nothing at this address.\n")));
        blocks.insert(redirectName,
            QJsonObject{{QStringLiteral("listen"), QJsonArray{options.http}},
                {QStringLiteral("protocols"), QJsonArray{QStringLiteral("h1")}},
                {QStringLiteral("automatic_https"), QJsonObject{{QStringLiteral("disable"), true}}},
                {QStringLiteral("routes"), list}});
    }
    main.insert(QStringLiteral("@id"), markerOf(blocks));
    blocks.insert(serverName, main);
    return blocks;
}

QString markerOf(const QJsonObject &blocks) {
    QJsonObject main = blocks.value(serverName).toObject();
    main.remove(QStringLiteral("@id"));
    QJsonObject plain = blocks;
    plain.insert(serverName, main);
    const QByteArray text = QJsonDocument(plain).toJson(QJsonDocument::Compact);
    return serverName + u'-'
        + QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().left(24));
}

static QJsonObject tlsApp(const EdgeOptions &options) {
    QJsonObject issuer{{QStringLiteral("module"), toText(options.tls)}};
    if (!options.email.isEmpty())
        issuer.insert(QStringLiteral("email"), options.email);
    const QJsonObject policy{{QStringLiteral("issuers"), QJsonArray{issuer}}};
    return {{QStringLiteral("automation"), QJsonObject{{QStringLiteral("policies"), QJsonArray{policy}}}}};
}

QJsonObject whole(const EdgeOptions &options, const QList<EdgeRoute> &routes) {
    const QJsonObject admin{{QStringLiteral("listen"), QStringLiteral("unix/admin.sock")},
        {QStringLiteral("origins"), QJsonArray{QStringLiteral("localhost")}},
        {QStringLiteral("config"), QJsonObject{{QStringLiteral("persist"), false}}}};
    const QJsonObject writer{{QStringLiteral("output"), QStringLiteral("file")},
        {QStringLiteral("filename"), QStringLiteral("caddy.log")}, {QStringLiteral("roll_size_mb"), 5},
        {QStringLiteral("roll_keep"), 2}};
    const QJsonObject log{{QStringLiteral("level"), QStringLiteral("WARN")}, {QStringLiteral("writer"), writer}};
    QJsonObject http{{QStringLiteral("servers"), servers(options, routes, Targets::Files)}};
    const auto portOf = [](const QString &address) { return address.mid(address.lastIndexOf(u':') + 1).toInt(); };
    // What is not the port of plain HTTP speaks TLS, and challenges of an authority arrive at these two.
    http.insert(QStringLiteral("http_port"), portOf(options.http));
    if (!options.https.isEmpty())
        http.insert(QStringLiteral("https_port"), portOf(options.https));
    QJsonObject apps{{QStringLiteral("http"), http}};
    if (options.usesTls()) {
        apps.insert(QStringLiteral("tls"), tlsApp(options));
        // Its root certificate is in storage/pki; that of the host's trust store is not ours to change.
        apps.insert(QStringLiteral("pki"),
            QJsonObject{{QStringLiteral("certificate_authorities"),
                QJsonObject{{QStringLiteral("local"), QJsonObject{{QStringLiteral("install_trust"), false}}}}}});
    }
    return {{QStringLiteral("admin"), admin},
        {QStringLiteral("storage"),
            QJsonObject{{QStringLiteral("module"), QStringLiteral("file_system")},
                {QStringLiteral("root"), QStringLiteral("storage")}}},
        {QStringLiteral("logging"),
            QJsonObject{{QStringLiteral("logs"), QJsonObject{{QStringLiteral("default"), log}}}}},
        {QStringLiteral("apps"), apps}};
}

} // namespace caddy
