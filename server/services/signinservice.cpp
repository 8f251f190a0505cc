// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in and out.
#include "server/services/signinservice.h"
#include "server/services/auditlog.h"
#include "server/services/sealed.h"
#include "server/services/subscriber.h"
#include "server/services/userkeys.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <QCryptographicHash>
#include <QUrlQuery>
#include <sodium.h>

using namespace std::chrono_literals;

static constexpr auto patience = 10min; // for passwords, second factors, finding one's phone
static constexpr qsizetype maxPending = 5000;
static constexpr qsizetype maxPendingOfOne = 100; // subscriber, so that a flood pushes out its own first
static constexpr qsizetype maxNotices = 10'000;
static constexpr int mostRefreshes = 16; // at a time

static QByteArray base64url(const QByteArray &bytes) {
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

static QByteArray randomText() {
    QByteArray random(32, Qt::Uninitialized);
    randombytes_buf(random.data(), size_t(random.size()));
    return base64url(random);
}

static Error notAccepted(const char *why) {
    return {ErrorCode::Unauthorized, QStringLiteral("The identity provider's answer is not accepted"),
        QLatin1String(why), {}};
}

SignInService::SignInService(Database &database, AuthService &auth, SessionService &sessions, ApiKeyService &keys,
    const Vault &vault, const Clock &clock, OidcProvider *provider)
    : m_database(database)
    , m_auth(auth)
    , m_sessions(sessions)
    , m_keys(keys)
    , m_vault(vault)
    , m_clock(clock)
    , m_provider(provider) {
    connect(&sessions, &SessionService::due, this, [this](const SessionId &id) { spawn(refresh(id)); });
}

bool SignInService::isLocalPath(const QString &path) {
    // Browsers take `\` for `/`, and leave tabs and line breaks out before they look.
    const bool isPlain =
        std::all_of(path.begin(), path.end(), [](QChar c) { return c > u' ' && c < u'\x7f' && c != u'\\'; });
    return isPlain && path.size() <= 2000 && path.startsWith(u'/') && !path.startsWith(QLatin1String("//"));
}

void SignInService::add(const QByteArray &state, Pending pending) {
    const auto now = m_clock.monotonic();
    m_pending.removeIf([now](const QHash<QByteArray, Pending>::iterator &entry) { return entry.value().until <= now; });
    const auto ofSame = std::count_if(m_pending.cbegin(), m_pending.cend(),
        [&pending](const Pending &other) { return other.subscriber == pending.subscriber; });
    const bool isFlood = ofSame >= maxPendingOfOne;
    if (isFlood || m_pending.size() >= maxPending) {
        auto oldest = m_pending.end();
        for (auto it = m_pending.begin(); it != m_pending.end(); ++it)
            if ((!isFlood || it->subscriber == pending.subscriber)
                && (oldest == m_pending.end() || it->until < oldest->until))
                oldest = it;
        m_pending.erase(oldest);
    }
    m_pending.insert(state, std::move(pending));
}

Task<Result<SignInService::Step>> SignInService::login(Browser browser, QString redirect) {
    if (!isLocalPath(redirect))
        co_return Error{ErrorCode::BadRequest, QStringLiteral("The way back is not a path of the panel"),
            QStringLiteral("redirect must be a path like /"), {}};
    if (!m_provider) { // the start page says so
        const Step start{"/", {}};
        co_return start;
    }
    CO_TRY(endpoints, co_await m_provider->discover());
    const QByteArray state = randomText();
    // The cookie ties the answer to this browser. Several tabs share it, each with a state of its own.
    const QByteArray before = browser.signIn;
    Pending pending{before.size() == 43 ? before : randomText(), subscriberOf(QHostAddress(browser.address)),
        randomText(), QString::fromLatin1(randomText()), redirect, m_clock.monotonic() + patience};
    const OidcOptions &options = m_provider->options();
    QUrlQuery query;
    const auto put = [&query](const char *name, const QString &value) {
        query.addQueryItem(QLatin1String(name), QString::fromLatin1(QUrl::toPercentEncoding(value)));
    };
    put("response_type", QStringLiteral("code"));
    put("client_id", options.clientId);
    put("redirect_uri", QString::fromLatin1(redirectUri()));
    put("scope", options.scopes);
    put("state", QString::fromLatin1(state));
    put("nonce", pending.nonce);
    put("code_challenge",
        QString::fromLatin1(base64url(QCryptographicHash::hash(pending.verifier, QCryptographicHash::Sha256))));
    put("code_challenge_method", QStringLiteral("S256"));
    Step step;
    step.location = endpoints.authorization + (endpoints.authorization.contains('?') ? '&' : '?')
        + query.toString(QUrl::FullyEncoded).toLatin1();
    step.cookies = {cookies::set("sign_in", pending.browser, "/api/auth", isSecure(browser), patience / 1s)};
    add(state, std::move(pending));
    co_return step;
}

/// What the provider says instead of a code (RFC 6749, section 4.1.2.1).
static Error refusalOf(QString word) {
    word.removeIf([](QChar c) { return !(c >= u'a' && c <= u'z') && c != u'_'; });
    return {ErrorCode::BadRequest,
        word == QLatin1String("access_denied") ? QStringLiteral("The sign-in was cancelled")
                                               : QStringLiteral("The identity provider refuses the sign-in"),
        word.left(100), {}};
}

Task<Result<SignInService::Step>> SignInService::callback(Browser browser, CallbackQuery query) {
    const auto found = m_pending.constFind(query.state.value_or(QString()).toLatin1());
    const Error stale{ErrorCode::BadRequest, QStringLiteral("This sign-in is not under way any more"),
        QStringLiteral("It has taken too long, was used already, or began in another browser"), {}};
    if (!m_provider || found == m_pending.constEnd() || found->until <= m_clock.monotonic()
        || !(Secret(found->browser) == Secret(browser.signIn)))
        co_return stale;
    const Pending pending = *found;
    m_pending.erase(found); // whatever comes of it, once
    if (query.iss && *query.iss != m_provider->options().issuer)
        co_return notAccepted("it is another provider's"); // RFC 9207, section 2.4
    if (query.error)
        co_return refusalOf(*query.error);
    CO_TRY(endpoints, co_await m_provider->discover());
    if (endpoints.namesItself && !query.iss)
        co_return notAccepted("it does not say whose it is");
    const QByteArray code = query.code.value_or(QString()).toUtf8();
    if (code.isEmpty())
        co_return notAccepted("it holds no code");
    CO_TRY(tokens, co_await m_provider->redeem(code, pending.verifier, redirectUri()));
    CO_TRY(person, co_await personOf(tokens, pending.nonce));

    Caller caller;
    caller.name = person.user.name.isEmpty() ? person.user.email : person.user.name;
    const RequestTrace trace{browser.requestId, QHostAddress(browser.address), QStringLiteral("users.sign-in"), {}, {}};
    caller.request = std::make_shared<const RequestTrace>(trace);
    CO_TRY(user, co_await provision(person, caller));
    SessionService::NewSession made = m_sessions.make(user.id, browser.address, browser.userAgent);
    made.record.provider_session = person.session;
    const auto before = m_sessions.find(browser.session);
    const std::optional<SessionId> ended = before ? std::optional(before->id) : std::nullopt;
    CO_TRY_DONE(co_await m_sessions.begin(made.record, user, ended));
    CO_TRY_DONE(co_await keepTokens(made.record.id, tokens));
    remind(made.record.id);
    const bool secure = isSecure(browser);
    Step step;
    step.location = pending.redirect.toLatin1();
    step.cookies = {cookies::set("session", made.cookie.reveal(), "/", secure, m_sessions.limits().lifetime / 1s)};
    co_return step;
}

Task<Result<Done>> SignInService::keepTokens(SessionId id, OidcProvider::Tokens tokens) {
    const auto seal = [&](const Secret &token, const char *what) {
        return token.isEmpty() ? QString() : m_vault.seal(token, sealed::token(id, what));
    };
    co_return co_await m_sessions.storeTokens(id, seal(Secret(tokens.id), "id"), seal(tokens.refresh, "refresh"));
}

void SignInService::remind(const SessionId &id) {
    if (m_provider && m_provider->options().refresh > 0s)
        m_sessions.remindAfter(id, m_provider->options().refresh);
}

Task<> SignInService::refresh(SessionId id) {
    const auto session = m_sessions.find(id);
    if (!m_provider || !session || session->refresh_token.isEmpty() || m_provider->options().refresh == 0s)
        co_return;
    if (m_refreshing < mostRefreshes) {
        ++m_refreshing;
        co_await refreshNow(*session);
        --m_refreshing;
    }
    remind(id);
}

Task<> SignInService::refreshNow(SessionRecord session) {
    const auto end = [this, id = session.id](const char *why) {
        qInfo("session %s ends: %s", qPrintable(id.value), why);
        const QList<SessionId> one{id};
        return m_sessions.end(Caller{}, one);
    };
    const auto token = m_vault.unseal(session.refresh_token, sealed::token(session.id, "refresh"));
    if (!token)
        co_return;
    auto tokens = co_await m_provider->refresh(*token);
    if (!tokens) {
        // A provider that is away ends nothing; one that says no does.
        if (tokens.error().code == ErrorCode::Unauthorized)
            (void)co_await end("the identity provider has ended it");
        co_return;
    }
    if (tokens->refresh.isEmpty())
        tokens->refresh = *token; // it may be used again (RFC 6749, section 6)
    (void)co_await keepTokens(session.id, *tokens);
    const auto person = co_await personOf(*tokens, QString());
    // The answer of userinfo may say less than an ID token does.
    if (!person || (person->refusal && tokens->id.isEmpty()))
        co_return;
    const auto ofUser = m_sessions.sessionsWhere([&person](const SessionRecord &, const UserRecord &user) {
        return user.issuer == person->user.issuer && user.subject == person->user.subject;
    });
    if (!ofUser.contains(session.id)) {
        (void)co_await end("the identity provider has given it to another user");
        co_return;
    }
    Caller panel;
    panel.name = QStringLiteral("identity provider");
    const RequestTrace trace{{}, {}, QStringLiteral("users.refresh"), {}, {}};
    panel.request = std::make_shared<const RequestTrace>(trace);
    if (const auto user = co_await provision(*person, panel); !user && user.error().code == ErrorCode::Forbidden)
        qInfo("user %s is signed out: %s", qPrintable(person->user.email), qPrintable(user.error().message));
}

Task<Result<LoggedOut>> SignInService::logout(Caller caller, Browser browser) {
    LoggedOut answer;
    answer.message = QStringLiteral("Signed out");
    if (!caller.session) {
        CO_TRY_DONE(co_await m_keys.signOutDevice(caller));
        co_return answer;
    }
    const auto session = m_sessions.find(*caller.session);
    const QList<SessionId> one{*caller.session};
    CO_TRY_DONE(co_await m_sessions.end(caller, one));
    answer.cookies = {cookies::drop("session", "/", isSecure(browser))};
    if (!session || session->id_token.isEmpty() || !m_provider)
        co_return answer;
    // OpenID Connect RP-Initiated Logout 1.0. It is over here in any case.
    const auto token = m_vault.unseal(session->id_token, sealed::token(session->id, "id"));
    const auto endpoints = co_await m_provider->discover();
    if (!token || !endpoints || endpoints->endSession.isEmpty())
        co_return answer;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("id_token_hint"), QString::fromLatin1(token->reveal()));
    query.addQueryItem(
        QStringLiteral("client_id"), QString::fromLatin1(QUrl::toPercentEncoding(m_provider->options().clientId)));
    query.addQueryItem(QStringLiteral("post_logout_redirect_uri"),
        QString::fromLatin1(QUrl::toPercentEncoding(QString::fromLatin1(m_base + '/'))));
    answer.redirect = QString(QString::fromLatin1(endpoints->endSession)
        + (endpoints->endSession.contains('?') ? u'&' : u'?') + query.toString(QUrl::FullyEncoded));
    co_return answer;
}

