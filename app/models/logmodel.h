// SPDX-License-Identifier: GPL-3.0-or-later
// LogModel: the rows of a log view: all lines of a service's log, or those that were chosen, or those of several
// services by their time.
#pragma once

#include "app/models/logfinder.h"
#include <QSet>
#include <memory>

inline size_t qHash(LogStream stream, size_t seed = 0) {
    return ::qHash(int(stream), seed);
}

/// Where a line is: in which log, and its number there.
struct LogPlace {
    int source = 0;
    qint64 seq = 0;
    bool operator==(const LogPlace &) const = default;
};

struct LogRow {
    enum class Kind {
        Line,
        /// Not held: it has to be asked for.
        Missing,
        /// Stands for lines that are gone for good.
        Lost,
    };
    Kind kind = Kind::Missing;
    LogPlace place;
    HeldLine line;
    LogWriter writer;
    qint64 lostCount = 0;
    QString lostReason;
    bool isFound = false;
};

class LogModel : public QObject {
    Q_OBJECT
public:
    explicit LogModel(QObject *parent = nullptr);
    ~LogModel() override;

    /// The logs shown; they have to outlive their being here.
    void setSources(const QList<LogHistory *> &histories);
    int sourceCount() const { return int(m_sources.size()); }
    const LogHistory &history(int source) const { return *m_sources[size_t(source)]->history; }

    /// What to look for. Rows that match are marked, and counted.
    void setPattern(LogPatternPtr pattern);
    const LogPatternPtr &pattern() const { return m_pattern; }
    LogFinder &finder(int source) { return m_sources[size_t(source)]->finder; }
    qint64 foundCount() const;
    bool isSearching() const;
    /// Only lines that match, each with so many lines around it; nothing: all lines.
    void setOnlyFound(std::optional<int> context);
    std::optional<int> onlyFound() const { return m_context; }
    /// Lines of these components are left out ("" are those of no component), and of these streams.
    void setHidden(const QSet<QString> &components, const QSet<LogStream> &streams);
    const QSet<QString> &hiddenComponents() const { return m_hiddenComponents; }
    const QSet<LogStream> &hiddenStreams() const { return m_hiddenStreams; }
    /// Components seen so far, in order.
    QStringList components() const;
    /// Lines up to this one are not shown.
    void setCleared(int source, qint64 seq);
    qint64 cleared(int source) const { return m_sources[size_t(source)]->cleared; }

    qint64 rowCount() const;
    LogRow row(qint64 row) const;
    /// The row at `place`, or the one that comes next.
    qint64 rowOf(const LogPlace &place) const;
    LogPlace placeOf(qint64 row) const;
    /// The next row that matches in this direction, going round at the ends; -1 when there is none.
    qint64 nextFound(qint64 from, int direction) const;
    /// Whether there are lines above the first row that have to be asked for, and of which log the next ones are.
    std::optional<int> olderSource() const;

signals:
    /// Rows were added at the end.
    void grown(qint64 rows);
    /// Rows may be others now; places are still the same.
    void rebuilt();
    /// Held lines came or went; the rows are the same.
    void refreshed();
    void foundChanged();

private:
    struct Source {
        explicit Source(LogHistory *log) : history(log), finder(*log) { }
        LogHistory *history;
        LogFinder finder;
        qint64 cleared = 0;
        qint64 begin() const { return std::max(history->first(), cleared + 1); }
    };
    /// One row a line, but one for all lines of a hole; nothing has to be held for that.
    bool isDirect() const { return m_sources.size() == 1 && !m_context && !isHiding(); }
    bool isHiding() const { return !m_hiddenComponents.isEmpty() || !m_hiddenStreams.isEmpty(); }
    bool isShown(const Source &source, const HeldLine &line) const;
    void onGrown(size_t source, qint64 from);
    void onFilled();
    void onFound();
    void rebuild();
    void buildFound();
    void buildMerged();
    void add(LogPlace place, qint64 timeMs);
    qint64 directRowOf(qint64 seq) const;

    std::vector<std::unique_ptr<Source>> m_sources;
    LogPatternPtr m_pattern;
    std::optional<int> m_context;
    QSet<QString> m_hiddenComponents;
    QSet<LogStream> m_hiddenStreams;
    std::vector<LogPlace> m_rows; // when not direct
    qint64 m_lastTimeMs = 0;
    qint64 m_direct = 0; // rows told of when direct
    QTimer m_rebuild;
};
