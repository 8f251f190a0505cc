// SPDX-License-Identifier: GPL-3.0-or-later
// LogView: the rows of a LogModel, drawn only where they are visible. Follows the end until one scrolls up; finds,
// marks, selects and copies.
#pragma once

#include "app/models/logmodel.h"
#include "app/ui/loglayout.h"
#include <QAbstractScrollArea>
#include <QPushButton>
#include <QTimer>

class LogScrollBar;

class LogView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit LogView(LogModel &model, QWidget *parent = nullptr);
    ~LogView() override;

    LogModel &model() const { return m_model; }
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on);
    LogTimes times() const { return m_layout.times(); }
    void setTimes(LogTimes times);
    bool isWrapping() const { return m_wrap; }
    void setWrapping(bool on);
    /// Of several logs, by their sources.
    void setNames(const QStringList &names);
    /// Goes to the next row that matches, or the one before.
    void findNext(int direction);
    /// The row found last; -1 for none.
    qint64 current() const { return m_current ? m_model.rowOf(*m_current) : -1; }
    void goTo(const LogPlace &place);
    void forgetCurrent() { m_current.reset(); }
    /// Other lines: at their end, nothing selected.
    void startAnew();

    /// The row one stands on; where nothing was chosen the last that is visible.
    LogPlace caret() const;
    void setBookmarks(const QList<LogPlace> &bookmarks);
    const QList<LogPlace> &bookmarks() const { return m_bookmarks; }

    bool hasSelection() const { return m_anchor && m_head && *m_anchor != *m_head; }
    /// First and last spot of the selection, as row and column.
    using RowColumn = QPair<qint64, int>;
    QPair<RowColumn, RowColumn> selectedRows() const;
    QString selectedText() const;
    void selectAll();
    void copy() const;
    qint64 lineCount() const { return m_model.rowCount(); }
    /// All rows that are held.
    QString allText() const;
    qint64 firstVisible() const { return m_top; }
    int visibleRows() const;
    /// In the viewport.
    QRect characterRect(qint64 row, int column) const;
    /// Row -1 where there is none.
    RowColumn characterAt(const QPoint &point) const;
    /// What is on the screen, a line for each row.
    QStringList visibleText() const;

signals:
    void followingChanged(bool on);
    void timesChanged(LogTimes times);
    void wrappingChanged(bool on);
    void bookmarksChanged();
    void findRequested();
    void saveRequested();
    void clearRequested();
    void showClearedRequested();
    /// A row that is not held is visible.
    void wanted(const LogPlace &place);
    /// One looks at the first rows there are.
    void olderWanted();
    /// What is visible has changed.
    void viewed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Spot {
        LogPlace place;
        int column = 0;
        bool operator==(const Spot &) const = default;
    };
    /// A row, and one of the lines it is wrapped into.
    struct Top {
        qint64 row = 0;
        int line = 0;
        auto operator<=>(const Top &) const = default;
    };
    int linesOf(qint64 row) const;
    /// The top at which the last row stands at the bottom.
    Top bottomTop() const;
    void scrollLines(int lines);
    void showTop(Top top);
    void onBar(int value);
    void updateBars();
    void refresh();
    void showNewLines();
    void showMarks();
    void stopFollowing();
    void askForMissing();
    Spot spotAt(const QPoint &point) const;
    void moveCaret(qint64 row, Qt::KeyboardModifiers modifiers);
    void ensureVisible(qint64 row);
    void toggleBookmark();
    void nextBookmark();
    void select(const Spot &anchor, const Spot &head);
    QPair<Spot, Spot> selection() const;
    bool pressedKey(QKeyEvent *event);

    LogModel &m_model;
    mutable LogLayout m_layout;
    LogScrollBar *m_bar;
    QPushButton *m_newLines;
    QTimer m_refresh;
    QTimer m_marks;
    QTimer m_aging; // of relative times
    QTimer m_autoScroll;
    QPoint m_dragged;
    qint64 m_top = 0;
    int m_topLine = 0;
    LogPlace m_topPlace; // what stays at the top when rows change
    LogPlace m_lastSeen;
    bool m_following = true;
    bool m_wrap = false;
    bool m_settingBar = false;
    int m_widest = 0;
    std::optional<Spot> m_anchor;
    std::optional<Spot> m_head;
    std::optional<LogPlace> m_current;
    QList<LogPlace> m_bookmarks;
};
