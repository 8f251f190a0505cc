// SPDX-License-Identifier: GPL-3.0-or-later
// Each exchange is one short request, none follows redirects.
#include "server/oidc/provider.h"
#include <QJsonDocument>
#include <QUrl>

using namespace std::chrono_literals;

static constexpr qint64 maxAnswer = 256 * 1024;
static constexpr auto discoveryAge = 1h;
/// A key that was withdrawn is not believed longer than this.
static constexpr auto keysAge = 10min;
static constexpr int keyRequestsAMinute = 6;
static constexpr int mostAtOnce = 64;

OidcProvider::OidcProvider(
    HttpClient &http, OidcOptions options, const Clock &clock, std::chrono::milliseconds patience)
    : m_http(http), m_options(std::move(options)), m_clock(clock), m_patience(patience) { }

static Error nonsense(const QString &what) {
    return {ErrorCode::Unavailable, QStringLiteral("The identity provider gives no usable answer"), what, {}};
}

Task<Result<QJsonObject>> OidcProvider::ask(OutgoingRequest request, QString what) {
    if (m_underway >= mostAtOnce)
        co_return Error{ErrorCode::Unavailable, QStringLiteral("Too many people sign in at once"),
            QStringLiteral("Try again in a moment"), {}};
    request.timeout = m_patience;
    request.maxAnswer = maxAnswer;
    request.headers.append("Accept: application/json");
    ++m_underway;
    const Result<IncomingAnswer> answer = co_await m_http.send(std::move(request));
    --m_underway;
    if (!answer) {
        Error error = answer.error();
        const bool isAway = error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout;
        if (!isAway)
            co_return nonsense(QStringLiteral("%1: %2").arg(what, error.message));
        error.message = error.code == ErrorCode::Timeout
            ? QStringLiteral("The identity provider does not answer in time")
            : QStringLiteral("The identity provider cannot be reached");
        error.details = QStringLiteral("%1: %2").arg(what, error.details);
        co_return error;
    }
    const QJsonDocument document = QJsonDocument::fromJson(answer->body);
    const QString word = document[QLatin1String("error")].toString().left(100);
    if (answer->status == 400 && word == QLatin1String("invalid_grant"))
        co_return Error{ErrorCode::Unauthorized, QStringLiteral("The identity provider does not accept this sign-in"),
            QStringLiteral("It may have been used already, or have taken too long"), {}};
    if (answer->status >= 500)
        co_return Error{ErrorCode::Unavailable, QStringLiteral("The identity provider cannot be reached"),
            QStringLiteral("%1: it answers with status %2").arg(what).arg(answer->status), {}};
    if (answer->status != 200)
        co_return nonsense(QStringLiteral("%1: status %2 %3").arg(what).arg(answer->status).arg(word));
    if (!document.isObject())
        co_return nonsense(QStringLiteral("%1: it is no JSON object").arg(what));
    co_return document.object();
}

Task<Result<OidcProvider::Endpoints>> OidcProvider::discover() {
    if (m_endpoints && m_clock.monotonic() - m_discovered < discoveryAge) {
        const Endpoints known = *m_endpoints;
        co_return known;
    }
    QString issuer = m_options.issuer;
    if (issuer.endsWith(u'/'))
        issuer.chop(1);
    OutgoingRequest request;
    request.url = issuer.toUtf8() + "/.well-known/openid-configuration";
    const QString what = QStringLiteral("its description");
    CO_TRY(description, co_await ask(std::move(request), what));
    const auto text = [&description](const char *name) { return description.value(QLatin1String(name)).toString(); };
    if (text("issuer") != m_options.issuer)
        co_return nonsense(QStringLiteral("it calls itself \"%1\", and oidc.issuer \"%2\"")
                               .arg(text("issuer").left(200), m_options.issuer));
    Endpoints endpoints;
    const auto take = [&](const char *name, QByteArray &into) {
        const QString url = text(name);
        into = isSafeUrl(url) ? url.toUtf8() : QByteArray();
    };
    take("authorization_endpoint", endpoints.authorization);
    take("token_endpoint", endpoints.token);
    take("jwks_uri", endpoints.keys);
    take("userinfo_endpoint", endpoints.userInfo);
    take("end_session_endpoint", endpoints.endSession);
    if (endpoints.authorization.isEmpty() || endpoints.token.isEmpty() || endpoints.keys.isEmpty())
        co_return nonsense(
            QStringLiteral("its description lacks an address for authorization, token or keys, or it is not https"));
    const auto methods = claimAt(description, QStringLiteral("token_endpoint_auth_methods_supported"));
    endpoints.isSecretPosted = methods && !methods->contains(QLatin1String("client_secret_basic"))
        && methods->contains(QLatin1String("client_secret_post"));
    endpoints.namesItself = description.value(QLatin1String("authorization_response_iss_parameter_supported")).toBool();
    m_endpoints = endpoints;
    m_discovered = m_clock.monotonic();
    co_return endpoints;
}

