// SPDX-License-Identifier: GPL-3.0-or-later
// Change: one entry of the ordered feed, and the ring of the latest ones that WebSocket clients read from.
#pragma once

#include "shared/contract/events.h"
#include <QMutex>
#include <any>
#include <deque>
#include <functional>
#include <memory>

struct Change {
    /// Place in the feed, from 1, without a hole; never given twice, also not after a restart.
    qint64 rev = 0;
    QString noun;
    QString id;
    ChangeOp op = ChangeOp::Upsert;
    /// The resource as its list shows it; empty when it was removed.
    QByteArray value;
    /// Whose it is: a caller of another customer never sees this change.
    std::optional<CustomerId> customer;
    Timestamp at{};
    /// The stored record behind it, so that the read model of the process that wrote it need not read it again. Empty
    /// for what another process wrote and for what comes from the ring or from the table.
    std::any record;
};

/// The latest changes in memory, for readers on any thread. Bounded by number and by bytes.
class ChangeRing {
public:
    using Entries = QList<std::shared_ptr<const Change>>;
    using Filter = std::function<bool(const Change &)>;
    static constexpr size_t capacity = 10'000;
    static constexpr qint64 byteCapacity = 16 * 1024 * 1024;

    void reset(const QList<Change> &changes, qint64 lastRev);
    void append(const QList<Change> &changes);
    qint64 lastRev() const;

    struct Read {
        Entries changes;
        /// Where to go on from; past the changes that the filter held back.
        qint64 position = 0;
    };
    /// At most `limit` changes after `rev` that `keep` lets through, in order. nullopt: some of them have left the
    /// ring (or `rev` is none of this database's); Database::changesAfter() knows whether they are kept there.
    std::optional<Read> after(qint64 rev, int limit, const Filter &keep = {}) const;

private:
    void push(const Change &change);

    mutable QMutex m_mutex;
    std::deque<std::shared_ptr<const Change>> m_ring;
    qint64 m_bytes = 0;
    qint64 m_lastRev = 0;
};
