// SPDX-License-Identifier: GPL-3.0-or-later
// Validation, written once for the server and for the desktop's forms. Each rule answers with an empty string or with
// what is wrong and how to mend it.
#pragma once

#include "shared/contract/template.h"

namespace rules {
inline constexpr int maxLabels = 32;

/// DNS label of 2 to 40 characters (RFC 1035, section 2.3.1, with our shorter limit).
QString serviceName(QStringView name);
QString labels(const QMap<QString, QString> &labels);
/// One value of a template's form; an empty value of a variable that is not required is right.
QString variable(const TemplateVariable &variable, const QString &value);
/// A pattern that matches in linear time only is beyond QRegularExpression; so patterns and values are bounded.
inline constexpr int maxVariableLength = 65536;

/// Text of a JSON scalar as a form would send it; nullopt for objects, arrays and null.
std::optional<QString> variableText(const QJsonValue &value);
} // namespace rules
