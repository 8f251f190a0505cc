// SPDX-License-Identifier: GPL-3.0-or-later
// HttpRequest and HttpResponse: what passes between the front and the panel's own code.
#pragma once

#include "shared/base/bytesource.h"
#include <QByteArray>
#include <QByteArrayView>
#include <QHostAddress>
#include <QList>
#include <atomic>
#include <charconv>
#include <functional>
#include <memory>
#include <utility>

/// A number as text. QByteArray::number() costs three times as much, and each answer has half a dozen of them.
class Decimal {
public:
    explicit Decimal(qint64 number) : m_size(std::to_chars(m_text, m_text + sizeof m_text, number).ptr - m_text) { }
    operator QByteArrayView() const { return {m_text, m_size}; }

private:
    char m_text[24];
    qsizetype m_size;
};

struct HttpField {
    QByteArrayView name;
    QByteArrayView value;
};

struct HttpRequest {
    /// What the views below point into; shared by copies and never changed, so they are good as long as any of these.
    QByteArray head;
    QByteArrayView method;
    /// As sent, not decoded: a %2F in it is no separator.
    QByteArrayView path;
    /// Behind the first `?`, not decoded; null when there is none.
    QByteArrayView query;
    /// Names in lower case, in the order they came.
    QList<HttpField> headers;
    QByteArray body;
    QHostAddress peer;
    QByteArray requestId;
    bool secure = false;
    /// Becomes true when the client is gone, or has been silent for a moment after it closed its side.
    std::shared_ptr<const std::atomic<bool>> left;

    /// Empty when there is none.
    QByteArrayView header(QByteArrayView name) const {
        for (const HttpField &field : headers)
            if (field.name == name)
                return field.value;
        return {};
    }
};

struct HttpResponse {
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    /// Instead of a body: one that is made while it is sent, of a length nobody knows before.
    std::shared_ptr<ByteSource> more;
    /// Headers as they go over the wire, each with its CRLF: one buffer instead of two for each. For addHeader().
    QByteArray fieldLines;

    /// One with a line break or NUL in it is left out: values may hold what a client has sent.
    void addHeader(QByteArrayView name, QByteArrayView value);
    void addHeader(QByteArrayView name, qint64 value);
    /// Empty when there is none; `name` as it was added.
    QByteArrayView header(QByteArrayView name) const;
};

/// Gives the answer to one request; called once, at any time. When the client has left by then, nothing happens.
using Responder = std::function<void(HttpResponse)>;
