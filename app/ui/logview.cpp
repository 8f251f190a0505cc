// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing, scrolling, finding and selecting.
#include "app/ui/logview.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

LogView::LogView(QWidget *parent) : QAbstractScrollArea(parent), m_newLines(new QPushButton(this)) {
    setFont(theme::monospace());
    setAccessibleName(tr("Log lines"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setCursor(Qt::IBeamCursor);
    m_newLines->hide();
    m_newLines->setDefault(true);
    m_newLines->setFont(QApplication::font());
    connect(m_newLines, &QPushButton::clicked, this, [this] { setFollowing(true); });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        const bool atEnd = value >= verticalScrollBar()->maximum();
        if (atEnd != m_following) {
            m_following = atEnd;
            m_unseen = 0;
            showNewLines();
            emit followingChanged(atEnd);
        }
        viewport()->update();
    });
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(16); // many batches, one repaint a frame
    connect(&m_refresh, &QTimer::timeout, this, [this] {
        updateBars();
        viewport()->update();
    });
}

int LogView::rowHeight() const {
    return fontMetrics().height() + 2;
}

int LogView::visibleRows() const {
    return std::max(1, viewport()->height() / rowHeight());
}

void LogView::clear() {
    m_dropped += qint64(m_lines.size());
    m_lines.clear();
    setMatches(0);
    m_anchor = m_caret = m_current = -1;
    m_unseen = 0;
    showNewLines();
    m_refresh.start();
}

void LogView::reset() {
    clear();
    m_lastSeq = 0;
    m_widest = 0;
    m_following = true;
}

void LogView::append(const QList<LogEntry> &lines) {
    int added = 0;
    int matches = m_matches;
    for (const LogEntry &entry : lines) {
        if (entry.seq != 0 && entry.seq <= m_lastSeq)
            continue;
        m_lastSeq = std::max(m_lastSeq, entry.seq);
        ++added;
        m_lines.push_back({entry.time.time_since_epoch().count(), entry.component, entry.text, entry.stream});
        matches += isFound(m_lines.back());
        m_widest = std::max(m_widest, int(std::min<qsizetype>(entry.text.size(), 4000)));
    }
    int dropped = 0;
    while (m_lines.size() > maxLines) {
        matches -= isFound(m_lines.front());
        m_lines.pop_front();
        ++dropped;
    }
    m_dropped += dropped;
    setMatches(matches);
    if (!m_following) {
        m_unseen += added;
        if (dropped > 0) // what one reads stays where it is
            verticalScrollBar()->setValue(verticalScrollBar()->value() - dropped);
        showNewLines();
    }
    if (!m_refresh.isActive())
        m_refresh.start();
}

void LogView::addNotice(const QString &text) {
    LogEntry entry;
    entry.time = SystemClock().now();
    entry.stream = LogStream::System;
    entry.text = text;
    append({entry});
}

void LogView::showNewLines() {
    m_newLines->setVisible(!m_following && m_unseen > 0);
    m_newLines->setText(tr("%n new line(s)", nullptr, m_unseen));
    m_newLines->adjustSize();
    m_newLines->move(viewport()->width() - m_newLines->width() - 16, viewport()->height() - m_newLines->height() - 16);
}

void LogView::updateBars() {
    const bool follow = m_following;
    verticalScrollBar()->setPageStep(visibleRows());
    verticalScrollBar()->setRange(0, int(std::max<qint64>(0, lineCount() - visibleRows())));
    const int width = fontMetrics().averageCharWidth() * (m_widest + 40);
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    if (follow) {
        m_following = true;
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    }
}

void LogView::resizeEvent(QResizeEvent *) {
    updateBars();
    showNewLines();
}

void LogView::setFollowing(bool on) {
    if (on) {
        m_following = true;
        m_unseen = 0;
        updateBars();
    } else {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - 1); // who is at the end follows
        m_following = false; // also while all lines fit into the view
    }
    showNewLines();
    emit followingChanged(m_following);
    viewport()->update();
}

void LogView::setTimestamps(bool on) {
    if (std::exchange(m_timestamps, on) != on)
        emit timestampsChanged(on);
    viewport()->update();
}

QString LogView::prefixOf(const Line &line) const {
    if (!m_timestamps)
        return {};
    return QDateTime::fromMSecsSinceEpoch(line.timeMs).toString(QStringLiteral("HH:mm:ss.zzz")) + QStringLiteral("  ");
}

