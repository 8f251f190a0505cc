// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that is said by a token is believed only after its signature was.
#include "server/oidc/jws.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <cjose/cjose.h>

static constexpr qsizetype maxToken = 64 * 1024;
static constexpr qsizetype maxKeys = 64;

static Error refused(const char *why) {
    return {ErrorCode::Unauthorized, QStringLiteral("The provider's token is not accepted"), QLatin1String(why), {}};
}

static QByteArray text(const QJsonObject &object, const char *name) {
    return object.value(QLatin1String(name)).toString().toLatin1();
}

/// The one algorithm this key is for; empty when it is none of ours.
static QByteArray algorithmOf(const QJsonObject &jwk) {
    const QByteArray type = text(jwk, "kty"), use = text(jwk, "use"), stated = text(jwk, "alg");
    if (!use.isEmpty() && use != "sig")
        return {};
    QByteArray algorithm;
    if (type == "RSA") {
        const qsizetype bytes =
            QByteArray::fromBase64(text(jwk, "n"), QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)
                .size();
        if (bytes >= 256 && bytes <= 1024)
            algorithm = "RS256";
    } else if (type == "EC" && text(jwk, "crv") == "P-256") {
        algorithm = "ES256";
    }
    return stated.isEmpty() || stated == algorithm ? algorithm : QByteArray();
}

Result<KeySet> KeySet::parse(const QByteArray &json) {
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject() || !document[QLatin1String("keys")].isArray())
        return Error{ErrorCode::Internal, QStringLiteral("The provider's keys cannot be read"), {}, {}};
    KeySet set;
    for (const QJsonValue value : document[QLatin1String("keys")].toArray()) {
        QJsonObject jwk = value.toObject();
        const QByteArray algorithm = algorithmOf(jwk);
        if (algorithm.isEmpty() || qsizetype(set.m_keys.size()) >= maxKeys)
            continue;
        // Only what makes it a public key: a private part, or certificates, are none of our business.
        const QJsonObject bare = text(jwk, "kty") == "RSA"
            ? QJsonObject{{QStringLiteral("kty"), QStringLiteral("RSA")},
                {QStringLiteral("n"), jwk.value(QLatin1String("n"))},
                {QStringLiteral("e"), jwk.value(QLatin1String("e"))}}
            : QJsonObject{{QStringLiteral("kty"), QStringLiteral("EC")},
                {QStringLiteral("crv"), QStringLiteral("P-256")}, {QStringLiteral("x"), jwk.value(QLatin1String("x"))},
                {QStringLiteral("y"), jwk.value(QLatin1String("y"))}};
        const QByteArray one = QJsonDocument(bare).toJson(QJsonDocument::Compact);
        cjose_err error{};
        if (cjose_jwk_t *key = cjose_jwk_import(one.constData(), size_t(one.size()), &error))
            set.m_keys.push_back({text(jwk, "kid"), algorithm,
                std::shared_ptr<void>(key, [](void *k) { cjose_jwk_release(static_cast<cjose_jwk_t *>(k)); })});
    }
    return set;
}

const KeySet::Key *KeySet::find(const QByteArray &id, const QByteArray &algorithm) const {
    const Key *found = nullptr;
    for (const Key &key : m_keys) {
        if (key.algorithm != algorithm || (!id.isEmpty() && key.id != id))
            continue;
        if (found)
            return nullptr;
        found = &key;
    }
    return found;
}

Result<QJsonObject> verifiedClaims(const QByteArray &token, const KeySet &keys) {
    if (token.size() > maxToken || token.count('.') != 2 || token.contains('\0'))
        return refused("it is no signed token");
    cjose_err error{};
    const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> jws(
        cjose_jws_import(token.constData(), size_t(token.size()), &error), &cjose_jws_release);
    if (!jws)
        return refused("it is no signed token");
    cjose_header_t *header = cjose_jws_get_protected(jws.get());
    const auto parameter = [header](const char *name) {
        cjose_err ignored{};
        return QByteArray(cjose_header_get(header, name, &ignored));
    };
    const QByteArray algorithm = parameter("alg");
    if (algorithm != "RS256" && algorithm != "ES256")
        return refused("its algorithm is not one of RS256 and ES256");
    cjose_err ignored{};
    if (char *critical = cjose_header_get_raw(header, "crit", &ignored)) {
        cjose_get_dealloc()(critical);
        return refused("it asks for an extension that is not known"); // RFC 7515, section 4.1.11
    }
    const KeySet::Key *key = keys.find(parameter("kid"), algorithm);
    if (!key)
        return Error{ErrorCode::NotFound, QStringLiteral("The provider's token is not accepted"),
            QStringLiteral("the key it is signed with is not one of the provider's"), {}};
    if (!cjose_jws_verify(jws.get(), static_cast<cjose_jwk_t *>(key->key.get()), &error))
        return refused("its signature is wrong");
    uint8_t *bytes = nullptr;
    size_t length = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &bytes, &length, &error))
        return refused("it has no claims");
    const QJsonDocument claims =
        QJsonDocument::fromJson(QByteArray::fromRawData(reinterpret_cast<const char *>(bytes), qsizetype(length)));
    if (!claims.isObject())
        return refused("its claims are no JSON object");
    return claims.object();
}
