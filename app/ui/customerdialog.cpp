// SPDX-License-Identifier: GPL-3.0-or-later
// The fields, and what is sent of them.
#include "app/ui/customerdialog.h"
#include "shared/contract/rules.h"

CustomerDialog::CustomerDialog(
    Workspace &workspace, const QList<Plan> &plans, const std::optional<Customer> &customer, QWidget *parent)
    : FormDialog(workspace, customer ? tr("Edit %1").arg(customer->name) : tr("Add customer"),
        customer ? tr("Save changes") : tr("Add customer"), parent)
    , m_customer(customer)
    , m_name(new QLineEdit)
    , m_email(new QLineEdit)
    , m_plan(new QComboBox)
    , m_notes(new QPlainTextEdit) {
    m_email->setPlaceholderText(QStringLiteral("name@example.com"));
    m_notes->setTabChangesFocus(true);
    m_notes->setMaximumHeight(110);
    const bool hasPlan = customer && customer->plan_id;
    if (!hasPlan) // one that has a plan can be given another, but none is nothing the server takes
        m_plan->addItem(tr("No plan: nothing is limited"));
    for (const Plan &plan : plans)
        m_plan->addItem(plan.name, plan.id.value);
    if (hasPlan && m_plan->findData(customer->plan_id->value) < 0)
        m_plan->addItem(customer->plan_id->value, customer->plan_id->value);
    addField(QStringLiteral("name"), tr("Name"), true, m_name);
    addField(QStringLiteral("email"), tr("E-mail"), true, m_email);
    addField(QStringLiteral("plan_id"), tr("Plan"), false, m_plan,
        tr("A smaller plan stops nothing that runs; it only refuses what would be too much from now on."));
    addField(QStringLiteral("notes"), tr("Notes"), false, m_notes);
    if (!customer)
        return;
    m_name->setText(customer->name);
    m_email->setText(customer->email);
    m_notes->setPlainText(customer->notes);
    if (hasPlan)
        m_plan->setCurrentIndex(m_plan->findData(customer->plan_id->value));
}

std::optional<PlanId> CustomerDialog::plan() const {
    const QString id = m_plan->currentData().toString();
    return id.isEmpty() ? std::nullopt : std::optional(PlanId{id});
}

QMap<QString, QString> CustomerDialog::faults() const {
    return {{QStringLiteral("name"), rules::lineOfText(m_name->text().trimmed(), 1, 100)},
        {QStringLiteral("email"), rules::email(m_email->text().trimmed())},
        {QStringLiteral("notes"), rules::text(m_notes->toPlainText(), 10'000)}};
}

QString CustomerDialog::failure() const {
    return m_customer ? tr("The customer was not changed.") : tr("The customer was not added.");
}

Task<Answer<QString>> CustomerDialog::send() {
    if (!m_customer) {
        CreateCustomer body;
        body.name = m_name->text().trimmed();
        body.email = m_email->text().trimmed();
        body.plan_id = plan();
        body.notes = m_notes->toPlainText();
        const auto made = co_await m_workspace.api().call(Api::createCustomer, body);
        if (!made)
            co_return made.problem();
        const QString id = made->id.value;
        co_return id;
    }
    PatchCustomer body;
    body.name = m_name->text().trimmed();
    body.email = m_email->text().trimmed();
    body.plan_id = plan();
    body.notes = m_notes->toPlainText();
    const auto changed = co_await m_workspace.api().call(Api::patchCustomer, m_customer->id, body);
    if (!changed)
        co_return changed.problem();
    const QString id = changed->id.value;
    co_return id;
}
