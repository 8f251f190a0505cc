// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing the item: a line for name and kind, two for the description, one for what is missing.
#include "app/ui/templatedelegate.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QPainter>
#include <QTextLayout>

static constexpr int margin = 10;
static constexpr int logo = 32;

/// Draws text in at most `lines` lines; returns where the next one begins.
static int drawLines(QPainter *painter, const QRect &place, Qt::Alignment side, const QString &text, int lines) {
    QTextLayout layout(text, painter->font());
    layout.beginLayout();
    int y = place.top();
    for (int i = 0; i < lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(place.width());
        const QString part = i + 1 < lines ? text.mid(line.textStart(), line.textLength()) : text.mid(line.textStart());
        painter->drawText(QRect(place.left(), y, place.width(), painter->fontMetrics().height()), int(side),
            painter->fontMetrics().elidedText(part.trimmed(), Qt::ElideRight, place.width()));
        y += painter->fontMetrics().height();
    }
    layout.endLayout();
    return y;
}

void TemplateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QIcon icon = item.icon;
    item.text.clear();
    item.icon = {};
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    const QRect inner = option.rect.adjusted(margin + 6, margin, -margin - 6, -margin);
    const bool enabled = option.state & QStyle::State_Enabled;
    painter->save();
    const auto mirror = [&](const QRect &place) { return QStyle::visualRect(option.direction, inner, place); };
    const Qt::Alignment side = QStyle::visualAlignment(option.direction, Qt::AlignLeft) | Qt::AlignAbsolute;
    icon.paint(painter, mirror(QRect(inner.topLeft(), QSize(logo, logo))), Qt::AlignCenter,
        enabled ? QIcon::Normal : QIcon::Disabled);
    QRect text = mirror(inner.adjusted(logo + 14, -2, 0, 0));
    const QString name = index.data(Qt::DisplayRole).toString();
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(enabled ? theme::text() : theme::secondaryText());
    painter->drawText(text, int(side | Qt::AlignTop), name);
    const int after = painter->fontMetrics().horizontalAdvance(name) + 10;
    painter->setFont(option.font);
    painter->setPen(theme::secondaryText());
    painter->drawText(QStyle::visualRect(option.direction, text, text.adjusted(after, 0, 0, 0)),
        int(side | Qt::AlignTop), index.data(Role::Kind).toString());
    text.setTop(text.top() + painter->fontMetrics().height() + 2);
    text.setTop(drawLines(painter, text, side, index.data(Role::Description).toString(), 2));
    painter->setPen(theme::statusColor(QStringLiteral("warning")));
    drawLines(painter, text, side, index.data(Role::Lack).toString(), 1);
    painter->restore();
}

QSize TemplateDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const {
    const int lines = index.data(Role::Lack).toString().isEmpty() ? 3 : 4;
    return {0, 2 * margin + lines * option.fontMetrics.height()};
}
