// SPDX-License-Identifier: GPL-3.0-or-later
// FakeProvider: an identity provider within the test, which says exactly what the test wants, be it nonsense.
#pragma once

#include "tests/oidc/tokens.h"
#include <QTcpServer>
#include <QTcpSocket>

class FakeProvider {
public:
    struct Asked {
        QByteArray path;
        QByteArray head;
        QByteArray body;
    };
    enum class Mood {
        Good,
        Garbage, // bytes that are no JSON
        Error, // 500
        Elsewhere, // a redirect to /moved
        Endless, // an answer that goes on and on
        Silent // takes the request and says nothing
    };

    FakeProvider() {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            socket->setParent(&m_server);
            auto heard = std::make_shared<QByteArray>();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, heard] {
                *heard += socket->readAll();
                const qsizetype end = heard->indexOf("\r\n\r\n");
                const qsizetype mark = heard->indexOf("Content-Length: ");
                const qsizetype length = mark < 0 ? 0 : heard->mid(mark + 16).split('\r').first().toLongLong();
                if (end < 0 || heard->size() < end + 4 + length)
                    return;
                const Asked request{heard->split(' ').value(1), heard->left(end), heard->mid(end + 4)};
                heard->clear();
                asked.append(request);
                reply(socket, request);
            });
        });
        const QByteArray base = issuer();
        answers["/.well-known/openid-configuration"] = "{\"issuer\":\"" + base + "\",\"authorization_endpoint\":\""
            + base + "/auth\",\"token_endpoint\":\"" + base + "/token\",\"jwks_uri\":\"" + base
            + "/certs\",\"userinfo_endpoint\":\"" + base + "/userinfo\",\"end_session_endpoint\":\"" + base
            + "/logout\"}";
        answers["/certs"] = keySetOf({rsa.publicPart(), ec.publicPart()});
        answers["/userinfo"] = "{}";
    }

    QByteArray issuer() const { return "http://127.0.0.1:" + QByteArray::number(m_server.serverPort()); }
    qsizetype count(const QByteArray &path) const {
        return std::count_if(asked.begin(), asked.end(), [&path](const Asked &one) { return one.path == path; });
    }
    /// The last body that was sent there.
    QByteArray lastBody(const QByteArray &path) const {
        for (auto one = asked.rbegin(); one != asked.rend(); ++one)
            if (one->path == path)
                return one->body;
        return {};
    }
    /// The token endpoint answers with this ID token.
    void give(const QByteArray &token) {
        answers["/token"] =
            "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"refresh_token\":\"rt\",\"id_token\":\"" + token
            + "\"}";
    }

    QMap<QByteArray, QByteArray> answers; // JSON by path
    QMap<QByteArray, int> statuses; // 200 where nothing is said
    QMap<QByteArray, Mood> moods;
    QList<Asked> asked;
    const TestKey rsa{TestKey::Kind::Rsa, "r1"}, ec{TestKey::Kind::Ec, "e1"};

private:
    void reply(QTcpSocket *socket, const Asked &request) {
        const auto say = [socket](int status, const QByteArray &body, const QByteArray &more = {}) {
            socket->write("HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Type: application/json\r\n" + more
                + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        };
        switch (moods.value(request.path, Mood::Good)) {
        case Mood::Good:
            return answers.contains(request.path) ? say(statuses.value(request.path, 200), answers[request.path])
                                                  : say(404, "{}");
        case Mood::Garbage:
            return say(200, "\x00\xff<html>{]");
        case Mood::Error:
            return say(500, "{}");
        case Mood::Elsewhere:
            return say(302, {}, "Location: " + issuer() + "/moved\r\n");
        case Mood::Endless:
            socket->write("HTTP/1.1 200 OK\r\n\r\n{");
            QObject::connect(socket, &QTcpSocket::bytesWritten, socket, [socket] {
                if (socket->bytesToWrite() < 65536)
                    socket->write(QByteArray(65536, ' '));
            });
            return;
        case Mood::Silent:
            return;
        }
    }

    QTcpServer m_server;
};
