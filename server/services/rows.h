// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of nouns with few rows: one page of what is in memory, in the order that was asked for.
#pragma once

#include "shared/contract/page.h"
#include <algorithm>

/// `less` is a strict order for the sort key that was asked for; rows it does not tell apart stay as they are.
template <typename T, typename Query, typename Less>
Page<T> pageOf(QList<T> rows, const Query &query, const Less &less) {
    std::stable_sort(rows.begin(), rows.end(), less);
    if (query.order == SortOrder::Desc)
        std::reverse(rows.begin(), rows.end());
    Page<T> page;
    page.total = rows.size();
    page.page = query.page.value_or(1);
    page.per_page = query.per_page.value_or(defaultPerPage);
    page.data = rows.mid((qsizetype(page.page) - 1) * page.per_page, page.per_page);
    return page;
}
