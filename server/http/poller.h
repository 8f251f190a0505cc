// SPDX-License-Identifier: GPL-3.0-or-later
// Poller: thousands of descriptors behind one epoll. Qt's own dispatcher calls poll() with every descriptor each time
// it wakes, so that 9,000 idle clients cost a lone request 1.2 ms; here they cost it nothing.
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <array>
#include <memory>
#include <sys/epoll.h>

class Poller final : public QObject {
    Q_OBJECT
public:
    class Watcher {
    public:
        /// `events` as of epoll(7); EPOLLERR and EPOLLHUP come unasked.
        virtual void onEvents(quint32 events) = 0;

    protected:
        ~Watcher() = default;
    };

    Poller();
    ~Poller() override;

    /// Returns false when the kernel refuses (fs.epoll.max_user_watches).
    bool add(int descriptor, quint32 events, Watcher *watcher);
    void change(int descriptor, quint32 events, Watcher *watcher);
    /// No event reaches the watcher after this, not even one the kernel has told already.
    void remove(int descriptor, Watcher *watcher);

private:
    void dispatch();

    static constexpr int batchSize = 256;

    int m_epoll;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::array<epoll_event, batchSize> m_batch;
    int m_batchCount = 0;
};
