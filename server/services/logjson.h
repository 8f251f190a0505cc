// SPDX-License-Identifier: GPL-3.0-or-later
// logjson: stored lines as clients see them, written from their bytes without a detour over strings.
#pragma once

#include "server/logs/logline.h"
#include "shared/base/jsonwriter.h"
#include "shared/contract/logline.h"

namespace logjson {

LogEntry entry(const StoredLine &line);
/// The same, written.
void write(JsonWriter &out, const StoredLine &line);
/// A line of a text download: time, component, text.
void writeText(QByteArray &out, const StoredLine &line);
/// The text with what is no UTF-8 in it as \xNN: it is kept and seen for what it is.
QString shown(QByteArrayView text);

} // namespace logjson
