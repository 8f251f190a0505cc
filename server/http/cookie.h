// SPDX-License-Identifier: GPL-3.0-or-later
// Cookies of a request (RFC 6265, section 5.4).
#pragma once

#include "server/http/httpmessage.h"

/// The value of the one cookie of that name; empty when there is none, or several that differ: one of them was put
/// there by somebody else, and which is not to be seen.
QByteArray cookieOf(const HttpRequest &request, QByteArrayView name);
