// SPDX-License-Identifier: GPL-3.0-or-later
// The check an icon passes before it is served: shapes only, nothing that runs and nothing that is fetched.
#pragma once

#include <QByteArray>
#include <QString>

inline constexpr qsizetype maxIconBytes = 16 * 1024;

/// Empty when the SVG is safe to show and to serve, else what is wrong with it. Allowed are shapes, groups, gradients
/// and clip paths; refused are scripts, styles, text, embedded content, document types and references to elsewhere.
QString svgIconProblem(const QByteArray &svg);