bool OidcProvider::mayAskForKeys() {
    const auto now = m_clock.monotonic();
    if (now - m_keysWindow >= 1min) {
        m_keysWindow = now;
        m_keyRequests = 0;
    }
    return ++m_keyRequests <= keyRequestsAMinute;
}

Task<Result<Done>> OidcProvider::loadKeys() {
    CO_TRY(endpoints, co_await discover());
    OutgoingRequest request;
    request.url = endpoints.keys;
    const QString what = QStringLiteral("its keys");
    CO_TRY(answer, co_await ask(std::move(request), what));
    CO_TRY(keys, KeySet::parse(QJsonDocument(answer).toJson(QJsonDocument::Compact)));
    m_keys = keys;
    m_keysLoaded = m_clock.monotonic();
    co_return Done{};
}

Task<Result<QJsonObject>> OidcProvider::claimsOf(QByteArray token) {
    const bool isOld = !m_keys || m_clock.monotonic() - m_keysLoaded >= keysAge;
    if (isOld && mayAskForKeys()) {
        const Result<Done> loaded = co_await loadKeys();
        if (!loaded && !m_keys)
            co_return loaded.error();
    }
    if (!m_keys)
        co_return Error{ErrorCode::Unavailable, QStringLiteral("The identity provider's keys are not known"), {}, {}};
    Result<QJsonObject> claims = verifiedClaims(token, *m_keys);
    const bool isUnknown = !claims && claims.error().code == ErrorCode::NotFound;
    if (isUnknown && !isOld && mayAskForKeys()) {
        CO_TRY_DONE(co_await loadKeys());
        claims = verifiedClaims(token, *m_keys);
    }
    if (!claims && claims.error().code == ErrorCode::NotFound) {
        Error error = claims.error();
        error.code = ErrorCode::Unauthorized;
        co_return error;
    }
    co_return claims;
}

static QByteArray formOf(const QList<std::pair<QByteArray, QByteArray>> &fields) {
    QByteArray form;
    for (const auto &[name, value] : fields)
        form += (form.isEmpty() ? "" : "&") + name + '=' + QUrl::toPercentEncoding(QString::fromUtf8(value));
    return form;
}

Task<Result<OidcProvider::Tokens>> OidcProvider::tokens(QList<std::pair<QByteArray, QByteArray>> form) {
    CO_TRY(endpoints, co_await discover());
    OutgoingRequest request;
    request.method = "POST";
    request.url = endpoints.token;
    request.headers.append("Content-Type: application/x-www-form-urlencoded");
    const QByteArray id = m_options.clientId.toUtf8();
    if (m_options.clientSecret.isEmpty() || endpoints.isSecretPosted)
        form.append({"client_id", id});
    if (endpoints.isSecretPosted && !m_options.clientSecret.isEmpty())
        form.append({"client_secret", m_options.clientSecret.reveal()});
    else if (!m_options.clientSecret.isEmpty()) // RFC 6749, section 2.3.1
        request.headers.append("Authorization: Basic "
            + QByteArray(QUrl::toPercentEncoding(m_options.clientId) + ':'
                + QUrl::toPercentEncoding(QString::fromUtf8(m_options.clientSecret.reveal())))
                  .toBase64());
    request.body = formOf(form);
    const QString what = QStringLiteral("its tokens");
    CO_TRY(answer, co_await ask(std::move(request), what));
    const auto text = [&answer](const char *name) { return answer.value(QLatin1String(name)).toString().toUtf8(); };
    Tokens tokens;
    tokens.id = text("id_token");
    tokens.access = Secret(text("access_token"));
    tokens.refresh = Secret(text("refresh_token"));
    co_return tokens;
}

Task<Result<OidcProvider::Tokens>> OidcProvider::redeem(QByteArray code, QByteArray verifier, QByteArray redirectUri) {
    const QList<std::pair<QByteArray, QByteArray>> form{{"grant_type", "authorization_code"}, {"code", code},
        {"redirect_uri", redirectUri}, {"code_verifier", verifier}};
    CO_TRY(given, co_await tokens(form));
    if (given.id.isEmpty())
        co_return nonsense(QStringLiteral("it gives no ID token"));
    co_return given;
}

Task<Result<OidcProvider::Tokens>> OidcProvider::refresh(Secret token) {
    const QList<std::pair<QByteArray, QByteArray>> form{
        {"grant_type", "refresh_token"}, {"refresh_token", token.reveal()}};
    co_return co_await tokens(form);
}

Task<Result<QJsonObject>> OidcProvider::userInfo(Secret accessToken) {
    CO_TRY(endpoints, co_await discover());
    const QByteArray token = accessToken.reveal();
    const bool isPlain = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (endpoints.userInfo.isEmpty() || token.isEmpty() || !isPlain)
        co_return QJsonObject();
    OutgoingRequest request;
    request.url = endpoints.userInfo;
    request.headers.append("Authorization: Bearer " + token);
    const QString what = QStringLiteral("what it says of the user");
    co_return co_await ask(std::move(request), what);
}
