// SPDX-License-Identifier: GPL-3.0-or-later
// WebPage: the small page at `/`: who one is, keys and sessions, and the way in and out. It is a client of the API like
// any other, only that it asks within the process; so nothing is allowed here that is not allowed there.
#pragma once

#include "server/http/restapi.h"
#include "server/services/signinservice.h"

class WebPage {
public:
    WebPage(RestApi &api, const SignInService &signIn) : m_api(api), m_signIn(signIn) { }

    /// Whether the path is one of the page's.
    static bool isMine(QByteArrayView path);
    /// Answers exactly once, now or later.
    void handle(HttpRequest &&request, Answer answer);

private:
    /// What the API answers to the browser behind `from`.
    Task<HttpResponse> ask(HttpRequest from, const char *method, QByteArray path, QByteArray body = {});
    Task<> show(HttpRequest request, Answer answer, QString notice = {});
    Task<> createKey(HttpRequest request, Answer answer);
    Task<> signOut(HttpRequest request, Answer answer);
    /// Ends a key or a session.
    Task<> remove(HttpRequest request, Answer answer, QByteArray below);
    QString startPage() const;

    RestApi &m_api;
    const SignInService &m_signIn;
};
