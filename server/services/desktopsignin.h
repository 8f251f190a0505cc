// SPDX-License-Identifier: GPL-3.0-or-later
// DesktopSignIn: a key for a program of the user's, by way of the browser: consent there, a code through the program's
// own listener on this machine (RFC 8252, section 7.3), and the key for the code and the verifier (RFC 7636).
#pragma once

#include "server/services/apikeyservice.h"
#include "server/services/sessionservice.h"
#include "shared/contract/signin.h"

class DesktopSignIn {
public:
    DesktopSignIn(ApiKeyService &keys, SessionService &sessions, const Clock &clock)
        : m_keys(keys), m_sessions(sessions), m_clock(clock) { }

    /// What the user is asked to allow. `BadRequest` names what is wrong with the request; nobody is sent anywhere
    /// then.
    static Result<DesktopConsent> check(const DesktopQuery &query);
    static Result<Done> check(const DesktopConsent &consent);
    /// Where the browser goes next: to the program, with a code or with the refusal.
    Result<QByteArray> decide(const Caller &caller, const DesktopConsent &consent);
    /// `BadRequest`: the code is not good, or not any more.
    Task<Result<NewApiKey>> redeem(Caller caller, DesktopToken body);

    /// How long a key for a device lives.
    static constexpr auto keyLifetime = std::chrono::hours(24 * 90);

private:
    struct Granted {
        Caller user;
        QString challenge;
        QString redirectUri;
        QString device;
        std::chrono::milliseconds until{};
    };

    ApiKeyService &m_keys;
    SessionService &m_sessions;
    const Clock &m_clock;
    QHash<QByteArray, Granted> m_granted; // by the hash of the code
};
