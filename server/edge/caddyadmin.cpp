// SPDX-License-Identifier: GPL-3.0-or-later
// One exchange and what its answer means.
#include "server/edge/caddyadmin.h"
#include <QJsonArray>
#include <QJsonObject>

using namespace std::chrono_literals;

Task<Result<IncomingAnswer>> CaddyAdmin::exchange(QByteArray method, QByteArray path, QByteArray body) {
    OutgoingRequest request;
    request.method = method;
    request.url = m_endpoint.url + path;
    request.unixSocket = m_endpoint.unixSocket;
    request.body = body;
    request.headers = {"Content-Type: application/json", "Origin: http://localhost"};
    if (m_endpoint.unixSocket.isEmpty())
        request.headers.last() = "Origin: " + m_endpoint.url;
    request.timeout = 20s; // provisioning thousands of hosts takes its time
    request.maxAnswer = 8 * 1024 * 1024;
    Result<IncomingAnswer> answer = co_await m_http.send(request);
    if (!answer)
        co_return Error{ErrorCode::Unavailable, QStringLiteral("Caddy's admin endpoint does not answer"),
            answer.error().message + QStringLiteral(": ") + answer.error().details, {}};
    if (answer->status == 200)
        co_return answer;
    const QString said = QJsonDocument::fromJson(answer->body).object().value(QStringLiteral("error")).toString();
    co_return Error{ErrorCode::Validation, QStringLiteral("Caddy refuses the change"),
        QStringLiteral("%1 %2 was answered with %3: %4")
            .arg(QString::fromLatin1(method), QString::fromLatin1(path), QString::number(answer->status),
                said.left(500)),
        {}};
}

Task<Result<QJsonValue>> CaddyAdmin::get(QByteArray path) {
    const Result<IncomingAnswer> answer = co_await exchange("GET", path, {});
    if (!answer && answer.error().code == ErrorCode::Validation)
        co_return QJsonValue(); // a path that leads through what is not there is refused
    if (!answer)
        co_return answer.error();
    // Wrapped, since it may be a bare string or null, which QJsonDocument does not parse alone.
    co_return QJsonDocument::fromJson('[' + answer->body + ']').array().at(0);
}

Task<Result<Done>> CaddyAdmin::send(QByteArray method, QByteArray path, QJsonValue value) {
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).trimmed();
    const QByteArray body = value.isUndefined() || value.isNull() ? QByteArray() : text.mid(1, text.size() - 2);
    const Result<IncomingAnswer> answer = co_await exchange(method, path, body);
    if (!answer)
        co_return answer.error();
    co_return Done{};
}
