// SPDX-License-Identifier: GPL-3.0-or-later
// FakeEngine: answers on a unix socket exactly what a test wants, for what no real engine can be brought to say.
#pragma once

#include <QHash>
#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <QTemporaryDir>

class FakeEngine {
public:
    FakeEngine() {
        m_server.listen(m_folder.filePath(QStringLiteral("sock")));
        QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
            QLocalSocket *socket = m_server.nextPendingConnection();
            socket->setParent(&m_server);
            QObject::connect(socket, &QLocalSocket::readyRead, socket, [this, socket] { answer(socket); });
        });
    }
    QString address() const { return QStringLiteral("unix://") + m_server.fullServerName(); }

    static QByteArray json(const QByteArray &body, int status = 200) {
        return "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Type: application/json\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    /// Head of a stream; what follows ends with the connection.
    static QByteArray stream(const QByteArray &body = {}) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n" + body;
    }
    /// The raw answer to requests whose target begins with this, the version left out; the last one goes on being
    /// given. Without any: silence.
    void on(const QByteArray &target, const QList<QByteArray> &answers) { m_answers[target] = answers; }
    /// The same bytes over and over, as fast as they are read.
    void endless(const QByteArray &target, const QByteArray &head, const QByteArray &again) {
        m_answers[target] = {head};
        m_again[target] = again;
    }
    /// Requests until now: "GET /info".
    QList<QByteArray> asked;
    QList<QByteArray> askedFor(const QByteArray &begin) const {
        QList<QByteArray> found;
        std::copy_if(asked.begin(), asked.end(), std::back_inserter(found),
            [&begin](const QByteArray &one) { return one.startsWith(begin); });
        return found;
    }
    /// And what stood above their bodies.
    QList<QByteArray> heads;
    /// Of the latest request.
    QPointer<QLocalSocket> last;
    qint64 sent = 0;
    /// Closes after each answer, as a stream's end wants it.
    bool closes = false;

private:
    void answer(QLocalSocket *socket) {
        QByteArray head = socket->peek(64 * 1024);
        if (!head.contains("\r\n\r\n"))
            return;
        socket->readAll();
        const QList<QByteArray> words = head.left(head.indexOf("\r\n")).split(' ');
        QByteArray target = words.value(1);
        if (target.startsWith("/v1."))
            target = target.mid(target.indexOf('/', 1));
        asked.append(words.value(0) + ' ' + target);
        heads.append(head.left(head.indexOf("\r\n\r\n")));
        last = socket;
        for (auto it = m_answers.begin(); it != m_answers.end(); ++it) {
            if (!target.startsWith(it.key()))
                continue;
            socket->write(it->size() > 1 ? it->takeFirst() : it->value(0));
            const QByteArray again = m_again.value(it.key());
            if (!again.isEmpty()) {
                const auto more = [this, socket, again] {
                    while (socket->bytesToWrite() < 1 << 20) {
                        socket->write(again);
                        sent += again.size();
                    }
                };
                QObject::connect(socket, &QLocalSocket::bytesWritten, socket, more);
                more();
            } else if (closes) {
                socket->disconnectFromServer();
            }
            return;
        }
    }

    QTemporaryDir m_folder;
    QLocalServer m_server;
    QHash<QByteArray, QList<QByteArray>> m_answers;
    QHash<QByteArray, QByteArray> m_again;
};
