// SPDX-License-Identifier: GPL-3.0-or-later
// The ring under its mutex; entries are shared, not copied.
#include "server/store/change.h"

static qint64 weight(const Change &change) {
    return qint64(sizeof(Change)) + change.value.size();
}

void ChangeRing::push(const Change &change) {
    auto entry = std::make_shared<Change>(change);
    entry->record.reset();
    m_bytes += weight(*entry);
    m_ring.push_back(std::move(entry));
    m_lastRev = change.rev;
    while (m_ring.size() > capacity || m_bytes > byteCapacity) {
        m_bytes -= weight(*m_ring.front());
        m_ring.pop_front();
    }
}

void ChangeRing::reset(const QList<Change> &changes, qint64 lastRev) {
    const QMutexLocker lock(&m_mutex);
    m_ring.clear();
    m_bytes = 0;
    for (const Change &change : changes)
        push(change);
    m_lastRev = lastRev;
}

void ChangeRing::append(const QList<Change> &changes) {
    const QMutexLocker lock(&m_mutex);
    for (const Change &change : changes)
        push(change);
}

qint64 ChangeRing::lastRev() const {
    const QMutexLocker lock(&m_mutex);
    return m_lastRev;
}

std::optional<ChangeRing::Read> ChangeRing::after(qint64 rev, int limit, const Filter &keep) const {
    const QMutexLocker lock(&m_mutex);
    Read read{{}, rev};
    if (rev == m_lastRev)
        return read;
    // A position past the end belongs to another database: its reader must start over, too.
    if (rev > m_lastRev || rev < 0 || m_ring.empty() || rev < m_ring.front()->rev - 1)
        return std::nullopt;
    for (size_t i = size_t(rev + 1 - m_ring.front()->rev); i < m_ring.size() && read.changes.size() < limit; ++i) {
        read.position = m_ring[i]->rev;
        if (!keep || keep(*m_ring[i]))
            read.changes.append(m_ring[i]);
    }
    return read;
}
