// SPDX-License-Identifier: GPL-3.0-or-later
// StatusDelegate: a cell with a dot in the state's colour and its word: never the colour alone.
#pragma once

#include <QStyledItemDelegate>

class StatusDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};
