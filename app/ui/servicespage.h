// SPDX-License-Identifier: GPL-3.0-or-later
// ServicesPage: the table of services, and below it the selected one.
#pragma once

#include "app/client/workspace.h"
#include "app/models/servicemodel.h"
#include "app/ui/panelpage.h"
#include "app/ui/recordtable.h"

class QSplitter;
class ServiceActions;
class ServiceView;

class ServicesPage final : public PanelPage {
    Q_OBJECT
public:
    explicit ServicesPage(Workspace &workspace, QWidget *parent = nullptr);

    RecordTable *table() const { return m_table; }
    ServiceView *view() const { return m_view; }
    void select(const QString &id);
    QList<Service> selected() const;
    ServiceActions *serviceActions() const { return m_actions; }
    void focusLog();
    void setOnline(bool online) override;
    bool isBusy() const override;
    void takeOver(const PanelPage &before) override;

signals:
    void deployRequested(const QString &templateId);
    void operationRequested(const QString &id);

private:
    void showSelected();
    void showFull(bool full);
    QString detailTitle() const;

    Workspace &m_workspace;
    ServiceModel m_model;
    RecordTable *m_table;
    ServiceView *m_view;
    QSplitter *m_splitter;
    ServiceActions *m_actions;
    QStringList m_shown; // ids
    /// To be selected as soon as it is in the table.
    QString m_wanted;
};
