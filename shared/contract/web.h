// SPDX-License-Identifier: GPL-3.0-or-later
// What endpoints for browsers take and give beside JSON: who asks, cookies, pages, the way to the next one.
#pragma once

#include "shared/base/secret.h"
#include <QByteArrayList>
#include <QString>

/// As an argument of an endpoint: the browser behind a request, read from its head and not from query or body.
struct Browser {
    Secret session; // cookies
    QByteArray signIn;
    QString address;
    QString userAgent;
    QByteArray requestId;
    bool isSecure = false;
};

/// A page of ours, or the address of the page a browser is to go to.
struct WebAnswer {
    int status = 200;
    QByteArray html;
    QByteArray location; // with 302 and 303
    /// Whole values of Set-Cookie.
    QByteArrayList cookies;
    /// Besides the panel itself: where a form of this page may lead (Content-Security-Policy, form-action).
    QByteArray formTarget;
};

namespace cookies {
/// For the whole panel, and for no script. `SameSite=Lax`, since a sign-in comes back from another site.
inline QByteArray set(const char *name, const QByteArray &value, const char *path, bool isSecure, qint64 seconds) {
    return QByteArray(name) + '=' + value + "; Path=" + path
        + "; HttpOnly; SameSite=Lax; Max-Age=" + QByteArray::number(seconds) + (isSecure ? "; Secure" : "");
}
inline QByteArray drop(const char *name, const char *path, bool isSecure) {
    return set(name, {}, path, isSecure, 0);
}
} // namespace cookies
