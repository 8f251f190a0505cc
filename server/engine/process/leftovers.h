// SPDX-License-Identifier: GPL-3.0-or-later
// What a service leaves running when its shim is killed: nobody else would ever end it.
#pragma once

#include <QString>

/// SIGKILL to every process of the service whose folder is `home`, unless its shim lives, or has ended it in order.
void killLeftovers(const QString &service, const QString &home);
