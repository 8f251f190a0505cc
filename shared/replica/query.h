// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of a replica: one page, in one of its orders, of the rows a filter lets through.
#pragma once

#include <QByteArray>
#include <QString>
#include <functional>
#include <vector>

template <typename T>
struct ReplicaQuery {
    /// Index into the orders the replica was made with.
    size_t order = 0;
    bool descending = false;
    /// From 1.
    int page = 1;
    int perPage = 20;
    /// Part of a row's search text; empty finds all.
    QString search;
    /// Which rows may be seen; empty lets all through.
    std::function<bool(const T &)> keep;
    /// Names what `keep` depends on (filters, the caller's scope): equal text has to mean an equal filter, for the
    /// rows found are remembered under it until the next change. Empty: not remembered.
    QByteArray filterName;
};
