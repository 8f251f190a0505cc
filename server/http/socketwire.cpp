// SPDX-License-Identifier: GPL-3.0-or-later
// Directly where nothing waits; behind what waits else.
#include "server/http/socketwire.h"
#include <QSslSocket>
#include <algorithm>
#include <sys/socket.h>

SocketWire::SocketWire(QTcpSocket *socket) : m_socket(socket), m_isPlain(!qobject_cast<QSslSocket *>(socket)) { }

qint64 SocketWire::encrypted() const {
    return m_isPlain ? 0 : static_cast<QSslSocket *>(m_socket.data())->encryptedBytesToWrite();
}

void SocketWire::write(const QByteArray &frames) {
    if (!m_socket || m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    qsizetype sent = 0;
    if (m_isPlain && m_socket->bytesToWrite() == 0)
        sent = std::max<qsizetype>(0,
            ::send(int(m_socket->socketDescriptor()), frames.constData(), size_t(frames.size()),
                MSG_DONTWAIT | MSG_NOSIGNAL));
    // Also what failed: the socket finds out why, and says so.
    if (sent < frames.size())
        m_socket->write(sent == 0 ? frames : frames.mid(sent));
}
