// SPDX-License-Identifier: GPL-3.0-or-later
// OneShot<T>: a value that a callback delivers once and one coroutine awaits.
#pragma once

#include <QCoreApplication>
#include <coroutine>
#include <memory>
#include <optional>
#include <utility>

/// Copies share one value. Whoever holds the sending side must resolve it before going away, or the waiter never goes
/// on. The waiter is resumed from the event loop and not from inside resolve(), so it may delete the sender.
template <typename T>
class OneShot {
public:
    OneShot() : m_state(std::make_shared<State>()) { }

    /// The first value counts, later ones are dropped.
    void resolve(T value) const {
        if (m_state->value)
            return;
        m_state->value = std::move(value);
        if (m_state->waiter)
            QMetaObject::invokeMethod(
                qApp, [state = m_state] { std::exchange(state->waiter, nullptr).resume(); }, Qt::QueuedConnection);
    }
    bool isResolved() const { return m_state->value.has_value(); }

    bool await_ready() const noexcept { return isResolved(); }
    void await_suspend(std::coroutine_handle<> waiter) const { m_state->waiter = waiter; }
    T await_resume() const { return std::move(*m_state->value); }

private:
    struct State {
        std::optional<T> value;
        std::coroutine_handle<> waiter;
    };
    std::shared_ptr<State> m_state;
};
