// SPDX-License-Identifier: GPL-3.0-or-later
// ServicesPage: the table of services, and below it the selected one: what it is, and its log as it is written.
#pragma once

#include "app/client/workspace.h"
#include "app/models/indexproxy.h"
#include "app/models/servicemodel.h"
#include "app/ui/widgets.h"
#include <QAction>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>

class LogView;

class ServicesPage final : public QWidget {
    Q_OBJECT
public:
    explicit ServicesPage(Workspace &workspace, QWidget *parent = nullptr);

    void select(const QString &id);
    void focusFilter() { m_header->filter()->setFocus(); }
    void focusLog();
    void setOnline(bool online);

signals:
    void deployRequested(const QString &templateId);

private:
    enum class Verb { Start, Stop, Restart, Deploy };

    void makeActions();
    QWidget *makeDetail();
    void updateActions();
    void showSelected();
    void showOverview(const Service &service);
    void showWhatFits();
    QList<Service> selected() const;
    Task<> act(Verb verb);
    Task<> removeSelected();
    Task<> openLog(ServiceId id);
    void search(const QString &text);

    Workspace &m_workspace;
    ServiceModel m_model;
    IndexProxy m_proxy;
    PageHeader *m_header;
    Banner *m_banner;
    QTableView *m_table;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    QTabWidget *m_detail;
    QLabel *m_overview;
    LogView *m_log;
    QLineEdit *m_find;
    QLabel *m_found;
    QPushButton *m_follow;
    QAction *m_start;
    QAction *m_stop;
    QAction *m_restart;
    QAction *m_deploy;
    QAction *m_open;
    QAction *m_copyAddress;
    QAction *m_delete;
    ServiceId m_shown;
    bool m_online = true;
};
