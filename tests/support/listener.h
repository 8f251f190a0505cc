// SPDX-License-Identifier: GPL-3.0-or-later
// Listener: a WebSocket client that keeps every frame it gets.
#pragma once

#include "tests/support/livepanel.h"
#include <QJsonDocument>
#include <QTest>
#include <QWebSocket>

class Listener {
public:
    Listener(const LivePanel &panel, const QByteArray &key)
        : Listener(panel, QMap<QByteArray, QByteArray>{{"Authorization", "Bearer " + key}}) { }
    Listener(const LivePanel &panel, const QMap<QByteArray, QByteArray> &headers) {
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
            [this](const QString &text) { frames.append(QJsonDocument::fromJson(text.toUtf8()).object()); });
        QNetworkRequest request(QUrl(QStringLiteral("ws://127.0.0.1:%1/api/ws").arg(panel.port())));
        for (auto it = headers.begin(); it != headers.end(); ++it)
            request.setRawHeader(it.key(), it.value());
        m_socket.open(request);
        bool refused = false;
        QObject::connect(&m_socket, &QWebSocket::disconnected, &m_socket, [&refused] { refused = true; });
        (void)QTest::qWaitFor([&] { return refused || !frames.isEmpty(); });
        m_socket.disconnect(SIGNAL(disconnected()));
    }
    void send(const QByteArray &text) { m_socket.sendTextMessage(QString::fromUtf8(text)); }
    void cut() { m_socket.abort(); }
    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    /// Of a connection that has been closed.
    int closeCode() const { return isOpen() ? 0 : int(m_socket.closeCode()); }
    QList<QJsonObject> of(const char *type) const {
        QList<QJsonObject> found;
        for (const QJsonObject &frame : frames)
            if (frame[QLatin1String("type")].toString() == QLatin1String(type))
                found.append(frame);
        return found;
    }
    QList<QJsonObject> frames;

private:
    QWebSocket m_socket;
};
