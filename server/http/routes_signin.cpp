// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoints of signing in and out, by the browser and by a program on its computer.
#include "server/http/desktoppages.h"
#include "server/http/routes.h"
#include "server/http/signinpages.h"
#include "shared/contract/api.h"

void addSignInRoutes(
    Router &router, SignInService &signIn, SignInPages &pages, DesktopSignIn &desktop, DesktopPages &desktopPages) {
    router.add(Api::login, pages, &SignInPages::login);
    router.add(Api::callback, pages, &SignInPages::callback);
    router.add(Api::backchannelLogout, signIn, &SignInService::providerLogout);
    router.add(Api::logout, signIn, &SignInService::logout);
    router.add(Api::desktop, desktopPages, &DesktopPages::ask);
    router.add(Api::desktopConsent, desktopPages, &DesktopPages::decide);
    router.add(Api::desktopToken, desktop, &DesktopSignIn::redeem);
}
