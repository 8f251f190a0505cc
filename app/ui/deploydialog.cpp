// SPDX-License-Identifier: GPL-3.0-or-later
// The four pages and the way between them.
#include "app/ui/deploydialog.h"
#include "app/ui/formdraft.h"
#include "app/ui/labels.h"
#include "app/ui/logpane.h"
#include "app/ui/operationview.h"
#include "app/ui/planview.h"
#include "app/ui/serviceactions.h"
#include "app/ui/sourcechooser.h"
#include "app/ui/templateform.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QDesktopServices>
#include <QScrollArea>
#include <QUrl>

DeployDialog::DeployDialog(Workspace &workspace, Logos &logos, const QString &templateId, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_banner(new Banner)
    , m_title(titleLabel({}))
    , m_step(new ToneLabel(Tone::Secondary))
    , m_pages(new QStackedWidget)
    , m_chooser(new SourceChooser(workspace, logos))
    , m_fillPage(new QWidget)
    , m_plan(new PlanView)
    , m_operation(new OperationView(workspace))
    , m_log(new LogPane(workspace))
    , m_engine(new QComboBox)
    , m_engineLabel(new ToneLabel(Tone::Secondary, tr("Engine")))
    , m_close(new QPushButton(tr("Cancel")))
    , m_back(new QPushButton(tr("Back")))
    , m_next(new QPushButton) {
    setWindowTitle(tr("Deploy service"));
    resize(760, 640);
    m_step->setWordWrap(false);
    m_next->setDefault(true);
    m_next->setObjectName(QStringLiteral("next"));
    for (QPushButton *button : {m_close, m_back})
        button->setAutoDefault(false);
    m_engine->setAccessibleName(tr("Engine"));
    m_engine->setObjectName(QStringLiteral("engine"));
    m_engine->addItem(tr("Automatic"));
    const ServerSummary server = workspace.server();
    for (const EngineSummary &engine : server.engines)
        if (engine.available)
            m_engine->addItem(engine.name, engine.name);
    m_operation->hideServiceLink();
    m_operation->tabs()->addTab(m_log, tr("Log"));
    m_operation->setOnline(workspace.isOnline());
    (new QVBoxLayout(m_fillPage))->setContentsMargins(0, 0, 0, 0);
    for (QWidget *page : std::initializer_list<QWidget *>{m_chooser, m_fillPage, m_plan, m_operation})
        m_pages->addWidget(page);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 14, 16, 10);
    head->addWidget(m_title, 1);
    head->addWidget(m_step);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(16, 12, 16, 12);
    buttons->setSpacing(8);
    buttons->addWidget(m_close);
    buttons->addStretch();
    buttons->addWidget(m_engineLabel);
    buttons->addWidget(m_engine);
    buttons->addSpacing(8);
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_banner);
    layout->addWidget(m_pages, 1);
    layout->addLayout(buttons);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_back, &QPushButton::clicked, this, &DeployDialog::back);
    connect(m_next, &QPushButton::clicked, this, &DeployDialog::next);
    connect(m_chooser, &SourceChooser::activated, this, &DeployDialog::next);
    connect(m_chooser, &SourceChooser::kindChanged, this, &DeployDialog::updateNext);
    connect(m_chooser, &SourceChooser::kindChanged, this, &DeployDialog::showDraft);
    connect(m_banner, &Banner::triggered, this, [this] { // its only button
        m_saysDraft = false;
        if (FormDraft *now = draft())
            now->startAnew();
    });
    const QList<SourceForm *> forms = m_chooser->forms();
    for (qsizetype i = 0; i < forms.size(); ++i)
        addDraft(forms.at(i), QStringLiteral("form/%1").arg(i));
    connect(&workspace, &Workspace::operationChanged, this, &DeployDialog::watch);
    connect(&workspace, &Workspace::connectionChanged, this, [this] {
        m_operation->setOnline(m_workspace.isOnline());
        updateNext();
    });
    showPage(Choose);
    m_chooser->setFocus();
    if (!templateId.isEmpty())
        spawn(loadTemplate(templateId));
}

