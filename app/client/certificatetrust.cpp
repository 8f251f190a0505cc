// SPDX-License-Identifier: GPL-3.0-or-later
// Pinned certificates and the reasons of refused ones.
#include "app/client/certificatetrust.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>

static QString tr(const char *text) {
    return QCoreApplication::translate("CertificateTrust", text);
}

static Timestamp toTimestamp(const QDateTime &time) {
    return Timestamp(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

QString fingerprintText(const QByteArray &fingerprint) {
    return QString::fromLatin1(fingerprint.toHex(':').toUpper());
}

bool CertificateTrust::accepts(const QSslCertificate &certificate, const QList<QSslError> &errors) const {
    if (m_pinned.isEmpty())
        return errors.isEmpty();
    return !certificate.isNull() && certificate.digest(QCryptographicHash::Sha256) == m_pinned;
}

PresentedCertificate CertificateTrust::describe(
    const QSslCertificate &certificate, const QList<QSslError> &errors) const {
    PresentedCertificate presented;
    if (!certificate.isNull())
        presented.fingerprint = certificate.digest(QCryptographicHash::Sha256);
    presented.subject = certificate.subjectDisplayName();
    presented.issuer = certificate.issuerDisplayName();
    presented.validFrom = toTimestamp(certificate.effectiveDate());
    presented.validUntil = toTimestamp(certificate.expiryDate());
    presented.replacesPinned = !m_pinned.isEmpty() && presented.fingerprint != m_pinned;
    for (const QSslError &error : errors)
        if (const QString reason = error.errorString(); !presented.reasons.contains(reason))
            presented.reasons << reason;
    return presented;
}

Error CertificateTrust::refusal(const PresentedCertificate &presented, const QString &host) {
    Error error;
    error.code = ErrorCode::Unavailable;
    if (presented.replacesPinned) {
        error.message = tr("%1 shows another certificate than the one you trusted").arg(host);
        error.details = tr("Ask whoever runs the server whether it was renewed, then compare the fingerprint %1 and "
                           "trust it again.")
                            .arg(fingerprintText(presented.fingerprint));
    } else {
        error.message = tr("The certificate of %1 is not trusted: %2")
                            .arg(host, presented.reasons.isEmpty() ? tr("unknown reason") : presented.reasons.first());
        error.details = tr("If this is your own server, compare the fingerprint %1 with the one on the server and "
                           "trust it for this profile.")
                            .arg(fingerprintText(presented.fingerprint));
    }
    return error;
}
