// SPDX-License-Identifier: GPL-3.0-or-later
// One question at a time.
#include "app/client/usageloader.h"
#include <QPointer>

UsageLoader::UsageLoader(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace) {
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, [this] { spawn(run()); });
}

void UsageLoader::want(const QList<CustomerId> &customers) {
    m_wanted = customers;
    if (!m_later.isActive())
        spawn(run());
}

/// A third of the limit stays for what people do meanwhile.
bool UsageLoader::mustWait() {
    const auto budget = m_workspace.api().budget(RateClass::Normal);
    const auto left = budget ? budget->resetsAt - SystemClock().now() : std::chrono::milliseconds(0);
    if (!budget || budget->limit <= 0 || budget->remaining > budget->limit / 3 || left <= std::chrono::milliseconds(0))
        return false;
    // A clock that is hours off must not make hours of it.
    m_later.start(std::min<std::chrono::milliseconds>(
        std::chrono::duration_cast<std::chrono::milliseconds>(left), std::chrono::minutes(1)));
    return true;
}

Task<> UsageLoader::run() {
    if (std::exchange(m_isAsking, true))
        co_return;
    const QPointer<UsageLoader> self(this);
    while (!m_wanted.isEmpty() && !mustWait()) {
        const CustomerId customer = m_wanted.takeFirst();
        auto usage = co_await m_workspace.api().call(Api::customerUsage, customer);
        if (!self)
            co_return;
        if (usage)
            emit loaded(*usage);
        else
            emit failed(customer, usage.problem());
        if (!self)
            co_return;
    }
    m_isAsking = false;
}
