// SPDX-License-Identifier: GPL-3.0-or-later
// Authentication, rate limits and their headers.
#include "server/http/gate.h"
#include "server/http/cookie.h"
#include "server/http/querystring.h"
#include "server/services/subscriber.h"
#include "shared/contract/plan.h"

Gate::Gate(AuthService &auth, SessionService &sessions, const Clock &clock, RateLimits limits, QByteArray origin)
    : m_auth(auth)
    , m_sessions(sessions)
    , m_origin(std::move(origin))
    , m_limits(limits)
    , m_keys(clock)
    , m_addresses(clock) { }

Credentials credentialsOf(const HttpRequest &request, Door door) {
    static constexpr QByteArrayView scheme("bearer ");
    Credentials given;
    for (const HttpField &field : request.headers) {
        if (field.name != "authorization")
            continue;
        ++given.authorizations;
        if (field.value.size() > scheme.size()
            && field.value.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0)
            given.key = Secret(field.value.sliced(scheme.size()).trimmed().toByteArray());
    }
    if (given.authorizations > 0)
        return given;
    QMap<QString, QString> ignored;
    if (door == Door::WebSocket)
        for (const QueryPair &pair : splitQuery(request.query, ignored))
            if (pair.name == QLatin1String("api_key"))
                given.key = Secret(pair.value.toLatin1());
    if (given.key.isEmpty())
        given.cookie = Secret(cookieOf(request, "session"));
    return given;
}

QByteArray Gate::originOf(const HttpRequest &request) const {
    if (!m_origin.isEmpty())
        return m_origin;
    return (request.secure ? "https://" : "http://") + request.header("host").toByteArray().toLower();
}

static bool changesSomething(const HttpRequest &request) {
    return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

void Gate::refuse(Pass &pass, const HttpRequest &request, Permission permission, const Credentials &given, Door door) {
    const bool isForeign = pass.caller && pass.caller->session && (changesSomething(request) || door == Door::WebSocket)
        && request.header("origin") != originOf(request);
    if (pass.count.standing.exceeded)
        pass.refusal = Error{ErrorCode::RateLimited, QStringLiteral("Too many requests"),
            QStringLiteral("At most %1 requests a minute are allowed here; try again in %2 s")
                .arg(pass.count.standing.limit)
                .arg(m_addresses.secondsToReset()),
            {}};
    else if (given.authorizations > 1)
        pass.refusal = Error{ErrorCode::BadRequest, QStringLiteral("The header Authorization is given twice"),
            QStringLiteral("Send it once"), {}};
    else if (permission == Permission::Public)
        return;
    else if (!pass.caller && given.key.isEmpty() && given.cookie.isEmpty())
        pass.refusal = Error{ErrorCode::Unauthorized, QStringLiteral("Authentication is required"),
            QStringLiteral("Send an API key in the header Authorization: Bearer YOUR_KEY"), {}};
    else if (!pass.caller && given.key.isEmpty())
        pass.refusal = Error{ErrorCode::Unauthorized, QStringLiteral("The session has ended"),
            QStringLiteral("Sign in again at /api/auth/login"), {}};
    else if (!pass.caller)
        pass.refusal = Error{ErrorCode::Unauthorized, QStringLiteral("The API key is not valid"),
            QStringLiteral("It may be mistyped, expired or revoked"), {}};
    else if (isForeign)
        pass.refusal = Error{ErrorCode::Forbidden, QStringLiteral("The request comes from a page of another site"),
            QStringLiteral("By its cookie a session is changed only from %1 (header Origin)")
                .arg(QLatin1String(originOf(request))),
            {}};
    else if (pass.caller->shutOutBy)
        pass.refusal = Error{ErrorCode::Forbidden, missingFeature(*pass.caller->shutOutBy, Feature::ApiAccess),
            QStringLiteral("Keys of programs are not let in; signing in by a browser or the desktop works"), {}};
    else if (pass.caller->isSuspended && isChange(permission))
        pass.refusal = Error{ErrorCode::Forbidden, QStringLiteral("The customer is suspended"),
            QStringLiteral("Until the suspension ends it may only read"), {}};
    else if (pass.caller->reach(permission) == Reach::None)
        pass.refusal = Error{ErrorCode::Forbidden, QStringLiteral("Not permitted"),
            QStringLiteral("This needs the permission %1, which \"%2\" (role %3) lacks")
                .arg(toText(permission), pass.caller->name, toText(pass.caller->role)),
            {}};
}

/// Of two limits, where 0 is none.
static int stricter(int one, int other) {
    return one == 0 || other == 0 ? std::max(one, other) : std::min(one, other);
}

Gate::Pass Gate::enter(const HttpRequest &request, Permission permission, RateClass rate, Door door) {
    Pass pass;
    const Credentials given = credentialsOf(request, door);
    pass.hadKey = !given.key.isEmpty();
    if (given.authorizations > 1)
        pass.caller.reset();
    else if (pass.hadKey)
        pass.caller = m_auth.authenticate(given.key);
    else if (!given.cookie.isEmpty())
        pass.caller = m_sessions.authenticate(given.cookie);
    if (pass.caller) {
        const std::optional<int> own = pass.caller->rateLimit;
        pass.count.subject = pass.caller->credential().toLatin1();
        if (rate == RateClass::Deploy)
            pass.count.subject += 'd';
        pass.count.isKey = true;
        pass.count.standing = m_keys.count(pass.count.subject,
            rate == RateClass::Deploy ? stricter(m_limits.perKeyDeploy, own.value_or(0))
                                      : own.value_or(m_limits.perKey));
    } else {
        pass.count.subject = subscriberOf(request.peer);
        pass.count.standing = m_addresses.count(pass.count.subject, m_limits.perAddress);
    }
    refuse(pass, request, permission, given, door);
    return pass;
}

void Gate::refund(Count &count) {
    (count.isKey ? m_keys : m_addresses).refund(count.subject);
    count.standing.remaining = std::min(count.standing.limit, count.standing.remaining + 1);
}

void Gate::addHeaders(const Count &count, HttpResponse &response) {
    response.addHeader("X-RateLimit-Limit", count.standing.limit);
    response.addHeader("X-RateLimit-Remaining", count.standing.remaining);
    response.addHeader("X-RateLimit-Reset", count.standing.resetSeconds);
    if (count.standing.exceeded)
        response.addHeader("Retry-After", m_addresses.secondsToReset());
    if (response.status == 401)
        response.addHeader("WWW-Authenticate", "Bearer realm=\"AI Admin Panel\""); // RFC 6750, section 3
}

void Gate::addHeaders(const HttpRequest *request, HttpResponse &response) {
    Count count;
    count.standing = m_addresses.peek(request ? subscriberOf(request->peer) : QByteArray(), m_limits.perAddress);
    addHeaders(count, response);
}
