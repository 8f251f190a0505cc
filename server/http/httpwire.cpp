// SPDX-License-Identifier: GPL-3.0-or-later
// Status line, headers, body: one buffer, one send().
#include "server/http/httpwire.h"

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

bool breaksLine(const QByteArray &text) {
    return text.contains('\r') || text.contains('\n') || text.contains('\0');
}

} // namespace

QByteArray wireFormat(const HttpResponse &response, const HttpRequest &request, Persistence persistence) {
    const bool bodiless = response.status == 204 || response.status == 304;
    QByteArray out;
    out.reserve(384 + response.body.size());
    out += "HTTP/1.1 ";
    out += decimal(response.status);
    out += ' ';
    out += reasonOf(response.status);
    out += "\r\n";
    if (!bodiless) {
        if (!response.contentType.isEmpty() && !breaksLine(response.contentType)) {
            out += "Content-Type: ";
            out += response.contentType;
            out += "\r\n";
        }
        out += "Content-Length: ";
        out += decimal(response.body.size());
        out += "\r\n";
    }
    for (const auto &[name, value] : response.headers) {
        if (breaksLine(name) || breaksLine(value))
            continue;
        out += name;
        out += ": ";
        out += value;
        out += "\r\n";
    }
    if (!response.hasHeader("Cache-Control"))
        out += "Cache-Control: no-store\r\n";
    out += "X-Content-Type-Options: nosniff\r\nX-Request-Id: ";
    out += request.requestId;
    if (persistence == Persistence::Closes)
        out += "\r\nConnection: close";
    else if (persistence == Persistence::StaysAsTold)
        out += "\r\nConnection: keep-alive";
    out += "\r\n\r\n";
    if (!bodiless && request.method != "HEAD")
        out += response.body;
    return out;
}
