// SPDX-License-Identifier: GPL-3.0-or-later
// LogDownload: all lines of a range, of whatever size, read a stretch at a time while they are sent.
#pragma once

#include "server/logs/logstore.h"
#include "shared/base/bytesource.h"
#include "shared/contract/logline.h"
#include <QThreadPool>

class LogDownload final : public ByteSource {
public:
    /// The lines behind `from` that are there now; reading ends when `left` becomes true. Store and pool must outlive
    /// it.
    LogDownload(LogStore &logs, QThreadPool &pool, ServiceId service, LogCursor from, LogFilter filter,
        LogFormatParameter format, LogBounds::Left left);

    QFuture<Result<QByteArray>> next() override;

private:
    struct Progress;
    std::shared_ptr<Progress> m_progress; // shared with the thread that reads, which may end later
    QThreadPool &m_pool;
};
