// SPDX-License-Identifier: GPL-3.0-or-later
// Coroutines: Task<T> is what takes time; spawn() is the one way to start a task that nobody awaits.
#pragma once

#include "shared/base/result.h"
#include <QCoroTask>
#include <QLoggingCategory>
#include <QPointer>
#include <exception>

template <typename T = void>
using Task = QCoro::Task<T>;

/// Runs `task` to its end without a listener. An exception, which our own code never throws, is logged and not lost.
template <typename T>
void spawn(Task<T> task) {
    if constexpr (std::is_void_v<T>)
        task.then([] {}, [](const std::exception &e) { qCritical("task ended by an exception: %s", e.what()); });
    else
        task.then([](T &&) {}, [](const std::exception &e) { qCritical("task ended by an exception: %s", e.what()); });
}

/// Runs `task` and hands its value to `then`, unless `context` has died by then.
template <typename T, typename Then>
void spawn(Task<T> task, QObject *context, Then then) {
    auto failed = [](const std::exception &e) { qCritical("task ended by an exception: %s", e.what()); };
    if constexpr (std::is_void_v<T>)
        task.then(
            [context = QPointer<QObject>(context), then = std::move(then)]() mutable {
                if (context)
                    then();
            },
            failed);
    else
        task.then(
            [context = QPointer<QObject>(context), then = std::move(then)](T &&value) mutable {
                if (context)
                    then(std::move(value));
            },
            failed);
}
