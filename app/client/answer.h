// SPDX-License-Identifier: GPL-3.0-or-later
// Answer<T>: what a call to the server came to. A Result that also knows the id of its request, for the error banner.
#pragma once

#include "shared/contract/problem.h"

template <typename T = Done>
class [[nodiscard]] Answer : public Result<T> {
public:
    Answer(T value) : Result<T>(std::move(value)) { }
    Answer(Error error) : Result<T>(std::move(error)) { }
    Answer(Problem problem) : Result<T>(std::move(problem.error)), m_requestId(std::move(problem.requestId)) { }
    Answer() requires std::same_as<T, Done>
    = default;

    /// As in the server's log; empty when the request never got there.
    const QString &requestId() const { return m_requestId; }
    /// Only of an answer that failed.
    Problem problem() const { return {this->error(), m_requestId}; }

private:
    QString m_requestId;
};
