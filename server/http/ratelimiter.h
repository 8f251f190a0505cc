// SPDX-License-Identifier: GPL-3.0-or-later
// Rate limits in fixed windows of one minute, per key or per address (api.md, section 2).
#pragma once

#include "shared/base/clock.h"
#include <QByteArray>
#include <QHash>

class RateLimiter {
public:
    explicit RateLimiter(const Clock &clock) : m_clock(clock) { }

    /// What the X-RateLimit-* headers say. `limit` 0 means there is none; then nothing is counted.
    struct Standing {
        int limit = 0;
        int remaining = 0;
        qint64 resetSeconds = 0; // Unix time of the window's end
        bool exceeded = false;
    };

    /// Counts one request of `subject` and says whether it is one too many.
    Standing count(const QByteArray &subject, int limit);
    /// The same without counting, for answers that are free.
    Standing peek(const QByteArray &subject, int limit);
    /// Takes back one count: a 304 costs nothing.
    void refund(const QByteArray &subject);
    qint64 secondsToReset();
    qsizetype subjects() const { return m_used.size(); }

private:
    void turnWindow();
    Standing standing(int limit, int used) const;

    /// Past this many subjects in one minute the rest share one count, so that a flood of addresses costs no memory.
    static constexpr qsizetype maxSubjects = 200'000;

    const Clock &m_clock;
    qint64 m_window = 0;
    QHash<QByteArray, int> m_used;
};
