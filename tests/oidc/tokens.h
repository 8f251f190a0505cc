// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of a provider and tokens signed with them, right and wrong ones.
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <cjose/cjose.h>
#include <memory>

class TestKey {
public:
    enum class Kind { Rsa, Ec, Ec384 };

    explicit TestKey(Kind kind, const char *id, int bits = 2048) : m_id(id), m_isRsa(kind == Kind::Rsa) {
        cjose_err error{};
        m_key = m_isRsa
            ? cjose_jwk_create_RSA_random(size_t(bits), exponent, sizeof exponent, &error)
            : cjose_jwk_create_EC_random(kind == Kind::Ec ? CJOSE_JWK_EC_P_256 : CJOSE_JWK_EC_P_384, &error);
    }
    ~TestKey() { cjose_jwk_release(m_key); }
    Q_DISABLE_COPY_MOVE(TestKey)

    const char *algorithm() const { return m_isRsa ? "RS256" : "ES256"; }
    QJsonObject publicPart() const {
        cjose_err error{};
        char *json = cjose_jwk_to_json(m_key, false, &error);
        QJsonObject jwk = QJsonDocument::fromJson(json).object();
        cjose_get_dealloc()(json);
        jwk.insert(QStringLiteral("kid"), QLatin1String(m_id));
        jwk.insert(QStringLiteral("use"), QStringLiteral("sig"));
        return jwk;
    }
    QByteArray sign(const QJsonObject &claims, const QMap<QByteArray, QByteArray> &more = {}) const {
        cjose_err error{};
        cjose_header_t *header = cjose_header_new(&error);
        cjose_header_set(header, "alg", algorithm(), &error);
        cjose_header_set(header, "kid", m_id, &error);
        for (auto it = more.begin(); it != more.end(); ++it)
            if (it.value().startsWith('['))
                cjose_header_set_raw(header, it.key().constData(), it.value().constData(), &error);
            else
                cjose_header_set(header, it.key().constData(), it.value().constData(), &error);
        const QByteArray text = QJsonDocument(claims).toJson(QJsonDocument::Compact);
        cjose_jws_t *jws = cjose_jws_sign(
            m_key, header, reinterpret_cast<const uint8_t *>(text.constData()), size_t(text.size()), &error);
        const char *compact = nullptr;
        cjose_jws_export(jws, &compact, &error);
        const QByteArray token(compact);
        cjose_jws_release(jws);
        cjose_header_release(header);
        return token;
    }

private:
    static constexpr uint8_t exponent[] = {1, 0, 1};
    const char *m_id;
    bool m_isRsa;
    cjose_jwk_t *m_key = nullptr;
};

inline QByteArray keySetOf(const QList<QJsonObject> &keys) {
    QJsonArray all;
    for (const QJsonObject &key : keys)
        all.append(key);
    return QJsonDocument(QJsonObject{{QStringLiteral("keys"), all}}).toJson(QJsonDocument::Compact);
}

inline QByteArray part(const QByteArray &bytes) {
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}
/// The same claims under a header of one's own, with whatever signature.
inline QByteArray forged(const QByteArray &token, const QByteArray &header, const QByteArray &signature = {}) {
    return part(header) + '.' + token.split('.').value(1) + '.' + part(signature);
}
/// Signed by HMAC with a text that everybody knows: the classic confusion of a public key with a secret.
inline QByteArray confused(const QByteArray &token, const QByteArray &header, const QByteArray &secret) {
    const QByteArray input = part(header) + '.' + token.split('.').value(1);
    return input + '.' + part(QMessageAuthenticationCode::hash(input, secret, QCryptographicHash::Sha256));
}
