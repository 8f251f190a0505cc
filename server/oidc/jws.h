// SPDX-License-Identifier: GPL-3.0-or-later
// Signed tokens (JWS, RFC 7515) and the keys they are checked with (JWK, RFC 7517), by cjose. RS256 and ES256 only,
// each with keys of its own kind: a token cannot choose that it is not signed, or is signed by a public key taken for a
// secret.
#pragma once

#include "shared/base/result.h"
#include <QByteArray>
#include <QJsonObject>
#include <memory>
#include <vector>

/// The keys of a provider. What is no key for RS256 (2048 to 8192 bits) or ES256 (P-256) is left out.
class KeySet {
public:
    /// `Internal`: no JSON object with `keys`.
    static Result<KeySet> parse(const QByteArray &json);

    struct Key {
        QByteArray id;
        QByteArray algorithm;
        std::shared_ptr<void> key; // cjose_jwk_t
    };
    /// The one with that id; without an id, the only one for that algorithm. Null when there is none.
    const Key *find(const QByteArray &id, const QByteArray &algorithm) const;
    size_t size() const { return m_keys.size(); }

private:
    std::vector<Key> m_keys;
};

/// The claims of a token whose signature is right. `NotFound`: its key is not in the set; `Unauthorized`: anything
/// else is wrong with it. What the claims say is not looked at.
Result<QJsonObject> verifiedClaims(const QByteArray &token, const KeySet &keys);
