// SPDX-License-Identifier: GPL-3.0-or-later
// Lists: the page a client asks for and the page it gets (seed, "Pagination").
#pragma once

#include "shared/base/codec.h"

enum class SortOrder { Asc, Desc };
constexpr auto names(SortOrder) {
    return std::array<std::string_view, 2>{"asc", "desc"};
}

inline constexpr int defaultPerPage = 20;
inline constexpr int maxPerPage = 100;

/// One page of a list as clients read it. The server writes it from rows that are serialised already.
template <typename T>
struct Page {
    QList<T> data;
    qint64 total = 0;
    int page = 1;
    int per_page = defaultPerPage;

    static constexpr auto fields() {
        return fieldList(field("data", &Page::data), field("total", &Page::total), field("page", &Page::page),
            field("per_page", &Page::per_page));
    }
};

/// Query structs are read from the URL instead of the body; they list their parameters by fields() all the same.
struct QueryParameters { };
template <typename T>
concept IsQuery = std::derived_from<T, QueryParameters> && Described<T>;

/// What every list takes. `sort` is an enum of each list's own, so an unknown sort key is refused by its type.
template <typename Sort>
struct PageQuery : QueryParameters {
    std::optional<int> page;
    std::optional<int> per_page;
    std::optional<Sort> sort;
    std::optional<SortOrder> order;

    static constexpr auto pageFields() {
        return fieldList(field("page", &PageQuery::page, "Page number, from 1"),
            field("per_page", &PageQuery::per_page, "Items per page, 1 to 100"),
            field("sort", &PageQuery::sort, "Sort key"), field("order", &PageQuery::order, "Sort order"));
    }
};
