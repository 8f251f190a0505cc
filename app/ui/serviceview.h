// SPDX-License-Identifier: GPL-3.0-or-later
// ServiceView: everything about one service, in tabs. A further aspect of a service is a further tab here.
#pragma once

#include "app/client/workspace.h"
#include <QTabWidget>

class BackupsView;
class Banner;
class DeploymentsTab;
class LogPane;
class OverviewTab;

class ServiceView final : public QTabWidget {
    Q_OBJECT
public:
    /// What fails in a tab that has no place for it is told in `banner`.
    ServiceView(Workspace &workspace, Banner &banner, QWidget *parent = nullptr);
    /// Another service, or the same as it is now.
    void show(const Service &service);
    using QTabWidget::show;
    /// The logs of several services in one, by time.
    void showLogs(const QList<Service> &services);
    void showNothing();
    void setOnline(bool online);
    LogPane *log() const { return m_log; }
    BackupsView *backups() const { return m_backups; }
    void focusLog();

signals:
    void operationRequested(const QString &id);

private:
    void setLogsOnly(bool on);

    OverviewTab *m_overview;
    LogPane *m_log;
    DeploymentsTab *m_deployments;
    BackupsView *m_backups;
    bool m_logsOnly = false;
};
