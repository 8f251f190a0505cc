// SPDX-License-Identifier: GPL-3.0-or-later
// The four pages and the way between them.
#include "app/ui/deploydialog.h"
#include "app/models/format.h"
#include "app/ui/logview.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QDesktopServices>
#include <QScrollArea>

DeployDialog::DeployDialog(Workspace &workspace, const QString &templateId, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_pages(new QStackedWidget)
    , m_banner(new Banner)
    , m_title(new QLabel)
    , m_templates(new QListWidget)
    , m_fillPage(new QWidget)
    , m_plan(new QLabel)
    , m_steps(new QLabel)
    , m_progress(new QProgressBar)
    , m_log(new LogView)
    , m_back(new QPushButton(tr("Back")))
    , m_next(new QPushButton) {
    setWindowTitle(tr("Deploy service"));
    resize(720, 620);
    m_title->setFont(theme::title());
    m_next->setDefault(true);
    m_next->setObjectName(QStringLiteral("next"));
    new QVBoxLayout(m_fillPage);
    m_fillPage->layout()->setContentsMargins(0, 0, 0, 0);
    m_plan->setTextFormat(Qt::RichText);
    m_plan->setWordWrap(true);
    m_plan->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *planArea = new QScrollArea;
    planArea->setWidget(m_plan);
    planArea->setWidgetResizable(true);
    planArea->setFrameShape(QFrame::NoFrame);
    planArea->setAccessibleName(tr("Plan"));
    m_pages->addWidget(makeChoosePage());
    m_pages->addWidget(m_fillPage);
    m_pages->addWidget(planArea);
    m_pages->addWidget(makeWatchPage());
    auto *buttons = new QHBoxLayout;
    auto *close = new QPushButton(tr("Close"));
    buttons->addWidget(close);
    buttons->addStretch();
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(m_title);
    layout->addWidget(m_banner);
    layout->addWidget(m_pages, 1);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_back, &QPushButton::clicked, this, &DeployDialog::back);
    connect(m_next, &QPushButton::clicked, this, &DeployDialog::next);
    connect(&workspace, &Workspace::operationChanged, this, &DeployDialog::showOperation);
    connect(&workspace.events(), &EventStream::logs, this, [this](const ServiceLogsEvent &event) {
        if (event.service_id == m_service.id)
            m_log->append(event.lines);
    });
    connect(this, &QDialog::finished, this, [this] {
        if (!m_service.id.isEmpty())
            m_workspace.events().unfollowLogs(m_service.id);
    });
    showPage(Choose);
    spawn(loadLogos());
    if (!templateId.isEmpty())
        spawn(loadTemplate(templateId));
}

QWidget *DeployDialog::makeChoosePage() {
    auto *page = new QWidget;
    auto *search = new QLineEdit;
    search->setPlaceholderText(tr("Search templates"));
    search->setAccessibleName(tr("Search templates"));
    search->setClearButtonEnabled(true);
    m_templates->setAccessibleName(tr("Templates"));
    m_templates->setFrameShape(QFrame::NoFrame);
    m_templates->setSpacing(2);
    m_templates->setWordWrap(true);
    m_templates->setIconSize(QSize(32, 32));
    const QList<Template> all = m_workspace.templates();
    for (const Template &t : all) {
        QString text = t.display_name + QStringLiteral("  ") + t.version + u'\n' + t.description;
        if (!t.deployable)
            text += u'\n' + tr("Needs on the server: apt install %1").arg(QStringList(t.missing).join(u' '));
        auto *item = new QListWidgetItem(theme::icon(QStringLiteral("templates")), text, m_templates);
        item->setData(Qt::UserRole, t.id.value);
        if (!t.deployable)
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
    }
    m_templates->setCurrentRow(0);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->addWidget(search);
    layout->addWidget(m_templates);
    connect(search, &QLineEdit::textChanged, this, [this](const QString &text) {
        for (int i = 0; i < m_templates->count(); ++i)
            m_templates->item(i)->setHidden(!m_templates->item(i)->text().contains(text, Qt::CaseInsensitive));
    });
    connect(m_templates, &QListWidget::itemActivated, this, &DeployDialog::next);
    return page;
}

