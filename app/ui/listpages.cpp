// SPDX-License-Identifier: GPL-3.0-or-later
// The two pages.
#include "app/ui/listpages.h"
#include "app/ui/theme.h"
#include <QBoxLayout>

TemplatesPage::TemplatesPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_proxy(m_model)
    , m_header(new PageHeader(tr("Templates"), tr("Filter templates"), tr("Deploy template")))
    , m_table(new QTableView) {
    m_table->setModel(&m_proxy);
    setUpTable(m_table, tr("Templates"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegateForColumn(TemplateModel::Ready, new StatusDelegate(this));
    m_table->sortByColumn(TemplateModel::Name, Qt::AscendingOrder);
    m_table->setColumnWidth(TemplateModel::Name, 180);
    m_table->setColumnWidth(TemplateModel::CategoryName, 130);
    m_table->setColumnWidth(TemplateModel::Description, 440);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_table, 1);
    connect(
        m_header->filter(), &QLineEdit::textChanged, this, [this](const QString &text) { m_proxy.setFilter(text); });
    connect(m_header->action(), &QPushButton::clicked, this, &TemplatesPage::deployCurrent);
    connect(m_table, &QTableView::activated, this, &TemplatesPage::deployCurrent);
    connect(&workspace, &Workspace::templatesReset, this, [this] {
        m_model.setRows(m_workspace.templates());
        m_table->selectRow(0);
    });
}

void TemplatesPage::deployCurrent() {
    const QModelIndex source = m_proxy.mapToSource(m_table->currentIndex());
    emit deployRequested(source.isValid() ? m_model.row(source.row()).id.value : QString());
}

OperationsPage::OperationsPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_proxy(m_model)
    , m_header(new PageHeader(tr("Operations"), tr("Filter: words, or status:failed"), tr("Cancel operation")))
    , m_banner(new Banner)
    , m_table(new QTableView)
    , m_empty(new EmptyState(QStringLiteral("operations"),
          tr("Nothing has been done yet. Deployments, starts and stops appear here."), {}))
    , m_stack(new QStackedWidget)
    , m_cancel(new QAction(theme::icon(QStringLiteral("cross")), tr("Cancel operation"), this)) {
    m_table->setModel(&m_proxy);
    setUpTable(m_table, tr("Operations"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegateForColumn(OperationModel::Status, new StatusDelegate(this));
    m_table->sortByColumn(OperationModel::Created, Qt::DescendingOrder);
    m_table->setColumnWidth(OperationModel::ServiceName, 160);
    m_table->setColumnWidth(OperationModel::Message, 360);
    m_table->addAction(m_cancel);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    connect(m_cancel, &QAction::triggered, this, [this] { spawn(cancelCurrent()); });
    connect(m_header->action(), &QPushButton::clicked, m_cancel, &QAction::trigger);
    connect(
        m_header->filter(), &QLineEdit::textChanged, this, [this](const QString &text) { m_proxy.setFilter(text); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &OperationsPage::update);
    connect(&workspace, &Workspace::operationsReset, this, [this] {
        m_model.setRows(m_workspace.operations());
        update();
    });
    connect(&workspace, &Workspace::operationChanged, this, [this](const Operation &operation) {
        m_model.upsert(operation);
        update();
    });
    update();
}

const Operation *OperationsPage::current() const {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const QModelIndex source = rows.isEmpty() ? QModelIndex() : m_proxy.mapToSource(rows.first());
    return source.isValid() ? &m_model.row(source.row()) : nullptr;
}

void OperationsPage::update() {
    m_stack->setCurrentIndex(m_model.rowCount() == 0 ? 1 : 0);
    const Operation *operation = current();
    const bool canCancel = operation && !isFinished(operation->status);
    m_cancel->setEnabled(canCancel);
    m_header->action()->setEnabled(canCancel);
    int running = 0;
    for (int i = 0; i < m_model.rowCount(); ++i)
        running += isFinished(m_model.row(i).status) ? 0 : 1;
    emit runningChanged(running);
}

Task<> OperationsPage::cancelCurrent() {
    const QPointer<OperationsPage> self(this);
    const Operation *operation = current();
    if (!operation)
        co_return;
    const OperationId id = operation->id;
    auto answer = co_await m_workspace.api().call(Api::cancelOperation, id);
    if (self && !answer)
        m_banner->showProblem(tr("The operation could not be cancelled."), answer.problem());
}
