// SPDX-License-Identifier: GPL-3.0-or-later
// Codes are in memory: they live for a minute.
#include "server/services/desktopsignin.h"
#include "shared/contract/rules.h"
#include <QCryptographicHash>
#include <QUrl>
#include <QUrlQuery>
#include <sodium.h>

using namespace std::chrono_literals;

static constexpr auto codeLifetime = 60s;
static constexpr qsizetype maxCodes = 1000;

static QByteArray base64url(const QByteArray &bytes) {
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

static bool isUrlSafe(const QString &text, qsizetype least, qsizetype most) {
    const auto isFine = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-'
            || c == u'_' || c == u'.' || c == u'~';
    };
    return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), isFine);
}

/// RFC 8252, sections 7.3 and 8.3: an address of this machine by its number, since a name may lead elsewhere.
static bool isLoopback(const QString &text) {
    const QUrl url(text, QUrl::StrictMode);
    const bool isHere = url.host() == QLatin1String("127.0.0.1") || url.host() == QLatin1String("::1");
    return text.size() <= 200 && url.isValid() && url.scheme() == QLatin1String("http") && isHere && url.port() > 0
        && url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment()
        && QString::fromLatin1(url.toEncoded()) == text;
}

Result<Done> DesktopSignIn::check(const DesktopConsent &consent) {
    QMap<QString, QString> wrong;
    if (!isLoopback(consent.redirect_uri))
        wrong.insert(QStringLiteral("redirect_uri"),
            QStringLiteral("must be http://127.0.0.1:PORT/PATH or http://[::1]:PORT/PATH"));
    if (!isUrlSafe(consent.code_challenge, 43, 43))
        wrong.insert(QStringLiteral("code_challenge"), QStringLiteral("must be a SHA-256 in base64url"));
    if (!isUrlSafe(consent.state, 1, 256))
        wrong.insert(QStringLiteral("state"), QStringLiteral("must be 1 to 256 letters, digits or -._~"));
    if (const QString fault = rules::lineOfText(consent.device, 1, 60); !fault.isEmpty())
        wrong.insert(QStringLiteral("device"), fault);
    if (wrong.isEmpty())
        return {};
    return Error{ErrorCode::BadRequest, QStringLiteral("The program asks in a way that is not understood"), {}, wrong};
}

Result<DesktopConsent> DesktopSignIn::check(const DesktopQuery &query) {
    const DesktopConsent consent{query.redirect_uri.value_or(QString()), query.code_challenge.value_or(QString()),
        query.state.value_or(QString()), query.device.value_or(QString()), Decision::Deny};
    TRY_DONE(check(consent));
    if (query.code_challenge_method != QStringLiteral("S256"))
        return Error{ErrorCode::BadRequest, QStringLiteral("The program asks in a way that is not understood"), {},
            {{QStringLiteral("code_challenge_method"), QStringLiteral("must be S256")}}};
    return consent;
}

Result<QByteArray> DesktopSignIn::decide(const Caller &caller, const DesktopConsent &consent) {
    TRY_DONE(check(consent));
    QUrlQuery query;
    if (consent.decision == Decision::Deny) {
        query.addQueryItem(QStringLiteral("error"), QStringLiteral("access_denied"));
    } else {
        if (!caller.session)
            return Error{ErrorCode::Forbidden, QStringLiteral("Not permitted"),
                QStringLiteral("Only a user in the browser allows this"), {}};
        const auto now = m_clock.monotonic();
        m_granted.removeIf(
            [now](const QHash<QByteArray, Granted>::iterator &entry) { return entry.value().until <= now; });
        if (m_granted.size() >= maxCodes)
            return Error{ErrorCode::Unavailable, QStringLiteral("Too many programs sign in at once"),
                QStringLiteral("Try again in a minute"), {}};
        QByteArray random(32, Qt::Uninitialized);
        randombytes_buf(random.data(), size_t(random.size()));
        const QByteArray code = base64url(random);
        m_granted.insert(QCryptographicHash::hash(code, QCryptographicHash::Sha256),
            {caller, consent.code_challenge, consent.redirect_uri, consent.device, now + codeLifetime});
        query.addQueryItem(QStringLiteral("code"), QString::fromLatin1(code));
    }
    query.addQueryItem(QStringLiteral("state"), consent.state);
    return QByteArray(consent.redirect_uri.toLatin1() + '?' + query.toString(QUrl::FullyEncoded).toLatin1());
}

Task<Result<NewApiKey>> DesktopSignIn::redeem(Caller caller, DesktopToken body) {
    const Error refused{ErrorCode::BadRequest, QStringLiteral("The code is not accepted"),
        QStringLiteral("It works once, within a minute, and for the program that has asked for it; sign in again"), {}};
    const auto found = m_granted.constFind(QCryptographicHash::hash(body.code.toLatin1(), QCryptographicHash::Sha256));
    if (found == m_granted.constEnd())
        co_return refused;
    const Granted granted = *found;
    m_granted.erase(found); // whatever comes of it, once
    const QByteArray challenge =
        base64url(QCryptographicHash::hash(body.code_verifier.toLatin1(), QCryptographicHash::Sha256));
    const bool isRight = isUrlSafe(body.code_verifier, 43, 128) && granted.until > m_clock.monotonic()
        && body.redirect_uri == granted.redirectUri && Secret(challenge) == Secret(granted.challenge.toLatin1());
    auto user = m_sessions.renewed(granted.user);
    if (!isRight || !user)
        co_return refused;
    user->request = caller.request;
    co_return co_await m_keys.createForDevice(*user, granted.device, m_clock.now() + keyLifetime);
}
