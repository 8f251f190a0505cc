// SPDX-License-Identifier: GPL-3.0-or-later
// Gate: what stands in front of every route: who is it, how often may they ask, and the headers that say so.
#pragma once

#include "server/http/httpmessage.h"
#include "server/http/ratelimiter.h"
#include "server/services/authservice.h"
#include "shared/contract/endpoint.h"

struct RateLimits {
    int perAddress = 60;
    int perKey = 120;
    int perKeyDeploy = 10;
};

class Gate {
public:
    Gate(AuthService &auth, const Clock &clock, RateLimits limits);

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

    /// Authenticates by `Authorization: Bearer` (or `?api_key=` when `keyInQuery`, for WebSockets) and counts.
    Pass enter(const HttpRequest &request, Permission permission, RateClass rate, bool keyInQuery = false);
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
    static QByteArray addressSubject(const HttpRequest &request);

    AuthService &m_auth;
    RateLimits m_limits;
    /// Apart, so that a flood of addresses takes no place from keys.
    RateLimiter m_keys, m_addresses;
};
