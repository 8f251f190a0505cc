// SPDX-License-Identifier: GPL-3.0-or-later
// One hash that is emptied when the minute turns: exact at the window's edge and nothing to sweep.
#include "server/http/ratelimiter.h"

static constexpr qint64 windowSeconds = 60;

static qint64 secondsNow(const Clock &clock) {
    return std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
}

void RateLimiter::turnWindow() {
    const qint64 window = secondsNow(m_clock) / windowSeconds;
    if (window == m_window)
        return;
    m_window = window;
    m_used.clear();
}

RateLimiter::Standing RateLimiter::standing(int limit, int used) const {
    return {limit, std::max(0, limit - used), (m_window + 1) * windowSeconds, used > limit};
}

RateLimiter::Standing RateLimiter::count(const QByteArray &subject, int limit) {
    turnWindow();
    if (limit <= 0)
        return {0, 0, (m_window + 1) * windowSeconds, false};
    auto it = m_used.find(subject);
    const bool isFull = m_used.size() >= maxSubjects;
    if (it == m_used.end() && isFull)
        it = m_used.find(QByteArrayLiteral("*"));
    if (it == m_used.end())
        it = m_used.insert(isFull ? QByteArrayLiteral("*") : subject, 0);
    if (*it <= limit)
        ++*it;
    return standing(limit, *it);
}

RateLimiter::Standing RateLimiter::peek(const QByteArray &subject, int limit) {
    turnWindow();
    if (limit <= 0)
        return {0, 0, (m_window + 1) * windowSeconds, false};
    Standing now = standing(limit, m_used.value(subject));
    now.exceeded = false;
    return now;
}

void RateLimiter::refund(const QByteArray &subject) {
    if (const auto it = m_used.find(subject); it != m_used.end() && *it > 0)
        --*it;
}

qint64 RateLimiter::secondsToReset() {
    turnWindow();
    return (m_window + 1) * windowSeconds - secondsNow(m_clock);
}
