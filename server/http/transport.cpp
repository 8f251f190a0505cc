// SPDX-License-Identifier: GPL-3.0-or-later
// The two kinds of transport.
#include "server/http/transport.h"
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static constexpr qint64 tlsReadBuffer = 128 * 1024;

PlainTransport::PlainTransport(int descriptor, QObject *parent)
    : Transport(parent)
    , m_descriptor(descriptor)
    , m_readNotifier(descriptor, QSocketNotifier::Read)
    , m_writeNotifier(descriptor, QSocketNotifier::Write) {
    const int one = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    m_writeNotifier.setEnabled(false);
    connect(&m_readNotifier, &QSocketNotifier::activated, this, &Transport::readable);
    connect(&m_writeNotifier, &QSocketNotifier::activated, this, &PlainTransport::sendUnsent);
}

PlainTransport::~PlainTransport() {
    m_readNotifier.setEnabled(false);
    m_writeNotifier.setEnabled(false);
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void PlainTransport::read(QByteArray &buffer, qsizetype most) {
    if (m_descriptor < 0 || m_ended)
        return;
    static constexpr qsizetype chunk = 16 * 1024;
    const qsizetype before = buffer.size();
    const qsizetype want = std::min(most, chunk);
    buffer.resize(before + want);
    const auto got = ::recv(m_descriptor, buffer.data() + before, size_t(want), MSG_DONTWAIT);
    buffer.resize(before + std::max<qsizetype>(0, got));
    if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
        return;
    m_ended = true;
    m_readNotifier.setEnabled(false); // an ended stream stays readable for ever
    got == 0 ? emit readingEnded() : emit closed();
}

void PlainTransport::write(const QByteArray &bytes) {
    if (m_descriptor < 0)
        return;
    qsizetype sent = 0;
    if (m_unsent.isEmpty())
        sent = ::send(m_descriptor, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        m_ended = true;
        m_readNotifier.setEnabled(false);
        QMetaObject::invokeMethod(this, &Transport::closed, Qt::QueuedConnection);
        return;
    }
    sent = std::max<qsizetype>(0, sent);
    if (sent < bytes.size()) {
        m_unsent += QByteArrayView(bytes).sliced(sent);
        m_writeNotifier.setEnabled(true);
    }
}

void PlainTransport::sendUnsent() {
    const auto sent = ::send(m_descriptor, m_unsent.constData(), size_t(m_unsent.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        m_writeNotifier.setEnabled(false);
        emit closed();
        return;
    }
    m_unsent.remove(0, std::max<qsizetype>(0, sent));
    if (!m_unsent.isEmpty())
        return;
    m_writeNotifier.setEnabled(false);
    if (m_closeWhenDrained)
        ::shutdown(m_descriptor, SHUT_WR);
    emit drained();
}

void PlainTransport::setPaused(bool paused) {
    m_readNotifier.setEnabled(!paused && !m_ended && m_descriptor >= 0);
}

void PlainTransport::closeWriting() {
    m_closeWhenDrained = true;
    if (m_unsent.isEmpty() && m_descriptor >= 0)
        ::shutdown(m_descriptor, SHUT_WR);
}

QHostAddress PlainTransport::peer() const {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (::getpeername(m_descriptor, reinterpret_cast<sockaddr *>(&address), &length) != 0)
        return {};
    return QHostAddress(reinterpret_cast<const sockaddr *>(&address));
}

static void putBack(QTcpSocket &socket, const QByteArray &unread) {
    for (qsizetype i = unread.size() - 1; i >= 0; --i)
        socket.ungetChar(unread[i]);
}

QTcpSocket *PlainTransport::release(const QByteArray &unread) {
    m_readNotifier.setEnabled(false);
    m_writeNotifier.setEnabled(false);
    auto *socket = new QTcpSocket;
    if (!socket->setSocketDescriptor(std::exchange(m_descriptor, -1))) {
        delete socket;
        return nullptr;
    }
    putBack(*socket, unread);
    return socket;
}

TlsTransport::TlsTransport(int descriptor, const QSslConfiguration &configuration, QObject *parent)
    : Transport(parent), m_socket(new QSslSocket(this)) {
    m_socket->setSocketDescriptor(descriptor);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setReadBufferSize(tlsReadBuffer);
    m_socket->setSslConfiguration(configuration);
    connect(m_socket, &QIODevice::readyRead, this, &Transport::readable);
    connect(m_socket, &QAbstractSocket::disconnected, this, &Transport::closed);
    connect(m_socket, &QIODevice::bytesWritten, this, [this] {
        if (unsentBytes() == 0)
            emit drained();
    });
    m_socket->startServerEncryption();
}

void TlsTransport::read(QByteArray &buffer, qsizetype most) {
    if (!m_paused)
        buffer += m_socket->read(most);
}

void TlsTransport::write(const QByteArray &bytes) {
    m_socket->write(bytes);
}

qint64 TlsTransport::unsentBytes() const {
    return m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite();
}

void TlsTransport::setPaused(bool paused) {
    m_paused = paused;
    if (!paused && m_socket->bytesAvailable() > 0)
        QMetaObject::invokeMethod(this, &Transport::readable, Qt::QueuedConnection);
}

void TlsTransport::closeWriting() {
    m_socket->disconnectFromHost(); // close_notify after what is still to be sent
}

QTcpSocket *TlsTransport::release(const QByteArray &unread) {
    disconnect(m_socket, nullptr, this, nullptr);
    QSslSocket *socket = std::exchange(m_socket, nullptr);
    socket->setParent(nullptr);
    putBack(*socket, unread);
    return socket;
}
