// SPDX-License-Identifier: GPL-3.0-or-later
// Exchange: one HTTP request under way, bounded in size and time, until its answer or the reason why there is none.
#pragma once

#include "app/client/certificatetrust.h"
#include "app/client/oneshot.h"
#include <QHash>
#include <QNetworkReply>
#include <QTimer>

struct HttpReply {
    /// 0 when nothing was answered; then `failure` says why.
    int status = 0;
    QHash<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;
    Error failure;
    std::optional<PresentedCertificate> refusedCertificate;

    QByteArray header(const char *lowerCaseName) const { return headers.value(lowerCaseName); }
};

class Exchange final : public QObject {
    Q_OBJECT

public:
    struct Limits {
        /// For the whole exchange, from the first byte to the last.
        std::chrono::milliseconds timeout{30000};
        qint64 bodyBytes = 32 * 1024 * 1024;
    };

    /// Takes over `reply` and deletes itself when it is done.
    Exchange(QNetworkReply *reply, Limits limits, CertificateTrust trust, QObject *parent);
    ~Exchange() override;

    OneShot<HttpReply> answer() const { return m_answer; }

private:
    void checkCertificate();
    void collect();
    void giveUp(Error error);
    void finish();

    QPointer<QNetworkReply> m_reply;
    Limits m_limits;
    CertificateTrust m_trust;
    QTimer m_deadline;
    HttpReply m_received;
    std::optional<Error> m_gaveUp;
    OneShot<HttpReply> m_answer;
};

/// What a network failure means to people: what happened and what to do about it.
Error describeNetworkError(QNetworkReply::NetworkError code, const QString &technical, const QUrl &url);
