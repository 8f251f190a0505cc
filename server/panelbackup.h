// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel itself knows, its records and keys, as a folder to be kept elsewhere, and a data directory made of it.
#pragma once

#include "server/config.h"

/// Writes the folder, which must not exist yet; the server may run. The exit code.
int backUpPanel(const Config &config, const QString &folder);
/// Fills the data directory, which must be empty, from such a folder. Services are in it stopped, since their data is
/// not. The exit code.
int restorePanel(const Config &config, const QString &folder);
