// SPDX-License-Identifier: GPL-3.0-or-later
// responseHead: how an answer begins on the wire, with the headers that every answer has.
#pragma once

#include "server/http/httpmessage.h"

/// What is said of the connection after an answer; a client of HTTP/1.0 has to be told that it stays.
enum class Persistence { Stays, StaysAsTold, Closes };
/// How the end of a body is told: by its length, by chunks, or (for HTTP/1.0) by the end of the connection.
enum class Framing { Length, Chunks, End };

/// No body follows a 204 or 304 (RFC 9110, section 6.4.1), and that is all this knows of: what HEAD wants is up to the
/// caller.
QByteArray responseHead(
    const HttpResponse &response, QByteArrayView requestId, Persistence persistence, Framing framing = Framing::Length);
inline bool hasBody(int status) {
    return status != 204 && status != 304;
}
