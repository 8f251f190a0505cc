// SPDX-License-Identifier: GPL-3.0-or-later
// Dispatching, and the errors that belong to no endpoint.
#include "server/http/restapi.h"
#include "shared/contract/api.h"

Q_LOGGING_CATEGORY(access, "access", QtInfoMsg)
Q_LOGGING_CATEGORY(slow, "slow", QtInfoMsg)

/// What of a refusal goes into the audit log: its message without the body around it.
static QString messageOf(const HttpResponse &response) {
    return QJsonDocument::fromJson(response.body)[QLatin1String("error")][QLatin1String("message")].toString();
}

RestApi::Measured RestApi::measuring(const HttpRequest &request, const Route *route) {
    QElapsedTimer timer;
    timer.start();
    const char *method = PanelMetrics::methodName(request.method);
    // Who asked to wait is not kept waiting; what would stand in a path or a query is not for the log.
    const bool isPatient = request.query.contains("wait=");
    const QByteArray id = m_slow.count() > 0 && !isPatient ? request.requestId : QByteArray();
    return [this, timer, method, id, action = route ? route->action : QString()](int status) {
        const std::chrono::nanoseconds time(timer.nsecsElapsed());
        m_metrics.measure(method, status, time);
        if (!id.isEmpty() && time > m_slow)
            qCWarning(slow, "request %s (%s) took %lld ms, status %d", id.constData(), qPrintable(action),
                qint64(time / std::chrono::milliseconds(1)), status);
    };
}

void RestApi::handle(HttpRequest &&request, Answer answer) {
    const Router::Match match = m_router.match(request.method, request.path);
    const Route *route = match.route;
    // An unknown path asks for no key: that it does not exist is no secret, the table is public.
    Gate::Pass pass =
        m_gate.enter(request, route ? route->permission : Permission::Public, route ? route->rate : RateClass::Normal);
    const bool isChange = route && route->verb != Verb::Get;
    const bool isPublic = route && route->permission == Permission::Public;
    RequestTrace trace{
        request.requestId, request.peer, route ? route->action : QString(), match.arguments.value(0), std::nullopt};

    const QByteArray entry =
        access().isDebugEnabled() ? request.requestId + ' ' + request.method + ' ' + request.path : QByteArray();
    auto reply = [this, caller = pass.caller, charged = pass.count, hadKey = pass.hadKey, trace,
                     answer = std::move(answer), entry, isChange, isPublic,
                     measured = measuring(request, route)](HttpResponse response) {
        Gate::Count count = charged;
        if (response.status == 304)
            m_gate.refund(count);
        // Every change that was refused, and whatever was asked without the right to; floods are the limiter's. Who
        // signs in is not known yet: that is noted where it is done.
        const bool isForbidden = (response.status == 403 && !isPublic) || (response.status == 401 && hadKey);
        if ((isChange && response.status >= 400 && response.status != 429) || isForbidden)
            m_audit.refused(caller, trace, response.status, messageOf(response));
        measured(response.status);
        m_gate.addHeaders(count, response);
        qCDebug(access, "%s %d", entry.constData(), response.status);
        answer(std::move(response));
    };

    if (pass.refusal)
        return reply(errorResponse(*pass.refusal, request.requestId));
    if (!route)
        return answerUnrouted(request, match.allowed, reply);
    Caller caller = pass.caller.value_or(Caller{});
    caller.left = request.left;
    const bool isOnce = route->verb == Verb::Post && pass.caller && !request.header("idempotency-key").isEmpty();
    if (isOnce) {
        const QByteArrayView key = request.header("idempotency-key");
        if (key.size() > Idempotency::maxKeyLength)
            return reply(
                errorResponse({ErrorCode::BadRequest, QStringLiteral("The Idempotency-Key is too long"),
                                  QStringLiteral("It may have %1 characters").arg(Idempotency::maxKeyLength), {}},
                    request.requestId));
        trace.mark = Idempotency::mark(caller, key,
            {request.method.toByteArray(), request.path.toByteArray(), request.query.toByteArray(), request.body});
    }
    if (!isChange)
        return route->invoke({std::move(caller), match.arguments, std::move(request)}, reply);
    caller.request = std::make_shared<const RequestTrace>(std::move(trace));
    const auto visit = std::make_shared<Visit>(Visit{route, {caller, match.arguments, std::move(request)}, reply});
    if (isOnce)
        return spawn(carryOutOnce(visit));
    if (route->verb == Verb::Put || route->verb == Verb::Patch || route->verb == Verb::Delete)
        return takeTurn(visit);
    route->invoke(std::move(visit->call), visit->answer);
}

void RestApi::answerUnrouted(const HttpRequest &request, const QByteArray &allowed, const Answer &reply) {
    if (allowed.isEmpty())
        return reply(errorResponse({ErrorCode::NotFound, QStringLiteral("No such endpoint"),
                                       QStringLiteral("GET /api/openapi.json lists every endpoint"), {}},
            request.requestId));
    if (request.method == "OPTIONS") {
        HttpResponse response;
        response.status = 204;
        response.addHeader("Allow", allowed);
        return reply(std::move(response));
    }
    HttpResponse response = errorResponse({ErrorCode::MethodNotAllowed, QStringLiteral("Method not allowed"),
                                              QStringLiteral("This path takes %1").arg(QLatin1String(allowed)), {}},
        request.requestId);
    response.addHeader("Allow", allowed);
    reply(std::move(response));
}

