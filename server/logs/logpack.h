// SPDX-License-Identifier: GPL-3.0-or-later
// The form of a closed segment: its frames in blocks of zstd, then for each block which words may be in it, then an
// index by number and time. Written as a whole beside the segment, and put in its place by a rename.
#pragma once

#include "server/logs/logblock.h"

namespace logpack {

enum class Outcome {
    Written,
    Damaged, ///< The segment cannot be read whole; it stays as it is.
    NoRoom, ///< Files cannot be opened or written now.
};

/// Packs the whole frames of an open segment, of which there are `bytes`, into a new file at `path`; no file unless it
/// was written.
Outcome write(const LogFile &segment, qint64 bytes, const QString &path);
/// The blocks of a packed segment; nothing when it is damaged.
std::vector<LogBlock> readIndex(const LogFile &file);
/// The frames of a block; nothing when it is damaged.
QByteArray unpack(const LogFile &file, const LogBlock &block);
/// The TrigramFilter's bits; nothing when they are damaged or there are none.
QByteArray readFilter(const LogFile &file, const LogBlock &block);

} // namespace logpack
