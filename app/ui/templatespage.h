// SPDX-License-Identifier: GPL-3.0-or-later
// TemplatesPage: what can be deployed from the catalog.
#pragma once

#include "app/client/workspace.h"
#include "app/models/templatemodel.h"
#include "app/ui/panelpage.h"
#include "app/ui/recordtable.h"

class Logos;

class TemplatesPage final : public PanelPage {
    Q_OBJECT
public:
    TemplatesPage(Workspace &workspace, Logos &logos, QWidget *parent = nullptr);
    RecordTable *table() const { return m_table; }
    void setOnline(bool online) override;

signals:
    void deployRequested(const QString &templateId);

private:
    void deployCurrent();
    void update();

    Workspace &m_workspace;
    TemplateModel m_model;
    RecordTable *m_table;
    bool m_online = false;
};
