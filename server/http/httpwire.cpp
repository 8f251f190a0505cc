// SPDX-License-Identifier: GPL-3.0-or-later
// Status line and headers in one buffer.
#include "server/http/httpwire.h"
#include <algorithm>

namespace {

struct Reason {
    int status;
    QByteArrayView phrase;
};

constexpr Reason reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

/// Empty for a status not listed: the phrase is optional (RFC 9112, section 4).
QByteArrayView reasonOf(int status) {
    for (const Reason &reason : reasons)
        if (reason.status == status)
            return reason.phrase;
    return {};
}

bool breaksLine(QByteArrayView text) {
    return std::any_of(
        text.begin(), text.end(), [](char c) { return c <= '\r' && (c == '\r' || c == '\n' || c == '\0'); });
}

/// Room made once for all parts: QByteArray::append() costs more than the few bytes it is given here.
void append(QByteArray &out, std::initializer_list<QByteArrayView> parts) {
    if (out.isNull())
        out.reserve(240); // what most answers need
    const qsizetype before = out.size();
    qsizetype size = before;
    for (const QByteArrayView part : parts)
        size += part.size();
    out.resize(size);
    char *at = out.data() + before;
    for (const QByteArrayView part : parts)
        at = std::copy(part.begin(), part.end(), at);
}

void addLine(QByteArray &out, QByteArrayView name, QByteArrayView value) {
    if (!breaksLine(name) && !breaksLine(value))
        append(out, {name, ": ", value, "\r\n"});
}

} // namespace

void HttpResponse::addHeader(QByteArrayView name, QByteArrayView value) {
    addLine(fieldLines, name, value);
}

void HttpResponse::addHeader(QByteArrayView name, qint64 value) {
    append(fieldLines, {name, ": ", Decimal(value), "\r\n"});
}

QByteArrayView HttpResponse::header(QByteArrayView name) const {
    for (QByteArrayView rest = fieldLines; !rest.isEmpty();) {
        const qsizetype end = rest.indexOf('\r');
        if (rest.startsWith(name) && rest.sliced(name.size()).startsWith(": "))
            return rest.first(end).sliced(name.size() + 2);
        rest = rest.sliced(end + 2);
    }
    return {};
}

QByteArray responseHead(
    const HttpResponse &response, QByteArrayView requestId, Persistence persistence, Framing framing) {
    QByteArray out;
    out.reserve(320 + response.fieldLines.size());
    append(out, {"HTTP/1.1 ", Decimal(response.status), " ", reasonOf(response.status), "\r\n"});
    if (hasBody(response.status)) {
        if (!response.contentType.isEmpty())
            addLine(out, "Content-Type", response.contentType);
        if (framing == Framing::Length)
            addLine(out, "Content-Length", Decimal(response.body.size()));
        else if (framing == Framing::Chunks)
            append(out, {"Transfer-Encoding: chunked\r\n"});
    }
    const bool keeps = !response.header("Cache-Control").isNull();
    const QByteArrayView connection = persistence == Persistence::Closes ? "\r\nConnection: close"
        : persistence == Persistence::StaysAsTold                        ? "\r\nConnection: keep-alive"
                                                                         : "";
    append(out,
        {response.fieldLines, keeps ? "" : "Cache-Control: no-store\r\n",
            "X-Content-Type-Options: nosniff\r\nX-Request-Id: ", requestId, connection, "\r\n\r\n"});
    return out;
}
