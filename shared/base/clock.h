// SPDX-License-Identifier: GPL-3.0-or-later
// Time as a dependency: everything that asks for the time is given a Clock, so that tests can move it.
#pragma once

#include "shared/base/result.h"
#include <QByteArray>
#include <chrono>
#include <optional>

/// A moment of UTC, in milliseconds since 1970-01-01T00:00:00Z.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
    /// Never goes back and does not follow clock steps; for deadlines and durations only.
    virtual std::chrono::milliseconds monotonic() const = 0;
};

class SystemClock final : public Clock {
public:
    Timestamp now() const override;
    std::chrono::milliseconds monotonic() const override;
};

/// RFC 3339 with milliseconds and `Z`, e.g. 2026-03-29T10:00:00.000Z (24 characters).
QByteArray formatTimestamp(Timestamp time);
/// Writes those 24 characters to `out`, for writers that own their buffer.
void formatTimestamp(Timestamp time, char *out);
/// Reads RFC 3339 (section 5.6) with `Z` or an offset, with or without fractions of a second.
Result<Timestamp> parseTimestamp(QStringView text);
/// Reads a length of time as people write it: 90 or 90s, 15m, 12h, 30d; above 0 and below a hundred thousand days.
std::optional<std::chrono::seconds> parseSpan(QStringView text);
