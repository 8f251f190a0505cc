// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-in as browsers see it: redirects, and pages that say in words what went wrong.
#pragma once

#include "server/services/signinservice.h"

class SignInPages {
public:
    explicit SignInPages(SignInService &signIn) : m_signIn(signIn) { }

    Task<Result<WebAnswer>> login(Caller caller, Browser browser, LoginQuery query);
    Task<Result<WebAnswer>> callback(Caller caller, Browser browser, CallbackQuery query);

private:
    SignInService &m_signIn;
};
