// SPDX-License-Identifier: GPL-3.0-or-later
// Opening an SQLite file with care: what is damaged, foreign or from a newer version is refused and left as it is.
#pragma once

#include "shared/base/result.h"
#include <QSqlDatabase>

/// Adds the connection `connection` and opens `path` with it (WAL, synchronous FULL, foreign keys), mode 0600, made
/// when it is missing. Errors: `Validation` for a file that is refused, `Unavailable` for what the disk refuses.
Result<QSqlDatabase> openSqlite(const QString &path, const QString &connection);

/// Carries out the migrations of `folder` (NNN_name.sql, portable SQL) that the database has not seen, each in a
/// transaction of its own. The number of the last one is the schema's version.
Result<Done> migrate(const QSqlDatabase &database, const QString &folder);

/// Version of the newest migration in `folder`.
int newestSchema(const QString &folder);