Task<> DeployDialog::loadLogos() {
    const QPointer<DeployDialog> self(this);
    const QList<Template> all = m_workspace.templates();
    for (const Template &t : all) {
        auto logo = co_await m_workspace.api().call(Api::templateLogo, t.id);
        if (!self)
            co_return;
        if (!logo)
            continue; // the list's own icon stays
        const QImage image = theme::drawSvg(logo->bytes, QSize(32, 32) * devicePixelRatio());
        for (int i = 0; i < m_templates->count(); ++i)
            if (m_templates->item(i)->data(Qt::UserRole).toString() == t.id.value && !image.isNull())
                m_templates->item(i)->setIcon(QPixmap::fromImage(image));
    }
}

QWidget *DeployDialog::makeWatchPage() {
    auto *page = new QWidget;
    m_steps->setTextFormat(Qt::RichText);
    m_steps->setWordWrap(true);
    m_progress->setRange(0, 100);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_progress->setAccessibleName(tr("Progress"));
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->addWidget(m_progress);
    layout->addWidget(m_steps);
    layout->addWidget(m_log, 1);
    return page;
}

void DeployDialog::showPage(Page page) {
    m_page = page;
    m_pages->setCurrentIndex(page);
    m_back->setVisible(page == Fill || page == Review);
    m_next->setVisible(true);
    switch (page) {
    case Choose:
        m_title->setText(tr("What do you want to deploy?"));
        m_next->setText(tr("Continue"));
        break;
    case Fill:
        m_title->setText(m_template.display_name);
        m_next->setText(tr("Review"));
        break;
    case Review:
        m_title->setText(tr("This is what will happen"));
        m_next->setText(tr("Deploy service"));
        break;
    case Watch:
        m_title->setText(tr("Deploying %1").arg(m_service.name));
        m_next->setText(tr("Open in browser"));
        m_next->setVisible(false);
        break;
    }
}

void DeployDialog::setBusy(bool busy) {
    m_next->setEnabled(!busy);
    m_back->setEnabled(!busy);
}

void DeployDialog::next() {
    m_banner->hide();
    switch (m_page) {
    case Choose:
        if (const QListWidgetItem *item = m_templates->currentItem())
            spawn(loadTemplate(item->data(Qt::UserRole).toString()));
        break;
    case Fill:
        if (m_form && m_form->check())
            spawn(review());
        break;
    case Review:
        spawn(deploy());
        break;
    case Watch:
        if (m_service.url)
            QDesktopServices::openUrl(QUrl(*m_service.url));
        break;
    }
}

void DeployDialog::back() {
    m_banner->hide();
    showPage(m_page == Review ? Fill : Choose);
}

void DeployDialog::fail(const QString &what, const Problem &problem) {
    setBusy(false);
    m_banner->showProblem(what, problem);
}

