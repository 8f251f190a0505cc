// SPDX-License-Identifier: GPL-3.0-or-later
// StatusDelegate: a cell with a dot in the state's colour and its word: never the colour alone; and one with a bar that
// says how much of a limit its number is.
#pragma once

#include <QStyledItemDelegate>

class StatusDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintUsage(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, double part) const;
};
