// SPDX-License-Identifier: GPL-3.0-or-later
// Placeholders in a template's text, in the Compose specification's form ("Interpolation").
#pragma once

#include "shared/base/result.h"

/// ${NAME}, ${NAME:-default}, ${NAME:?message}; $$ is a dollar sign. An unknown name without a default is an error.
Result<QString> interpolate(const QString &text, const QMap<QString, QString> &values);
Result<QStringList> interpolate(const QStringList &texts, const QMap<QString, QString> &values);
