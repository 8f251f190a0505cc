// SPDX-License-Identifier: GPL-3.0-or-later
// HttpHead: a request head parsed strictly (RFC 9112): whatever two parsers could read in two ways is refused.
#pragma once

#include "server/http/httplimits.h"
#include "server/http/httpmessage.h"

struct HttpHead {
    HttpRequest request;
    qint64 contentLength = 0;
    bool chunked = false;
    bool oldVersion = false; // HTTP/1.0
    bool keepAlive = true;
    bool expectsContinue = false;
    bool upgradesToWebSocket = false;

    bool hasBody() const { return chunked || contentLength > 0; }
};

/// A field line (RFC 9112, section 5) without its line end: a name of token characters, a colon, no control characters.
bool isFieldLine(QByteArrayView line);

/// Parses `text`, the head with its final empty line. Returns 0, or the status to refuse with.
int parseHead(QByteArrayView text, const HttpLimits &limits, HttpHead &head);
