// SPDX-License-Identifier: GPL-3.0-or-later
// Tar archives (POSIX.1-1988 ustar), as the Engine API takes files.
#pragma once

#include "server/catalog/composeproject.h"
#include "shared/base/result.h"

/// Files by their targets, without entries for their folders: an existing folder, or a link in its place, stays
/// as it is, and the engine makes what is missing. `Validation` for a path no such archive can hold.
Result<QByteArray> tarOf(const QList<ComposeFile> &files);