void RestApi::takeTurn(const VisitPtr &visit) {
    const QByteArray path = visit->call.request.path.toByteArray();
    visit->answer = [this, path, answer = visit->answer](HttpResponse response) {
        auto &turns = m_turns[path];
        turns.pop_front();
        const VisitPtr next = turns.empty() ? nullptr : turns.front();
        if (!next)
            m_turns.remove(path);
        answer(std::move(response));
        if (next)
            begin(next);
    };
    auto &turns = m_turns[path];
    turns.push_back(visit);
    if (turns.size() == 1)
        begin(visit);
}

void RestApi::begin(const VisitPtr &visit) {
    if (!visit->call.request.header("if-match").isEmpty())
        return compareTag(visit);
    visit->route->invoke(std::move(visit->call), visit->answer);
}

void RestApi::look(const VisitPtr &visit, QByteArrayView path, const Answer &answer) {
    const Router::Match match = m_router.match("GET", path);
    if (!match.route || visit->call.caller.reach(match.route->permission) == Reach::None)
        return answer(errorResponse({ErrorCode::NotFound, QStringLiteral("Not found"), {}, {}}, {}));
    HttpRequest request;
    request.method = "GET";
    request.head = path.toByteArray();
    request.path = request.head;
    request.requestId = visit->call.request.requestId;
    match.route->invoke({visit->call.caller, match.arguments, std::move(request)}, answer);
}

/// RFC 9110, section 13.1.1, with the weak comparison: all tags of this API are weak.
static bool holdsTag(QByteArrayView list, QByteArrayView etag) {
    const auto opaque = [](QByteArrayView tag) { return tag.startsWith("W/") ? tag.sliced(2) : tag; };
    for (const QByteArray &one : list.toByteArray().split(',')) {
        const QByteArray wanted = one.trimmed();
        if (wanted == "*" || opaque(wanted) == opaque(etag))
            return true;
    }
    return false;
}

void RestApi::compareTag(const VisitPtr &visit) {
    look(visit, visit->call.request.path, [visit](const HttpResponse &found) {
        // What is not there is answered by the change itself, as without a condition.
        const QByteArrayView etag = found.header("ETag");
        if (found.status == 200 && !holdsTag(visit->call.request.header("if-match"), etag))
            return visit->answer(
                errorResponse({ErrorCode::PreconditionFailed, QStringLiteral("It has been changed"),
                                  QStringLiteral("Its ETag is not the one of If-Match; load it again"), {}},
                    visit->call.request.requestId));
        visit->route->invoke(std::move(visit->call), visit->answer);
    });
}

Task<> RestApi::carryOutOnce(VisitPtr visit) {
    const RequestMark mark = *visit->call.caller.request->mark;
    const QByteArray requestId = visit->call.request.requestId;
    const auto before = co_await m_idempotency.begin(mark);
    if (!before)
        co_return visit->answer(errorResponse(before.error(), requestId));
    if (*before)
        co_return answerAgain(visit, **before);
    const Answer reply = visit->answer;
    visit->answer = [this, mark, reply](HttpResponse response) {
        std::optional<Idempotency::Answer> kept;
        if (response.status < 300)
            kept = Idempotency::Answer{
                response.status, response.contentType, response.header("Location").toByteArray(), response.body};
        // The answer waits until it is kept: whoever has it may rely on getting it again.
        auto ending = m_idempotency.end(mark, kept);
        ending.then([reply, response]() { reply(response); });
    };
    visit->route->invoke(std::move(visit->call), visit->answer);
}

void RestApi::answerAgain(const VisitPtr &visit, const Idempotency::Before &before) {
    const auto replayed = [](HttpResponse response) {
        response.addHeader("Idempotency-Replayed", "true");
        return response;
    };
    if (before.answer) {
        HttpResponse response;
        response.status = before.answer->status;
        response.contentType = before.answer->contentType;
        response.body = before.answer->body;
        if (!before.answer->location.isEmpty())
            response.addHeader("Location", before.answer->location);
        return visit->answer(replayed(std::move(response)));
    }
    // The server was killed between the change and the answer: what was made is shown as it is now.
    const QByteArray prefix(visit->route->location.data(), qsizetype(visit->route->location.size()));
    const QByteArray location = prefix.isEmpty() ? QByteArray() : prefix + before.target.toLatin1();
    const int status = visit->route->status;
    if (location.isEmpty() || before.target.isEmpty() || visit->route->showsOnce)
        return visit->answer(
            errorResponse({ErrorCode::Conflict, QStringLiteral("It was carried out, but its answer has been lost"),
                              QStringLiteral("It made or changed %1").arg(before.target), {}},
                visit->call.request.requestId));
    look(visit, location, [visit, location, status, replayed](HttpResponse found) {
        if (found.status != 200)
            return visit->answer(replayed(std::move(found)));
        HttpResponse made; // without the tag of that GET
        made.status = status;
        made.contentType = found.contentType;
        made.body = found.body;
        made.addHeader("Location", location);
        visit->answer(replayed(std::move(made)));
    });
}

QStringList RestApi::differencesFromTable() const {
    QStringList table;
    Api::all([&table](const auto &...e) {
        (table.append(toText(e.verb) + u' ' + QString::fromUtf8(e.path.data(), qsizetype(e.path.size()))), ...);
    });
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
