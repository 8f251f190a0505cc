// SPDX-License-Identifier: GPL-3.0-or-later
// Taking what comes, a piece at a time.
#include "app/client/download.h"
#include "app/client/exchange.h"

using namespace std::chrono_literals;

// However long it takes in all: as long as something comes it goes on.
static constexpr auto longestSilence = 60s;
static constexpr qint64 mostBuffered = 4 << 20;
static constexpr qsizetype mostRefusal = 64 << 10;

Download::Download(QNetworkReply *reply, CertificateTrust trust, const QString &path, QObject *parent)
    : QObject(parent), m_reply(reply), m_trust(std::move(trust)), m_file(path) {
    reply->setReadBufferSize(mostBuffered);
    m_silence.setSingleShot(true);
    m_silence.setInterval(longestSilence);
    connect(&m_silence, &QTimer::timeout, this, [this] {
        fail({{ErrorCode::Timeout, tr("The server has sent nothing for a minute"),
                  tr("Try again; if it stays so, look at the server's load and its log."), {}},
            {}});
    });
    connect(reply, &QNetworkReply::readyRead, this, &Download::collect);
    connect(reply, &QNetworkReply::finished, this, &Download::end);
    connect(reply, &QNetworkReply::encrypted, this, [this] {
        if (!m_trust.accepts(m_reply->sslConfiguration().peerCertificate(), {}))
            m_reply->abort();
    });
    connect(reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (m_trust.accepts(m_reply->sslConfiguration().peerCertificate(), errors))
            m_reply->ignoreSslErrors(errors);
    });
    m_silence.start();
    if (!m_file.open(QIODevice::WriteOnly))
        QMetaObject::invokeMethod(
            this,
            [this] {
                fail({{ErrorCode::Internal, tr("%1 cannot be written: %2").arg(m_file.fileName(), m_file.errorString()),
                          tr("Choose another folder."), {}},
                    {}});
            },
            Qt::QueuedConnection);
}

Download::~Download() {
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
}

void Download::cancel() {
    m_isOver = true;
    m_file.cancelWriting();
    deleteLater();
}

void Download::collect() {
    if (m_isOver)
        return;
    m_silence.start();
    const QByteArray piece = m_reply->readAll();
    if (m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 200) {
        m_refusal += piece.left(mostRefusal - m_refusal.size());
        return;
    }
    if (m_file.write(piece) != piece.size())
        return fail({{ErrorCode::Internal, tr("%1 cannot be written: %2").arg(m_file.fileName(), m_file.errorString()),
                         tr("Make room, or choose another folder."), {}},
            {}});
    m_received += piece.size();
    emit progressed(m_received);
}

void Download::end() {
    if (m_isOver)
        return;
    collect();
    if (m_isOver)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 0 && status != 200)
        return fail(readProblem(status, m_refusal));
    if (status == 0 || m_reply->error() != QNetworkReply::NoError)
        return fail({describeNetworkError(m_reply->error(), m_reply->errorString(), m_reply->url()), {}});
    if (!m_file.commit())
        return fail({{ErrorCode::Internal, tr("%1 cannot be written: %2").arg(m_file.fileName(), m_file.errorString()),
                         tr("Make room, or choose another folder."), {}},
            {}});
    m_isOver = true;
    emit finished(std::nullopt);
    deleteLater();
}

void Download::fail(const Problem &problem) {
    if (std::exchange(m_isOver, true))
        return;
    m_file.cancelWriting();
    emit finished(problem);
    deleteLater();
}
