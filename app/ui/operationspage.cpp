// SPDX-License-Identifier: GPL-3.0-or-later
// The page: list above, detail below.
#include "app/ui/operationspage.h"
#include "app/ui/operationview.h"
#include <QSettings>
#include <QSplitter>

OperationsPage::OperationsPage(Workspace &workspace, QWidget *parent)
    : PanelPage({QStringLiteral("operations"), tr("Operations"), tr("Filter: words, status:failed"), {}}, parent)
    , m_workspace(workspace)
    , m_table(new RecordTable(m_model, tr("Operations"),
          {QStringLiteral("operations"), tr("Nothing has been done yet. Deployments, starts and stops appear here."),
              {}, tr("No operation matches this filter.")},
          QStringLiteral("operations")))
    , m_view(new OperationView(workspace)) {
    m_table->sortBy(OperationModel::Created, Qt::DescendingOrder);
    m_table->setWidths({92, 140, 108, 80, 200, 100, 96, 80}, {OperationModel::Message},
        {OperationModel::By, OperationModel::Progress, OperationModel::Took, OperationModel::Created});
    m_model.follow(workspace.operations());
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_table);
    splitter->addWidget(m_view);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->restoreState(QSettings().value(QStringLiteral("operations/splitter")).toByteArray());
    setContent(splitter);
    setTable(m_table);

    connect(splitter, &QSplitter::splitterMoved, this,
        [splitter] { QSettings().setValue(QStringLiteral("operations/splitter"), splitter->saveState()); });
    connect(m_table, &RecordTable::selectionChanged, this, &OperationsPage::showSelected);
    connect(m_table, &RecordTable::activated, this, [this] { m_view->tabs()->setFocus(); });
    connect(m_view, &OperationView::serviceRequested, this, &OperationsPage::serviceRequested);
    connect(&workspace, &Workspace::ready, this, [this] {
        m_table->setLoaded();
        if (m_table->selectedRow() < 0 && m_model.rowCount() > 0)
            m_table->view()->setCurrentIndex(m_table->proxy().index(0, 0));
        count();
        showSelected();
    });
    connect(&workspace, &Workspace::failed, this, [this](const Problem &problem) {
        showFailure(tr("The operations could not be loaded."), problem, m_workspace.isRefused());
    });
    connect(&workspace, &Workspace::operationChanged, this, [this](const Operation &operation) {
        if (operation.id.value == m_wanted)
            select(operation.id.value);
        count();
    });
    showSelected();
}

void OperationsPage::select(const QString &id) {
    m_wanted = m_model.rowOf(id) < 0 ? id : QString();
    if (!m_wanted.isEmpty())
        return;
    filter()->clear();
    m_table->select(id);
}

void OperationsPage::setOnline(bool online) {
    m_view->setOnline(online);
}

void OperationsPage::showSelected() {
    const int row = m_table->selectedRow();
    m_view->setVisible(row >= 0);
    if (row < 0)
        return;
    m_view->show(m_model.row(row));
    if (isVisible() && !isFinished(m_model.row(row).status))
        emit watched(m_model.row(row).id.value);
}

void OperationsPage::count() {
    int running = 0;
    for (int row = 0; row < m_model.rowCount(); ++row)
        running += isFinished(m_model.row(row).status) ? 0 : 1;
    emit attention(running);
}
