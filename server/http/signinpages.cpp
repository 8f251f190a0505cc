// SPDX-License-Identifier: GPL-3.0-or-later
// Steps and errors as answers.
#include "server/http/signinpages.h"
#include "server/http/html.h"

static WebAnswer answerOf(const Result<SignInService::Step> &step, const Browser &browser) {
    if (!step) {
        const Error &error = step.error();
        qWarning("a sign-in failed (request %s): %s; %s", browser.requestId.constData(), qPrintable(error.message),
            qPrintable(error.details));
        return html::errorPage(error, browser.requestId);
    }
    WebAnswer answer;
    answer.status = 302;
    answer.location = step->location;
    answer.cookies = step->cookies;
    return answer;
}

Task<Result<WebAnswer>> SignInPages::login(Caller, Browser browser, LoginQuery query) {
    const QString redirect = query.redirect.value_or(QStringLiteral("/"));
    const auto step = co_await m_signIn.login(browser, redirect);
    const WebAnswer answer = answerOf(step, browser);
    co_return answer;
}

Task<Result<WebAnswer>> SignInPages::callback(Caller, Browser browser, CallbackQuery query) {
    const auto step = co_await m_signIn.callback(browser, query);
    const WebAnswer answer = answerOf(step, browser);
    if (!step) {
        const RequestTrace trace{
            browser.requestId, QHostAddress(browser.address), QStringLiteral("users.sign-in"), {}, {}};
        m_audit.refused({}, trace, answer.status, step.error().message);
    }
    co_return answer;
}
