// SPDX-License-Identifier: GPL-3.0-or-later
// Vault: secrets at rest, sealed by XChaCha20-Poly1305 (libsodium; draft-irtf-cfrg-xchacha) under a master key: of a
// systemd credential `secret.key`, else of the file of that name in the data directory.
#pragma once

#include "shared/base/result.h"
#include "shared/base/secret.h"
#include <QList>

class Vault {
public:
    /// Reads the master key, or makes the file (mode 0600) when the data directory is new. A data directory that is in
    /// use but has lost its key is refused: a new key would make every stored secret unreadable for good.
    /// `credentials`: the folder of systemd's credentials (systemd.exec(5)), empty without.
    static Result<Vault> open(
        const QString &dataDir, bool isNew, const QString &credentials = qEnvironmentVariable("CREDENTIALS_DIRECTORY"));

    /// `context` is authenticated with the secret: a box moved to another place does not open.
    QString seal(const Secret &secret, const QByteArray &context) const;
    Result<Secret> unseal(const QString &sealed, const QByteArray &context) const;
    /// The box itself when it is of the present key, else the same secret in a new one.
    Result<QString> reseal(const QString &sealed, const QByteArray &context) const;

    /// Begins a rotation: from now on a new key seals, and boxes of the former ones open still, also after a crash.
    /// `Validation`: the key is a credential, and only who has made that can put another one there.
    Result<Done> addKey();
    /// Ends it: nothing is sealed with the former keys any more, so they go. Those of a credential stay where they are.
    Result<Done> forgetFormerKeys();
    qsizetype keyCount() const { return m_keys.size(); }
    bool isCredential() const { return m_isCredential; }

private:
    Vault() = default;

    QString m_file;
    QList<Secret> m_keys; // the present one first
    bool m_isCredential = false;
};

/// `length` characters of letters and digits without look-alikes, from the system's random source.
QString generateSecret(int length);
