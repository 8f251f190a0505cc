// SPDX-License-Identifier: GPL-3.0-or-later
// The spool: numbered files of records between shim and daemon. Written by the shim alone, read and acknowledged by the
// daemon, so that whatever happens to either, no line and no exit status is lost. No Qt: both sides include this.
#pragma once

#include <cstddef>
#include <cstdint>

namespace spool {

/// Revision comes first in each segment and says, as decimal text, whose lines these are.
enum class Kind : uint8_t { Line = 1, Exit = 2, Gap = 3, Start = 4, Revision = 5 };
enum class Stream : uint8_t { Stdout = 0, Stderr = 1 };
enum Flag : uint8_t { Cut = 1, Partial = 2 };

/// In front of each record, little-endian as this machine is (the daemon and its shims share one). `length` counts the
/// component's name and the payload behind the header.
struct Header {
    uint32_t length;
    Kind kind;
    Stream stream;
    uint8_t flags;
    uint8_t nameLength;
    int64_t timeNs;
};
static_assert(sizeof(Header) == 16);

/// Payload of an Exit record.
struct ExitStatus {
    int32_t code; // exit code, or -1
    int32_t signal; // signal that killed it, or 0
    int32_t willRestartInMs; // -1: it stays down
    int32_t asked; // 1 when the daemon had asked for the stop
    int32_t outOfMemory; // 1 when the kernel killed it for want of memory
};

/// Payload of a Gap record: lines that were not kept.
struct GapCount {
    uint64_t lines;
};

inline constexpr size_t segmentBytes = 4 << 20;
inline constexpr size_t totalBytes = 256 << 20; // with nobody reading; then lines are counted, not kept
inline constexpr size_t maxLineBytes = 1 << 20;

} // namespace spool
