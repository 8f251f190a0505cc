// SPDX-License-Identifier: GPL-3.0-or-later
// QSaveFile with every step looked at.
#include "shared/base/replacefile.h"
#include <QSaveFile>

Result<Done> replaceFile(const QString &path, const QByteArray &bytes, QFileDevice::Permissions permissions) {
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(permissions) && file.write(bytes) == bytes.size()
        && file.flush() && file.commit())
        return {};
    return Error{
        ErrorCode::Unavailable, QStringLiteral("%1 cannot be written: %2").arg(path, file.errorString()), {}, {}};
}
