// SPDX-License-Identifier: GPL-3.0-or-later
// Replica<T>: a noun's rows in memory, kept by a snapshot and the changes after it. Found by id at once, listed by any
// of its sort orders without sorting anew.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

template <typename T>
class Replica {
public:
    struct Row {
        T value;
        /// Written once a change by whoever feeds the replica, for answers that are put together from rows.
        QByteArray json;
        /// The feed's position at which this row last changed.
        qint64 rev = 0;
    };
    using Less = std::function<bool(const T &, const T &)>;

    /// `orders`: the sort orders that are kept; rows that are equal in one of them follow their ids.
    explicit Replica(std::vector<Less> orders) : m_orders(std::move(orders)), m_sorted(m_orders.size()) { }

    void reset(std::vector<Row> rows, qint64 rev) {
        m_byId.clear();
        m_byId.reserve(qsizetype(rows.size()));
        for (auto &order : m_sorted)
            order.clear();
        for (Row &row : rows) {
            const QString id = row.value.id.value;
            m_byId.insert(id, std::make_shared<Row>(std::move(row)));
        }
        for (size_t i = 0; i < m_sorted.size(); ++i) {
            m_sorted[i].reserve(size_t(m_byId.size()));
            for (const auto &row : std::as_const(m_byId))
                m_sorted[i].push_back(row.get());
            std::sort(m_sorted[i].begin(), m_sorted[i].end(), before(i));
        }
        m_rev = rev;
        m_filtered.clear();
    }

    void upsert(Row row) {
        const QString id = row.value.id.value;
        forget(id);
        m_rev = std::max(m_rev, row.rev);
        auto stored = std::make_shared<Row>(std::move(row));
        for (size_t i = 0; i < m_sorted.size(); ++i)
            m_sorted[i].insert(
                std::lower_bound(m_sorted[i].begin(), m_sorted[i].end(), stored.get(), before(i)), stored.get());
        m_byId.insert(id, std::move(stored));
    }
    void remove(const QString &id, qint64 rev) {
        forget(id);
        m_rev = std::max(m_rev, rev);
    }

    const Row *find(const QString &id) const {
        const auto it = m_byId.constFind(id);
        return it == m_byId.constEnd() ? nullptr : it->get();
    }
    qsizetype size() const { return m_byId.size(); }
    /// Position of the last change to any row; what a list's ETag is made of.
    qint64 rev() const { return m_rev; }
    const std::vector<const Row *> &sorted(size_t order) const { return m_sorted[order]; }

    struct Selection {
        std::vector<const Row *> rows;
        qint64 total = 0;
    };
    /// One page of the rows `keep` lets through. `query` names the filter and scope: equal text means equal filter, so
    /// that later pages come from the first one's work as long as nothing changed. An empty text is no filter.
    template <typename Keep>
    Selection page(
        size_t order, bool descending, const QByteArray &query, const Keep &keep, int page, int perPage) const {
        const std::vector<const Row *> &rows = query.isEmpty() ? m_sorted[order] : filtered(order, query, keep);
        Selection selection;
        selection.total = qint64(rows.size());
        const qint64 from = qint64(page - 1) * perPage;
        for (qint64 i = from; i < std::min(selection.total, from + perPage); ++i)
            selection.rows.push_back(rows[size_t(descending ? selection.total - 1 - i : i)]);
        return selection;
    }

private:
    auto before(size_t order) const {
        return [&less = m_orders[order]](const Row *a, const Row *b) {
            if (less(a->value, b->value))
                return true;
            return !less(b->value, a->value) && a->value.id.value < b->value.id.value;
        };
    }
    void forget(const QString &id) {
        m_filtered.clear();
        const auto it = m_byId.constFind(id);
        if (it == m_byId.constEnd())
            return;
        for (size_t i = 0; i < m_sorted.size(); ++i)
            m_sorted[i].erase(std::lower_bound(m_sorted[i].begin(), m_sorted[i].end(), it->get(), before(i)));
        m_byId.erase(it);
    }
    template <typename Keep>
    const std::vector<const Row *> &filtered(size_t order, const QByteArray &query, const Keep &keep) const {
        const QByteArray name = QByteArray::number(qulonglong(order)) + ' ' + query;
        for (const auto &known : m_filtered)
            if (known.first == name)
                return known.second;
        static constexpr size_t remembered = 16;
        if (m_filtered.size() >= remembered)
            m_filtered.erase(m_filtered.begin());
        std::vector<const Row *> rows;
        std::copy_if(m_sorted[order].begin(), m_sorted[order].end(), std::back_inserter(rows),
            [&keep](const Row *row) { return keep(row->value); });
        m_filtered.emplace_back(name, std::move(rows));
        return m_filtered.back().second;
    }

    std::vector<Less> m_orders;
    QHash<QString, std::shared_ptr<Row>> m_byId;
    std::vector<std::vector<const Row *>> m_sorted;
    mutable std::vector<std::pair<QByteArray, std::vector<const Row *>>> m_filtered;
    qint64 m_rev = 0;
};
