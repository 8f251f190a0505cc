// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoint: one line of the API as a typed constant. Server route, client call and OpenAPI entry are read from it.
#pragma once

#include "shared/contract/page.h"
#include "shared/contract/permissions.h"

enum class Verb { Get, Post, Put, Patch, Delete };
constexpr auto names(Verb) {
    return std::array<std::string_view, 5>{"GET", "POST", "PUT", "PATCH", "DELETE"};
}

/// Which of the three rate limits a request counts against (seed, "Rate Limiting").
enum class RateClass { Normal, Deploy };

/// An answer that is no JSON: `Kind::mime` is its type.
template <typename Kind>
struct Document {
    QByteArray bytes;
};
template <typename T>
inline constexpr bool isDocument = false;
template <typename Kind>
inline constexpr bool isDocument<Document<Kind>> = true;

struct SvgKind {
    static constexpr const char *mime = "image/svg+xml";
};
struct HtmlKind {
    static constexpr const char *mime = "text/html; charset=utf-8";
};
struct TextKind {
    static constexpr const char *mime = "text/plain; charset=utf-8";
};
/// Exposition formats of Prometheus, text.
struct PrometheusKind {
    static constexpr const char *mime = "text/plain; version=0.0.4; charset=utf-8";
};
struct CsvKind {
    static constexpr const char *mime = "text/csv; charset=utf-8";
};
struct JsonLinesKind {
    static constexpr const char *mime = "application/x-ndjson";
};
struct YamlKind {
    static constexpr const char *mime = "application/yaml";
};
struct JsonKind {
    static constexpr const char *mime = "application/json";
};

/// A body that is one YAML document (RFC 9512), as it came.
struct YamlBody {
    QByteArray text;
};

/// Bodies that HTML forms send: application/x-www-form-urlencoded instead of JSON. Fields nobody knows are ignored.
template <typename T>
concept IsForm = requires {
    requires T::isForm;
};

/// `Endpoint<R(A...)>`: R is the answer; each A is an id (next `<..>` of the path), a query struct or the body struct.
template <typename Signature>
struct Endpoint;

template <typename R, typename... A>
struct Endpoint<R(A...)> {
    Verb verb;
    std::string_view path;
    Permission permission;
    std::string_view summary;
    int status = std::is_same_v<R, Done> ? 204 : 200;
    RateClass rate = RateClass::Normal;
    /// Path in front of the new id, for `Location` in the answer to a create.
    std::string_view location = {};
};
