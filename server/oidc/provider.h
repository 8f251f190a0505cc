// SPDX-License-Identifier: GPL-3.0-or-later
// OidcProvider: the identity provider as a client sees it: what it says of itself (OpenID Connect Discovery 1.0), its
// keys, and tokens for codes. Whatever it answers is bounded in size and time.
#pragma once

#include "server/oidc/claims.h"
#include "server/oidc/jws.h"
#include "server/oidc/oidcoptions.h"
#include "server/outbound/httpclient.h"

class OidcProvider {
public:
    /// `patience`: for each exchange with it.
    OidcProvider(HttpClient &http, OidcOptions options, const Clock &clock,
        std::chrono::milliseconds patience = std::chrono::seconds(10));

    struct Endpoints {
        QByteArray authorization;
        QByteArray token;
        QByteArray keys;
        QByteArray userInfo; // empty: there is none
        QByteArray endSession;
        /// It takes the client's secret in the body only.
        bool isSecretPosted = false;
        /// Its answers name it (RFC 9207).
        bool namesItself = false;
    };
    struct Tokens {
        QByteArray id; // empty after some refreshes
        Secret access;
        Secret refresh; // empty: there is none
    };

    /// What it says of itself; asked once an hour. `Unavailable` and `Timeout`: it does not answer, or with
    /// nothing that makes sense. So for all below.
    Task<Result<Endpoints>> discover();
    /// `Unauthorized`: it does not take the code.
    Task<Result<Tokens>> redeem(QByteArray code, QByteArray verifier, QByteArray redirectUri);
    /// `Unauthorized`: the session at the provider has ended.
    Task<Result<Tokens>> refresh(Secret token);
    /// The claims of a token it has signed. Of a key that is not known yet its keys are asked for again, a bounded
    /// number of times a minute.
    Task<Result<QJsonObject>> claimsOf(QByteArray token);
    /// What it says of the owner of an access token.
    Task<Result<QJsonObject>> userInfo(Secret accessToken);

    const OidcOptions &options() const { return m_options; }
    Expected expected() const { return {m_options.issuer, m_options.clientId, m_clock.now()}; }

private:
    Task<Result<QJsonObject>> ask(OutgoingRequest request, QString what);
    Task<Result<Tokens>> tokens(QList<std::pair<QByteArray, QByteArray>> form);
    Task<Result<Done>> loadKeys();
    bool mayAskForKeys();

    HttpClient &m_http;
    OidcOptions m_options;
    const Clock &m_clock;
    std::chrono::milliseconds m_patience;
    std::optional<Endpoints> m_endpoints;
    std::chrono::milliseconds m_discovered{};
    std::optional<KeySet> m_keys;
    std::chrono::milliseconds m_keysLoaded{};
    std::chrono::milliseconds m_keysWindow{};
    int m_keyRequests = 0;
    int m_underway = 0;
};