void LogView::paintEvent(QPaintEvent *) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().base());
    if (m_lines.empty()) {
        painter.setPen(theme::secondaryText());
        painter.setFont(QApplication::font());
        painter.drawText(
            viewport()->rect(), Qt::AlignCenter, tr("No lines yet. They appear here as the service writes them."));
        return;
    }
    const int height = rowHeight(), left = 12 - horizontalScrollBar()->value();
    const qint64 first = verticalScrollBar()->value();
    const qint64 from = std::min(m_anchor, m_caret), to = std::max(m_anchor, m_caret);
    QColor mark = theme::statusColor(QStringLiteral("warning"));
    mark.setAlphaF(0.35F);
    for (int row = 0; row * height < viewport()->height() && first + row < lineCount(); ++row) {
        const Line &line = m_lines[size_t(first + row)];
        const qint64 place = m_dropped + first + row;
        const QRect rect(0, row * height, viewport()->width(), height);
        if ((from >= 0 && place >= from && place <= to) || place == m_current)
            painter.fillRect(rect, palette().highlight());
        int x = left;
        const QString prefix = prefixOf(line);
        const int baseline = rect.top() + 1 + fontMetrics().ascent();
        painter.setPen(theme::secondaryText());
        painter.drawText(x, baseline, prefix);
        x += fontMetrics().horizontalAdvance(prefix);
        const QString text = line.text.left(4000);
        if (isSearching()) {
            auto matches = m_search.globalMatch(text);
            for (int count = 0; matches.hasNext() && count < 100; ++count) {
                const auto match = matches.next();
                const int begin = fontMetrics().horizontalAdvance(text.left(match.capturedStart()));
                const int length = fontMetrics().horizontalAdvance(match.captured());
                painter.fillRect(x + begin, rect.top(), std::max(2, length), height, mark);
            }
        }
        painter.setPen(line.stream == LogStream::Stderr ? theme::statusColor(QStringLiteral("warning"))
                : line.stream == LogStream::System      ? theme::accent()
                                                        : palette().color(QPalette::Text));
        painter.drawText(x, baseline, text);
    }
}

qint64 LogView::lineAt(int y) const {
    return m_dropped
        + std::clamp<qint64>(verticalScrollBar()->value() + y / rowHeight(), 0, std::max<qint64>(0, lineCount() - 1));
}

void LogView::mousePressEvent(QMouseEvent *event) {
    if (event->button() != Qt::LeftButton)
        return;
    m_caret = lineAt(int(event->position().y()));
    if (!(event->modifiers() & Qt::ShiftModifier) || m_anchor < 0)
        m_anchor = m_caret;
    viewport()->update();
}

void LogView::mouseMoveEvent(QMouseEvent *event) {
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const int y = int(event->position().y());
    if (y < 0 || y > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + (y < 0 ? -1 : 1));
    m_caret = lineAt(y);
    viewport()->update();
}

QString LogView::selectedText() const {
    QStringList lines;
    const qint64 from = std::max(m_dropped, std::min(m_anchor, m_caret)), to = std::max(m_anchor, m_caret);
    for (qint64 i = from; i <= to && i - m_dropped < lineCount(); ++i) {
        const Line &line = m_lines[size_t(i - m_dropped)];
        lines.append(prefixOf(line) + line.text);
    }
    return lines.join(u'\n');
}

QString LogView::allText() const {
    QString text;
    for (const Line &line : m_lines) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(line.timeMs, Qt::UTC);
        text += time.toString(Qt::ISODateWithMs) + u' ' + line.text + u'\n';
    }
    return text;
}

void LogView::selectAll() {
    m_anchor = m_dropped;
    m_caret = m_dropped + lineCount() - 1;
    viewport()->update();
}

void LogView::copy() const {
    if (const QString text = selectedText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void LogView::setSearch(const QString &pattern) {
    m_search = QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption);
    if (!m_search.isValid()) // half-typed expressions are taken as plain text
        m_search.setPattern(QRegularExpression::escape(pattern));
    m_current = -1;
    viewport()->update();
    setMatches(int(std::ranges::count_if(m_lines, [this](const Line &line) { return isFound(line); })));
}

void LogView::setMatches(int count) {
    if (std::exchange(m_matches, count) != count)
        emit matchesChanged();
}

void LogView::findNext(int direction) {
    if (!isSearching() || m_lines.empty())
        return;
    const qint64 count = lineCount();
    const qint64 start = m_current < m_dropped
        ? (direction > 0 ? verticalScrollBar()->value() - 1 : verticalScrollBar()->value())
        : m_current - m_dropped;
    for (qint64 step = 1; step <= count; ++step) {
        const qint64 place = ((start + direction * step) % count + count) % count;
        if (!isFound(m_lines[size_t(place)]))
            continue;
        m_current = m_dropped + place;
        verticalScrollBar()->setValue(int(std::max<qint64>(0, place - visibleRows() / 2)));
        viewport()->update();
        return;
    }
}

void LogView::keyPressEvent(QKeyEvent *event) {
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QAbstractScrollArea::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_F:
        return setFollowing(!m_following);
    case Qt::Key_T:
        return setTimestamps(!m_timestamps);
    case Qt::Key_C:
        return clear();
    case Qt::Key_E:
        return emit saveRequested();
    case Qt::Key_Slash:
        return emit findRequested();
    case Qt::Key_N:
        return findNext(event->modifiers() & Qt::ShiftModifier ? -1 : 1);
    case Qt::Key_G:
        if (event->modifiers() & Qt::ShiftModifier)
            return setFollowing(true);
        return verticalScrollBar()->setValue(0);
    case Qt::Key_End:
        return setFollowing(true);
    case Qt::Key_Home:
        return verticalScrollBar()->setValue(0);
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}
