// SPDX-License-Identifier: GPL-3.0-or-later
// Marks over the groove.
#include "app/ui/logscrollbar.h"
#include <QPainter>
#include <QStyleOptionSlider>

void LogScrollBar::paintEvent(QPaintEvent *event) {
    QScrollBar::paintEvent(event);
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect groove = style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarGroove, this);
    QPainter painter(this);
    for (const Marks &marks : m_marks) {
        int last = -1;
        for (const qreal place : marks.places) {
            const int y = groove.top() + int(place * (groove.height() - 2));
            if (y != last)
                painter.fillRect(QRect(groove.right() - 5, y, 5, 2), marks.color);
            last = y;
        }
    }
}
