// SPDX-License-Identifier: GPL-3.0-or-later
// Theme: palette, fonts and style of the desktop, light and dark.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QApplication;
class QPainter;

namespace theme {

enum class Choice { System, Light, Dark };

/// Fonts, style, palette and language; once at start.
void install(QApplication &application);
/// May be changed while the program runs.
void apply(Choice choice);
Choice saved();
bool isDark();

/// The colour of a state word of the API: running, deploying, stopped, failed, healthy, unhealthy, warning ...
QColor statusColor(const QString &word);
QColor text();
QColor secondaryText();
/// A light shade of a colour to stand behind text.
QColor tint(const QColor &color);
QColor accent();
QColor border();
QFont monospace();
QFont title();

/// The dot beside a state's word.
void drawDot(QPainter &painter, const QPointF &center, const QString &word);
/// One of resources/icons, drawn in the palette's colours.
QIcon icon(const QString &name);
/// A template's logo on a light tile, since it was drawn for a light ground; null when it cannot be drawn.
QImage drawLogo(const QByteArray &svg, const QSize &size);

} // namespace theme
