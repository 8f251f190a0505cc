// SPDX-License-Identifier: GPL-3.0-or-later
// Giving the room to the columns.
#include "app/ui/columnlayout.h"
#include "app/models/tablemodel.h"
#include <QEvent>
#include <QHeaderView>
#include <QScopedValueRollback>
#include <QSettings>

static const QLatin1String chosenMark("chosen");

ColumnLayout::ColumnLayout(QTableView &view, const QString &settings)
    : QObject(&view), m_view(view), m_settings(settings) {
    QHeaderView *header = view.horizontalHeader();
    header->setSectionsMovable(true);
    header->setMinimumSectionSize(48);
    for (int column = 0; column < header->count(); ++column)
        m_widths.append(header->sectionSize(column));
    view.viewport()->installEventFilter(this);
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (m_fitting)
            return;
        m_widths[column] = width;
        m_chosen.insert(column);
        fit();
        remember();
    });
    connect(header, &QHeaderView::sectionMoved, this, &ColumnLayout::remember);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &ColumnLayout::remember);
}

QString ColumnLayout::keyOf(int column) const {
    return m_view.model()->headerData(column, Qt::Horizontal, ModelRole::Key).toString();
}

void ColumnLayout::setWidths(const QList<int> &widths, const QList<int> &elastic, const QList<int> &yielding) {
    Q_ASSERT(widths.size() == m_widths.size());
    m_widths = widths;
    m_elastic = elastic;
    m_yielding = yielding;
    restore();
    fit();
}

/// In the order they are shown, "name:160", or "name:160:chosen"; columns that came into the program later keep their
/// place and width.
void ColumnLayout::restore() {
    if (m_settings.isEmpty())
        return;
    const QScopedValueRollback fitting(m_fitting, true);
    QHeaderView *header = m_view.horizontalHeader();
    const QStringList columns = QSettings().value(m_settings + QStringLiteral("/columns")).toStringList();
    int place = 0;
    for (const QString &entry : columns)
        for (int column = 0; column < m_widths.size(); ++column) {
            if (keyOf(column) != entry.section(u':', 0, 0))
                continue;
            m_widths[column] = std::clamp(entry.section(u':', 1, 1).toInt(), header->minimumSectionSize(), 4000);
            if (entry.section(u':', 2) == chosenMark)
                m_chosen.insert(column);
            header->moveSection(header->visualIndex(column), place++);
        }
    const QString sort = QSettings().value(m_settings + QStringLiteral("/sort")).toString();
    for (int column = 0; column < m_widths.size(); ++column)
        if (keyOf(column) == sort.section(u':', 0, 0))
            m_view.sortByColumn(
                column, sort.endsWith(QLatin1String(":down")) ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void ColumnLayout::remember() const {
    if (m_settings.isEmpty() || m_fitting || m_elastic.isEmpty())
        return;
    const QHeaderView *header = m_view.horizontalHeader();
    QStringList columns;
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        columns.append(keyOf(column) + u':' + QString::number(m_widths[column])
            + (m_chosen.contains(column) ? QString(u':' + chosenMark) : QString()));
    }
    QSettings().setValue(m_settings + QStringLiteral("/columns"), columns);
    const bool down = header->sortIndicatorOrder() == Qt::DescendingOrder;
    QSettings().setValue(m_settings + QStringLiteral("/sort"),
        QString(keyOf(header->sortIndicatorSection()) + (down ? QLatin1String(":down") : QLatin1String(":up"))));
}

void ColumnLayout::fit() {
    if (m_fitting || m_elastic.isEmpty())
        return;
    const QScopedValueRollback fitting(m_fitting, true);
    QHeaderView *header = m_view.horizontalHeader();
    int left = m_view.viewport()->width();
    for (const int width : std::as_const(m_widths))
        left -= width;
    for (const int column : std::as_const(m_yielding)) {
        const bool yields = left < 0;
        if (yields)
            left += m_widths[column];
        if (header->isSectionHidden(column) != yields)
            header->setSectionHidden(column, yields);
    }
    // With a share on top, the edge somebody is dragging would run away from the mouse.
    const auto canShare = [&](int column) { return !header->isSectionHidden(column) && !m_chosen.contains(column); };
    QList<int> sharing;
    std::ranges::copy_if(m_elastic, std::back_inserter(sharing), canShare);
    for (int place = header->count() - 1; sharing.isEmpty() && place >= 0; --place)
        if (canShare(header->logicalIndex(place)))
            sharing.append(header->logicalIndex(place)); // rows are as wide as the table
    qsizetype shares = sharing.size();
    for (int column = 0; column < m_widths.size(); ++column) {
        int width = m_widths[column];
        if (left > 0 && sharing.contains(column)) {
            const int share = left / int(shares--); // the last one takes what does not divide
            width += share;
            left -= share;
        }
        if (!header->isSectionHidden(column) && header->sectionSize(column) != width)
            header->resizeSection(column, width);
    }
}

bool ColumnLayout::eventFilter(QObject *watched, QEvent *event) {
    if (event->type() == QEvent::Resize)
        fit();
    return QObject::eventFilter(watched, event);
}
