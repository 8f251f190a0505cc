// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse, keys, selection and bookmarks of a LogView.
#include "app/ui/logview.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTextBoundaryFinder>
#include <QWheelEvent>
#include <ranges>

static constexpr int margin = 14;
// What is copied goes into other programs' memory; the rest can be saved.
static constexpr qsizetype mostCopied = 64 << 20;

LogView::Spot LogView::spotAt(const QPoint &point) const {
    const qint64 rows = m_model.rowCount();
    const int height = m_layout.lineHeight();
    int y = -m_topLine * height;
    for (qint64 row = m_top; row < rows; ++row) {
        const LogLayout::Laid &laid = m_layout.of(m_model.row(row));
        const int bottom = y + laid.lines * height;
        if (point.y() < bottom || row == rows - 1 || y > viewport()->height()) {
            const int line = std::clamp((point.y() - y) / height, 0, std::max(0, laid.layout.lineCount() - 1));
            if (laid.layout.lineCount() == 0)
                return {m_model.placeOf(row), 0};
            const bool isBelow = point.y() >= bottom;
            const int column = isBelow
                ? int(laid.layout.text().size())
                : laid.layout.lineAt(line).xToCursor(point.x() - margin + horizontalScrollBar()->value());
            return {m_model.placeOf(row), column};
        }
        y = bottom;
    }
    return {};
}

QPair<LogView::Spot, LogView::Spot> LogView::selection() const {
    if (!m_anchor || !m_head)
        return {};
    const qint64 anchor = m_model.rowOf(m_anchor->place), head = m_model.rowOf(m_head->place);
    const bool isForward = anchor < head || (anchor == head && m_anchor->column <= m_head->column);
    return isForward ? qMakePair(*m_anchor, *m_head) : qMakePair(*m_head, *m_anchor);
}

QPair<LogView::RowColumn, LogView::RowColumn> LogView::selectedRows() const {
    const auto [from, to] = selection();
    return {{m_model.rowOf(from.place), from.column}, {m_model.rowOf(to.place), to.column}};
}

LogView::RowColumn LogView::characterAt(const QPoint &point) const {
    if (m_model.rowCount() == 0)
        return {-1, 0};
    const Spot spot = spotAt(point);
    return {m_model.rowOf(spot.place), spot.column};
}

QRect LogView::characterRect(qint64 row, int column) const {
    if (row < m_top || row >= m_model.rowCount())
        return {};
    int y = -m_topLine * m_layout.lineHeight();
    for (qint64 at = m_top; at < row; ++at)
        y += linesOf(at) * m_layout.lineHeight();
    const LogLayout::Laid &laid = m_layout.of(m_model.row(row));
    const QTextLine line = laid.layout.lineForTextPosition(column);
    if (!line.isValid())
        return {};
    const int x = margin - horizontalScrollBar()->value() + int(line.cursorToX(column));
    return {x, y + line.lineNumber() * m_layout.lineHeight(), int(m_layout.characterWidth()), m_layout.lineHeight()};
}

void LogView::select(const Spot &anchor, const Spot &head) {
    m_anchor = anchor;
    m_head = head;
    viewport()->update();
    emit viewed();
}

void LogView::selectAll() {
    const qint64 rows = m_model.rowCount();
    if (rows == 0)
        return;
    const LogPlace last = m_model.placeOf(rows - 1);
    select({m_model.placeOf(0), 0}, {last, int(m_layout.of(m_model.row(rows - 1)).layout.text().size())});
}

QString LogView::selectedText() const {
    if (!hasSelection())
        return {};
    const auto [from, to] = selection();
    const qint64 first = m_model.rowOf(from.place), last = std::min(m_model.rowOf(to.place), m_model.rowCount() - 1);
    QString text;
    for (qint64 number = first; number <= last && text.size() < mostCopied; ++number) {
        QString line = m_layout.textOf(m_model.row(number));
        if (number == last)
            line.truncate(to.column < m_layout.of(m_model.row(number)).layout.text().size() ? to.column : line.size());
        if (number == first)
            line.remove(0, from.column);
        text += line;
        if (number < last)
            text += u'\n';
    }
    return text;
}

