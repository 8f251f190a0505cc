// SPDX-License-Identifier: GPL-3.0-or-later
// RollbackDialog: what bringing an earlier deployment back would change, worked out by the server, before it is done.
#pragma once

#include "app/client/workspace.h"
#include "app/models/deploymentmodel.h"
#include "app/ui/banner.h"
#include "app/ui/planview.h"
#include "app/ui/recordtable.h"
#include <QDialog>
#include <QTabWidget>

class RollbackDialog final : public QDialog {
    Q_OBJECT
public:
    RollbackDialog(Workspace &workspace, const Service &service, const Deployment &target, QWidget *parent = nullptr);

signals:
    void started(const QString &operationId);

private:
    Task<> review();
    Task<> rollBack();
    void setReady(bool ready);
    void allow();

    Workspace &m_workspace;
    Service m_service;
    Deployment m_target;
    ChangeModel m_changes;
    Banner *m_banner;
    RecordTable *m_table;
    PlanView *m_plan;
    QPushButton *m_go;
    bool m_isReady = false;
};

/// How the variables of a plan differ from what runs now. Of a secret nothing but a change is known.
QList<VariableChange> planChanges(
    const QMap<QString, std::optional<QString>> &now, const QMap<QString, std::optional<QString>> &next);
