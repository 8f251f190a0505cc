// SPDX-License-Identifier: GPL-3.0-or-later
// DeploymentsTab: the history of one service: who deployed what, how it went and what it changed; and the way back.
#pragma once

#include "app/client/workspace.h"
#include "app/models/deploymentmodel.h"
#include "app/ui/recordtable.h"
#include <QPushButton>

class ToneLabel;

class DeploymentsTab final : public QWidget {
    Q_OBJECT
public:
    explicit DeploymentsTab(Workspace &workspace, QWidget *parent = nullptr);
    /// Another service, or the same after it has changed. Loads only while it is visible.
    void show(const Service &service);
    using QWidget::show;
    void setOnline(bool online);

signals:
    void operationRequested(const QString &id);

protected:
    void showEvent(QShowEvent *event) override;

private:
    Task<> load(ServiceId service);
    void showRows(const QList<Deployment> &deployments);
    void loadWhenSeen();
    void showSelected();
    void rollBack();
    const Deployment *selected() const;

    Workspace &m_workspace;
    DeploymentModel m_model;
    ChangeModel m_changes;
    RecordTable *m_table;
    RecordTable *m_changeTable;
    ToneLabel *m_error;
    ToneLabel *m_source;
    QPushButton *m_rollback;
    QPushButton *m_operation;
    Service m_service;
    /// What of the service says that there is something new to load.
    QString m_loadedFor;
    bool m_online = false;
};
