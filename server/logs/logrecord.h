// SPDX-License-Identifier: GPL-3.0-or-later
// The form of a log line on the disk: a header with length and checksum, then the line.
#pragma once

#include "server/logs/logstore.h"

namespace logrecord {

/// In front of every segment; another number is another format.
inline constexpr QByteArrayView magic = "AAPLOG1\n";
/// Longer ones are cut by the engine.
inline constexpr qsizetype maxBytes = (1 << 20) + 1024;

void write(QByteArray &out, const StoredLine &line, const OutputPosition &source);

struct Read {
    StoredLine line;
    OutputPosition source;
    /// Bytes of the record; 0 when there is no whole, undamaged one at this place.
    qsizetype size = 0;
};
Read read(QByteArrayView at);

} // namespace logrecord
