// SPDX-License-Identifier: GPL-3.0-or-later
// ConfigKey: one line of the table of everything that can be configured.
#pragma once

#include "server/config.h"

struct ConfigKey {
    const char *path;
    const char *standard;
    const char *meaning;
    /// Returns what is wrong with `text`, or an empty string when it was taken.
    QString (*set)(Config &, const QString &text);
    enum class Shape { One, List, Map } shape = Shape::One;

    /// AAP_ and the path in capitals.
    QString variable() const;
};

/// Null when there is none.
const ConfigKey *configKey(const QString &path);
QList<const ConfigKey *> configKeys();
