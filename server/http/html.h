// SPDX-License-Identifier: GPL-3.0-or-later
// The panel's own pages: one look, nothing of other hosts, no script.
#pragma once

#include "shared/base/result.h"
#include "shared/contract/web.h"
#include <QString>

namespace html {
/// A whole page around `body`, which is HTML already; everything that was not written here has to be escaped in it.
QByteArray page(const QString &title, const QString &body);
/// What went wrong, for people, and the way back to the start page.
WebAnswer errorPage(const Error &error, const QByteArray &requestId);
/// A form with one button that sends `fields`.
QString button(const QString &action, const QString &label, const QMap<QString, QString> &fields = {});
/// The stylesheet of all pages, at `styleSheetPath`.
extern const char *const styleSheet;
inline constexpr const char *styleSheetPath = "/panel.css";
} // namespace html
