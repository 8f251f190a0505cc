// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting and handing out.
#include "server/http/poller.h"
#include <unistd.h>

Poller::Poller()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_notifier(std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read)) {
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Poller::dispatch);
}

Poller::~Poller() {
    m_notifier.reset();
    if (m_epoll >= 0)
        ::close(m_epoll);
}

bool Poller::add(int descriptor, quint32 events, Watcher *watcher) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = watcher;
    return ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void Poller::change(int descriptor, quint32 events, Watcher *watcher) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = watcher;
    ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event);
}

void Poller::remove(int descriptor, Watcher *watcher) {
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    for (int i = 0; i < m_batchCount; ++i)
        if (m_batch[size_t(i)].data.ptr == watcher)
            m_batch[size_t(i)].data.ptr = nullptr;
}

void Poller::dispatch() {
    if (m_batchCount > 0)
        return; // inside an event loop that a watcher runs: what is left of the batch comes first
    m_batchCount = std::max(0, ::epoll_wait(m_epoll, m_batch.data(), batchSize, 0));
    for (int i = 0; i < m_batchCount; ++i)
        if (void *watcher = m_batch[size_t(i)].data.ptr)
            static_cast<Watcher *>(watcher)->onEvents(m_batch[size_t(i)].events);
    m_batchCount = 0;
}
