// SPDX-License-Identifier: GPL-3.0-or-later
// The log on stderr: journald's level prefixes or one JSON object a line. Nothing secret may be given to it.
#pragma once

#include <QString>

enum class LogFormat { Journal, Json };
enum class LogLevel { Debug, Info, Warning, Error };

/// Takes over Qt's message stream for the whole process.
void installLogging(LogFormat format, LogLevel level);
