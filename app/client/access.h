// SPDX-License-Identifier: GPL-3.0-or-later
// Access: where a server is, the key that opens it, and the certificate it is expected to show.
#pragma once

#include "shared/base/result.h"
#include "shared/base/secret.h"
#include <QUrl>

struct Access {
    /// Without the `/api` that every endpoint begins with, and without a slash at the end.
    QUrl url;
    Secret key;
    /// SHA-256 of the one certificate to trust (DER, 32 bytes); empty to ask the system's authorities.
    QByteArray pinnedFingerprint;

    /// `path` is encoded already and begins with a slash.
    QUrl resolved(const QByteArray &path) const;
    /// Address of the event socket, ws or wss.
    QUrl socketUrl() const;
    /// `Authorization` (RFC 6750, section 2.1); empty without a key.
    QByteArray authorization() const;
};

/// Reads an address as people type it: "panel.example.com", "localhost:8080", "http://127.0.0.1:8080/api". Without a
/// scheme it is https, except on this computer. Refuses what is no http(s) address and a user or password in it.
Result<QUrl> parseServerAddress(const QString &typed);

bool isThisComputer(const QUrl &url);
