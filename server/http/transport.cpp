// SPDX-License-Identifier: GPL-3.0-or-later
// The two kinds of transport.
#include "server/http/transport.h"
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static constexpr qint64 tlsReadBuffer = 128 * 1024;

PlainTransport::PlainTransport(int descriptor, std::shared_ptr<Poller> poller)
    : m_descriptor(descriptor), m_poller(std::move(poller)) {
    const int one = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (!m_poller->add(descriptor, m_events, this))
        QMetaObject::invokeMethod(this, &Transport::closed, Qt::QueuedConnection);
}

PlainTransport::~PlainTransport() {
    if (m_descriptor < 0)
        return;
    m_poller->remove(m_descriptor, this);
    ::close(m_descriptor);
}

void PlainTransport::listenFor(quint32 events) {
    if (m_descriptor >= 0 && events != m_events)
        m_poller->change(m_descriptor, events, this);
    m_events = events;
}

void PlainTransport::onEvents(quint32 events) {
    static constexpr quint32 over = EPOLLERR | EPOLLHUP;
    if ((events & over) && !(m_events & EPOLLIN)) {
        // Nobody is reading, so nobody else would notice; and the kernel would tell for ever.
        emit closed();
        return;
    }
    if (events & EPOLLOUT)
        sendUnsent();
    if ((events & (EPOLLIN | over)) && (m_events & EPOLLIN))
        emit readable();
}

void PlainTransport::read(QByteArray &buffer, qsizetype most) {
    if (m_descriptor < 0 || m_ended)
        return;
    // Read beside the buffer: room kept in each connection's own would be held by every idle client.
    static thread_local std::array<char, 16 * 1024> bytes;
    const auto got = ::recv(m_descriptor, bytes.data(), std::min(size_t(most), bytes.size()), MSG_DONTWAIT);
    if (got > 0)
        buffer.append(bytes.data(), got);
    if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
        return;
    m_ended = true;
    listenFor(m_events & ~quint32(EPOLLIN)); // an ended stream stays readable for ever
    got == 0 ? emit readingEnded() : emit closed();
}

static qsizetype sendBoth(int descriptor, const QByteArray &head, const QByteArray &body) {
    iovec parts[] = {{const_cast<char *>(head.constData()), size_t(head.size())},
        {const_cast<char *>(body.constData()), size_t(body.size())}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = body.isEmpty() ? 1 : 2;
    return ::sendmsg(descriptor, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void PlainTransport::write(const QByteArray &head, const QByteArray &body) {
    if (m_descriptor < 0)
        return;
    qsizetype sent = m_unsent.isEmpty() ? sendBoth(m_descriptor, head, body) : 0;
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        m_ended = true;
        listenFor(0);
        QMetaObject::invokeMethod(this, &Transport::closed, Qt::QueuedConnection);
        return;
    }
    sent = std::max<qsizetype>(0, sent);
    if (sent == head.size() + body.size())
        return;
    m_unsent += QByteArrayView(head).sliced(std::min(sent, head.size()));
    m_unsent += QByteArrayView(body).sliced(std::max<qsizetype>(0, sent - head.size()));
    listenFor(m_events | EPOLLOUT);
}

void PlainTransport::sendUnsent() {
    const auto sent = ::send(m_descriptor, m_unsent.constData(), size_t(m_unsent.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        listenFor(0);
        emit closed();
        return;
    }
    m_unsent.remove(0, std::max<qsizetype>(0, sent));
    if (!m_unsent.isEmpty())
        return;
    m_unsent = {}; // gives the room back
    listenFor(m_events & ~quint32(EPOLLOUT));
    if (m_closeWhenDrained)
        ::shutdown(m_descriptor, SHUT_WR);
    emit drained();
}

void PlainTransport::setPaused(bool paused) {
    listenFor(paused || m_ended ? m_events & ~quint32(EPOLLIN) : m_events | EPOLLIN);
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
    m_poller->remove(m_descriptor, this);
    auto *socket = new QTcpSocket;
    const int descriptor = std::exchange(m_descriptor, -1);
    if (!socket->setSocketDescriptor(descriptor)) {
        ::close(descriptor);
        delete socket;
        return nullptr;
    }
    putBack(*socket, unread);
    return socket;
}

TlsTransport::TlsTransport(int descriptor, const QSslConfiguration &configuration) : m_socket(new QSslSocket(this)) {
    if (!m_socket->setSocketDescriptor(descriptor)) {
        ::close(descriptor);
        QMetaObject::invokeMethod(this, &Transport::closed, Qt::QueuedConnection);
        return;
    }
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setReadBufferSize(tlsReadBuffer);
    m_socket->setSslConfiguration(configuration);
    connect(m_socket, &QIODevice::readyRead, this, &Transport::readable);
    connect(m_socket, &QAbstractSocket::disconnected, this, &Transport::closed);
    // Plain bytes leave their buffer first, encrypted ones later: only the latter are on their way to the client.
    connect(m_socket, &QSslSocket::encryptedBytesWritten, this, [this] {
        if (m_sending && unsentBytes() == 0) {
            m_sending = false;
            emit drained();
        }
    });
    m_socket->startServerEncryption();
}

void TlsTransport::read(QByteArray &buffer, qsizetype most) {
    if (!m_paused)
        buffer += m_socket->read(most);
}

void TlsTransport::write(const QByteArray &head, const QByteArray &body) {
    m_sending = true;
    m_socket->write(head);
    m_socket->write(body);
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
    socket->setReadBufferSize(0); // as any other socket has it: whole frames have to fit
    putBack(*socket, unread);
    return socket;
}
