// SPDX-License-Identifier: GPL-3.0-or-later
// LogCursor: a place in a service's log.
#pragma once

#include <QString>
#include <optional>

/// EPOCH:SEQ, behind the line SEQ. The epoch changes when a service's log begins anew, so that an old cursor is not
/// taken for a new one.
struct LogCursor {
    QString epoch;
    qint64 seq = 0;

    QString toString() const { return epoch + u':' + QString::number(seq); }
    static std::optional<LogCursor> parse(QStringView text);
    bool operator==(const LogCursor &) const = default;
};
