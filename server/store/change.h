// SPDX-License-Identifier: GPL-3.0-or-later
// Change: one entry of the ordered feed, and the ring of the latest ones that WebSocket clients read from.
#pragma once

#include "shared/contract/events.h"
#include <QMutex>
#include <deque>
#include <memory>

struct Change {
    qint64 rev = 0;
    QString noun;
    QString id;
    ChangeOp op = ChangeOp::Upsert;
    /// The resource as its list shows it; empty when it was removed.
    QByteArray value;
    /// Whose it is: a caller of another customer never sees this change.
    std::optional<CustomerId> customer;
    /// The whole row, when this process has written it; a change of another server is read from the database.
    std::shared_ptr<const void> row;
};

/// Thread-safe. Holds as much as the database keeps of the feed, so what is not here is gone everywhere.
class ChangeRing {
public:
    static constexpr int capacity = 8192;

    void reset(const QList<Change> &changes, qint64 lastRev);
    void append(const QList<Change> &changes);
    qint64 lastRev() const;
    /// At most `limit` changes after `rev`, in order; nullopt when some of them have left the ring.
    std::optional<QList<std::shared_ptr<const Change>>> after(qint64 rev, int limit) const;

private:
    mutable QMutex m_mutex;
    std::deque<std::shared_ptr<const Change>> m_ring;
    qint64 m_lastRev = 0;
};
