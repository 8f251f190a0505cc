// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing the cells.
#include "app/ui/statusdelegate.h"
#include "app/models/tablemodel.h"
#include "app/ui/shapes.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QTableView>

/// A bar at the row's begin says where the keyboard is: a row is chosen here, never a cell.
static void drawRowFocus(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) {
    const auto *view = qobject_cast<const QTableView *>(option.widget);
    if (view && view->hasFocus() && view->currentIndex().row() == index.row()
        && view->horizontalHeader()->visualIndex(index.column()) == 0)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme::accent());
}

void StatusDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    const QString state = index.data(ModelRole::Status).toString();
    if (state.isEmpty()) {
        const QVariant part = index.data(ModelRole::Part);
        part.isValid() ? paintUsage(painter, option, index, part.toDouble())
                       : QStyledItemDelegate::paint(painter, option, index);
        return drawRowFocus(painter, option, index);
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, QString());
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    theme::drawDot(*painter, QPointF(cell.rect.left() + 12, cell.rect.center().y() + 0.5), state);
    painter->setPen(cell.palette.color(QPalette::Text));
    painter->setFont(cell.font);
    painter->drawText(cell.rect.adjusted(22, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
        cell.fontMetrics.elidedText(text, Qt::ElideRight, cell.rect.width() - 26));
    painter->restore();
    drawRowFocus(painter, option, index);
}

/// The number a little higher than others, and below it how much that is of its limit.
void StatusDelegate::paintUsage(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, double part) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, QString());
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    painter->setPen(cell.palette.color(QPalette::Text));
    painter->setFont(cell.font);
    const QRect inner = cell.rect.adjusted(6, 1, -6, -8);
    painter->drawText(
        inner, Qt::AlignRight | Qt::AlignVCenter, cell.fontMetrics.elidedText(text, Qt::ElideRight, inner.width()));
    painter->restore();
    shapes::usageBar(painter, QRectF(inner.left(), cell.rect.bottom() - 6, inner.width(), 3), part);
}

QSize StatusDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const {
    return QStyledItemDelegate::sizeHint(option, index) + QSize(14, 0);
}