Task<> DeployDialog::loadTemplate(QString id) {
    const QPointer<DeployDialog> self(this);
    setBusy(true);
    TemplateId templateId{id};
    auto answer = co_await m_workspace.api().call(Api::getTemplate, templateId);
    if (!self)
        co_return;
    setBusy(false);
    if (!answer) {
        fail(tr("The template could not be loaded."), answer.problem());
        co_return;
    }
    m_template = *answer;
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setAccessibleName(tr("Settings of the service"));
    m_form = new VariablesForm(m_template);
    area->setWidget(m_form);
    while (QLayoutItem *item = m_fillPage->layout()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_fillPage->layout()->addWidget(area);
    showPage(Fill);
    m_form->focusName();
}

DeployTemplate DeployDialog::body() const {
    DeployTemplate body;
    body.name = m_form->name();
    body.variables = m_form->values();
    return body;
}

Task<> DeployDialog::review() {
    const QPointer<DeployDialog> self(this);
    setBusy(true);
    DryRunQuery dryRun;
    dryRun.dry_run = true;
    auto plan = co_await m_workspace.api().call<DeployPlan>(Api::deployTemplate, m_template.id, dryRun, body());
    if (!self)
        co_return;
    setBusy(false);
    if (!plan) {
        m_form->showErrors(plan.error().fields);
        fail(tr("The server does not accept this yet."), plan.problem());
        co_return;
    }
    showPlan(*plan);
    showPage(Review);
}

void DeployDialog::showPlan(const DeployPlan &plan) {
    auto row = [](const QString &name, const QString &value) {
        return QStringLiteral(
            "<tr><td style='padding:3px 16px 3px 0'><b>%1</b></td><td style='padding:3px 0'>%2</td></tr>")
            .arg(name.toHtmlEscaped(), value.toHtmlEscaped());
    };
    QString html = QStringLiteral("<table>");
    html += row(tr("Service"), plan.name);
    html += row(tr("Template"), m_template.display_name + u' ' + plan.template_version.value_or(QString()));
    html += row(tr("Runs on"), plan.engine);
    for (const PlannedComponent &component : plan.components)
        html += row(tr("Component %1").arg(component.name),
            component.program
                + (component.ports.isEmpty()
                        ? QString()
                        : tr(", gets a port for %1").arg(QStringList(component.ports).join(QLatin1String(", ")))));
    html += row(tr("Keeps data in"), QStringList(plan.volumes).join(QLatin1String(", ")));
    html += row(tr("Memory limit"), plan.memory_limit_mb > 0 ? format::megabytes(plan.memory_limit_mb) : tr("none"));
    for (auto it = plan.variables.begin(); it != plan.variables.end(); ++it)
        html += row(it.key(), it.value() ? *it.value() : tr("(secret, stored encrypted)"));
    html += QStringLiteral("</table>");
    for (const QString &warning : plan.warnings)
        html += QStringLiteral("<p>⚠ %1</p>").arg(warning.toHtmlEscaped());
    m_plan->setText(html);
}

Task<> DeployDialog::deploy() {
    const QPointer<DeployDialog> self(this);
    setBusy(true);
    DryRunQuery real;
    auto service = co_await m_workspace.api().call<ServiceDetail>(Api::deployTemplate, m_template.id, real, body());
    if (!self)
        co_return;
    setBusy(false);
    if (!service) {
        m_form->showErrors(service.error().fields);
        fail(tr("The service was not created."), service.problem());
        co_return;
    }
    m_service = *service;
    showPage(Watch);
    if (service->operation_id)
        if (const Operation *operation = m_workspace.operation(service->operation_id->value))
            showOperation(*operation);
    co_await loadLog();
}

Task<> DeployDialog::loadLog() {
    const QPointer<DeployDialog> self(this);
    LogQuery query;
    query.tail = 500;
    auto page = co_await m_workspace.api().call<LogPage>(Api::serviceLogs, m_service.id, query);
    if (!self || !page)
        co_return;
    m_log->append(page->data);
    m_workspace.events().followLogs(m_service.id, page->cursor);
}

void DeployDialog::showOperation(const Operation &operation) {
    if (m_page != Watch || operation.service_id != m_service.id || m_done)
        return;
    m_progress->setValue(int(operation.progress * 100));
    QString html = QStringLiteral("<table>");
    for (const Step &step : operation.steps) {
        const QString color = theme::statusColor(toText(step.status)).name();
        html += QStringLiteral("<tr><td style='padding:2px 12px 2px 0'><font color='%1'>●</font> %2</td>"
                               "<td style='padding:2px 12px 2px 0'>%3</td><td style='padding:2px 0'>%4</td></tr>")
                    .arg(color, step.name.toHtmlEscaped(), format::word(toText(step.status)).toHtmlEscaped(),
                        step.message.toHtmlEscaped());
    }
    m_steps->setText(html + QStringLiteral("</table>"));
    if (!isFinished(operation.status))
        return;
    m_done = true;
    if (const Service *service = m_workspace.service(m_service.id.value))
        m_service = *service;
    if (operation.status == OperationStatus::Succeeded) {
        m_title->setText(tr("%1 is running").arg(m_service.name));
        m_next->setVisible(m_service.url && m_service.url->startsWith(QLatin1String("http")));
        emit openService(m_service.id.value);
    } else {
        m_title->setText(tr("%1 could not be deployed").arg(m_service.name));
        Problem problem;
        problem.error.message = operation.error.value_or(QString());
        m_banner->showProblem(tr("The deployment failed."), problem);
    }
}
