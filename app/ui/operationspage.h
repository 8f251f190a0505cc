// SPDX-License-Identifier: GPL-3.0-or-later
// OperationsPage: what has been done and what is under way, and the selected one in detail.
#pragma once

#include "app/client/workspace.h"
#include "app/models/operationmodel.h"
#include "app/ui/panelpage.h"
#include "app/ui/recordtable.h"

class OperationView;

class OperationsPage final : public PanelPage {
    Q_OBJECT
public:
    explicit OperationsPage(Workspace &workspace, QWidget *parent = nullptr);
    RecordTable *table() const { return m_table; }
    OperationView *view() const { return m_view; }
    void select(const QString &id);
    void setOnline(bool online) override;

signals:
    /// Somebody looks at an operation that has not ended.
    void watched(const QString &id);
    void serviceRequested(const QString &id);

private:
    void showSelected();
    void count();

    Workspace &m_workspace;
    OperationModel m_model;
    RecordTable *m_table;
    OperationView *m_view;
    QString m_wanted;
};
