// SPDX-License-Identifier: GPL-3.0-or-later
// UsageHistory: what one service has used lately: each sample for the last hour, and minutes on their way to the
// database.
#pragma once

#include "server/engine/engine.h"
#include "server/store/records.h"
#include <deque>

/// A stretch of time and what was used in it. Network in bytes a second.
struct UsageSpan {
    Timestamp time{};
    double seconds = 0; // how much of it is known, the weight of its means
    double cpu = 0;
    double memoryMb = 0;
    double networkRx = 0;
    double networkTx = 0;
    double storageMb = 0;

    /// Takes a later stretch in: means of CPU and network, the highest memory, the last storage.
    void add(const UsageSpan &later);
    bool operator==(const UsageSpan &) const = default;
};

class UsageHistory {
public:
    /// A sample of now. Counters of the network that went back have begun anew with a restart.
    void add(Timestamp now, const Usage &usage);
    /// Minutes that are over, each once.
    QList<UsageSpan> takeMinutes(Timestamp now);
    /// The minute that is not over yet, too; for the end of the server.
    QList<UsageSpan> takeAll();

    /// Samples, the oldest first.
    const std::deque<UsageSpan> &samples() const { return m_samples; }

    static constexpr auto kept = std::chrono::hours(1);
    static constexpr size_t maxSamples = 1000;

private:
    void finishMinute();

    std::deque<UsageSpan> m_samples;
    QList<UsageSpan> m_minutes;
    std::optional<UsageSpan> m_minute;
    std::optional<Usage> m_last;
    Timestamp m_lastTime{};
};
