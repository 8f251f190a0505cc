// SPDX-License-Identifier: GPL-3.0-or-later
// Each rule by itself, each refusal with its reason.
#include "server/oidc/claims.h"
#include <QJsonArray>

static Error refused(const char *why) {
    return {ErrorCode::Unauthorized, QStringLiteral("The provider's token is not accepted"), QLatin1String(why), {}};
}

static QString text(const QJsonObject &claims, const char *name) {
    return claims.value(QLatin1String(name)).toString();
}

/// Seconds since 1970; nullopt when it is no number, or one no clock has.
static std::optional<Timestamp> timeAt(const QJsonObject &claims, const char *name) {
    const QJsonValue value = claims.value(QLatin1String(name));
    const double seconds = value.toDouble(-1);
    if (!value.isDouble() || seconds < 0 || seconds > 1e11)
        return std::nullopt;
    return Timestamp(std::chrono::seconds(qint64(seconds)));
}

static Result<Done> checkCommon(const QJsonObject &claims, const Expected &expected) {
    if (text(claims, "iss") != expected.issuer)
        return refused("it is of another issuer");
    const QJsonValue audience = claims.value(QLatin1String("aud"));
    const QJsonArray audiences = audience.isArray() ? audience.toArray() : QJsonArray{audience};
    if (!audiences.contains(QJsonValue(expected.clientId)))
        return refused("it is for another client");
    if ((audiences.size() > 1 || claims.contains(QLatin1String("azp"))) && text(claims, "azp") != expected.clientId)
        return refused("it is for another client");
    const auto expires = timeAt(claims, "exp");
    if (!expires || *expires + leeway <= expected.now)
        return refused("it has expired");
    const auto issued = timeAt(claims, "iat");
    if (!issued || *issued - leeway > expected.now)
        return refused("it is of a time to come");
    const auto begins = timeAt(claims, "nbf");
    if (begins && *begins - leeway > expected.now)
        return refused("it is of a time to come");
    return {};
}

Result<Done> checkIdToken(const QJsonObject &claims, const Expected &expected, const QString &nonce) {
    TRY_DONE(checkCommon(claims, expected));
    const QString subject = text(claims, "sub");
    if (subject.isEmpty() || subject.size() > 255)
        return refused("it names nobody");
    if (claims.contains(QLatin1String("events")))
        return refused("it is no ID token");
    if (!nonce.isEmpty() && text(claims, "nonce") != nonce)
        return refused("it is of another sign-in");
    return {};
}

Result<Done> checkLogoutToken(const QJsonObject &claims, const Expected &expected) {
    static const QString event = QStringLiteral("http://schemas.openid.net/event/backchannel-logout");
    // What is left out there at all: some providers send no `exp`. Then its age is what counts.
    QJsonObject common = claims;
    const auto issued = timeAt(claims, "iat");
    if (!issued || expected.now - *issued > std::chrono::minutes(5))
        return refused("it is too old");
    if (!common.contains(QLatin1String("exp")))
        common.insert(QStringLiteral("exp"), qint64(issued->time_since_epoch() / std::chrono::seconds(1)) + 300);
    common.remove(QLatin1String("azp"));
    TRY_DONE(checkCommon(common, expected));
    if (!claims.value(QLatin1String("events")).toObject().value(event).isObject())
        return refused("it is no logout token");
    if (claims.contains(QLatin1String("nonce")))
        return refused("it is no logout token");
    if (text(claims, "sub").isEmpty() && text(claims, "sid").isEmpty())
        return refused("it names neither a user nor a session");
    if (text(claims, "jti").isEmpty() || text(claims, "jti").size() > 255)
        return refused("it has no id");
    return {};
}

static QJsonValue valueAt(const QJsonObject &object, const QString &path) {
    if (object.contains(path))
        return object.value(path);
    for (qsizetype dot = path.indexOf(u'.'); dot > 0; dot = path.indexOf(u'.', dot + 1)) {
        const QJsonValue inner = object.value(path.left(dot));
        if (!inner.isObject())
            continue;
        const QJsonValue found = valueAt(inner.toObject(), path.mid(dot + 1));
        if (!found.isUndefined())
            return found;
    }
    return QJsonValue(QJsonValue::Undefined);
}

std::optional<QStringList> claimAt(const QJsonObject &claims, const QString &path) {
    const QJsonValue value = path.isEmpty() ? QJsonValue(QJsonValue::Undefined) : valueAt(claims, path);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    QStringList texts;
    const QJsonArray values = value.isArray() ? value.toArray() : QJsonArray{value};
    for (const QJsonValue one : values)
        if (one.isString() && texts.size() < 1000)
            texts.append(one.toString());
    return texts;
}
