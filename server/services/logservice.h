// SPDX-License-Identifier: GPL-3.0-or-later
// LogService: reading and searching logs, on threads of its own, since a search may go through every file there is.
#pragma once

#include "server/logs/logstore.h"
#include "server/services/caller.h"
#include "server/services/encoded.h"
#include "server/services/readmodel.h"
#include "shared/base/task.h"
#include "shared/contract/api.h"
#include <QThreadPool>

class LogService {
public:
    LogService(const ReadModel &model, LogStore &logs);
    ~LogService();
    Q_DISABLE_COPY_MOVE(LogService)

    /// A page by tail, after or before a cursor; or, as a download, all of a range.
    Task<Result<Streamed<Api::LogPageOrText>>> read(Caller caller, ServiceId id, LogQuery query);
    /// The latest lines in the logs of all services the caller may read.
    Task<Result<LogMatches>> search(Caller caller, LogSearchQuery query);

private:
    Result<Done> checkRoom() const;

    const ReadModel &m_model;
    LogStore &m_logs;
    QThreadPool m_pool; // that read
    int m_waiting = 0;
};
