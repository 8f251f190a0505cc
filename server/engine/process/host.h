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

/// Whether nobody listens on a TCP port of loopback now.
bool isPortFree(int port);
/// Where a port will be listened on: elsewhere nobody can look whether it is free.
enum class Where { Here, Elsewhere };
/// A TCP port for somebody who chose none, none of `given`; 0 when none is left. It lies below the range the kernel
/// takes for outgoing connections (`net.ipv4.ip_local_port_range`), or one of those might take it while the service
/// is stopped or just about to listen.
int freePort(const QSet<int> &given, Where where = Where::Here);

/// Makes `path` and what is missing above it; the last folder belongs to `uid` (0: stays ours) with `mode`.
Result<Done> makeFolder(const QString &path, int mode, int uid);

/// Writes a file below `folder`, owned by `uid`. Follows no link on the way: the folder is the service's own.
Result<Done> writeOwned(
    const QString &folder, const QString &relativePath, const QByteArray &content, int mode, int uid);

/// MiB in all files below a folder, counted up to a bound.
double folderMegabytes(const QString &path);

} // namespace host
