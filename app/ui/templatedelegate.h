// SPDX-License-Identifier: GPL-3.0-or-later
// TemplateDelegate: a template in the list to choose from: logo, name, what it is, and what the server lacks for it.
#pragma once

#include <QStyledItemDelegate>

class TemplateDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// What an item holds beside its icon and its text, the name.
    enum Role { Id = Qt::UserRole, Kind, Description, Lack, Search };
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};
