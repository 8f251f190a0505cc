// SPDX-License-Identifier: GPL-3.0-or-later
// replaceFile: a small file written whole or not at all.
#pragma once

#include "shared/base/result.h"
#include <QFileDevice>

/// Puts `bytes` in the place of the file at once, synced to the disk; when that fails (`Unavailable`), what was there
/// stays. On a full disk QSaveFile of Qt 6.4 alone would commit an empty file, since commit() does not see what its
/// own last flush met.
Result<Done> replaceFile(const QString &path, const QByteArray &bytes,
    QFileDevice::Permissions permissions = QFileDevice::ReadOwner | QFileDevice::WriteOwner);
