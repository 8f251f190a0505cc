// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing them.
#include "app/ui/shapes.h"
#include "app/ui/theme.h"
#include "app/ui/tokens.h"
#include <QAbstractSpinBox>
#include <QPainter>

using theme::tokens;

namespace shapes {

void rounded(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &line, int width) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(line.alpha() > 0 ? QPen(line, width) : QPen(Qt::NoPen));
    painter->setBrush(fill);
    const qreal inset = width / 2.0;
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), 6, 6);
    painter->restore();
}

QColor outline() {
    return QColor(tokens().border);
}

void fieldFrame(const QStyleOption *option, QPainter *painter) {
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool focus = option->state & QStyle::State_HasFocus;
    QColor line = focus ? QColor(tokens().accent) : outline();
    if (!enabled)
        line.setAlphaF(0.4F);
    rounded(painter, option->rect, enabled ? option->palette.color(QPalette::Base) : QColor(tokens().alternate), line,
        focus ? 2 : 1);
}

void chevron(QPainter *painter, const QPointF &center, int degrees, const QColor &color) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(center);
    painter->rotate(degrees);
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(QPolygonF{QPointF(-3.5, -1.5), QPointF(0, 1.5), QPointF(3.5, -1.5)});
    painter->restore();
}

void usageBar(QPainter *painter, const QRectF &bar, double part) {
    part = std::clamp(part, 0.0, 1.0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme::border());
    painter->drawRoundedRect(bar, 2, 2);
    painter->setBrush(part > 0.95 ? theme::statusColor(QStringLiteral("failed"))
            : part > 0.8          ? theme::statusColor(QStringLiteral("warning"))
                                  : theme::accent());
    painter->drawRoundedRect(QRectF(bar.topLeft(), QSizeF(std::max(4.0, bar.width() * part), bar.height())), 2, 2);
    painter->restore();
}

void checkBox(const QStyleOption *option, QPainter *painter) {
    const bool on = option->state & QStyle::State_On;
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(on ? QColor(tokens().accent) : outline());
    painter->setBrush(on ? QColor(tokens().accent) : option->palette.color(QPalette::Base));
    painter->drawRoundedRect(box, 3, 3);
    painter->setPen(QPen(QColor(tokens().onAccent), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (on)
        painter->drawPolyline(QPolygonF{box.topLeft() + QPointF(box.width() * 0.22, box.height() * 0.52),
            box.topLeft() + QPointF(box.width() * 0.42, box.height() * 0.72),
            box.topLeft() + QPointF(box.width() * 0.78, box.height() * 0.3)});
    painter->restore();
}

void spinBox(const QStyle &style, const QStyleOptionSpinBox &box, QPainter *painter, const QWidget *widget) {
    fieldFrame(&box, painter);
    for (const auto part : {QStyle::SC_SpinBoxUp, QStyle::SC_SpinBoxDown}) {
        const bool up = part == QStyle::SC_SpinBoxUp;
        const bool can = box.stepEnabled & (up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled);
        chevron(painter, QRectF(style.subControlRect(QStyle::CC_SpinBox, &box, part, widget)).center(), up ? 180 : 0,
            can ? theme::text() : theme::border());
    }
}

} // namespace shapes
