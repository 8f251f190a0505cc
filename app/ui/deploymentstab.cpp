// SPDX-License-Identifier: GPL-3.0-or-later
// History on the left, what the selected deployment changed on the right.
#include "app/ui/deploymentstab.h"
#include "app/models/format.h"
#include "app/ui/labels.h"
#include "app/ui/rollbackdialog.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QSplitter>

DeploymentsTab::DeploymentsTab(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_table(new RecordTable(m_model, tr("Deployments"),
          {QStringLiteral("clock"), tr("No deployments are kept."), {}, {}}, QStringLiteral("deployments")))
    , m_changeTable(new RecordTable(m_changes, tr("Changed variables"),
          {QStringLiteral("check"), tr("No variable was changed by this deployment."), {}, {}}))
    , m_error(new ToneLabel(Tone::Failed))
    , m_source(new ToneLabel(Tone::Secondary))
    , m_rollback(new QPushButton(theme::icon(QStringLiteral("rollback")), tr("Roll back…")))
    , m_operation(new QPushButton(theme::icon(QStringLiteral("operations")), tr("Show operation"))) {
    m_table->setObjectName(QStringLiteral("history"));
    m_changeTable->setObjectName(QStringLiteral("changes"));
    m_table->sortBy(DeploymentModel::Revision, Qt::DescendingOrder);
    m_table->setWidths({80, 106, 116, 110, 84, 88, 70}, {DeploymentModel::Changes},
        {DeploymentModel::Took, DeploymentModel::By, DeploymentModel::What, DeploymentModel::Changes});
    m_changeTable->sortBy(ChangeModel::Name, Qt::AscendingOrder);
    m_changeTable->setWidths({112, 80, 84, 90}, {ChangeModel::After}, {ChangeModel::Kind});
    m_changeTable->view()->setSelectionMode(QAbstractItemView::NoSelection);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 6, 8, 6);
    buttons->setSpacing(8);
    buttons->addWidget(m_rollback);
    buttons->addWidget(m_operation);
    buttons->addStretch();
    auto *right = new QWidget;
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addLayout(buttons);
    for (ToneLabel *label : {m_error, m_source}) {
        label->setContentsMargins(12, 0, 12, 8);
        rightLayout->addWidget(label);
    }
    rightLayout->addWidget(m_changeTable, 1);
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(m_table);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({610, 370});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);

    connect(m_table, &RecordTable::selectionChanged, this, &DeploymentsTab::showSelected);
    connect(m_table, &RecordTable::retry, this, [this] { spawn(load(m_service.id)); });
    connect(m_rollback, &QPushButton::clicked, this, &DeploymentsTab::rollBack);
    connect(m_operation, &QPushButton::clicked, this, [this] {
        if (const Deployment *deployment = selected(); deployment && deployment->operation_id)
            emit operationRequested(deployment->operation_id->value);
    });
    // A deployment's end is told by its operation.
    connect(&workspace, &Workspace::operationChanged, this, [this](const Operation &operation) {
        if (operation.service_id != m_service.id)
            return;
        m_loadedFor.clear();
        if (isFinished(operation.status) || m_model.rowCount() == 0)
            loadWhenSeen();
    });
    showSelected();
}

void DeploymentsTab::show(const Service &service) {
    if (service.id != m_service.id) {
        m_model.setRows({});
        m_loadedFor.clear();
    }
    m_service = service;
    loadWhenSeen();
}

void DeploymentsTab::setOnline(bool online) {
    m_online = online;
    showSelected();
    if (online)
        loadWhenSeen();
}

void DeploymentsTab::showEvent(QShowEvent *event) {
    QWidget::showEvent(event);
    loadWhenSeen();
}

void DeploymentsTab::loadWhenSeen() {
    const QString state = QStringLiteral("%1 %2 %3")
                              .arg(m_service.id.value)
                              .arg(m_service.revision)
                              .arg(m_service.operation_id ? m_service.operation_id->value : QString());
    if (!isVisible() || m_service.id.isEmpty() || m_loadedFor == state)
        return;
    m_loadedFor = state;
    spawn(load(m_service.id));
}

