// SPDX-License-Identifier: GPL-3.0-or-later
// OidcOptions: what the configuration says of the identity provider.
#pragma once

#include "shared/base/secret.h"
#include "shared/contract/permissions.h"
#include <QMap>
#include <QStringList>
#include <chrono>

struct OidcOptions {
    /// As the provider itself writes it: the claim `iss`.
    QString issuer;
    QString clientId;
    Secret clientSecret; // empty: a public client
    QString scopes = QStringLiteral("openid profile email");
    /// Where in the claims these are; names with dots in between.
    QString roleClaim = QStringLiteral("realm_access.roles");
    QString customerClaim = QStringLiteral("customer");
    QString groupsClaim = QStringLiteral("groups");
    /// The panel's role by what the claims of role and groups say. Empty: by the roles' own names.
    QMap<QString, Role> roles;
    /// How old what the provider has said of a user may get while the user works; 0: as old as the session.
    std::chrono::seconds refresh = std::chrono::minutes(5);

    // One setter a key: what is wrong with the text, or an empty string when it was taken.
    QString setIssuer(const QString &text);
    QString setClientId(const QString &text);
    QString setClientSecret(const QString &text);
    QString setClientSecretFile(const QString &path);
    QString setScopes(const QString &text);
    QString setRoleClaim(const QString &text);
    QString setCustomerClaim(const QString &text);
    QString setGroupsClaim(const QString &text);
    /// Lines NAME=ROLE.
    QString setRoles(const QString &text);
    QString setRefresh(const QString &text);

    bool isSet() const { return !issuer.isEmpty(); }
    /// The highest of the roles these words stand for.
    std::optional<Role> roleOf(const QStringList &words) const;
};

/// Whether secrets may travel to this address: by TLS, or within this machine.
bool isSafeUrl(const QString &url);
