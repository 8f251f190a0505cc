// SPDX-License-Identifier: GPL-3.0-or-later
// The tabs.
#include "app/ui/serviceview.h"
#include "app/ui/deploymentstab.h"
#include "app/ui/logpane.h"
#include "app/ui/overviewtab.h"
#include <QSettings>

ServiceView::ServiceView(Workspace &workspace, QWidget *parent)
    : QTabWidget(parent)
    , m_overview(new OverviewTab)
    , m_log(new LogPane(workspace))
    , m_deployments(new DeploymentsTab(workspace)) {
    setDocumentMode(true);
    setAccessibleName(tr("Details of the service"));
    addTab(m_overview, tr("Overview"));
    addTab(m_log, tr("Logs"));
    addTab(m_deployments, tr("Deployments"));
    setCurrentIndex(QSettings().value(QStringLiteral("service/tab"), 1).toInt());
    connect(this, &QTabWidget::currentChanged, this,
        [](int tab) { QSettings().setValue(QStringLiteral("service/tab"), tab); });
    connect(m_overview, &OverviewTab::operationRequested, this, &ServiceView::operationRequested);
    connect(m_deployments, &DeploymentsTab::operationRequested, this, &ServiceView::operationRequested);
}

void ServiceView::show(const Service &service) {
    m_overview->show(service);
    m_log->follow(service.id, service.name);
    m_deployments->show(service);
}

void ServiceView::showNothing() {
    m_log->follow({}, {});
}

void ServiceView::setOnline(bool online) {
    m_deployments->setOnline(online);
}

void ServiceView::focusLog() {
    setCurrentWidget(m_log);
    m_log->focusLines();
}
