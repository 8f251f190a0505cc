// SPDX-License-Identifier: GPL-3.0-or-later
// Accepting, deadlines, and the way through the stock parser.
#include "server/http/httpserver.h"
#include "server/http/httpconnection.h"
#include "server/http/poller.h"
#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <unistd.h>

using namespace std::chrono_literals;

std::chrono::milliseconds monotonicNow() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

/// A socket without a network: what the stock parser reads its requests from. The stock code of Qt 6.4 drops all
/// headers after one bad line, knows no limits and no trailers, and swaps answers (see ARCHITECTURE.md); so it never
/// sees a client's bytes, only requests we have written ourselves.
class HttpServer::CanonicalSocket final : public QTcpSocket {
public:
    CanonicalSocket() {
        setOpenMode(ReadWrite);
        setSocketState(ConnectedState);
    }
    void feed(const QByteArray &request) {
        m_bytes = request;
        m_at = 0;
        emit readyRead();
    }
    qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }
    void disconnectFromHost() override { deleteLater(); } // the parser refused: its state is not to be used again

protected:
    qint64 readData(char *data, qint64 most) override {
        const qsizetype take = qsizetype(std::min<qint64>(most, m_bytes.size() - m_at));
        std::copy_n(m_bytes.constData() + m_at, take, data);
        m_at += take;
        return take;
    }
    qint64 writeData(const char *, qint64 size) override { return size; }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

/// Accepts clients, which it keeps to itself, and has one socket to offer: the canonical one.
class HttpServer::ClientListener final : public QTcpServer {
public:
    explicit ClientListener(HttpServer &server) : m_server(server) {
        setListenBacklogSize(1024);
        // Out of descriptors or memory, QTcpServer stops accepting for good. Clients wait in the backlog instead.
        connect(this, &QTcpServer::acceptError, this,
            [this] { QTimer::singleShot(100ms, this, &QTcpServer::resumeAccepting); });
    }

    CanonicalSocket *offerCanonical() {
        auto *socket = new CanonicalSocket;
        socket->setParent(this);
        addPendingConnection(socket);
        emit newConnection();
        return socket;
    }

protected:
    void incomingConnection(qintptr descriptor) override { m_server.accept(descriptor); }

private:
    HttpServer &m_server;
};

HttpServer::HttpServer(HttpLimits limits, QObject *parent)
    : QAbstractHttpServer(parent), m_limits(limits), m_poller(std::make_shared<Poller>()) {
    m_deadlineTimer.setSingleShot(true);
    connect(&m_deadlineTimer, &QTimer::timeout, this, &HttpServer::onDeadlines);
}

HttpServer::~HttpServer() {
    qDeleteAll(QSet<HttpConnection *>(std::exchange(m_connections, {})));
}

void HttpServer::setUpgrade(UpgradeCheck check, Upgraded upgraded) {
    m_upgradeCheck = std::move(check);
    m_upgraded = std::move(upgraded);
}

Result<Done> HttpServer::useTls(const QString &certificateFile, const QString &keyFile) {
    const QList<QSslCertificate> chain = QSslCertificate::fromPath(certificateFile, QSsl::Pem);
    QFile file(keyFile);
    if (chain.isEmpty() || !file.open(QIODevice::ReadOnly))
        return Error::validation(QStringLiteral("tls.certificate"),
            QStringLiteral("no PEM certificate can be read from %1").arg(certificateFile));
    const QByteArray pem = file.readAll();
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        const QSslKey key(pem, algorithm);
        if (key.isNull())
            continue;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificateChain(chain);
        configuration.setPrivateKey(key);
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        configuration.setProtocol(QSsl::TlsV1_2OrLater);
        m_tls = configuration;
        return {};
    }
    return Error::validation(
        QStringLiteral("tls.key"), QStringLiteral("no RSA or EC private key can be read from %1").arg(keyFile));
}

