// SPDX-License-Identifier: GPL-3.0-or-later
// SocketWire: puts finished WebSocket frames on a client's connection, beside the QWebSocket that reads from it. A
// frame that many clients get is not made anew for each, and goes out by one send(2).
#pragma once

#include <QPointer>
#include <QTcpSocket>

class SocketWire {
public:
    /// The socket below the QWebSocket, which both write to in turns, whole frames each.
    explicit SocketWire(QTcpSocket *socket);

    void write(const QByteArray &frames);
    /// What the client has not taken yet.
    qint64 waiting() const { return m_socket ? m_socket->bytesToWrite() + encrypted() : 0; }

private:
    qint64 encrypted() const;

    QPointer<QTcpSocket> m_socket;
    bool m_isPlain;
};
