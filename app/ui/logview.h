// SPDX-License-Identifier: GPL-3.0-or-later
// LogView: log lines, drawn only where they are visible. Follows the end until one scrolls up; finds, copies, pauses.
#pragma once

#include "shared/contract/logline.h"
#include <QAbstractScrollArea>
#include <QPushButton>
#include <QRegularExpression>
#include <QTimer>
#include <deque>

class LogView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit LogView(QWidget *parent = nullptr);

    /// Takes the lines away; those that were here do not come back.
    void clear();
    /// For another log.
    void reset();
    /// Lines with a seq that was here already are dropped.
    void append(const QList<LogEntry> &lines);
    void addNotice(const QString &text);
    qint64 lineCount() const { return qint64(m_lines.size()); }
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on);
    void setTimestamps(bool on);
    /// Marks what matches, and counts the lines that do as they come and go.
    void setSearch(const QString &pattern);
    int matches() const { return m_matches; }
    void findNext(int direction);
    QString selectedText() const;
    /// Every line, with its time.
    QString allText() const;
    void selectAll();
    void copy() const;

signals:
    void followingChanged(bool on);
    void matchesChanged();
    void timestampsChanged(bool on);
    void findRequested();
    void saveRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Line {
        qint64 timeMs;
        QString component;
        QString text;
        LogStream stream;
    };
    int rowHeight() const;
    int visibleRows() const;
    qint64 lineAt(int y) const;
    void updateBars();
    void showNewLines();
    QString prefixOf(const Line &line) const;
    bool isSearching() const { return !m_search.pattern().isEmpty(); }
    bool isFound(const Line &line) const { return isSearching() && m_search.match(line.text).hasMatch(); }
    void setMatches(int count);

    static constexpr size_t maxLines = 200'000;

    std::deque<Line> m_lines;
    qint64 m_dropped = 0; // lines that have left at the front; positions below count from the first ever
    qint64 m_lastSeq = 0;
    qint64 m_anchor = -1;
    qint64 m_caret = -1;
    qint64 m_current = -1;
    QRegularExpression m_search;
    int m_matches = 0;
    QPushButton *m_newLines;
    int m_unseen = 0;
    int m_widest = 0;
    bool m_following = true;
    bool m_timestamps = true;
    QTimer m_refresh;
};