Task<> DeploymentsTab::load(ServiceId service) {
    const QPointer<DeploymentsTab> self(this);
    m_table->setLoading();
    if (!m_workspace.isOnline())
        m_workspace.findPage<Page<Deployment>>(
            "deployments", service.value, this, [this, service](const std::optional<Page<Deployment>> &page) {
                if (page && m_service.id == service && m_model.rowCount() == 0)
                    showRows(page->data);
            });
    DeploymentQuery query;
    query.per_page = maxPerPage;
    auto page = co_await m_workspace.api().call(Api::listDeployments, service, query);
    if (!self || m_service.id != service)
        co_return;
    if (!page) {
        m_loadedFor.clear();
        m_table->setProblem(tr("The deployments could not be loaded."), page.problem());
        co_return;
    }
    m_workspace.keepPage("deployments", service.value, *page);
    showRows(page->data);
}

void DeploymentsTab::showRows(const QList<Deployment> &deployments) {
    m_model.setRows(deployments);
    m_table->setLoaded();
    if (m_table->selectedRow() < 0 && !deployments.isEmpty())
        m_table->select(deployments.first().id.value);
    showSelected();
}

const Deployment *DeploymentsTab::selected() const {
    const int row = m_table->selectedRow();
    return row < 0 ? nullptr : &m_model.row(row);
}

/// name@sha256:0123456789ab…, or without the name.
static QString shortDigest(const QString &image) {
    const qsizetype hash = image.indexOf(QLatin1String("sha256:"));
    return hash < 0 || image.size() <= hash + 19 ? image : QString(image.left(hash + 19) + u'…');
}

/// "ref: main → v2", one line each.
static QString sourceText(const Deployment &deployment) {
    QStringList lines;
    for (const SourceChange &change : deployment.source_changes) {
        QString line = format::word(toText(change.aspect));
        if (change.before || change.after)
            line += QStringLiteral(": %1 → %2")
                        .arg(change.before.value_or(QStringLiteral("–")), change.after.value_or(QStringLiteral("–")));
        else
            line += QStringLiteral(": ") + DeploymentsTab::tr("changed");
        lines.append(line);
    }
    if (deployment.commit)
        lines.append(DeploymentsTab::tr("Commit %1").arg(deployment.commit->left(12)));
    for (auto it = deployment.images.begin(); it != deployment.images.end(); ++it)
        lines.append(it.key() + QStringLiteral(": ") + shortDigest(it.value()));
    return lines.join(u'\n');
}

void DeploymentsTab::showSelected() {
    const Deployment *deployment = selected();
    m_changes.setRows(deployment ? deployment->changes : QList<VariableChange>());
    m_error->setText(deployment ? deployment->error.value_or(QString()).left(2000) : QString());
    m_error->setVisible(!m_error->text().isEmpty());
    m_source->setText(deployment ? sourceText(*deployment).left(2000) : QString());
    m_source->setVisible(!m_source->text().isEmpty());
    const bool may = m_workspace.may(Permission::ServicesDeploy);
    m_rollback->setEnabled(
        deployment && m_online && may && !deployment->live && deployment->result == DeploymentResult::Succeeded);
    m_rollback->setToolTip(!m_online         ? tr("Not while offline")
            : !may                           ? tr("This key lacks the permission services.deploy")
            : deployment && deployment->live ? tr("This revision runs already")
            : deployment && deployment->result != DeploymentResult::Succeeded
            ? tr("Only what has succeeded can be brought back")
            : tr("Shows first what would change"));
    m_operation->setEnabled(deployment && deployment->operation_id);
    const bool first = deployment && (m_model.rowCount() == 1 || deployment->revision == 1);
    m_changeTable->setWords({!deployment || first ? QStringLiteral("info") : QStringLiteral("check"),
        !deployment ? tr("Select a deployment to see what it changed.")
            : first ? tr("This is the first deployment. There is nothing before it to compare with.")
                    : tr("No variable was changed by this deployment."),
        {}, {}});
}

void DeploymentsTab::rollBack() {
    const Deployment *deployment = selected();
    if (!deployment)
        return;
    auto *dialog = new RollbackDialog(m_workspace, m_service, *deployment, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RollbackDialog::started, this, &DeploymentsTab::operationRequested);
    dialog->open();
}
