// SPDX-License-Identifier: GPL-3.0-or-later
// HttpRequest and HttpResponse: what passes between the front and the panel's own code.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHostAddress>
#include <QList>
#include <charconv>
#include <functional>
#include <utility>

/// In decimal. QByteArray::number() costs three times as much, and each answer has half a dozen of them.
inline QByteArray decimal(qint64 number) {
    char text[24];
    return QByteArray(text, std::to_chars(text, text + sizeof text, number).ptr - text);
}

struct HttpRequest {
    QByteArray method;
    /// As sent, not decoded: a %2F in it is no separator.
    QByteArray path;
    /// Behind the first `?`, not decoded.
    QByteArray query;
    /// Names in lower case, in the order they came.
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    QHostAddress peer;
    QByteArray requestId;
    bool secure = false;

    /// Empty when there is none.
    QByteArrayView header(QByteArrayView name) const {
        for (const auto &[key, value] : headers)
            if (key == name)
                return value;
        return {};
    }
};

struct HttpResponse {
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;

    void addHeader(const QByteArray &name, const QByteArray &value) { headers.append({name, value}); }
    bool hasHeader(QByteArrayView name) const {
        for (const auto &header : headers)
            if (header.first.compare(name, Qt::CaseInsensitive) == 0)
                return true;
        return false;
    }
};

/// Gives the answer to one request; called once, at any time. When the client has left by then, nothing happens.
using Responder = std::function<void(HttpResponse)>;
