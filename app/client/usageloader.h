// SPDX-License-Identifier: GPL-3.0-or-later
// UsageLoader: what customers take of their plans. There is a question for each of them, so only those somebody looks
// at are asked for, one after the other, and some of the rate limit is left for everything else.
#pragma once

#include "app/client/workspace.h"

class UsageLoader final : public QObject {
    Q_OBJECT
public:
    explicit UsageLoader(Workspace &workspace, QObject *parent = nullptr);

    /// Those that are to be asked for, the most wanted first. Whoever was and is not any more is left out.
    void want(const QList<CustomerId> &customers);

signals:
    void loaded(const CustomerUsage &usage);
    void failed(const CustomerId &customer, const Problem &problem);

private:
    Task<> run();
    bool mustWait();

    Workspace &m_workspace;
    QList<CustomerId> m_wanted;
    QTimer m_later;
    bool m_isAsking = false;
};
