// SPDX-License-Identifier: GPL-3.0-or-later
// ApiRequest: an endpoint of the table and its arguments, written down as an HTTP request; and its answer read back.
#pragma once

#include "shared/contract/endpoint.h"
#include "shared/contract/problem.h"
#include "shared/contract/web.h"

struct ApiRequest {
    Verb verb = Verb::Get;
    RateClass rate = RateClass::Normal;
    /// Path and query, percent-encoded.
    QByteArray target;
    QByteArray body;
    bool hasBody = false;
    /// How long the server was asked to wait before it answers; comes on top of the timeout.
    std::chrono::seconds wait{0};
    /// An argument that cannot be sent at all, like an id that is none.
    std::optional<Error> invalid;
};

namespace apirequest {

/// RFC 3986, section 2.1; only unreserved characters stay.
QByteArray encoded(const QString &text);
/// Puts the id in place of the next `<...>` of the path.
void bindId(ApiRequest &request, const QString &id, bool valid);
void bindParameter(ApiRequest &request, std::string_view name, const QString &value);

template <typename T>
QString parameterText(const T &value) {
    if constexpr (std::is_same_v<T, QString>)
        return value;
    else if constexpr (std::is_same_v<T, bool>)
        return value ? QStringLiteral("true") : QStringLiteral("false");
    else if constexpr (std::is_integral_v<T>)
        return QString::number(value);
    else if constexpr (NamedEnum<T>)
        return toText(value);
    else if constexpr (std::is_same_v<T, Timestamp>)
        return QString::fromLatin1(formatTimestamp(value));
    else
        return value.value; // an id
}

template <typename A>
void bind(ApiRequest &request, const A &argument) {
    if constexpr (std::is_same_v<A, Browser>) {
        return; // for browsers only
    } else if constexpr (IsQuery<A>) {
        auto one = [&](const auto &f) {
            if (const auto &value = argument.*f.member)
                bindParameter(request, f.name, parameterText(*value));
        };
        applyFields([&](const auto &...f) { (one(f), ...); }, A::fields());
        if constexpr (requires { argument.wait; })
            request.wait = std::chrono::seconds(argument.wait.value_or(0));
    } else if constexpr (Described<A>) {
        request.body = toJson(argument);
        request.hasBody = true;
    } else {
        bindId(request, argument.value, A::isValid(argument.value));
    }
}

template <typename R, typename... A>
ApiRequest of(const Endpoint<R(A...)> &endpoint, const A &...arguments) {
    ApiRequest request;
    request.verb = endpoint.verb;
    request.rate = endpoint.rate;
    request.target = QByteArray(endpoint.path.data(), qsizetype(endpoint.path.size()));
    (bind(request, arguments), ...);
    return request;
}

/// An answer that the contract does not allow.
Error misunderstood(const Error &cause);

template <typename T>
Result<T> read(const QByteArray &body) {
    if constexpr (std::is_same_v<T, Done>) {
        return Done{};
    } else if constexpr (isDocument<T>) {
        return T{body};
    } else {
        auto value = fromJson<T>(body, UnknownFields::Ignore);
        if (!value)
            return misunderstood(value.error());
        return value;
    }
}

/// The type a call hands out: the endpoint's own, or the alternative named by the caller when it has several.
template <typename Named, typename R>
struct Wanted {
    static_assert(std::is_void_v<Named> || std::is_same_v<Named, R>, "the endpoint has one answer only");
    using Type = R;
};
template <typename Named, typename... T>
struct Wanted<Named, std::variant<T...>> {
    static_assert(
        (std::is_same_v<Named, T> || ...), "name the alternative: call<ServiceDetail>(Api::createService, ...)");
    using Type = Named;
};

} // namespace apirequest
