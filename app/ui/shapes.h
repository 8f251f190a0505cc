// SPDX-License-Identifier: GPL-3.0-or-later
// What the style's controls are put together from: frames, arrows, boxes.
#pragma once

#include <QColor>
#include <QStyleOption>

class QPainter;

namespace shapes {

/// A rectangle with round corners; a line that is see-through is none.
void rounded(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &line, int width);
/// The outline of something one can act on; 3:1 against what it stands on.
QColor outline();
/// The frame of what takes input: a ring in the accent while it has the keyboard.
void fieldFrame(const QStyleOption *option, QPainter *painter);
/// An arrow without a stem; 0 degrees points down, and it turns clockwise.
void chevron(QPainter *painter, const QPointF &center, int degrees, const QColor &color);
/// How much of a limit is taken, 0 to 1: in the colour of a warning when it is nearly all.
void usageBar(QPainter *painter, const QRectF &bar, double part);
void checkBox(const QStyleOption *option, QPainter *painter);
/// Framed like a text field, with two arrows.
void spinBox(const QStyle &style, const QStyleOptionSpinBox &box, QPainter *painter, const QWidget *widget);

} // namespace shapes
