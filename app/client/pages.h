// SPDX-License-Identifier: GPL-3.0-or-later
// wholeList(): a list of the server's page by page, as far as a table of it is of use.
#pragma once

#include "app/client/workspace.h"
#include <QPointer>

/// Rows of a list that is read whole; each hundred is a request of the hundred and twenty a minute.
inline constexpr qsizetype mostListed = 2000;

/// All rows, or the first mostListed of them: `total` says how many there are.
template <typename T, typename Query>
Task<Answer<Page<T>>> wholeList(Workspace &of, const Endpoint<Page<T>(Query)> &endpoint) {
    const QPointer<Workspace> workspace(&of);
    Page<T> all;
    for (int page = 1;; ++page) {
        Query query;
        query.page = page;
        query.per_page = maxPerPage;
        auto answer = co_await workspace->api().call(endpoint, query);
        if (!answer)
            co_return answer.problem();
        all.data.append(answer->data);
        all.total = answer->total;
        if (!workspace || all.data.size() >= std::min<qint64>(all.total, mostListed) || answer->data.isEmpty())
            co_return all;
    }
}
