// SPDX-License-Identifier: GPL-3.0-or-later
// Download: an answer of any size on its way into a file. The file appears when it is whole, and never before.
#pragma once

#include "app/client/certificatetrust.h"
#include "shared/contract/problem.h"
#include <QNetworkReply>
#include <QPointer>
#include <QSaveFile>
#include <QTimer>

class Download final : public QObject {
    Q_OBJECT
public:
    /// Takes over `reply`. Deletes itself behind finished().
    Download(QNetworkReply *reply, CertificateTrust trust, const QString &path, QObject *parent);
    ~Download() override;

    void cancel();

signals:
    void progressed(qint64 bytes);
    /// The file is there; or why it is not. Neither when it was cancelled.
    void finished(const std::optional<Problem> &problem);

private:
    void collect();
    void end();
    void fail(const Problem &problem);

    QPointer<QNetworkReply> m_reply;
    CertificateTrust m_trust;
    QSaveFile m_file;
    QByteArray m_refusal; // the body of an error
    QTimer m_silence;
    qint64 m_received = 0;
    bool m_isOver = false;
};
