// SPDX-License-Identifier: GPL-3.0-or-later
// Loading, usage of what is in sight, and the actions.
#include "app/ui/customerspane.h"
#include "app/client/pages.h"
#include "app/ui/customerdialog.h"
#include "app/ui/customerview.h"
#include "app/ui/deletecustomerdialog.h"
#include <QLocale>
#include <QMessageBox>
#include <QScrollBar>

CustomersPane::CustomersPane(Workspace &workspace, Banner &banner, QWidget *parent)
    : RecordPane(workspace, banner, {Permission::CustomersRead, Permission::CustomersManage}, parent)
    , m_usage(workspace)
    , m_add(make("plus", tr("Add customer")))
    , m_edit(make("edit", tr("Edit…"), QKeySequence(Qt::Key_F2)))
    , m_suspend(make("stop", tr("Suspend…")))
    , m_resume(make("start", tr("Resume")))
    , m_remove(make("trash", tr("Delete…"), QKeySequence(Qt::Key_Delete)))
    , m_view(new CustomerView) {
    const RecordTable::Words words{QStringLiteral("customers"),
        tr("No customers yet. Services without one belong to whoever runs the panel."), tr("Add customer"),
        tr("No customer matches this filter.")};
    auto *list = new RecordTable(m_model, tr("Customers"), words, QStringLiteral("customers"));
    list->setObjectName(QStringLiteral("customers"));
    list->sortBy(CustomerModel::Name, Qt::AscendingOrder);
    list->setWidths({160, 104, 110, 160, 76, 104, 130, 130, 90}, {CustomerModel::Name, CustomerModel::Email},
        {CustomerModel::Created, CustomerModel::Email, CustomerModel::PlanName});
    m_usageSoon.setSingleShot(true);
    m_usageSoon.setInterval(std::chrono::milliseconds(100)); // while one scrolls, what passes by is not asked for
    connect(&m_usageSoon, &QTimer::timeout, this, &CustomersPane::wantUsage);
    const auto soon = qOverload<>(&QTimer::start);
    for (const auto signal : {&QScrollBar::valueChanged, &QScrollBar::sliderMoved})
        connect(list->view()->verticalScrollBar(), signal, &m_usageSoon, soon);
    connect(&list->proxy(), &QAbstractItemModel::modelReset, &m_usageSoon, soon);
    connect(&list->proxy(), &QAbstractItemModel::layoutChanged, &m_usageSoon, soon);
    connect(&m_usage, &UsageLoader::loaded, this, &CustomersPane::showUsage);
    connect(&m_usage, &UsageLoader::failed, this,
        [this](const CustomerId &id) { m_known.insert(id.value); }); // not again before the next reload
    // What a customer takes changes by operations of its services.
    connect(&workspace, &Workspace::operationChanged, this, [this](const Operation &operation) {
        if (!operation.customer_id || !isFinished(operation.status))
            return;
        m_known.remove(operation.customer_id->value);
        m_usageSoon.start();
    });
    connect(m_add, &QAction::triggered, this, [this] { edit({}); });
    connect(m_edit, &QAction::triggered, this, [this] { edit(*selected()); });
    connect(m_suspend, &QAction::triggered, this, &CustomersPane::askForSuspension);
    connect(m_resume, &QAction::triggered, this, [this] { spawn(setSuspended(selected()->id, false)); });
    connect(m_remove, &QAction::triggered, this, &CustomersPane::askForRemoval);
    connect(list, &RecordTable::activated, m_edit, &QAction::trigger);
    build(list, words, m_add, {m_edit, m_suspend, m_resume, m_remove}, m_view);
}

QString CustomersPane::planName(const std::optional<PlanId> &id) const {
    if (!id)
        return QStringLiteral("–");
    const auto plan = std::find_if(m_plans.begin(), m_plans.end(), [&](const Plan &one) { return one.id == *id; });
    return plan == m_plans.end() ? id->value : plan->name;
}

Task<> CustomersPane::load(int turn) {
    const QPointer<CustomersPane> self(this);
    if (!m_workspace.isOnline() && m_model.rowCount() == 0)
        m_workspace.findPage<Page<Customer>>(
            "customers", QStringLiteral("all"), this, [this](const std::optional<Page<Customer>> &kept) {
                if (kept && m_model.rowCount() == 0)
                    showRows(kept->data);
            });
    auto plans = co_await wholeList(m_workspace, Api::listPlans);
    if (!self || !isLatest(turn))
        co_return;
    auto customers = co_await wholeList(m_workspace, Api::listCustomers);
    if (!self || !isLatest(turn))
        co_return;
    if (!plans || !customers) {
        showFailure(tr("The customers could not be loaded."), plans ? customers.problem() : plans.problem());
        co_return;
    }
    m_plans = plans->data;
    m_known.clear();
    m_workspace.keepPage("customers", QStringLiteral("all"), *customers);
    if (customers->total > customers->data.size())
        m_banner.showNotice(tr("The first %1 of %2 customers are shown.")
                                .arg(QLocale().toString(customers->data.size()), QLocale().toString(customers->total)));
    showRows(customers->data);
}

