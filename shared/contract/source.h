// SPDX-License-Identifier: GPL-3.0-or-later
// What a service without a template is made of: an image, or a repository to build from. A Compose file is plain text.
#pragma once

#include "shared/contract/page.h"

/// A port as Compose writes it short: 80, 8080:80, 127.0.0.1:8080:80/udp. A JSON number is taken for its text.
struct PortText {
    QString value;
    friend bool operator==(const PortText &, const PortText &) = default;
};
template <>
struct Codec<PortText> {
    static void write(JsonWriter &out, const PortText &v) { out.value(QStringView(v.value)); }
    static void read(JsonReader &in, const QJsonValue &json, PortText &v);
};

/// `image` of a request. Environment values are text, numbers or booleans; null keeps the present value.
struct ImageSource {
    QString image;
    std::optional<QList<PortText>> ports;
    std::optional<QMap<QString, QJsonValue>> env;

    static constexpr std::string_view schemaName = "ImageSource";
    static constexpr auto fields() {
        return fieldList(
            field("image", &ImageSource::image, "Reference like nginx:1.25 or ghcr.io/owner/app@sha256:.."),
            field("ports", &ImageSource::ports, "In the short form of Compose: 80, 8080:80, 127.0.0.1:8080:80/udp"),
            field("env", &ImageSource::env,
                "Environment; names with PASSWORD, SECRET, TOKEN or KEY are kept as secrets, null keeps a value"));
    }
};

/// `image` of an answer.
struct ImageDetail {
    QString image;
    QList<PortText> ports;
    QMap<QString, std::optional<QString>> env;

    static constexpr std::string_view schemaName = "ImageDetail";
    static constexpr auto fields() {
        return fieldList(field("image", &ImageDetail::image), field("ports", &ImageDetail::ports),
            field("env", &ImageDetail::env, "Secret values are null"));
    }
    bool operator==(const ImageDetail &) const = default;
};

/// `git` of a request: a repository with a Compose file or a Dockerfile.
struct GitSource {
    QString url;
    std::optional<QString> ref;
    std::optional<QString> path;
    std::optional<QString> username;
    std::optional<QString> token;

    static constexpr std::string_view schemaName = "GitSource";
    static constexpr auto fields() {
        return fieldList(field("url", &GitSource::url, "Its scheme is https, http, ssh or git; without credentials"),
            field("ref", &GitSource::ref, "Branch, tag or full commit id; the remote's default branch without it"),
            field("path", &GitSource::path, "Folder of the Compose file or Dockerfile; the top without it"),
            field("username", &GitSource::username),
            field("token", &GitSource::token,
                "Password or access token; kept sealed, never returned. Absent keeps the present one, empty removes "
                "it"));
    }
};

/// `git` of an answer.
struct GitDetail {
    QString url;
    std::optional<QString> ref;
    std::optional<QString> path;
    std::optional<QString> username;
    bool has_token = false;

    static constexpr std::string_view schemaName = "GitDetail";
    static constexpr auto fields() {
        return fieldList(field("url", &GitDetail::url), field("ref", &GitDetail::ref), field("path", &GitDetail::path),
            field("username", &GitDetail::username), field("has_token", &GitDetail::has_token));
    }
    bool operator==(const GitDetail &) const = default;
};
