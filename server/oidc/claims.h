// SPDX-License-Identifier: GPL-3.0-or-later
// What the claims of a token have to be, and what is read from them.
#pragma once

#include "shared/base/clock.h"
#include <QJsonObject>
#include <QStringList>

struct Expected {
    QString issuer;
    QString clientId;
    Timestamp now{};
};

/// Clocks of two machines may differ by this much.
inline constexpr std::chrono::seconds leeway{30};

/// OpenID Connect Core 1.0, section 3.1.3.7. An empty `nonce` is for tokens of a refresh (section 12.2).
Result<Done> checkIdToken(const QJsonObject &claims, const Expected &expected, const QString &nonce);
/// OpenID Connect Back-Channel Logout 1.0, section 2.6.
Result<Done> checkLogoutToken(const QJsonObject &claims, const Expected &expected);

/// The text, or the texts of the list, at `realm_access.roles`; the names in between may have dots, too. At most 1000.
/// nullopt: there is nothing of that name.
std::optional<QStringList> claimAt(const QJsonObject &claims, const QString &path);
