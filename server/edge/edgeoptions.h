// SPDX-License-Identifier: GPL-3.0-or-later
// EdgeOptions: what the configuration says of the edge, and what of it goes together.
#pragma once

#include "shared/base/codec.h"
#include <QUrl>
#include <chrono>

enum class EdgeKind { None, Caddy, Traefik };
constexpr auto names(EdgeKind) {
    return std::array<std::string_view, 3>{"none", "caddy", "traefik"};
}

/// `Acme`: certificates of a public authority; `Internal`: of an authority that Caddy makes for itself.
enum class EdgeTls { Off, Internal, Acme };
constexpr auto names(EdgeTls) {
    return std::array<std::string_view, 3>{"off", "internal", "acme"};
}

struct EdgeOptions {
    EdgeKind kind = EdgeKind::None;
    /// Where a Caddy that runs already is administered; empty: the panel runs one of its own.
    QString admin;
    QString http = QStringLiteral(":80");
    QString https = QStringLiteral(":443"); // empty: off
    EdgeTls tls = EdgeTls::Off;
    QString email;
    /// How long what ran before goes on after the edge has left it.
    std::chrono::seconds drain{5};
    /// Services are reached at NAME.BASE_DOMAIN.
    QString baseDomain;
    /// Where people reach the panel itself; no service may have its host.
    QUrl publicUrl;
    /// Address of a name server; empty: the system's.
    QString resolver;
    /// Custom domains are routed only when a DNS record shows that their owner wants it.
    bool verifyDomains = true;
    /// Of Traefik's static configuration.
    QString entrypoint = QStringLiteral("web");
    QString certResolver;

    // One setter a key: what is wrong with the text, or an empty string when it was taken.
    QString setKind(const QString &text);
    QString setAdmin(const QString &text);
    QString setHttp(const QString &text);
    QString setHttps(const QString &text);
    QString setTls(const QString &text);
    QString setEmail(const QString &text);
    QString setDrain(const QString &text);
    QString setBaseDomain(const QString &text);
    QString setPublicUrl(const QString &text);
    QString setResolver(const QString &text);
    QString setVerifyDomains(const QString &text);
    QString setEntrypoint(const QString &text);
    QString setCertResolver(const QString &text);

    /// What does not go together: the key to blame and why, with the keys that were `given`.
    QMap<QString, QString> conflicts(const QStringList &given) const;

    bool usesTls() const { return tls != EdgeTls::Off; }
    /// http(s)://HOST, with the port where it is not the usual one.
    QString urlOf(const QString &host) const;
    quint16 port() const; // of those URLs
};
