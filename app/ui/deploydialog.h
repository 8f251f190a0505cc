// SPDX-License-Identifier: GPL-3.0-or-later
// DeployDialog: from a template to a running service: choose, fill in, review what would happen, watch it happen.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/variablesform.h"
#include "app/ui/widgets.h"
#include <QDialog>
#include <QListWidget>
#include <QProgressBar>
#include <QStackedWidget>

class LogView;

class DeployDialog final : public QDialog {
    Q_OBJECT
public:
    DeployDialog(Workspace &workspace, const QString &templateId, QWidget *parent = nullptr);

signals:
    void openService(const QString &id);

private:
    enum Page { Choose, Fill, Review, Watch };

    QWidget *makeChoosePage();
    QWidget *makeWatchPage();
    void showPage(Page page);
    void next();
    void back();
    Task<> loadTemplate(QString id);
    Task<> review();
    Task<> deploy();
    Task<> loadLog();
    Task<> loadLogos();
    DeployTemplate body() const;
    void showPlan(const DeployPlan &plan);
    void showOperation(const Operation &operation);
    void fail(const QString &what, const Problem &problem);
    void setBusy(bool busy);

    Workspace &m_workspace;
    TemplateDetail m_template;
    Service m_service;
    QStackedWidget *m_pages;
    Banner *m_banner;
    QLabel *m_title;
    QListWidget *m_templates;
    QWidget *m_fillPage;
    VariablesForm *m_form = nullptr;
    QLabel *m_plan;
    QLabel *m_steps;
    QProgressBar *m_progress;
    LogView *m_log;
    QPushButton *m_back;
    QPushButton *m_next;
    Page m_page = Choose;
    bool m_done = false;
};
