// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-in as browsers see it: redirects, and pages that say in words what went wrong.
#pragma once

#include "server/services/auditservice.h"
#include "server/services/signinservice.h"

class SignInPages {
public:
    SignInPages(SignInService &signIn, AuditService &audit) : m_signIn(signIn), m_audit(audit) { }

    Task<Result<WebAnswer>> login(Caller caller, Browser browser, LoginQuery query);
    Task<Result<WebAnswer>> callback(Caller caller, Browser browser, CallbackQuery query);

private:
    SignInService &m_signIn;
    AuditService &m_audit;
};
