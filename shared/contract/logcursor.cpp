// SPDX-License-Identifier: GPL-3.0-or-later
// Reading cursors.
#include "shared/contract/logcursor.h"

std::optional<LogCursor> LogCursor::parse(QStringView text) {
    const qsizetype colon = text.indexOf(u':');
    if (colon < 1 || colon > 32)
        return std::nullopt;
    bool ok = false;
    const qint64 seq = text.sliced(colon + 1).toLongLong(&ok);
    if (!ok || seq < 0)
        return std::nullopt;
    return LogCursor{text.first(colon).toString(), seq};
}