void CustomersPane::showRows(const QList<Customer> &customers) {
    QList<CustomerRow> rows;
    for (const Customer &customer : customers) {
        const int known = m_model.rowOf(customer.id.value); // its usage stays until there is a newer one
        rows.append({customer, planName(customer.plan_id), known < 0 ? std::nullopt : m_model.row(known).usage});
    }
    m_model.setRows(rows);
    table()->setLoaded();
    if (table()->selectedRow() < 0 && m_model.rowCount() > 0)
        table()->view()->setCurrentIndex(table()->proxy().index(0, 0));
    showSelected();
    m_usageSoon.start();
}

void CustomersPane::wantUsage() {
    if (!isVisible() || !isOnline())
        return;
    QList<CustomerId> wanted;
    const auto want = [&](const CustomerId &id) {
        if (!m_known.contains(id.value) && !wanted.contains(id))
            wanted.append(id);
    };
    if (const CustomerRow *customer = selected())
        want(customer->id);
    const QTableView *view = table()->view();
    const int first = view->rowAt(0);
    const int last = view->rowAt(view->viewport()->height() - 1);
    const int end = last < 0 ? table()->proxy().rowCount() - 1 : last;
    for (int row = first; first >= 0 && row <= end; ++row)
        want(m_model.row(table()->proxy().mapToSource(table()->proxy().index(row, 0)).row()).id);
    m_usage.want(wanted);
}

void CustomersPane::showUsage(const CustomerUsage &usage) {
    const int known = m_model.rowOf(usage.customer_id.value);
    if (known < 0)
        return;
    m_known.insert(usage.customer_id.value);
    CustomerRow row = m_model.row(known);
    row.usage = usage;
    m_model.upsert(row);
    showSelected();
}

const CustomerRow *CustomersPane::selected() const {
    const int row = table() ? table()->selectedRow() : -1;
    return row < 0 ? nullptr : &m_model.row(row);
}

void CustomersPane::showSelected() {
    const CustomerRow *customer = selected();
    const QString none = tr("Select a customer");
    const bool isActive = customer && customer->status == CustomerStatus::Active;
    allow(m_add);
    allow(m_edit, customer, none);
    allow(m_suspend, isActive, customer ? tr("It is suspended already") : none);
    allow(m_resume, customer && !isActive, customer ? tr("It is not suspended") : none);
    allow(m_remove, customer, none);
    if (!customer)
        return;
    m_view->show(*customer);
    if (!m_known.contains(customer->id.value))
        m_usageSoon.start();
}

void CustomersPane::edit(const std::optional<Customer> &customer) {
    auto *dialog = new CustomerDialog(m_workspace, m_plans, customer, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FormDialog::saved, this, &CustomersPane::reload);
    dialog->open();
}

void CustomersPane::askForSuspension() {
    const CustomerRow customer = *selected();
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Suspend %1").arg(customer.name),
        tr("Suspend %1?").arg(customer.name), QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        tr("Its services are stopped, and its users and keys may only read. When it is resumed, what was stopped "
           "starts again."));
    QPushButton *sure = box->addButton(tr("Suspend customer"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [this, sure, id = customer.id](const QAbstractButton *clicked) {
        if (clicked == sure)
            spawn(setSuspended(id, true));
    });
    box->open();
}

Task<> CustomersPane::setSuspended(CustomerId id, bool suspended) {
    const QPointer<CustomersPane> self(this);
    const auto &endpoint = suspended ? Api::suspendCustomer : Api::resumeCustomer;
    const auto answer = co_await m_workspace.api().call(endpoint, id);
    if (!self)
        co_return;
    if (!answer)
        m_banner.showProblem(
            suspended ? tr("The customer was not suspended.") : tr("The customer was not resumed."), answer.problem());
    reload();
}

void CustomersPane::askForRemoval() {
    auto *dialog = new DeleteCustomerDialog(m_workspace, *selected(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FormDialog::saved, this, &CustomersPane::reload);
    dialog->open();
}
