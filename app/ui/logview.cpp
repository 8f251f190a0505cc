// SPDX-License-Identifier: GPL-3.0-or-later
// Scrolling and drawing.
#include "app/ui/logview.h"
#include "app/ui/logscrollbar.h"
#include "app/ui/logviewaccess.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QPainter>
#include <QSettings>

using namespace std::chrono_literals;

static constexpr int margin = 14; // for bookmarks, and the edge of errors

LogView::LogView(LogModel &model, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_model(model)
    , m_layout(model)
    , m_bar(new LogScrollBar(this))
    , m_newLines(new QPushButton(this))
    , m_wrap(QSettings().value(QStringLiteral("log/wrap"), false).toBool()) {
    LogViewAccess::install();
    setVerticalScrollBar(m_bar);
    setFont(theme::monospace());
    m_layout.setFont(font());
    const int times = QSettings().value(QStringLiteral("log/times"), int(LogTimes::Local)).toInt();
    m_layout.setTimes(LogTimes(std::clamp(times, 0, int(LogTimes::Relative))));
    setAccessibleName(tr("Log lines"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setCursor(Qt::IBeamCursor);
    m_newLines->hide();
    m_newLines->setDefault(true);
    m_newLines->setFont(QApplication::font());
    connect(m_newLines, &QPushButton::clicked, this, [this] { setFollowing(true); });
    connect(m_bar, &QScrollBar::valueChanged, this, &LogView::onBar);
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(16ms); // many batches, one repaint a frame
    connect(&m_refresh, &QTimer::timeout, this, &LogView::refresh);
    m_marks.setSingleShot(true);
    m_marks.setInterval(250ms);
    connect(&m_marks, &QTimer::timeout, this, &LogView::showMarks);
    m_aging.setInterval(10s);
    connect(&m_aging, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    m_autoScroll.setInterval(40ms);
    connect(&m_autoScroll, &QTimer::timeout, this, [this] {
        scrollLines(m_dragged.y() < 0 ? -1 : 1);
        select(*m_anchor, spotAt(m_dragged));
    });
    const auto refreshSoon = [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    };
    connect(&model, &LogModel::grown, this, refreshSoon);
    connect(&model, &LogModel::refreshed, this, refreshSoon);
    connect(&model, &LogModel::foundChanged, this, [this, refreshSoon] {
        m_layout.forget();
        refreshSoon();
    });
    connect(&model, &LogModel::rebuilt, this, [this, refreshSoon] {
        m_layout.forget();
        if (!m_following)
            m_top = m_model.rowOf(m_topPlace);
        m_topLine = 0;
        refreshSoon();
    });
    setTimes(m_layout.times());
}

LogView::~LogView() = default;

int LogView::visibleRows() const {
    return std::max(1, viewport()->height() / m_layout.lineHeight());
}

int LogView::linesOf(qint64 row) const {
    return m_wrap ? m_layout.of(m_model.row(row)).lines : 1;
}

LogView::Top LogView::bottomTop() const {
    const qint64 rows = m_model.rowCount();
    if (!m_wrap)
        return {std::max<qint64>(0, rows - visibleRows()), 0};
    int left = visibleRows();
    for (qint64 row = rows - 1; row >= 0; --row) {
        left -= linesOf(row);
        if (left <= 0)
            return {row, -left};
    }
    return {};
}

void LogView::refresh() {
    m_layout.setNamesComponents(m_model.components().size() > 1);
    updateBars();
    showNewLines();
    if (!m_marks.isActive())
        m_marks.start();
    viewport()->update();
    emit viewed();
}

/// One mark a pixel is all that can be seen, so no more rows than these are asked for.
void LogView::showMarks() {
    const qint64 rows = m_model.rowCount();
    const qint64 pixels = std::max(1, m_bar->height());
    const auto last = qreal(std::max<qint64>(1, rows - 1));
    QList<LogScrollBar::Marks> marks(2);
    for (qint64 row = -1; row < rows;) {
        const qint64 next = m_model.nextFound(row, 1);
        if (next <= row)
            break;
        marks[0].places.append(qreal(next) / last);
        row = std::max(next, ((next * pixels) / rows + 1) * rows / pixels - 1);
    }
    marks[0].color = theme::statusColor(QStringLiteral("warning"));
    for (const LogPlace &place : m_bookmarks)
        marks[1].places.append(qreal(m_model.rowOf(place)) / last);
    marks[1].color = theme::accent();
    m_bar->setMarks(marks);
}

void LogView::startAnew() {
    m_anchor.reset();
    m_head.reset();
    m_current.reset();
    m_topLine = 0;
    m_widest = 0;
    setFollowing(true);
    if (!m_refresh.isActive())
        m_refresh.start();
}

void LogView::updateBars() {
    m_layout.setWrapWidth(m_wrap ? std::max(80, viewport()->width() - margin - 4) : 0);
    const Top bottom = bottomTop();
    m_settingBar = true;
    m_bar->setPageStep(visibleRows());
    m_bar->setRange(0, int(std::min<qint64>(bottom.row, std::numeric_limits<int>::max())));
    m_settingBar = false;
    showTop(m_following ? bottom : std::min(Top{m_top, m_topLine}, bottom));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(int(m_layout.characterWidth() * 4));
    horizontalScrollBar()->setRange(0, m_wrap ? 0 : std::max(0, m_widest + margin + 8 - viewport()->width()));
}

void LogView::showTop(Top top) {
    m_top = std::max<qint64>(0, top.row);
    m_topLine = top.line;
    m_topPlace = m_model.placeOf(m_top);
    m_settingBar = true;
    m_bar->setValue(int(std::min<qint64>(m_top, std::numeric_limits<int>::max())));
    m_settingBar = false;
    askForMissing();
    viewport()->update();
}

void LogView::onBar(int value) {
    if (m_settingBar)
        return;
    const Top bottom = bottomTop();
    const bool isAtEnd = value >= bottom.row;
    showTop(isAtEnd ? bottom : Top{value, 0});
    if (isAtEnd != m_following)
        setFollowing(isAtEnd);
    emit viewed();
}

void LogView::scrollLines(int lines) {
    Top top{m_top, m_topLine};
    const Top bottom = bottomTop();
    for (; lines > 0 && top < bottom; --lines)
        top = top.line + 1 < linesOf(top.row) ? Top{top.row, top.line + 1} : Top{top.row + 1, 0};
    for (; lines < 0 && top > Top{}; ++lines)
        top = top.line > 0 ? Top{top.row, top.line - 1} : Top{top.row - 1, linesOf(top.row - 1) - 1};
    top = std::min(top, bottom);
    if ((top == bottom) != m_following)
        setFollowing(top == bottom);
    showTop(top);
    emit viewed();
}

void LogView::setFollowing(bool on) {
    const bool changed = std::exchange(m_following, on) != on;
    if (on)
        showTop(bottomTop());
    else if (changed)
        m_lastSeen = m_model.placeOf(m_model.rowCount() - 1);
    showNewLines();
    if (changed)
        emit followingChanged(on);
    viewport()->update();
}

void LogView::stopFollowing() {
    if (m_following)
        setFollowing(false);
}

void LogView::showNewLines() {
    const qint64 rows = m_model.rowCount();
    const qint64 unseen = m_following || rows == 0 ? 0 : rows - 1 - m_model.rowOf(m_lastSeen);
    m_newLines->setVisible(unseen > 0);
    m_newLines->setText(tr("%Ln new line(s)", nullptr, int(std::min<qint64>(unseen, 2'000'000'000))));
    m_newLines->adjustSize();
    m_newLines->move(viewport()->width() - m_newLines->width() - 16, viewport()->height() - m_newLines->height() - 16);
}

/// What is on the screen first, then a screen on each side.
void LogView::askForMissing() {
    const qint64 rows = m_model.rowCount();
    const int visible = visibleRows();
    const auto askAt = [&](qint64 row) {
        if (row < 0 || row >= rows || m_model.row(row).kind != LogRow::Kind::Missing)
            return false;
        emit wanted(m_model.placeOf(row));
        return true;
    };
    for (qint64 row = m_top; row <= m_top + visible && row < rows; ++row)
        if (askAt(row))
            return;
    if (!askAt(m_top - visible))
        askAt(m_top + 2 * visible);
    if (m_top < visible && m_model.olderSource())
        emit olderWanted();
}

void LogView::resizeEvent(QResizeEvent *) {
    updateBars();
    showNewLines();
    emit viewed();
}

void LogView::changeEvent(QEvent *event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_layout.setFont(font());
        m_refresh.start();
    }
    QAbstractScrollArea::changeEvent(event);
}

void LogView::setTimes(LogTimes times) {
    const bool changed = m_layout.times() != times;
    m_layout.setTimes(times);
    if (times == LogTimes::Relative)
        m_aging.start();
    else
        m_aging.stop();
    m_widest = 0;
    m_anchor.reset(); // columns are others now
    updateBars();
    if (!changed)
        return;
    QSettings().setValue(QStringLiteral("log/times"), int(times));
    emit timesChanged(times);
}

void LogView::setWrapping(bool on) {
    if (std::exchange(m_wrap, on) == on)
        return;
    m_topLine = 0;
    updateBars();
    QSettings().setValue(QStringLiteral("log/wrap"), on);
    emit wrappingChanged(on);
}

void LogView::setNames(const QStringList &names) {
    m_layout.setNames(names);
    m_widest = 0;
    viewport()->update();
}

void LogView::setBookmarks(const QList<LogPlace> &bookmarks) {
    m_bookmarks = bookmarks;
    if (!m_refresh.isActive())
        m_refresh.start();
}

void LogView::goTo(const LogPlace &place) {
    m_current = place;
    m_anchor = m_head = Spot{place, 0};
    stopFollowing();
    const qint64 row = m_model.rowOf(place);
    showTop(std::min(Top{std::max<qint64>(0, row - visibleRows() / 2), 0}, bottomTop()));
    emit viewed();
}

void LogView::findNext(int direction) {
    const qint64 from = m_current ? m_model.rowOf(*m_current)
        : direction > 0           ? m_top - 1
                                  : std::min(m_top + visibleRows(), m_model.rowCount());
    const qint64 row = m_model.nextFound(from, direction);
    if (row >= 0)
        goTo(m_model.placeOf(row));
}

QStringList LogView::visibleText() const {
    QStringList lines;
    int left = visibleRows() + m_topLine;
    for (qint64 row = m_top; row < m_model.rowCount() && left > 0; ++row) {
        lines.append(m_layout.of(m_model.row(row)).layout.text());
        left -= linesOf(row);
    }
    return lines;
}

void LogView::paintEvent(QPaintEvent *) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().base());
    const qint64 rows = m_model.rowCount();
    if (rows == 0) {
        painter.setPen(theme::secondaryText());
        painter.setFont(QApplication::font());
        const QString text = m_model.onlyFound() ? tr("No line matches.")
            : m_model.sourceCount() > 0 && m_model.cleared(0) > 0
            ? tr("Cleared. New lines appear here as the service writes them.")
            : tr("No lines yet. They appear here as the service writes them.");
        painter.drawText(viewport()->rect().adjusted(16, 0, -16, 0), Qt::AlignCenter | Qt::TextWordWrap, text);
        return;
    }
    const int height = m_layout.lineHeight();
    const int left = margin - horizontalScrollBar()->value();
    const auto [from, to] = selection();
    const qint64 fromRow = hasSelection() ? m_model.rowOf(from.place) : -1;
    const qint64 toRow = hasSelection() ? m_model.rowOf(to.place) : -1;
    const qint64 currentRow = m_head && (hasFocus() || m_current) ? m_model.rowOf(m_head->place) : -1;
    QTextCharFormat selected;
    selected.setBackground(palette().highlight());
    selected.setForeground(palette().highlightedText());
    int widest = m_widest;
    int y = -m_topLine * height;
    LogPlace before;
    for (qint64 number = m_top; number < rows && y < viewport()->height(); ++number) {
        const LogRow row = m_model.row(number);
        LogLayout::Laid &laid = m_layout.of(row);
        const QRect rect(0, y, viewport()->width(), laid.lines * height);
        if (number == currentRow)
            painter.fillRect(rect, theme::tint(theme::accent()));
        if (m_model.onlyFound() && number > m_top && row.place.seq != before.seq + 1)
            painter.fillRect(QRect(0, y, viewport()->width(), 1), theme::border()); // what lies between is left out
        before = row.place;
        if (laid.edge.isValid())
            painter.fillRect(QRect(margin - 6, y + 1, 2, rect.height() - 2), laid.edge);
        if (m_bookmarks.contains(row.place)) {
            painter.setBrush(theme::accent());
            painter.setPen(Qt::NoPen);
            painter.drawEllipse(QPointF(4, y + height / 2.0), 3, 3);
        }
        QList<QTextLayout::FormatRange> selections;
        if (number >= fromRow && number <= toRow) {
            const int begin = number == fromRow ? from.column : 0;
            const int end = number == toRow ? to.column : int(laid.layout.text().size());
            selections.append({begin, end - begin, selected});
            if (number < toRow) // the line break belongs to it
                painter.fillRect(QRect(0, y, 3, rect.height()), palette().highlight());
        }
        painter.setPen(theme::text());
        laid.layout.draw(&painter, QPointF(left, y), selections);
        if (!m_wrap)
            widest = std::max(widest, int(laid.layout.lineAt(0).naturalTextWidth()));
        y += rect.height();
    }
    if (widest > m_widest) {
        m_widest = widest;
        horizontalScrollBar()->setRange(0, std::max(0, m_widest + margin + 8 - viewport()->width()));
    }
}
