// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a custom domain's owner wants it here: a TXT record that only who rules the domain can make.
#pragma once

#include "shared/base/task.h"

/// The name of the record: _aiadminpanel.DOMAIN
QString ownershipRecord(const QString &domain);

/// True when the domain's record holds `token`. `Unavailable` or `Timeout` when no name server says anything; a domain
/// without the record is false. `resolver`: an IP address, or empty for the system's.
Task<Result<bool>> holdsToken(QString domain, QString token, QString resolver);
