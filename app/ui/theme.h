// SPDX-License-Identifier: GPL-3.0-or-later
// Theme: palette, fonts and style of the desktop, light and dark.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QApplication;

namespace theme {

enum class Choice { System, Light, Dark };

/// Fonts, style and palette; once at start.
void install(QApplication &application);
/// May be changed while the program runs.
void apply(Choice choice);
Choice saved();
bool isDark();

/// The colour of a state word of the API: running, deploying, stopped, failed, healthy, unhealthy, warning ...
QColor statusColor(const QString &word);
QColor secondaryText();
QColor accent();
QColor border();
QFont monospace();
QFont title();

/// One of resources/icons, drawn in the palette's colours.
QIcon icon(const QString &name);
/// An SVG from outside, like a template's logo; null when it cannot be drawn.
QImage drawSvg(const QByteArray &svg, const QSize &size);

} // namespace theme
