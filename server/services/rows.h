// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of nouns with few rows: one page of what is in memory, in the order that was asked for.
#pragma once

#include "shared/contract/page.h"
#include <algorithm>
#include <vector>

/// `less` is a strict order for the sort key that was asked for; rows it does not tell apart stay as they are.
template <typename T, typename Query, typename Less>
Page<T> pageOf(const QList<T> &rows, const Query &query, const Less &less) {
    std::vector<const T *> ordered(size_t(rows.size()));
    std::transform(rows.begin(), rows.end(), ordered.begin(), [](const T &row) { return &row; });
    const bool isDescending = query.order == SortOrder::Desc;
    std::stable_sort(ordered.begin(), ordered.end(),
        [&](const T *a, const T *b) { return isDescending ? less(*b, *a) : less(*a, *b); });
    Page<T> page;
    page.total = rows.size();
    page.page = query.page.value_or(1);
    page.per_page = query.per_page.value_or(defaultPerPage);
    const auto first = std::min((qint64(page.page) - 1) * page.per_page, qint64(rows.size()));
    const auto end = std::min(first + page.per_page, qint64(rows.size()));
    for (qint64 i = first; i < end; ++i)
        page.data.append(*ordered[size_t(i)]);
    return page;
}
