// SPDX-License-Identifier: GPL-3.0-or-later
// Replica<T>: a noun's rows in memory, kept by a snapshot and the changes after it. Found by id at once, listed by any
// of its sort orders without sorting anew.
#pragma once

#include "shared/replica/query.h"
#include "shared/replica/searchindex.h"
#include <QHash>
#include <algorithm>
#include <deque>
#include <list>
#include <memory>
#include <optional>

/// `T` has a member `id` whose `value` is a QString. For one thread. Row pointers are good until the next change.
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
    using Text = std::function<QString(const T &)>;

    /// Told of every change after it was made.
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual void wasReset() = 0;
        /// `before` is nullptr for a new row.
        virtual void upserted(const Row &now, const Row *before) = 0;
        virtual void removed(const Row &before) = 0;
    };

    /// `orders`: the sort orders there are; rows that are equal in one of them follow their ids. An order costs nothing
    /// until it is first asked for. `searchText`: what ReplicaQuery::search looks into.
    explicit Replica(std::vector<Less> orders, Text searchText = {})
        : m_orders(std::move(orders)), m_sorted(m_orders.size()), m_searchText(std::move(searchText)) { }
    Replica(const Replica &) = delete;
    Replica &operator=(const Replica &) = delete;

    void addListener(Listener *listener) { m_listeners.push_back(listener); }
    void removeListener(Listener *listener) { std::erase(m_listeners, listener); }

    /// Takes a snapshot that is complete up to `rev`.
    void reset(std::vector<Row> rows, qint64 rev) {
        clear();
        m_rev = rev;
        m_slotOf.reserve(qsizetype(rows.size()));
        for (Row &row : rows)
            if (!m_slotOf.contains(row.value.id.value))
                place(std::move(row));
        for (Listener *listener : listeners())
            listener->wasReset();
    }

    /// A row that is new or has changed, with the `rev` of its change. False, and nothing done, for a change that is
    /// not newer than what is known: a feed may be applied twice.
    bool upsert(Row row) {
        if (row.rev <= m_rev)
            return false;
        m_rev = row.rev;
        m_found.clear();
        const auto known = m_slotOf.constFind(row.value.id.value);
        if (known == m_slotOf.constEnd()) {
            const Slot slot = place(std::move(row));
            for (size_t i = 0; i < m_sorted.size(); ++i)
                if (m_sorted[i])
                    insertInto(i, slot);
            for (Listener *listener : listeners())
                listener->upserted(m_rows[slot], nullptr);
            return true;
        }
        const Slot slot = *known;
        std::vector<size_t> moved;
        for (size_t i = 0; i < m_sorted.size(); ++i)
            if (m_sorted[i]
                && (m_orders[i](m_rows[slot].value, row.value) || m_orders[i](row.value, m_rows[slot].value)))
                moved.push_back(i);
        for (const size_t i : moved)
            eraseFrom(i, slot);
        const Row before = std::exchange(m_rows[slot], std::move(row));
        for (const size_t i : moved)
            insertInto(i, slot);
        if (m_searchText)
            m_index.set(slot, m_searchText(m_rows[slot].value));
        for (Listener *listener : listeners())
            listener->upserted(m_rows[slot], &before);
        return true;
    }

    /// False for a removal that is not newer than what is known. The row need not be there.
    bool remove(const QString &id, qint64 rev) {
        if (rev <= m_rev)
            return false;
        m_rev = rev;
        forget(id);
        return true;
    }
    /// Drops a row that is kept no longer: nothing has happened to it, so this is no change.
    void forget(const QString &id) {
        const auto known = m_slotOf.constFind(id);
        if (known == m_slotOf.constEnd())
            return;
        m_found.clear();
        const Slot slot = *known;
        for (size_t i = 0; i < m_sorted.size(); ++i)
            if (m_sorted[i])
                eraseFrom(i, slot);
        m_index.remove(slot);
        m_slotOf.erase(known);
        m_used[slot] = false;
        m_free.push_back(slot);
        const Row before = std::exchange(m_rows[slot], Row{});
        for (Listener *listener : listeners())
            listener->removed(before);
    }

    /// Writes what is measured into a row: usage and health are no changes of the feed and have no `rev`. What the
    /// orders and the search look at must stay as it is. False when there is no such row.
    template <typename Measure>
    bool measure(const QString &id, const Measure &write) {
        const auto known = m_slotOf.constFind(id);
        if (known == m_slotOf.constEnd())
            return false;
        Row &row = m_rows[*known];
        const Row before = row;
        write(row.value);
        for (Listener *listener : listeners())
            listener->upserted(row, &before);
        return true;
    }

    /// Puts another text into a row that stays the same: for what its JSON shows of things that are measured.
    void rewrite(const QString &id, QByteArray json) {
        if (const auto known = m_slotOf.constFind(id); known != m_slotOf.constEnd())
            m_rows[*known].json = std::move(json);
    }

    const Row *find(const QString &id) const {
        const auto it = m_slotOf.constFind(id);
        return it == m_slotOf.constEnd() ? nullptr : &m_rows[*it];
    }
    qsizetype size() const { return m_slotOf.size(); }
    /// Position of the last change that was applied; what a list's ETag is made of.
    qint64 rev() const { return m_rev; }

    /// Visits every row, in no particular order.
    template <typename Visit>
    void forEach(const Visit &visit) const {
        for (Slot slot = 0; slot < m_rows.size(); ++slot)
            if (m_used[slot])
                visit(m_rows[slot]);
    }
    /// The row at a place of an order, 0 <= position < size().
    const Row &at(size_t order, qsizetype position) const { return m_rows[sorted(order)[size_t(position)]]; }
    /// Where a row stands in an order; -1 when it is not there.
    qsizetype positionOf(size_t order, const QString &id) const {
        const auto it = m_slotOf.constFind(id);
        if (it == m_slotOf.constEnd())
            return -1;
        const Slots &all = sorted(order);
        return qsizetype(std::lower_bound(all.begin(), all.end(), *it, before(order)) - all.begin());
    }

    struct Selection {
        std::vector<const Row *> rows;
        qint64 total = 0;
    };
    Selection select(const ReplicaQuery<T> &query) const {
        const bool all = !query.keep && query.search.isEmpty();
        const Slots &found = all ? sorted(query.order) : remembered(query);
        Selection selection;
        selection.total = qint64(found.size());
        const qint64 from = qint64(std::max(query.page, 1) - 1) * query.perPage;
        for (qint64 i = from; i < std::min(selection.total, from + query.perPage); ++i)
            selection.rows.push_back(&m_rows[found[size_t(query.descending ? selection.total - 1 - i : i)]]);
        return selection;
    }

