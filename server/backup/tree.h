// SPDX-License-Identifier: GPL-3.0-or-later
// Trees of files that belong to somebody else: copying one, and the hash two of them are compared by. They block: call
// them on threads of their own.
#pragma once

#include "shared/base/result.h"
#include <atomic>

/// What is in a tree. Sockets, pipes and devices are left out: they are made anew by whoever listens there.
struct TreeSummary {
    /// SHA-256, in hexadecimal, over the name, kind, mode, owner and content of everything below the folder and of the
    /// folder itself; times are not in it.
    QString hash;
    qint64 bytes = 0;
    qint64 files = 0;
    bool operator==(const TreeSummary &) const = default;
};

/// Copies `from` to `to`, which must not exist, and tells what the copy is. No link is followed; links, owners (as far
/// as the process may), modes and times are kept, hard links become files of their own. What vanishes or grows
/// meanwhile is copied as far as it was there. `Unavailable` on a full disk or a file that cannot be read, `Conflict`
/// when `cancelled` becomes true.
Result<TreeSummary> copyTree(const QString &from, const QString &to, const std::atomic<bool> &cancelled);

/// The same without a copy.
Result<TreeSummary> hashTree(const QString &folder, const std::atomic<bool> &cancelled);

/// Gives whatever belongs to the user and group `from` to the user and group `to`.
Result<Done> giveTree(const QString &folder, int from, int to);

/// Removes the folder with all that is in it; what is not there is removed. False: something of it is left.
bool removeTree(const QString &folder);
