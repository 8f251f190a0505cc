// SPDX-License-Identifier: GPL-3.0-or-later
// What the process engine asks of this host: where programs are, which ports are free, and files in a folder that a
// service's own user may have filled with traps.
#pragma once

#include "shared/base/result.h"
#include <QSet>
#include <QStringList>

namespace host {

/// Full path of a program, looked for on PATH, the sbin folders and PostgreSQL's; empty when there is none.
QString findProgram(const QString &name);

/// `count` TCP ports of loopback that nobody listens on now, none of them among `given`.
Result<QList<int>> freePorts(qsizetype count, const QSet<int> &given = {});
bool isPortFree(int port);

/// Makes `path` and what is missing above it; the last folder belongs to `uid` (0: stays ours) with `mode`.
Result<Done> makeFolder(const QString &path, int mode, int uid);

/// Writes a file below `folder`, owned by `uid`. Follows no link on the way: the folder is the service's own.
Result<Done> writeOwned(
    const QString &folder, const QString &relativePath, const QByteArray &content, int mode, int uid);

/// MiB in all files below a folder, counted up to a bound.
double folderMegabytes(const QString &path);

} // namespace host
