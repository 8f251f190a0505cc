// SPDX-License-Identifier: GPL-3.0-or-later
// SignInService: from a browser that nobody knows to a session of a user, by an identity provider (OpenID Connect Core
// 1.0, Authorization Code with PKCE), and back.
#pragma once

#include "server/oidc/provider.h"
#include "server/services/apikeyservice.h"
#include "server/services/sessionservice.h"
#include "server/services/vault.h"
#include "shared/contract/signin.h"

class SignInService : public QObject {
    Q_OBJECT
public:
    /// `provider` may be null: then there is nobody to sign in at. `base`: scheme, host and port of the panel.
    SignInService(Database &database, AuthService &auth, SessionService &sessions, ApiKeyService &keys,
        const Vault &vault, const Clock &clock, OidcProvider *provider);

    /// Known when the server listens.
    void setBase(const QByteArray &base) { m_base = base; }
    const QByteArray &base() const { return m_base; }
    bool isAvailable() const { return m_provider; }
    bool isSecure(const Browser &browser) const { return browser.isSecure || m_base.startsWith("https:"); }

    /// Where a browser is to go next, with the cookies for it.
    struct Step {
        QByteArray location;
        QByteArrayList cookies;
    };
    /// To the provider, and from there back to callback(), and then to `redirect`, a path of the panel.
    Task<Result<Step>> login(Browser browser, QString redirect);
    /// `BadRequest`: nobody here has begun this, or it was used already; `Unauthorized`: the provider's answer is not
    /// accepted; `Forbidden`: it is, but gives no role.
    Task<Result<Step>> callback(Browser browser, CallbackQuery query);
    /// Ends the session, or the key of a device, that it is asked with.
    Task<Result<LoggedOut>> logout(Caller caller, Browser browser);
    /// The provider tells that a session or a user has been signed out.
    Task<Result<LoggedOut>> providerLogout(Caller caller, Browser, LogoutNotice notice);

    /// Sign-ins that have begun and not ended.
    qsizetype pendingCount() const { return m_pending.size(); }
    /// Whether a browser may be sent there: a path of the panel and nothing else, however it is written.
    static bool isLocalPath(const QString &path);

private:
    struct Pending {
        QByteArray browser; // the text of its cookie
        QByteArray subscriber;
        QByteArray verifier;
        QString nonce;
        QString redirect;
        std::chrono::milliseconds until{};
    };
    /// Who somebody is by the provider's word.
    struct Person {
        UserRecord user;
        QString customer; // as the claim says
        QString session;
        std::optional<Error> refusal; // it may do nothing here
    };

    QByteArray redirectUri() const { return m_base + "/api/auth/callback"; }
    void add(const QByteArray &state, Pending pending);
    Task<Result<Person>> personOf(OidcProvider::Tokens tokens, QString nonce);
    Result<Person> read(const QJsonObject &claims) const;
    static Result<Done> admit(Transaction &transaction, const Person &person, UserRecord &user);
    /// Makes or updates the user and says so in the audit log. One that has lost its rights (`Forbidden`) loses all it
    /// has signed in with: sessions and keys.
    Task<Result<UserRecord>> provision(Person person, Caller caller);
    Task<Result<Done>> keepTokens(SessionId id, OidcProvider::Tokens tokens);
    void remind(const SessionId &id);
    /// Asks the provider whether what it has said of the user still holds.
    Task<> refresh(SessionId id);
    Task<> refreshNow(SessionRecord session);

    Database &m_database;
    AuthService &m_auth;
    SessionService &m_sessions;
    ApiKeyService &m_keys;
    const Vault &m_vault;
    const Clock &m_clock;
    OidcProvider *m_provider;
    QByteArray m_base;
    QHash<QByteArray, Pending> m_pending; // by state
    QHash<QString, std::chrono::milliseconds> m_notices; // by `jti`: when it may be forgotten
    int m_refreshing = 0;
};
