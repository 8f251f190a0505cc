// SPDX-License-Identifier: GPL-3.0-or-later
// LogMemory: what somebody has done to a log and finds again tomorrow: where it was cleared, and bookmarks.
#pragma once

#include "shared/contract/logline.h"

struct LogMemory {
    qint64 clearedTo = 0; // lines up to this one are not shown
    QList<qint64> bookmarks;

    static constexpr qsizetype mostBookmarks = 200;

    /// Nothing when the log has begun anew since.
    static LogMemory load(const ServiceId &service, const QString &epoch);
    void save(const ServiceId &service, const QString &epoch) const;
};