QString LogView::allText() const {
    QString text;
    for (qint64 row = 0; row < m_model.rowCount(); ++row)
        text += m_layout.textOf(m_model.row(row)) + u'\n';
    return text;
}

void LogView::copy() const {
    if (const QString text = selectedText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void LogView::wheelEvent(QWheelEvent *event) {
    if (event->angleDelta().y() == 0 || (event->modifiers() & Qt::ShiftModifier))
        return QAbstractScrollArea::wheelEvent(event);
    const int lines = event->angleDelta().y() * QApplication::wheelScrollLines() / 120;
    scrollLines(-(lines != 0 ? lines : event->angleDelta().y() > 0 ? 1 : -1));
    event->accept();
}

void LogView::mousePressEvent(QMouseEvent *event) {
    if (event->button() != Qt::LeftButton || m_model.rowCount() == 0)
        return;
    const Spot spot = spotAt(event->position().toPoint());
    m_current.reset();
    select(event->modifiers() & Qt::ShiftModifier && m_anchor ? *m_anchor : spot, spot);
}

void LogView::mouseMoveEvent(QMouseEvent *event) {
    if (!(event->buttons() & Qt::LeftButton) || !m_anchor)
        return;
    m_dragged = event->position().toPoint();
    if (m_dragged.y() < 0 || m_dragged.y() > viewport()->height())
        m_autoScroll.start();
    else
        m_autoScroll.stop();
    select(*m_anchor, spotAt(m_dragged));
    stopFollowing(); // what one marks must not run away
}

void LogView::mouseReleaseEvent(QMouseEvent *) {
    m_autoScroll.stop();
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event) {
    if (m_model.rowCount() == 0)
        return;
    const Spot spot = spotAt(event->position().toPoint());
    const QString text = m_layout.of(m_model.row(m_model.rowOf(spot.place))).layout.text();
    QTextBoundaryFinder words(QTextBoundaryFinder::Word, text);
    words.setPosition(std::min(spot.column, int(text.size())));
    if (!words.isAtBoundary())
        words.toPreviousBoundary();
    const auto begin = std::max<qsizetype>(0, words.position());
    const qsizetype end = words.toNextBoundary();
    select({spot.place, int(begin)}, {spot.place, int(end < 0 ? text.size() : end)});
}

void LogView::contextMenuEvent(QContextMenuEvent *event) {
    QMenu menu(this);
    QAction *copyIt = menu.addAction(tr("Copy"), QKeySequence::Copy, this, &LogView::copy);
    copyIt->setEnabled(hasSelection());
    menu.addAction(tr("Select all"), QKeySequence::SelectAll, this, &LogView::selectAll);
    menu.addSeparator();
    if (event->reason() == QContextMenuEvent::Mouse && !hasSelection() && m_model.rowCount() > 0) {
        const Spot spot = spotAt(viewport()->mapFromGlobal(event->globalPos()));
        select(spot, spot);
    }
    menu.addAction(m_bookmarks.contains(caret()) ? tr("Remove bookmark") : tr("Bookmark this line"),
        QKeySequence(Qt::Key_M), this, &LogView::toggleBookmark);
    QAction *next =
        menu.addAction(tr("Next bookmark"), QKeySequence(Qt::SHIFT | Qt::Key_M), this, &LogView::nextBookmark);
    next->setEnabled(!m_bookmarks.isEmpty());
    menu.addSeparator();
    menu.addAction(tr("Clear"), QKeySequence(Qt::Key_C), this, &LogView::clearRequested);
    const auto isCleared = [this](int source) { return m_model.cleared(source) > 0; };
    if (std::ranges::any_of(std::views::iota(0, m_model.sourceCount()), isCleared))
        menu.addAction(tr("Show cleared lines"), this, &LogView::showClearedRequested);
    menu.exec(event->globalPos());
}

LogPlace LogView::caret() const {
    if (m_head)
        return m_head->place;
    return m_model.placeOf(std::max<qint64>(0, std::min(m_top + visibleRows(), m_model.rowCount()) - 1));
}

void LogView::toggleBookmark() {
    if (m_model.rowCount() == 0)
        return;
    const LogPlace place = caret();
    if (!m_bookmarks.removeOne(place))
        m_bookmarks.append(place);
    setBookmarks(m_bookmarks);
    emit bookmarksChanged();
}

void LogView::nextBookmark() {
    std::optional<LogPlace> next, first;
    const qint64 from = m_model.rowOf(caret());
    for (const LogPlace &place : m_bookmarks) {
        const qint64 row = m_model.rowOf(place);
        if (!first || row < m_model.rowOf(*first))
            first = place;
        if (row > from && (!next || row < m_model.rowOf(*next)))
            next = place;
    }
    if (const auto place = next ? next : first)
        goTo(*place);
}

void LogView::ensureVisible(qint64 row) {
    if (row < m_top || (row == m_top && m_topLine > 0))
        showTop({row, 0});
    int lines = -m_topLine;
    for (qint64 at = m_top; at <= row && lines <= visibleRows(); ++at)
        lines += linesOf(at);
    if (lines > visibleRows() && row - m_top > visibleRows())
        showTop({row - visibleRows() + 1, 0});
    else if (lines > visibleRows())
        scrollLines(lines - visibleRows());
}

void LogView::moveCaret(qint64 row, Qt::KeyboardModifiers modifiers) {
    const qint64 rows = m_model.rowCount();
    if (rows == 0)
        return;
    row = std::clamp<qint64>(row, 0, rows - 1);
    m_current.reset();
    if (row < rows - 1)
        stopFollowing();
    const Spot spot{m_model.placeOf(row), 0};
    if (modifiers & Qt::ShiftModifier) {
        const Spot anchor = m_anchor.value_or(Spot{caret(), 0});
        const bool isDown = m_model.rowOf(anchor.place) <= row;
        select(anchor, isDown ? Spot{spot.place, int(m_layout.of(m_model.row(row)).layout.text().size())} : spot);
    } else {
        select(spot, spot);
    }
    if (row == rows - 1)
        setFollowing(true);
    else
        ensureVisible(row);
}

bool LogView::pressedKey(QKeyEvent *event) {
    const bool isShifted = event->modifiers() & Qt::ShiftModifier;
    const qint64 at = m_model.rowOf(caret());
    switch (event->key()) {
    case Qt::Key_F:
        setFollowing(!m_following);
        return true;
    case Qt::Key_T:
        setTimes(LogTimes((int(times()) + 1) % 4));
        return true;
    case Qt::Key_W:
        setWrapping(!m_wrap);
        return true;
    case Qt::Key_C:
        emit clearRequested();
        return true;
    case Qt::Key_E:
        emit saveRequested();
        return true;
    case Qt::Key_M:
        isShifted ? nextBookmark() : toggleBookmark();
        return true;
    case Qt::Key_Slash:
        emit findRequested();
        return true;
    case Qt::Key_N:
        findNext(isShifted ? -1 : 1);
        return true;
    case Qt::Key_G:
        moveCaret(isShifted ? m_model.rowCount() - 1 : 0, Qt::NoModifier);
        return true;
    case Qt::Key_Up:
        moveCaret(at - 1, event->modifiers());
        return true;
    case Qt::Key_Down:
        moveCaret(at + 1, event->modifiers());
        return true;
    case Qt::Key_PageUp:
        moveCaret(at - visibleRows(), event->modifiers());
        return true;
    case Qt::Key_PageDown:
        moveCaret(at + visibleRows(), event->modifiers());
        return true;
    case Qt::Key_Home:
        moveCaret(0, event->modifiers());
        return true;
    case Qt::Key_End:
        moveCaret(m_model.rowCount() - 1, event->modifiers());
        return true;
    default:
        return false;
    }
}

void LogView::keyPressEvent(QKeyEvent *event) {
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    const bool isOther = event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (isOther || !pressedKey(event))
        QAbstractScrollArea::keyPressEvent(event);
}
