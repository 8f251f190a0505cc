// SPDX-License-Identifier: GPL-3.0-or-later
// EventLog: the last events (deploy.progress, service.status, service.metrics) as finished frames, readable from any
// thread. WebSocket clients pull from it at their own pace, so a slow one costs no memory.
#pragma once

#include "shared/contract/events.h"
#include "shared/contract/permissions.h"
#include <QMutex>
#include <QObject>
#include <deque>
#include <memory>

struct LoggedEvent {
    qint64 number = 0;
    std::string_view type;
    Permission permission = Permission::ServicesRead;
    std::optional<CustomerId> customer;
    QByteArray frame;
};

class EventLog : public QObject {
    Q_OBJECT
public:
    explicit EventLog(const Clock &clock) : m_clock(clock) { }

    template <typename Event>
    void append(const Event &event, Permission permission, const std::optional<CustomerId> &customer) {
        append({0, Event::type, permission, customer, eventFrame(event, m_clock.now())});
    }

    /// At most `limit` events after `number`, oldest first; those that have left the ring are skipped.
    QList<std::shared_ptr<const LoggedEvent>> after(qint64 number, int limit) const;
    qint64 last() const;

signals:
    /// From the writing thread; connect queued.
    void appended();

private:
    void append(LoggedEvent event);

    static constexpr size_t capacity = 4096;
    const Clock &m_clock;
    mutable QMutex m_mutex;
    std::deque<std::shared_ptr<const LoggedEvent>> m_ring;
    qint64 m_last = 0;
};
