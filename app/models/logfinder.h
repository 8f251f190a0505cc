// SPDX-License-Identifier: GPL-3.0-or-later
// LogFinder: which lines of a log a pattern matches. Looks at what is held here a few milliseconds at a time, newest
// first, and takes what the server found in the rest.
#pragma once

#include "app/models/loghistory.h"
#include "shared/base/logpattern.h"
#include <QTimer>

class LogFinder : public QObject {
    Q_OBJECT
public:
    explicit LogFinder(LogHistory &history, QObject *parent = nullptr);

    /// Begins anew; none finds nothing.
    void setPattern(LogPatternPtr pattern);
    bool isActive() const { return m_pattern != nullptr; }
    /// Whether it is still looking at held lines.
    bool isBusy() const { return !m_unseen.empty(); }
    /// Numbers of the lines, in order.
    const std::vector<qint64> &lines() const;
    qint64 count() const { return m_count; }
    bool isFound(qint64 seq) const;
    /// Lines the server found.
    void take(const QList<LogEntry> &found);

signals:
    /// lines() has other lines, or isBusy() is over.
    void changed();

private:
    void look();
    void lookAt(const LogChunk &chunk, qint64 from);
    void onGrown(qint64 from);
    void onFilled(qint64 from, qint64 to);
    /// What was found in lines [from, to) of a chunk.
    void forget(qint64 number, qint64 from, qint64 to);

    LogHistory &m_history;
    LogPatternPtr m_pattern;
    std::map<qint64, std::vector<qint64>> m_found; // by chunk
    std::map<qint64, qint64> m_seenTo; // of the newest chunks: where to go on
    std::vector<qint64> m_unseen; // chunks, the next one last
    qint64 m_count = 0;
    mutable std::vector<qint64> m_lines;
    mutable bool m_stale = false;
    QTimer m_next;
};