DeployDialog::~DeployDialog() {
    m_drafts.clear(); // while their forms are there
}

void DeployDialog::addDraft(SourceForm *form, const QString &id) {
    auto &draft = m_drafts[form];
    draft = std::make_unique<FormDraft>(m_workspace, *form, id);
    connect(draft.get(), &FormDraft::recalled, this, &DeployDialog::showDraft);
}

FormDraft *DeployDialog::draft() const {
    const auto found = m_drafts.find(form());
    return found == m_drafts.end() ? nullptr : found->second.get();
}

void DeployDialog::showDraft() {
    const FormDraft *now = m_page == Fill || m_chooser->form() ? draft() : nullptr;
    if (now && now->isRecalled()) {
        m_saysDraft = true;
        m_banner->showNotice(
            tr("This is what you typed the last time. What may be secret was not kept."), tr("Start anew"));
    } else if (std::exchange(m_saysDraft, false)) {
        m_banner->hide();
    }
}

SourceForm *DeployDialog::form() const {
    return m_chooser->form() ? m_chooser->form() : m_templateForm;
}

void DeployDialog::showPage(Page page) {
    m_page = page;
    m_pages->setCurrentIndex(page);
    m_back->setVisible(page == Fill || page == Review);
    m_close->setText(page == Watch ? tr("Close") : tr("Cancel"));
    m_engine->setVisible(m_engine->count() > 2 && (page == Choose || page == Fill));
    m_engineLabel->setVisible(m_engine->isVisibleTo(this));
    switch (page) {
    case Choose:
        m_title->setText(tr("What do you want to deploy?"));
        break;
    case Fill:
        m_title->setText(tr("Deploy %1").arg(form()->summary()));
        break;
    case Review:
        m_title->setText(tr("This is what will happen"));
        break;
    case Watch:
        m_title->setText(tr("Deploying %1").arg(m_service.name));
        break;
    }
    m_step->setText(page == Watch ? tr("You may close this; the deployment goes on")
            : page == Review      ? tr("Nothing has been changed yet")
                                  : QString());
    updateNext();
}

void DeployDialog::updateNext() {
    const bool byForm = m_chooser->form();
    switch (m_page) {
    case Choose:
        m_next->setText(byForm ? tr("Review") : tr("Continue"));
        break;
    case Fill:
        m_next->setText(tr("Review"));
        break;
    case Review:
        m_next->setText(tr("Deploy service"));
        break;
    case Watch:
        m_next->setText(opensInBrowser(m_service) ? tr("Open in browser") : tr("Show service"));
        break;
    }
    m_next->setVisible(m_page != Watch || m_done);
    m_back->setEnabled(!m_busy);
    const bool chosen = m_page != Choose || byForm || !m_chooser->templateId().isEmpty();
    const bool isOnline = m_page == Watch || m_workspace.isOnline();
    m_next->setEnabled(!m_busy && chosen && isOnline);
    m_next->setToolTip(isOnline ? QString() : tr("Not while offline"));
}

void DeployDialog::setBusy(bool busy) {
    m_busy = busy;
    updateNext();
}

void DeployDialog::next() {
    if (!m_next->isEnabled() || m_next->isHidden())
        return;
    m_banner->hide();
    m_saysDraft = false;
    switch (m_page) {
    case Choose:
        if (!m_chooser->form())
            spawn(loadTemplate(m_chooser->templateId()));
        else if (form()->check())
            spawn(review());
        break;
    case Fill:
        if (form()->check())
            spawn(review());
        break;
    case Review:
        spawn(deploy());
        break;
    case Watch:
        if (opensInBrowser(m_service)) {
            QDesktopServices::openUrl(QUrl(*m_service.url));
        } else {
            emit serviceRequested(m_service.id.value);
            close();
        }
        break;
    }
}

