// SPDX-License-Identifier: GPL-3.0-or-later
// Counters become rates, samples become minutes.
#include "server/services/usagehistory.h"

using namespace std::chrono_literals;

static constexpr qsizetype mostUnsaved = 60; // an hour, when the database does not take them
/// A pause longer than this is no stretch that is known: the server was away, or the service did not run.
static constexpr auto longestGap = 90s;

void UsageSpan::add(const UsageSpan &later) {
    const double all = seconds + later.seconds;
    const auto mean = [&](double mine, double other) {
        return all > 0 ? (mine * seconds + other * later.seconds) / all : other;
    };
    cpu = mean(cpu, later.cpu);
    networkRx = mean(networkRx, later.networkRx);
    networkTx = mean(networkTx, later.networkTx);
    memoryMb = std::max(memoryMb, later.memoryMb);
    storageMb = later.storageMb;
    seconds = all;
}

void UsageHistory::add(Timestamp now, const Usage &usage) {
    const auto passed = m_last ? now - m_lastTime : Timestamp::duration::zero();
    UsageSpan span{now, 0, usage.cpuCores, usage.memoryMb, 0, 0, usage.storageMb};
    if (passed > 0ms && passed <= longestGap) {
        span.seconds = double(passed / 1ms) / 1000;
        const auto rate = [&span](qint64 before, qint64 counted) {
            return double(counted < before ? counted : counted - before) / span.seconds;
        };
        span.networkRx = rate(m_last->networkRxBytes, usage.networkRxBytes);
        span.networkTx = rate(m_last->networkTxBytes, usage.networkTxBytes);
    }
    m_last = usage;
    m_lastTime = now;
    m_samples.push_back(span);
    while (m_samples.size() > maxSamples || m_samples.front().time < now - kept)
        m_samples.pop_front();
    const Timestamp minute = std::chrono::floor<std::chrono::minutes>(now);
    if (m_minute && m_minute->time != minute)
        finishMinute();
    if (m_minute) {
        m_minute->add(span);
    } else {
        m_minute = span;
        m_minute->time = minute;
    }
}

void UsageHistory::finishMinute() {
    m_minutes.append(*m_minute);
    m_minute.reset();
    if (m_minutes.size() > mostUnsaved)
        m_minutes.removeFirst();
}

QList<UsageSpan> UsageHistory::takeMinutes(Timestamp now) {
    if (m_minute && m_minute->time < std::chrono::floor<std::chrono::minutes>(now))
        finishMinute();
    return std::exchange(m_minutes, {});
}

QList<UsageSpan> UsageHistory::takeAll() {
    if (m_minute)
        finishMinute();
    return std::exchange(m_minutes, {});
}
