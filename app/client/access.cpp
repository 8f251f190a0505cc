// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses of servers, read and put together.
#include "app/client/access.h"
#include <QCoreApplication>
#include <QHostAddress>

namespace {
struct ServerAddress {
    Q_DECLARE_TR_FUNCTIONS(ServerAddress)
};
} // namespace

QUrl Access::resolved(const QByteArray &path) const {
    return QUrl::fromEncoded(url.toEncoded() + path, QUrl::StrictMode);
}

QUrl Access::socketUrl() const {
    QUrl socket = resolved("/api/ws");
    socket.setScheme(url.scheme() == QLatin1String("https") ? QStringLiteral("wss") : QStringLiteral("ws"));
    return socket;
}

QByteArray Access::authorization() const {
    return key.isEmpty() ? QByteArray() : "Bearer " + key.reveal();
}

bool isThisComputer(const QUrl &url) {
    return url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
}

Result<QUrl> parseServerAddress(const QString &typed) {
    QString text = typed.trimmed();
    const bool hasScheme = text.contains(QLatin1String("://"));
    while (text.endsWith(u'/') && !text.endsWith(QLatin1String("://")))
        text.chop(1);
    if (text.isEmpty())
        return Error::validation(
            QStringLiteral("url"), ServerAddress::tr("is required, for example https://panel.example.com"));
    QUrl url(hasScheme ? text : QLatin1String("https://") + text, QUrl::StrictMode);
    if (!hasScheme && isThisComputer(url))
        url.setScheme(QStringLiteral("http"));
    if (!url.isValid() || url.host().isEmpty())
        return Error::validation(
            QStringLiteral("url"), ServerAddress::tr("is no address; write it like https://panel.example.com"));
    if (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https"))
        return Error::validation(QStringLiteral("url"), ServerAddress::tr("must begin with http:// or https://"));
    if (!url.userInfo().isEmpty())
        return Error::validation(
            QStringLiteral("url"), ServerAddress::tr("must not hold a user or password; the key goes below"));
    if (url.hasQuery() || url.hasFragment())
        return Error::validation(
            QStringLiteral("url"), ServerAddress::tr("must end after the host, the port or a path"));
    QString path = url.path();
    if (path == QLatin1String("/api") || path.endsWith(QLatin1String("/api")))
        path.chop(4);
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return url;
}
