// SPDX-License-Identifier: GPL-3.0-or-later
// wireFormat: an answer as it goes over the wire, with the headers that every answer has.
#pragma once

#include "server/http/httpmessage.h"

/// What is said of the connection after an answer; a client of HTTP/1.0 has to be told that it stays.
enum class Persistence { Stays, StaysAsTold, Closes };

/// HEAD, 204 and 304 get no body (RFC 9110, section 6.4.1). A header with a line break in it is left out.
QByteArray wireFormat(const HttpResponse &response, const HttpRequest &request, Persistence persistence);
