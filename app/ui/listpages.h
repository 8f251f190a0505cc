// SPDX-License-Identifier: GPL-3.0-or-later
// TemplatesPage and OperationsPage: a table each, with a filter and what one does with a row.
#pragma once

#include "app/client/workspace.h"
#include "app/models/indexproxy.h"
#include "app/models/servicemodel.h"
#include "app/ui/widgets.h"
#include <QAction>
#include <QStackedWidget>
#include <QTableView>

class TemplatesPage final : public QWidget {
    Q_OBJECT
public:
    explicit TemplatesPage(Workspace &workspace, QWidget *parent = nullptr);
    void focusFilter() { m_header->filter()->setFocus(); }

signals:
    void deployRequested(const QString &templateId);

private:
    void deployCurrent();

    Workspace &m_workspace;
    TemplateModel m_model;
    IndexProxy m_proxy;
    PageHeader *m_header;
    QTableView *m_table;
};

class OperationsPage final : public QWidget {
    Q_OBJECT
public:
    explicit OperationsPage(Workspace &workspace, QWidget *parent = nullptr);
    void focusFilter() { m_header->filter()->setFocus(); }

signals:
    void runningChanged(int count);

private:
    Task<> cancelCurrent();
    void update();
    const Operation *current() const;

    Workspace &m_workspace;
    OperationModel m_model;
    IndexProxy m_proxy;
    PageHeader *m_header;
    Banner *m_banner;
    QTableView *m_table;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    QAction *m_cancel;
};