Task<Result<LoggedOut>> SignInService::providerLogout(Caller caller, Browser, LogoutNotice notice) {
    const auto badRequest = [](Error error) {
        if (error.code == ErrorCode::Unauthorized)
            error.code = ErrorCode::BadRequest; // section 2.8
        return error;
    };
    if (!m_provider)
        co_return Error{ErrorCode::BadRequest, QStringLiteral("No identity provider is configured"), {}, {}};
    const auto claims = co_await m_provider->claimsOf(notice.logout_token.toUtf8());
    if (!claims)
        co_return badRequest(claims.error());
    if (const auto checked = checkLogoutToken(*claims, m_provider->expected()); !checked)
        co_return badRequest(checked.error());
    const auto now = m_clock.monotonic();
    m_notices.removeIf(
        [now](const QHash<QString, std::chrono::milliseconds>::iterator &entry) { return entry.value() <= now; });
    const QString id = (*claims)[QLatin1String("jti")].toString();
    if (m_notices.contains(id) || m_notices.size() >= maxNotices)
        co_return Error{ErrorCode::BadRequest, QStringLiteral("The logout token was used already"), {}, {}};
    m_notices.insert(id, now + 10min);
    const QString subject = (*claims)[QLatin1String("sub")].toString(),
                  sid = (*claims)[QLatin1String("sid")].toString();
    const auto isMeant = [&](const SessionRecord &session, const UserRecord &user) {
        return user.issuer == m_provider->options().issuer && (subject.isEmpty() || user.subject == subject)
            && (sid.isEmpty() || session.provider_session == sid);
    };
    const QList<SessionId> ended = m_sessions.sessionsWhere(isMeant);
    caller.name = QStringLiteral("identity provider");
    CO_TRY_DONE(co_await m_sessions.end(caller, ended));
    LoggedOut answer;
    answer.message = QStringLiteral("%1 sessions have ended").arg(ended.size());
    co_return answer;
}
