// SPDX-License-Identifier: GPL-3.0-or-later
// Consent, in words.
#include "server/http/desktoppages.h"
#include "server/http/html.h"
#include <QUrl>
#include <QUrlQuery>

static QByteArray wayBack(const DesktopConsent &consent) {
    QUrlQuery again;
    const auto put = [&again](const char *name, const QString &value) {
        again.addQueryItem(QLatin1String(name), QString::fromLatin1(QUrl::toPercentEncoding(value)));
    };
    put("redirect_uri", consent.redirect_uri);
    put("code_challenge", consent.code_challenge);
    put("code_challenge_method", QStringLiteral("S256"));
    put("state", consent.state);
    put("device", consent.device);
    return "/api/auth/login?redirect="
        + QUrl::toPercentEncoding(QStringLiteral("/api/auth/desktop?") + again.toString(QUrl::FullyEncoded));
}

static WebAnswer errorPage(Error error, const Browser &browser) {
    for (auto it = error.fields.constBegin(); it != error.fields.constEnd(); ++it)
        error.details += QStringLiteral("%1%2 %3").arg(
            error.details.isEmpty() ? QString() : QStringLiteral("; "), it.key(), it.value());
    return html::errorPage(error, browser.requestId);
}

static QString rightsOf(const Caller &caller) {
    QStringList may;
    for (size_t i = 0; i < names(Permission{}).size(); ++i)
        if (Permission(i) != Permission::Public && Permission(i) != Permission::SignedIn
            && caller.reach(Permission(i)) != Reach::None)
            may.append(QStringLiteral("<code>%1</code>").arg(toText(Permission(i))));
    return may.join(QLatin1String(", "));
}

Result<WebAnswer> DesktopPages::ask(Caller caller, Browser browser, DesktopQuery query) {
    const auto consent = DesktopSignIn::check(query);
    if (!consent)
        return errorPage(consent.error(), browser);
    WebAnswer answer;
    if (!caller.session) {
        if (!m_signIn.isAvailable())
            return errorPage({ErrorCode::Conflict, QStringLiteral("Nobody signs in by the browser here"),
                                 QStringLiteral("No identity provider is configured; use an API key"), {}},
                browser);
        answer.status = 302;
        answer.location = wayBack(*consent);
        return answer;
    }
    const auto form = [&consent](Decision decision, const char *label) {
        return html::button(QStringLiteral("/api/auth/desktop"), QLatin1String(label),
            {{QStringLiteral("redirect_uri"), consent->redirect_uri},
                {QStringLiteral("code_challenge"), consent->code_challenge}, {QStringLiteral("state"), consent->state},
                {QStringLiteral("device"), consent->device}, {QStringLiteral("decision"), toText(decision)}});
    };
    const QString customer =
        caller.customer ? QStringLiteral(" of <code>%1</code>").arg(caller.customer->value.toHtmlEscaped()) : QString();
    answer.html = html::page(QStringLiteral("Sign in a device"),
        QStringLiteral(
            "<h1>Sign in <span id=\"device\">%1</span>?</h1><div class=\"card\"><p>A program on this computer "
            "asks to use AI Admin Panel as <b id=\"who\">%2</b>, role <b id=\"role\">%3</b>%4. For %5 days, or "
            "until it is signed out, it may do what you may: %6.</p><p>Allow it only if you have just begun to "
            "sign in there.</p><div><span id=\"allow\">%7</span> <span id=\"deny\">%8</span></div></div>")
            .arg(consent->device.toHtmlEscaped(), caller.name.toHtmlEscaped(), toText(caller.role), customer,
                QString::number(DesktopSignIn::keyLifetime / std::chrono::hours(24)), rightsOf(caller),
                form(Decision::Allow, "Allow"), form(Decision::Deny, "Cancel")));
    answer.formTarget = QUrl(consent->redirect_uri).toEncoded(QUrl::RemovePath);
    return answer;
}

Result<WebAnswer> DesktopPages::decide(Caller caller, Browser browser, DesktopConsent consent) {
    const auto location = m_desktop.decide(caller, consent);
    if (!location)
        return errorPage(location.error(), browser);
    WebAnswer answer;
    answer.status = 303;
    answer.location = *location;
    return answer;
}
