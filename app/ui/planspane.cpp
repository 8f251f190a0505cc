// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with plans.
#include "app/ui/planspane.h"
#include "app/client/pages.h"
#include "app/ui/plandialog.h"
#include <QMessageBox>

PlansPane::PlansPane(Workspace &workspace, Banner &banner, QWidget *parent)
    : RecordPane(workspace, banner, {Permission::PlansRead, Permission::PlansManage}, parent)
    , m_add(make("plus", tr("Add plan")))
    , m_edit(make("edit", tr("Edit plan…"), QKeySequence(Qt::Key_F2)))
    , m_remove(make("trash", tr("Delete plan…"), QKeySequence(Qt::Key_Delete))) {
    const RecordTable::Words words{QStringLiteral("layers"), tr("No plans yet. Without one nothing is limited."),
        tr("Add plan"), tr("No plan matches this filter.")};
    auto *list = new RecordTable(m_model, tr("Plans"), words, QStringLiteral("plans"));
    list->setObjectName(QStringLiteral("plans"));
    list->sortBy(PlanModel::Order, Qt::AscendingOrder);
    list->setWidths({60, 150, 84, 90, 90, 90, 120, 84, 200}, {PlanModel::Description},
        {PlanModel::Order, PlanModel::Logs, PlanModel::Description});
    connect(m_add, &QAction::triggered, this, [this] { edit({}); });
    connect(m_edit, &QAction::triggered, this, [this] { edit(m_model.row(table()->selectedRow())); });
    connect(m_remove, &QAction::triggered, this, &PlansPane::askForRemoval);
    connect(list, &RecordTable::activated, m_edit, &QAction::trigger);
    build(list, words, m_add, {m_edit, m_remove});
}

Task<> PlansPane::load(int turn) {
    const QPointer<PlansPane> self(this);
    auto plans = co_await wholeList(m_workspace, Api::listPlans);
    if (!self || !isLatest(turn))
        co_return;
    if (!plans) {
        showFailure(tr("The plans could not be loaded."), plans.problem());
        co_return;
    }
    m_model.setRows(plans->data);
    table()->setLoaded();
    showSelected();
}

void PlansPane::showSelected() {
    const bool isOne = table() && table()->selectedRow() >= 0;
    allow(m_add);
    for (QAction *action : {m_edit, m_remove})
        allow(action, isOne, tr("Select a plan"));
}

void PlansPane::edit(const std::optional<Plan> &plan) {
    auto *dialog = new PlanDialog(m_workspace, plan, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FormDialog::saved, this, [this] {
        reload();
        emit changed();
    });
    dialog->open();
}

void PlansPane::askForRemoval() {
    const Plan plan = m_model.row(table()->selectedRow());
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Delete plan"), tr("Delete the plan %1?").arg(plan.name),
        QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("One that a customer or a service has is not deleted: give them another one first."));
    QPushButton *sure = box->addButton(tr("Delete plan"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [this, sure, id = plan.id](const QAbstractButton *clicked) {
        if (clicked == sure)
            spawn(remove(id));
    });
    box->open();
}

Task<> PlansPane::remove(PlanId id) {
    const QPointer<PlansPane> self(this);
    const auto removed = co_await m_workspace.api().call(Api::deletePlan, id);
    if (!self)
        co_return;
    if (!removed)
        m_banner.showProblem(tr("The plan was not deleted."), removed.problem());
    reload();
    emit changed();
}
