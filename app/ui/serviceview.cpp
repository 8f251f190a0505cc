// SPDX-License-Identifier: GPL-3.0-or-later
// The tabs.
#include "app/ui/serviceview.h"
#include "app/ui/backupsview.h"
#include "app/ui/deploymentstab.h"
#include "app/ui/logpane.h"
#include "app/ui/overviewtab.h"
#include <QSettings>

ServiceView::ServiceView(Workspace &workspace, Banner &banner, QWidget *parent)
    : QTabWidget(parent)
    , m_overview(new OverviewTab)
    , m_log(new LogPane(workspace))
    , m_deployments(new DeploymentsTab(workspace))
    , m_backups(new BackupsView(workspace, banner, BackupsView::Of::Service)) {
    setDocumentMode(true);
    setAccessibleName(tr("Details of the service"));
    addTab(m_overview, tr("Overview"));
    addTab(m_log, tr("Logs"));
    addTab(m_deployments, tr("Deployments"));
    addTab(m_backups, tr("Backups"));
    setCurrentIndex(QSettings().value(QStringLiteral("service/tab"), 1).toInt());
    connect(this, &QTabWidget::currentChanged, this,
        [](int tab) { QSettings().setValue(QStringLiteral("service/tab"), tab); });
    connect(m_overview, &OverviewTab::operationRequested, this, &ServiceView::operationRequested);
    connect(m_deployments, &DeploymentsTab::operationRequested, this, &ServiceView::operationRequested);
    connect(m_backups, &BackupsView::operationRequested, this, &ServiceView::operationRequested);
}

void ServiceView::show(const Service &service) {
    setLogsOnly(false);
    m_overview->show(service);
    m_log->follow(service.id, service.name);
    m_deployments->show(service);
    m_backups->show(service);
}

void ServiceView::showLogs(const QList<Service> &services) {
    QList<LogPane::Log> logs;
    for (const Service &service : services)
        logs.append({service.id, service.name});
    setLogsOnly(true);
    m_log->follow(logs);
}

void ServiceView::showNothing() {
    m_log->follow({});
}

/// Several services have one log, by time; all else is of one service.
void ServiceView::setLogsOnly(bool on) {
    if (std::exchange(m_logsOnly, on) == on)
        return;
    const int tab = QSettings().value(QStringLiteral("service/tab"), 1).toInt();
    const QSignalBlocker quiet(this); // what one chose for one service stays chosen
    for (QWidget *other : std::initializer_list<QWidget *>{m_overview, m_deployments, m_backups})
        setTabEnabled(indexOf(other), !on);
    setCurrentIndex(on ? indexOf(m_log) : tab);
}

void ServiceView::setOnline(bool online) {
    m_deployments->setOnline(online);
    m_backups->setOnline(online);
}

void ServiceView::focusLog() {
    setCurrentWidget(m_log);
    m_log->focusLines();
}
