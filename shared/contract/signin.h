// SPDX-License-Identifier: GPL-3.0-or-later
// What sign-in endpoints are asked with.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

struct LoginQuery : QueryParameters {
    std::optional<QString> redirect;

    static constexpr auto fields() {
        return fieldList(
            field("redirect", &LoginQuery::redirect, "Where to go when signed in: a path of the panel; / when absent"));
    }
};

/// What the provider sends a browser back with (RFC 6749, section 4.1.2; RFC 9207). It may send more.
struct CallbackQuery : QueryParameters {
    std::optional<QString> code;
    std::optional<QString> state;
    std::optional<QString> error;
    std::optional<QString> error_description;
    std::optional<QString> iss;

    static constexpr bool takesOthers = true;
    static constexpr auto fields() {
        return fieldList(field("code", &CallbackQuery::code), field("state", &CallbackQuery::state),
            field("error", &CallbackQuery::error), field("error_description", &CallbackQuery::error_description),
            field("iss", &CallbackQuery::iss));
    }
};

/// Body of `POST /api/auth/backchannel-logout` (OpenID Connect Back-Channel Logout 1.0, section 2.5).
struct LogoutNotice {
    QString logout_token;

    static constexpr bool isForm = true;
    static constexpr std::string_view schemaName = "LogoutNotice";
    static constexpr auto fields() { return fieldList(field("logout_token", &LogoutNotice::logout_token)); }
};

/// `GET /api/auth/desktop`: a program of the user asks for a key (RFC 8252 with RFC 7636).
struct DesktopQuery : QueryParameters {
    std::optional<QString> redirect_uri;
    std::optional<QString> code_challenge;
    std::optional<QString> code_challenge_method;
    std::optional<QString> state;
    std::optional<QString> device;

    static constexpr auto fields() {
        return fieldList(field("redirect_uri", &DesktopQuery::redirect_uri,
                             "http://127.0.0.1:PORT/PATH or http://[::1]:PORT/PATH, where the program listens"),
            field("code_challenge", &DesktopQuery::code_challenge, "SHA-256 of the verifier, base64url"),
            field("code_challenge_method", &DesktopQuery::code_challenge_method, "S256"),
            field("state", &DesktopQuery::state, "Comes back as it is; 1 to 256 characters"),
            field("device", &DesktopQuery::device, "What the user knows the device by"));
    }
};

enum class Decision { Deny, Allow };
constexpr auto names(Decision) {
    return std::array<std::string_view, 2>{"deny", "allow"};
}

/// The form of that page.
struct DesktopConsent {
    QString redirect_uri;
    QString code_challenge;
    QString state;
    QString device;
    Decision decision = Decision::Deny;

    static constexpr bool isForm = true;
    static constexpr std::string_view schemaName = "DesktopConsent";
    static constexpr auto fields() {
        return fieldList(field("redirect_uri", &DesktopConsent::redirect_uri),
            field("code_challenge", &DesktopConsent::code_challenge), field("state", &DesktopConsent::state),
            field("device", &DesktopConsent::device), field("decision", &DesktopConsent::decision));
    }
};

/// Body of `POST /api/auth/desktop/token`.
struct DesktopToken {
    QString code;
    QString code_verifier;
    QString redirect_uri;

    static constexpr std::string_view schemaName = "DesktopToken";
    static constexpr auto fields() {
        return fieldList(field("code", &DesktopToken::code, "Works once, within a minute"),
            field("code_verifier", &DesktopToken::code_verifier),
            field("redirect_uri", &DesktopToken::redirect_uri, "The same as before"));
    }
};
