// SPDX-License-Identifier: GPL-3.0-or-later
// Gate: what stands in front of every route: who is it, how often may they ask, and the headers that say so.
#pragma once

#include "server/http/httpmessage.h"
#include "server/http/ratelimiter.h"
#include "server/services/sessionservice.h"
#include "shared/contract/endpoint.h"

struct RateLimits {
    int perAddress = 60;
    int perKey = 120;
    int perKeyDeploy = 10;
};

/// Browsers cannot set headers for WebSockets, so there a key may stand in the address.
enum class Door { Rest, WebSocket };

/// What a request signs in with. An Authorization header keeps the cookie out, so a key wins over a session.
struct Credentials {
    Secret key;
    Secret cookie;
    int authorizations = 0; // headers of that name
};
Credentials credentialsOf(const HttpRequest &request, Door door = Door::Rest);

class Gate {
public:
    /// `origin`: the panel's own, of `public_url`; empty: the one each request was sent to.
    Gate(AuthService &auth, SessionService &sessions, const Clock &clock, RateLimits limits, QByteArray origin = {});

    /// What a request counted against, and how that stands.
    struct Count {
        RateLimiter::Standing standing;
        QByteArray subject;
        bool isKey = false; // or an address
    };
    /// One request that was let in, or the error it was refused with.
    struct Pass {
        std::optional<Caller> caller;
        std::optional<Error> refusal;
        /// Somebody tried to sign in, rightly or not.
        bool hadKey = false;
        Count count;
    };

    /// Authenticates by `Authorization: Bearer`, `?api_key=` (WebSockets only) or the cookie `session`, and counts.
    /// A browser sends its cookie along whoever has made it ask: what changes something, or opens a WebSocket, by a
    /// cookie has to come from a page of the panel's own (Origin, RFC 6454).
    Pass enter(const HttpRequest &request, Permission permission, RateClass rate, Door door = Door::Rest);
    /// Scheme, host and port of the panel as this browser sees it.
    QByteArray originOf(const HttpRequest &request) const;
    /// X-RateLimit-* and, when refused, Retry-After.
    void addHeaders(const Count &count, HttpResponse &response);
    /// The same for answers that never reached a route, like a malformed head.
    void addHeaders(const HttpRequest *request, HttpResponse &response);
    /// A 304 does not count, and its headers say so.
    void refund(Count &count);

    /// Keys and addresses that are being counted.
    qsizetype subjects() const { return m_keys.subjects() + m_addresses.subjects(); }
    const RateLimits &limits() const { return m_limits; }

private:
    void refuse(Pass &pass, const HttpRequest &request, Permission permission, const Credentials &given, Door door);

    AuthService &m_auth;
    SessionService &m_sessions;
    QByteArray m_origin;
    RateLimits m_limits;
    /// Apart, so that a flood of addresses takes no place from keys.
    RateLimiter m_keys, m_addresses;
};
