// SPDX-License-Identifier: GPL-3.0-or-later
// The page on which a user allows a program to act in their name.
#pragma once

#include "server/services/desktopsignin.h"
#include "server/services/signinservice.h"

class DesktopPages {
public:
    DesktopPages(DesktopSignIn &desktop, const SignInService &signIn) : m_desktop(desktop), m_signIn(signIn) { }

    /// Whoever is not signed in is, first.
    Result<WebAnswer> ask(Caller caller, Browser browser, DesktopQuery query);
    Result<WebAnswer> decide(Caller caller, Browser browser, DesktopConsent consent);

private:
    DesktopSignIn &m_desktop;
    const SignInService &m_signIn;
};
