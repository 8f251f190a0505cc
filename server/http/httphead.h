// SPDX-License-Identifier: GPL-3.0-or-later
// HttpHead: a request head parsed strictly (RFC 9112): whatever two parsers could read in two ways is refused.
#pragma once

#include "server/http/httplimits.h"
#include "server/http/httpmessage.h"

struct HttpHead {
    HttpRequest request;
    qint64 contentLength = 0;
    bool chunked = false;
    bool keepAlive = true;
    bool expectsContinue = false;
    bool upgradesToWebSocket = false;

    bool hasBody() const { return chunked || contentLength > 0; }
};

/// Parses `text`, the head with its final empty line. Returns 0, or the status to refuse with.
int parseHead(QByteArrayView text, const HttpLimits &limits, HttpHead &head);
