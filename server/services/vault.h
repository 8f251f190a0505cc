// SPDX-License-Identifier: GPL-3.0-or-later
// Vault: secrets at rest, sealed by XSalsa20-Poly1305 (libsodium's secretbox) under a key file in the data directory.
#pragma once

#include "shared/base/result.h"
#include "shared/base/secret.h"

class Vault {
public:
    /// Reads DATA/secret.key, or makes it (mode 0600) when the data directory is new. A data directory that is in use
    /// but has lost its key is refused: a new key would make every stored secret unreadable for good.
    static Result<Vault> open(const QString &dataDir, bool isNew);

    /// Base64 of nonce and box. `context` is sealed in with the secret: a box moved to another place does not open.
    QString seal(const Secret &secret, const QByteArray &context) const;
    Result<Secret> unseal(const QString &sealed, const QByteArray &context) const;

    /// Base64url of a MAC of `context`: the same each time, and to be made with the key only.
    QString token(const QByteArray &context) const;

private:
    explicit Vault(Secret key) : m_key(std::move(key)) { }
    Secret m_key;
};

/// `length` characters of letters and digits without look-alikes, from the system's random source.
QString generateSecret(int length);
