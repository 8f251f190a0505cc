// SPDX-License-Identifier: GPL-3.0-or-later
// Errors as values: Result<T> holds a value or an Error; TRY and CO_TRY hand an error on to the caller.
#pragma once

#include <QMap>
#include <QString>
#include <concepts>
#include <optional>
#include <utility>
#include <variant>

/// What went wrong, in the words of the API (api.md, section 2). One table in contract/problem.h maps it to HTTP.
enum class ErrorCode {
    BadRequest,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    Gone,
    PreconditionFailed,
    PayloadTooLarge,
    UnsupportedMediaType,
    Validation,
    QuotaExceeded,
    RateLimited,
    Timeout,
    Unavailable,
    Internal,
};

/// `message` says what happened in one sentence; `details` what to do about it; `fields` names each wrong field by
/// its dotted path with the limit and the remedy.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString details;
    QMap<QString, QString> fields;

    static Error validation(const QString &field, const QString &text) {
        return {ErrorCode::Validation, QStringLiteral("Validation failed"), {}, {{field, text}}};
    }
    bool operator==(const Error &) const = default;
};

/// The value of a Result that carries none. An own type, since std::monostate never resumes an awaiter in QCoro 0.8.
struct Done {
    bool operator==(const Done &) const = default;
};

template <typename T = Done>
class [[nodiscard]] Result {
public:
    using Value = T;

    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) { }
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) { }
    Result() requires std::same_as<T, Done> : m_state(std::in_place_index<0>) { }

    explicit operator bool() const { return m_state.index() == 0; }
    T &operator*() & { return *std::get_if<0>(&m_state); }
    const T &operator*() const & { return *std::get_if<0>(&m_state); }
    T &&operator*() && { return std::move(*std::get_if<0>(&m_state)); }
    T *operator->() { return std::get_if<0>(&m_state); }
    const T *operator->() const { return std::get_if<0>(&m_state); }
    const Error &error() const & { return *std::get_if<1>(&m_state); }
    Error &&error() && { return std::move(*std::get_if<1>(&m_state)); }

private:
    std::variant<T, Error> m_state;
};

// `TRY(name, expression)` declares `name` with the value or returns the error; `TRY_DONE` wants no value.
#define TRY(name, expression)                                                                                          \
    auto name##Result = (expression);                                                                                  \
    if (!name##Result)                                                                                                 \
        return std::move(name##Result).error();                                                                        \
    auto name = *std::move(name##Result)
#define TRY_DONE(expression)                                                                                           \
    if (auto doneResult = (expression); !doneResult)                                                                   \
    return std::move(doneResult).error()
#define CO_TRY(name, expression)                                                                                       \
    auto name##Result = (expression);                                                                                  \
    if (!name##Result)                                                                                                 \
        co_return std::move(name##Result).error();                                                                     \
    auto name = *std::move(name##Result)
#define CO_TRY_DONE(expression)                                                                                        \
    if (auto doneResult = (expression); !doneResult)                                                                   \
    co_return std::move(doneResult).error()
