// SPDX-License-Identifier: GPL-3.0-or-later
// Dispatching, and the errors that belong to no endpoint.
#include "server/http/restapi.h"
#include "shared/contract/api.h"

Q_LOGGING_CATEGORY(access, "access", QtInfoMsg)

void RestApi::handle(HttpRequest &&request, Answer answer) {
    const Router::Match match = m_router.match(request.method, request.path);
    const Route *route = match.route;
    // An unknown path asks for no key: that it does not exist is no secret, the table is public.
    Gate::Pass pass =
        m_gate.enter(request, route ? route->permission : Permission::Public, route ? route->rate : RateClass::Normal);

    const QByteArray entry =
        access().isDebugEnabled() ? request.requestId + ' ' + request.method + ' ' + request.path : QByteArray();
    auto reply = [this, count = pass.count, answer = std::move(answer), entry](HttpResponse response) {
        if (response.status == 304)
            m_gate.refund(count);
        m_gate.addHeaders(count, response);
        qCDebug(access, "%s %d", entry.constData(), response.status);
        answer(std::move(response));
    };

    if (pass.refusal)
        return reply(errorResponse(*pass.refusal, request.requestId));
    if (route) {
        Call call{pass.caller ? *std::move(pass.caller) : Caller{}, match.arguments, std::move(request)};
        return route->invoke(std::move(call), std::move(reply));
    }
    if (match.allowed.isEmpty())
        return reply(errorResponse({ErrorCode::NotFound, QStringLiteral("No such endpoint"),
                                       QStringLiteral("GET /api/openapi.json lists every endpoint"), {}},
            request.requestId));
    if (request.method == "OPTIONS") {
        HttpResponse response;
        response.status = 204;
        response.addHeader("Allow", match.allowed);
        return reply(std::move(response));
    }
    HttpResponse response =
        errorResponse({ErrorCode::MethodNotAllowed, QStringLiteral("Method not allowed"),
                          QStringLiteral("This path takes %1").arg(QLatin1String(match.allowed)), {}},
            request.requestId);
    response.addHeader("Allow", match.allowed);
    reply(std::move(response));
}

QStringList RestApi::differencesFromTable() const {
    QStringList table;
    std::apply(
        [&table](const auto &...e) {
            (table.append(toText(e.verb) + u' ' + QString::fromUtf8(e.path.data(), qsizetype(e.path.size()))), ...);
        },
        Api::all());
    const QStringList routes = m_router.routes();
    QStringList differences;
    for (const QString &line : table)
        if (!routes.contains(line))
            differences.append(QStringLiteral("no route for ") + line);
    for (const QString &line : routes)
        if (table.count(line) != 1 || routes.count(line) != 1)
            differences.append(QStringLiteral("not once in the table: ") + line);
    return differences;
}
