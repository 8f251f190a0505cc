// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing the cell.
#include "app/ui/statusdelegate.h"
#include "app/models/tablemodel.h"
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
        painter->fillRect(QStyle::visualRect(option.direction, option.rect,
                              QRect(option.rect.topLeft(), QSize(3, option.rect.height()))),
            theme::accent());
}

void StatusDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    const QString state = index.data(ModelRole::Status).toString();
    if (state.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return drawRowFocus(painter, option, index);
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, QString());
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    const bool mirrored = cell.direction == Qt::RightToLeft;
    theme::drawDot(*painter,
        QPointF(mirrored ? cell.rect.right() - 12 : cell.rect.left() + 12, cell.rect.center().y() + 0.5), state);
    painter->setPen(cell.palette.color(QPalette::Text));
    painter->setFont(cell.font);
    painter->drawText(QStyle::visualRect(cell.direction, cell.rect, cell.rect.adjusted(22, 0, -4, 0)),
        int(QStyle::visualAlignment(cell.direction, Qt::AlignLeft | Qt::AlignVCenter)),
        cell.fontMetrics.elidedText(text, Qt::ElideRight, cell.rect.width() - 26));
    painter->restore();
    drawRowFocus(painter, option, index);
}

QSize StatusDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const {
    return QStyledItemDelegate::sizeHint(option, index) + QSize(14, 0);
}
