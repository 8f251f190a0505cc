// SPDX-License-Identifier: GPL-3.0-or-later
// The ring under its mutex; entries are shared, not copied.
#include "server/store/change.h"

void ChangeRing::reset(const QList<Change> &changes, qint64 lastRev) {
    const QMutexLocker lock(&m_mutex);
    m_ring.clear();
    for (const Change &change : changes)
        m_ring.push_back(std::make_shared<const Change>(change));
    m_lastRev = lastRev;
}

void ChangeRing::append(const QList<Change> &changes) {
    const QMutexLocker lock(&m_mutex);
    for (const Change &change : changes) {
        m_ring.push_back(std::make_shared<const Change>(change));
        m_lastRev = change.rev;
    }
    while (m_ring.size() > capacity)
        m_ring.pop_front();
}

qint64 ChangeRing::lastRev() const {
    const QMutexLocker lock(&m_mutex);
    return m_lastRev;
}

std::optional<QList<std::shared_ptr<const Change>>> ChangeRing::after(qint64 rev, int limit) const {
    const QMutexLocker lock(&m_mutex);
    QList<std::shared_ptr<const Change>> found;
    if (rev == m_lastRev)
        return found;
    // A position past the end belongs to another database: its reader must start over, too.
    if (rev > m_lastRev || m_ring.empty() || rev < m_ring.front()->rev - 1)
        return std::nullopt;
    for (size_t i = size_t(rev + 1 - m_ring.front()->rev); i < m_ring.size() && found.size() < limit; ++i)
        found.append(m_ring[i]);
    return found;
}
