// SPDX-License-Identifier: GPL-3.0-or-later
// DeployDialog: from a source to a running service: choose, fill in, review what would happen, watch it happen.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/banner.h"
#include <QComboBox>
#include <QDialog>
#include <QStackedWidget>
#include <map>
#include <memory>

class FormDraft;
class LogPane;
class Logos;
class OperationView;
class PlanView;
class SourceChooser;
class SourceForm;

class DeployDialog final : public QDialog {
    Q_OBJECT
public:
    /// Begins at the form of `templateId`, or with the choice when that is empty.
    DeployDialog(Workspace &workspace, Logos &logos, const QString &templateId, QWidget *parent = nullptr);
    ~DeployDialog() override;
    SourceChooser *chooser() const { return m_chooser; }
    /// The service it deploys, as soon as there is one.
    const ServiceId &serviceId() const { return m_service.id; }

signals:
    /// It runs.
    void deployed(const QString &serviceId);
    /// "Show service": the dialog goes away.
    void serviceRequested(const QString &id);

private:
    enum Page { Choose, Fill, Review, Watch };

    void showPage(Page page);
    void next();
    void back();
    void updateNext();
    SourceForm *form() const;
    CreateService body() const;
    Task<> loadTemplate(QString id);
    Task<> review();
    Task<> deploy();
    void watch(const Operation &operation);
    void fail(const QString &what, const Problem &problem);
    void setBusy(bool busy);
    void addDraft(SourceForm *form, const QString &id);
    FormDraft *draft() const;
    void showDraft();

    Workspace &m_workspace;
    Service m_service;
    Banner *m_banner;
    QLabel *m_title;
    QLabel *m_step;
    QStackedWidget *m_pages;
    SourceChooser *m_chooser;
    QWidget *m_fillPage;
    SourceForm *m_templateForm = nullptr;
    PlanView *m_plan;
    OperationView *m_operation;
    LogPane *m_log;
    QComboBox *m_engine;
    QLabel *m_engineLabel;
    QPushButton *m_close;
    QPushButton *m_back;
    QPushButton *m_next;
    Page m_page = Choose;
    bool m_busy = false;
    bool m_done = false;
    std::map<SourceForm *, std::unique_ptr<FormDraft>> m_drafts;
    bool m_saysDraft = false;
};
