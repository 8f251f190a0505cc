// SPDX-License-Identifier: GPL-3.0-or-later
// await(): runs a task to its end inside a test, with the event loop going on; and a clock that a test moves.
#pragma once

#include "shared/base/clock.h"
#include "shared/base/task.h"
#include <QTest>
#include <optional>

/// The task's value; an Internal error when it takes longer than `timeoutMs`.
template <typename T>
Result<T> await(Task<Result<T>> task, int timeoutMs = 30000) {
    QObject context;
    std::optional<Result<T>> result;
    spawn(std::move(task), &context, [&result](Result<T> value) { result.emplace(std::move(value)); });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, timeoutMs))
        return Error{ErrorCode::Internal, QStringLiteral("the task did not end"), {}, {}};
    return *std::move(result);
}

class ManualClock final : public Clock {
public:
    Timestamp now() const override { return m_now; }
    std::chrono::milliseconds monotonic() const override { return m_monotonic; }
    void advance(std::chrono::milliseconds by) {
        m_now += by;
        m_monotonic += by;
    }
    /// Sets the wall's clock to another time, as an operator or NTP does.
    void step(std::chrono::milliseconds by) { m_now += by; }

private:
    Timestamp m_now{std::chrono::milliseconds(1'700'000'000'000)};
    std::chrono::milliseconds m_monotonic{1'000'000'000};
};
