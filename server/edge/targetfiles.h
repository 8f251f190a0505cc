// SPDX-License-Identifier: GPL-3.0-or-later
// Where each route leads, as files that Caddy looks at for every request: FOLDER/ROUTE/ADDRESS:PORT, the newest counts.
#pragma once

#include "server/edge/edge.h"

/// Makes the files say what `routes` say, each route in one step. The target before stays beside the new one until the
/// next change: a request that has read the folder a moment ago still finds it.
Result<Done> writeTargets(const QString &folder, const QList<EdgeRoute> &routes);