Result<Done> HttpServer::listen(const QHostAddress &host, quint16 port) {
    m_listener = new ClientListener(*this);
    m_listener->setParent(this);
    if (m_listener->listen(host, port)) {
        bind(m_listener);
        m_parserSocket = m_listener->offerCanonical();
        return {};
    }
    const bool inUse = m_listener->serverError() == QAbstractSocket::AddressInUseError;
    return Error{inUse ? ErrorCode::Conflict : ErrorCode::Unavailable,
        QStringLiteral("Cannot listen on %1 port %2: %3").arg(host.toString()).arg(port).arg(m_listener->errorString()),
        QStringLiteral("Choose another one with --listen ADDRESS:PORT; port 0 takes any free one"), {}};
}

quint16 HttpServer::port() const {
    return m_listener ? m_listener->serverPort() : 0;
}

void HttpServer::accept(qintptr descriptor) {
    const bool full = m_connections.size() - m_turnedAway >= m_limits.connections;
    if (!full) {
        ++m_counters.accepted;
    } else {
        ++m_counters.refused;
        // A 503 takes a moment: closing a socket with unread bytes resets it, and the answer is lost. Beyond a few
        // such clients, and where a handshake would come first, there is none.
        if (m_turnedAway >= turnedAwayLimit || m_tls) {
            ::close(int(descriptor));
            return;
        }
        ++m_turnedAway;
    }
    Transport *transport = m_tls ? static_cast<Transport *>(new TlsTransport(int(descriptor), *m_tls))
                                 : new PlainTransport(int(descriptor), m_poller);
    auto *connection = new HttpConnection(transport, *this);
    m_connections.insert(connection);
    if (full)
        connection->turnAway();
}

void HttpServer::forget(HttpConnection *connection) {
    if (!m_connections.remove(connection))
        return;
    m_deadlines.erase({connection->scheduled, connection});
    m_turnedAway -= connection->isTurnedAway() ? 1 : 0;
    connection->leave();
    connection->deleteLater();
    if (m_stopping && m_connections.isEmpty())
        emit stopped();
}

void HttpServer::stop() {
    m_stopping = true;
    if (m_listener)
        m_listener->close();
    if (m_connections.isEmpty())
        QMetaObject::invokeMethod(this, &HttpServer::stopped, Qt::QueuedConnection);
    for (HttpConnection *connection : QSet<HttpConnection *>(m_connections))
        connection->finish();
}

// Deadlines move with every request, but a connection is put in order anew only when the earlier one comes up and has
// been overtaken: a request costs one assignment.
void HttpServer::schedule(HttpConnection *connection) {
    m_deadlines.erase({connection->scheduled, connection});
    connection->scheduled = connection->deadline();
    m_deadlines.insert({connection->scheduled, connection});
    if (m_deadlines.begin()->second == connection)
        m_deadlineTimer.start(std::max(0ms, connection->scheduled - monotonicNow()) + 50ms);
}

void HttpServer::onDeadlines() {
    const auto now = monotonicNow();
    while (!m_deadlines.empty() && m_deadlines.begin()->first <= now) {
        HttpConnection *connection = m_deadlines.begin()->second;
        m_deadlines.erase(m_deadlines.begin());
        connection->scheduled = 0ms;
        if (connection->deadline() > now)
            schedule(connection);
        else
            connection->onDeadline();
    }
    if (!m_deadlines.empty())
        m_deadlineTimer.start(std::max(0ms, m_deadlines.begin()->first - now) + 50ms);
}

void HttpServer::passThrough(HttpRequest request, Responder responder) {
    // Reads are most of what is asked, and the stock parser would be a third of what they cost.
    if (request.method == "GET" || request.method == "HEAD")
        return m_handler(std::move(request), std::move(responder));
    if (!m_parserSocket)
        m_parserSocket = m_listener->offerCanonical();
    // The path stays with our own request: the stock parser of Qt 6.4 takes a character at a time.
    const QByteArray canonical = request.method.toByteArray() + " / HTTP/1.1\r\n\r\n";
    m_passing.emplace(std::move(request), std::move(responder));
    m_parserSocket->feed(canonical);
    if (m_passing) // the stock parser did not take it: a method it does not know
        dispatch();
}

bool HttpServer::dispatch() {
    if (!m_passing)
        return true;
    auto [request, responder] = *std::exchange(m_passing, std::nullopt);
    m_handler(std::move(request), std::move(responder));
    return true;
}

void HttpServer::decorate(const HttpRequest &request, HttpResponse &response) {
    if (m_decorate)
        m_decorate(request, response);
}
