// SPDX-License-Identifier: GPL-3.0-or-later
// CertificateTrust: whether the certificate a server shows is the one to talk to, and words for why not.
#pragma once

#include "shared/base/clock.h"
#include "shared/base/result.h"
#include <QSslCertificate>
#include <QSslError>

/// What a dialog shows before somebody trusts a certificate.
struct PresentedCertificate {
    /// SHA-256 over the DER form, 32 bytes: what is pinned.
    QByteArray fingerprint;
    QString subject;
    QString issuer;
    Timestamp validFrom{};
    Timestamp validUntil{};
    /// Why it is not trusted by itself.
    QStringList reasons;
    /// True when another certificate was pinned: the server changed it, or it is another server.
    bool replacesPinned = false;
};

/// "AB:CD:...", as browsers and openssl print it.
QString fingerprintText(const QByteArray &fingerprint);

class CertificateTrust {
public:
    /// With a pinned fingerprint exactly that certificate is trusted, whoever signed it; without, the system decides.
    explicit CertificateTrust(QByteArray pinnedFingerprint) : m_pinned(std::move(pinnedFingerprint)) { }

    bool accepts(const QSslCertificate &certificate, const QList<QSslError> &errors) const;
    PresentedCertificate describe(const QSslCertificate &certificate, const QList<QSslError> &errors) const;
    static Error refusal(const PresentedCertificate &presented, const QString &host);

private:
    QByteArray m_pinned;
};
