// SPDX-License-Identifier: GPL-3.0-or-later
// The setters.
#include "server/oidc/oidcoptions.h"
#include "shared/base/clock.h"
#include <QFile>
#include <QUrl>

bool isSafeUrl(const QString &text) {
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasFragment())
        return false;
    const QString host = url.host();
    const bool isHere =
        host == QLatin1String("localhost") || host == QLatin1String("127.0.0.1") || host == QLatin1String("::1");
    return url.scheme() == QLatin1String("https") || (url.scheme() == QLatin1String("http") && isHere);
}

static QString setLine(QString &into, const QString &text) {
    into = text;
    const bool isLine = !text.isEmpty() && text.size() <= 1000
        && std::none_of(text.begin(), text.end(), [](QChar c) { return c < u' ' || c == u'\x7f'; });
    return isLine ? QString() : QStringLiteral("must be one line of text");
}

QString OidcOptions::setIssuer(const QString &text) {
    issuer = text;
    return isSafeUrl(text) && !QUrl(text).hasQuery()
        ? QString()
        : QStringLiteral(
            "must be the provider's address with https, as it writes it itself; http only within this machine");
}

QString OidcOptions::setClientId(const QString &text) {
    return setLine(clientId, text);
}

QString OidcOptions::setClientSecret(const QString &text) {
    clientSecret = Secret(text.toUtf8());
    return text.isEmpty() ? QStringLiteral("must not be empty") : QString();
}

QString OidcOptions::setClientSecretFile(const QString &path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return QStringLiteral("must be a file that can be read");
    clientSecret = Secret(file.read(4096).trimmed());
    return clientSecret.isEmpty() ? QStringLiteral("must be a file with the secret in it") : QString();
}

QString OidcOptions::setScopes(const QString &text) {
    scopes = text.simplified();
    return scopes.split(u' ').contains(QLatin1String("openid")) ? QString()
                                                                : QStringLiteral("must have openid among them");
}

QString OidcOptions::setRoleClaim(const QString &text) {
    return setLine(roleClaim, text);
}

QString OidcOptions::setCustomerClaim(const QString &text) {
    return setLine(customerClaim, text);
}

QString OidcOptions::setGroupsClaim(const QString &text) {
    return setLine(groupsClaim, text);
}

QString OidcOptions::setRoles(const QString &text) {
    roles.clear();
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
        const qsizetype equals = line.lastIndexOf(u'=');
        const auto role = enumFromName<Role>(QStringView(line).mid(equals + 1).trimmed());
        if (equals < 1 || !role)
            return QStringLiteral("must give each role or group of the provider one of %1")
                .arg(joinNames(names(Role{}).data(), names(Role{}).size()));
        roles.insert(line.left(equals).trimmed(), *role);
    }
    return {};
}

QString OidcOptions::setRefresh(const QString &text) {
    const auto span = text == QLatin1String("off") ? std::optional(std::chrono::seconds(0)) : parseSpan(text);
    refresh = span.value_or(refresh);
    return span && *span <= std::chrono::hours(24 * 7) ? QString()
                                                       : QStringLiteral("must be a time like 5m, up to 7d, or off");
}

std::optional<Role> OidcOptions::roleOf(const QStringList &words) const {
    std::optional<Role> best;
    for (const QString &word : words) {
        const auto given = roles.constFind(word);
        const auto role = given != roles.constEnd() ? std::optional(*given)
            : roles.isEmpty()                       ? enumFromName<Role>(word)
                                                    : std::nullopt;
        if (role && (!best || *role < *best)) // from the most to the least
            best = role;
    }
    return best;
}
