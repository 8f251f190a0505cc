// SPDX-License-Identifier: GPL-3.0-or-later
// NewsWatch: which of all that happens on a server is worth a notice: own operations that have ended, and services that
// have failed.
#pragma once

#include "app/client/workspace.h"
#include <QSet>

class NewsWatch final : public QObject {
    Q_OBJECT
public:
    /// Outlived by `workspace`.
    explicit NewsWatch(Workspace &workspace, QObject *parent = nullptr);
    /// Somebody looks at this operation: its end is news for him, whoever began it.
    void watch(const QString &operationId) { m_watched.insert(operationId); }

signals:
    void news(const QString &title, const QString &text, const QString &serviceId);

private:
    void begin();
    void onOperation(const Operation &operation);
    void onService(const Service &service);
    bool isOurs(const Operation &operation) const;

    Workspace &m_workspace;
    QSet<QString> m_running; // operations
    QSet<QString> m_watched;
    QSet<QString> m_failed; // services
};
