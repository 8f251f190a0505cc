// SPDX-License-Identifier: GPL-3.0-or-later
// Whose request it is when it came through proxies. Only those the operator has named are believed.
#pragma once

#include "server/http/httpmessage.h"

using Subnets = QList<std::pair<QHostAddress, int>>;

/// The last address of the way, as seen from here, that is no trusted proxy's. X-Forwarded-For is read from its end,
/// where trusted proxies have written; what stands before may be anybody's invention. Without trust it is ignored.
QHostAddress clientAddress(const HttpRequest &request, const Subnets &trusted);
