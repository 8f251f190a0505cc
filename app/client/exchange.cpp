// SPDX-License-Identifier: GPL-3.0-or-later
// One bounded HTTP exchange and the words for its failures.
#include "app/client/exchange.h"
#include <QCoreApplication>
#include <QSslConfiguration>

Exchange::Exchange(QNetworkReply *reply, Limits limits, CertificateTrust trust, QObject *parent)
    : QObject(parent), m_reply(reply), m_limits(limits), m_trust(std::move(trust)) {
    connect(reply, &QNetworkReply::readyRead, this, &Exchange::collect);
    connect(reply, &QNetworkReply::finished, this, &Exchange::finish);
    // Before any byte of the request is sent, so a changed certificate never sees the key.
    connect(reply, &QNetworkReply::encrypted, this, &Exchange::checkCertificate);
    connect(reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        const QSslCertificate shown = m_reply->sslConfiguration().peerCertificate();
        if (m_trust.accepts(shown, errors))
            m_reply->ignoreSslErrors(errors);
        else
            m_received.refusedCertificate = m_trust.describe(shown, errors);
    });
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(m_limits.timeout).count();
        giveUp(
            {ErrorCode::Timeout, tr("%1 did not answer within %n s", nullptr, int(seconds)).arg(m_reply->url().host()),
                tr("Try again; if it stays so, look at the server's load and its log."), {}});
    });
    m_deadline.start(limits.timeout);
    if (reply->isFinished())
        QMetaObject::invokeMethod(this, &Exchange::finish, Qt::QueuedConnection);
}

Exchange::~Exchange() {
    m_answer.resolve({0, {}, {}, Error{ErrorCode::Unavailable, tr("The connection was closed"), {}, {}}, {}});
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

void Exchange::checkCertificate() {
    const QSslCertificate shown = m_reply->sslConfiguration().peerCertificate();
    // Errors were judged in sslErrors already; what is left is a certificate that is fine but not the pinned one.
    if (m_trust.accepts(shown, {}))
        return;
    m_received.refusedCertificate = m_trust.describe(shown, {});
    m_reply->abort();
}

void Exchange::collect() {
    const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (announced > m_limits.bodyBytes || m_received.body.size() + m_reply->bytesAvailable() > m_limits.bodyBytes)
        return giveUp(
            {ErrorCode::PayloadTooLarge, tr("The server's answer is larger than %1 MiB").arg(m_limits.bodyBytes >> 20),
                tr("Ask for less at once, for example with a filter."), {}});
    m_received.body += m_reply->readAll();
}

void Exchange::giveUp(Error error) {
    if (!m_gaveUp)
        m_gaveUp = std::move(error);
    if (m_reply)
        m_reply->abort();
}

void Exchange::finish() {
    if (m_answer.isResolved() || !m_reply)
        return;
    m_deadline.stop();
    if (!m_gaveUp && m_reply->bytesAvailable() > 0)
        collect(); // may abort and come back here
    if (m_answer.isResolved())
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    // A status with a broken body is no answer; but the errors QNetworkReply makes of 4xx and 5xx are answers.
    const bool complete =
        m_reply->error() == QNetworkReply::NoError || m_reply->error() >= QNetworkReply::ContentAccessDenied;
    if (m_received.refusedCertificate) {
        m_received.failure = CertificateTrust::refusal(*m_received.refusedCertificate, m_reply->url().host());
    } else if (m_gaveUp) {
        m_received.failure = *m_gaveUp;
    } else if (status == 0 || !complete) {
        m_received.failure = describeNetworkError(m_reply->error(), m_reply->errorString(), m_reply->url());
    } else {
        m_received.status = status;
        for (const auto &[name, value] : m_reply->rawHeaderPairs())
            m_received.headers.insert(name.toLower(), value);
    }
    m_answer.resolve(std::move(m_received));
    m_reply->deleteLater();
    deleteLater();
}

namespace {
struct NetworkError {
    Q_DECLARE_TR_FUNCTIONS(NetworkError)
};
} // namespace

Error describeNetworkError(QNetworkReply::NetworkError code, const QString &technical, const QUrl &url) {
    const QString server = url.authority();
    Error error{ErrorCode::Unavailable, {}, {}, {}};
    switch (code) {
    case QNetworkReply::ConnectionRefusedError:
        error.message = NetworkError::tr("Nothing answers at %1").arg(server);
        error.details = NetworkError::tr("Check that the server is running and that the port is right.");
        break;
    case QNetworkReply::HostNotFoundError:
        error.message = NetworkError::tr("There is no computer named %1").arg(url.host());
        error.details = NetworkError::tr("Check the spelling of the address and your network.");
        break;
    case QNetworkReply::RemoteHostClosedError:
        error.message = NetworkError::tr("%1 closed the connection before it answered").arg(server);
        error.details = NetworkError::tr("The server may be restarting; try again in a moment.");
        break;
    case QNetworkReply::TimeoutError:
        error.code = ErrorCode::Timeout;
        error.message = NetworkError::tr("%1 did not answer in time").arg(server);
        error.details = NetworkError::tr("Check your network and whether a firewall is in between.");
        break;
    case QNetworkReply::SslHandshakeFailedError:
        error.message = NetworkError::tr("No secure connection to %1 could be made: %2").arg(server, technical);
        error.details = NetworkError::tr("Check that the server speaks https on this port.");
        break;
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::UnknownNetworkError:
        error.message = NetworkError::tr("%1 cannot be reached: %2").arg(server, technical);
        error.details = NetworkError::tr("Check your network and try again.");
        break;
    default:
        error.message = NetworkError::tr("The connection to %1 failed: %2").arg(server, technical);
        error.details = NetworkError::tr("Check that this is the address of an AI Admin Panel server.");
    }
    return error;
}