private:
    using Slot = quint32;
    using Slots = std::vector<Slot>;
    struct Found {
        size_t order;
        QByteArray name;
        QString search;
        Slots rows;
    };

    /// A copy, since a listener may take itself off the list.
    std::vector<Listener *> listeners() const { return m_listeners; }

    void clear() {
        m_slotOf.clear();
        m_rows.clear();
        m_used.clear();
        m_free.clear();
        m_index.clear();
        m_found.clear();
        for (auto &order : m_sorted)
            order.reset();
    }
    Slot place(Row row) {
        Slot slot = Slot(m_rows.size());
        if (m_free.empty()) {
            m_rows.emplace_back();
            m_used.push_back(true);
        } else {
            slot = m_free.back();
            m_free.pop_back();
            m_used[slot] = true;
        }
        m_slotOf.insert(row.value.id.value, slot);
        if (m_searchText)
            m_index.set(slot, m_searchText(row.value));
        m_rows[slot] = std::move(row);
        return slot;
    }
    auto before(size_t order) const {
        return [this, &less = m_orders[order]](Slot a, Slot b) {
            const T &left = m_rows[a].value;
            const T &right = m_rows[b].value;
            if (less(left, right))
                return true;
            return !less(right, left) && left.id.value < right.id.value;
        };
    }
    const Slots &sorted(size_t order) const {
        auto &placed = m_sorted[order];
        if (!placed) {
            placed.emplace();
            placed->reserve(size_t(m_slotOf.size()));
            for (Slot slot = 0; slot < m_rows.size(); ++slot)
                if (m_used[slot])
                    placed->push_back(slot);
            std::sort(placed->begin(), placed->end(), before(order));
        }
        return *placed;
    }
    void insertInto(size_t order, Slot slot) {
        Slots &placed = *m_sorted[order];
        placed.insert(std::lower_bound(placed.begin(), placed.end(), slot, before(order)), slot);
    }
    void eraseFrom(size_t order, Slot slot) {
        Slots &placed = *m_sorted[order];
        placed.erase(std::lower_bound(placed.begin(), placed.end(), slot, before(order)));
    }

    Slots filter(const ReplicaQuery<T> &query) const {
        std::vector<bool> hit(m_rows.size(), false);
        qsizetype hits = 0;
        auto take = [&](Slot slot) {
            if (query.keep && !query.keep(m_rows[slot].value))
                return;
            hit[slot] = true;
            ++hits;
        };
        if (!query.search.isEmpty())
            m_index.search(query.search, take);
        else
            for (Slot slot = 0; slot < m_rows.size(); ++slot)
                if (m_used[slot])
                    take(slot);
        Slots found;
        found.reserve(size_t(hits));
        for (const Slot slot : sorted(query.order))
            if (hit[slot])
                found.push_back(slot);
        return found;
    }
    const Slots &remembered(const ReplicaQuery<T> &query) const {
        const bool nameless = query.keep && query.filterName.isEmpty();
        if (!nameless)
            for (auto it = m_found.begin(); it != m_found.end(); ++it)
                if (it->order == query.order && it->name == query.filterName && it->search == query.search) {
                    m_found.splice(m_found.begin(), m_found, it);
                    return m_found.front().rows;
                }
        static constexpr size_t capacity = 16;
        if (m_found.size() >= capacity)
            m_found.pop_back();
        // One without a name takes the last place and an order there is not, so that nothing finds it again.
        const auto entry = m_found.insert(nameless ? m_found.end() : m_found.begin(),
            Found{nameless ? m_orders.size() : query.order, query.filterName, query.search, filter(query)});
        return entry->rows;
    }

    std::vector<Less> m_orders;
    mutable std::vector<std::optional<Slots>> m_sorted;
    Text m_searchText;
    std::deque<Row> m_rows;
    std::vector<bool> m_used;
    Slots m_free;
    QHash<QString, Slot> m_slotOf;
    SearchIndex m_index;
    mutable std::list<Found> m_found; // the latest first; emptied by every change
    std::vector<Listener *> m_listeners;
    qint64 m_rev = 0;
};