void DeployDialog::back() {
    m_banner->hide();
    showPage(m_page == Review && !m_chooser->form() ? Fill : Choose);
}

void DeployDialog::fail(const QString &what, const Problem &problem) {
    setBusy(false);
    // What has its place in the form is not said twice.
    Problem rest = problem;
    if (!problem.error.fields.isEmpty() && form()) {
        if (m_page == Review)
            back();
        rest.error.fields = form()->showErrors(problem.error.fields);
        if (rest.error.fields.isEmpty())
            rest.error.message = tr("Look at what is marked below.");
    }
    m_banner->showProblem(what, rest);
}

Task<> DeployDialog::loadTemplate(QString id) {
    const QPointer<DeployDialog> self(this);
    setBusy(true);
    TemplateId templateId{id};
    auto answer = co_await m_workspace.api().call(Api::getTemplate, templateId);
    if (!self)
        co_return;
    if (!answer) {
        fail(tr("The template could not be loaded."), answer.problem());
        co_return;
    }
    m_drafts.erase(m_templateForm);
    delete m_fillPage->layout()->takeAt(0);
    qDeleteAll(m_fillPage->findChildren<QScrollArea *>(QString(), Qt::FindDirectChildrenOnly));
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    m_templateForm = new TemplateForm(*answer);
    area->setWidget(m_templateForm);
    m_fillPage->layout()->addWidget(area);
    m_chooser->choose(DeployMethod::Template);
    setBusy(false);
    showPage(Fill);
    addDraft(m_templateForm, QStringLiteral("template/") + id);
    m_templateForm->focusName();
}

CreateService DeployDialog::body() const {
    CreateService body = form()->body();
    if (const QString engine = m_engine->currentData().toString(); !engine.isEmpty())
        body.engine = engine;
    return body;
}

Task<> DeployDialog::review() {
    const QPointer<DeployDialog> self(this);
    setBusy(true);
    DryRunQuery dryRun;
    dryRun.dry_run = true;
    const CreateService what = body();
    auto plan = co_await m_workspace.api().call<DeployPlan>(Api::createService, dryRun, what);
    if (!self)
        co_return;
    if (!plan) {
        fail(tr("The server does not accept this yet."), plan.problem());
        co_return;
    }
    setBusy(false);
    m_plan->show(*plan, form()->summary());
    showPage(Review);
    m_next->setFocus();
}

Task<> DeployDialog::deploy() {
    const QPointer<DeployDialog> self(this);
    setBusy(true);
    DryRunQuery real;
    const CreateService what = body();
    auto service = co_await m_workspace.api().call<ServiceDetail>(Api::createService, real, what);
    if (!self)
        co_return;
    if (!service) {
        fail(tr("The service was not created."), service.problem());
        co_return;
    }
    setBusy(false);
    if (FormDraft *sent = draft())
        sent->forget();
    m_service = *service;
    m_log->follow(m_service.id, m_service.name);
    showPage(Watch);
    if (service->operation_id)
        if (const Operation *operation = m_workspace.operation(service->operation_id->value))
            watch(*operation);
}

void DeployDialog::watch(const Operation &operation) {
    if (m_page != Watch || operation.service_id != m_service.id || m_done)
        return;
    if (m_operation->operation().id != operation.id)
        m_operation->show(operation);
    if (!isFinished(operation.status))
        return;
    m_done = true;
    if (const Service *service = m_workspace.service(m_service.id.value))
        m_service = *service;
    const bool good = operation.status == OperationStatus::Succeeded;
    m_title->setText(good ? tr("%1 is running").arg(m_service.name)
            : operation.status == OperationStatus::Cancelled
            ? tr("The deployment of %1 was cancelled").arg(m_service.name)
            : tr("%1 could not be deployed").arg(m_service.name));
    m_step->clear();
    updateNext();
    if (m_next->isEnabled())
        m_next->setFocus();
    if (good)
        emit deployed(m_service.id.value);
}
