// SPDX-License-Identifier: GPL-3.0-or-later
// Dry run, difference, rollback.
#include "app/ui/rollbackdialog.h"
#include "app/models/format.h"
#include "app/ui/labels.h"
#include <QBoxLayout>

QList<VariableChange> planChanges(
    const QMap<QString, std::optional<QString>> &now, const QMap<QString, std::optional<QString>> &next) {
    QList<VariableChange> changes;
    for (auto it = next.begin(); it != next.end(); ++it) {
        if (!now.contains(it.key()))
            changes.append({it.key(), ChangeKind::Added, std::nullopt, it.value()});
        else if (now.value(it.key()) != it.value())
            changes.append({it.key(), ChangeKind::Changed, now.value(it.key()), it.value()});
    }
    for (auto it = now.begin(); it != now.end(); ++it)
        if (!next.contains(it.key()))
            changes.append({it.key(), ChangeKind::Removed, it.value(), std::nullopt});
    return changes;
}

RollbackDialog::RollbackDialog(Workspace &workspace, const Service &service, const Deployment &target, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_service(service)
    , m_target(target)
    , m_banner(new Banner)
    , m_table(new RecordTable(
          m_changes, tr("What changes"), {QStringLiteral("check"), tr("All variables stay as they are."), {}, {}}))
    , m_plan(new PlanView)
    , m_go(new QPushButton(tr("Roll back to revision %1").arg(target.revision))) {
    setWindowTitle(tr("Roll back %1").arg(service.name));
    resize(640, 480);
    auto *text = new ToneLabel(Tone::Secondary,
        tr("Deployed %1 by %2. It becomes a new revision; what runs now keeps running until that one is healthy.")
            .arg(format::relative(target.created_at), target.created_by));
    m_table->sortBy(ChangeModel::Name, Qt::AscendingOrder);
    m_table->setWidths({170, 90, 150, 150}, {ChangeModel::After});
    m_table->view()->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setLoading();
    auto *tabs = new QTabWidget;
    tabs->setDocumentMode(true);
    tabs->addTab(m_table, tr("What changes"));
    tabs->addTab(m_plan, tr("Whole plan"));
    m_go->setDefault(true);
    m_go->setEnabled(false);
    m_go->setObjectName(QStringLiteral("rollback"));
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(titleLabel(tr("Roll back %1 to revision %2").arg(service.name).arg(target.revision)));
    layout->addWidget(text);
    layout->addWidget(m_banner);
    layout->addWidget(tabs, 1);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] { spawn(rollBack()); });
    connect(m_table, &RecordTable::retry, this, [this] { spawn(review()); });
    connect(&workspace, &Workspace::connectionChanged, this, &RollbackDialog::allow);
    spawn(review());
}

Task<> RollbackDialog::review() {
    const QPointer<RollbackDialog> self(this);
    DryRunQuery dryRun;
    dryRun.dry_run = true;
    RollbackService body;
    body.deployment_id = m_target.id;
    auto plan = co_await m_workspace.api().call<DeployPlan>(Api::rollbackService, m_service.id, dryRun, body);
    if (!self)
        co_return;
    if (!plan) {
        m_table->setProblem(tr("This deployment cannot be brought back."), plan.problem());
        co_return;
    }
    auto now = co_await m_workspace.api().call(Api::getService, m_service.id);
    if (!self)
        co_return;
    if (!now) {
        m_table->setProblem(tr("What runs now could not be loaded."), now.problem());
        co_return;
    }
    m_changes.setRows(planChanges(now->variables, plan->variables));
    m_table->setLoaded();
    m_plan->show(*plan,
        plan->template_id.value_or(format::word(toText(plan->deploy_method))) + u' '
            + plan->template_version.value_or(QString()));
    setReady(true);
}

void RollbackDialog::setReady(bool ready) {
    m_isReady = ready;
    allow();
}

void RollbackDialog::allow() {
    const bool online = m_workspace.isOnline();
    m_go->setEnabled(m_isReady && online);
    m_go->setToolTip(online ? QString() : tr("Not while offline"));
}

Task<> RollbackDialog::rollBack() {
    const QPointer<RollbackDialog> self(this);
    setReady(false);
    DryRunQuery real;
    RollbackService body;
    body.deployment_id = m_target.id;
    auto operation = co_await m_workspace.api().call<Operation>(Api::rollbackService, m_service.id, real, body);
    if (!self)
        co_return;
    if (!operation) {
        setReady(true);
        m_banner->showProblem(tr("The rollback did not start."), operation.problem());
        co_return;
    }
    emit started(operation->id.value);
    accept();
}
