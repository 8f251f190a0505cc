// SPDX-License-Identifier: GPL-3.0-or-later
// A ring under a mutex; frames are shared, not copied.
#include "server/services/eventlog.h"

void EventLog::append(LoggedEvent event) {
    {
        const QMutexLocker lock(&m_mutex);
        event.number = ++m_last;
        m_ring.push_back(std::make_shared<const LoggedEvent>(std::move(event)));
        if (m_ring.size() > capacity)
            m_ring.pop_front();
    }
    emit appended();
}

QList<std::shared_ptr<const LoggedEvent>> EventLog::after(qint64 number, int limit) const {
    const QMutexLocker lock(&m_mutex);
    QList<std::shared_ptr<const LoggedEvent>> found;
    if (m_ring.empty())
        return found;
    const qint64 first = m_ring.front()->number;
    for (size_t i = size_t(std::max<qint64>(0, number + 1 - first)); i < m_ring.size() && found.size() < limit; ++i)
        found.append(m_ring[i]);
    return found;
}

qint64 EventLog::last() const {
    const QMutexLocker lock(&m_mutex);
    return m_last;
}
