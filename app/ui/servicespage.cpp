// SPDX-License-Identifier: GPL-3.0-or-later
// The page: list above, details below.
#include "app/ui/servicespage.h"
#include "app/ui/actionbar.h"
#include "app/ui/logpane.h"
#include "app/ui/serviceactions.h"
#include "app/ui/serviceview.h"
#include <QBoxLayout>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>

static RecordTable::Words tableWords(bool mayDeploy) {
    return {QStringLiteral("services"),
        mayDeploy ? ServicesPage::tr("No services yet. Deploy the first one from a template, an image or a repository.")
                  : ServicesPage::tr("No services yet. This key may not deploy any."),
        mayDeploy ? ServicesPage::tr("Deploy service") : QString(),
        ServicesPage::tr("No service matches this filter.")};
}

ServicesPage::ServicesPage(Workspace &workspace, QWidget *parent)
    : PanelPage(
        {QStringLiteral("services"), tr("Services"), tr("Filter: words, status:failed"), tr("Deploy service")}, parent)
    , m_workspace(workspace)
    , m_table(new RecordTable(m_model, tr("Services"), tableWords(true), QStringLiteral("services")))
    , m_view(new ServiceView(workspace))
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_actions(new ServiceActions(
          workspace, *banner(), [this] { return selected(); }, this)) {
    m_table->view()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->sortBy(ServiceModel::Name, Qt::AscendingOrder);
    m_table->setWidths({160, 96, 96, 110, 84, 150, 64, 80, 96}, {ServiceModel::Name, ServiceModel::Url},
        {ServiceModel::Engine, ServiceModel::Source, ServiceModel::Updated, ServiceModel::Cpu, ServiceModel::Memory});
    m_table->view()->addActions(m_actions->all());
    m_model.follow(workspace.services());

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new ActionBar(m_actions->main()));
    layout->addWidget(m_splitter, 1);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_view);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->restoreState(QSettings().value(QStringLiteral("services/splitter")).toByteArray());
    setContent(content);
    setTable(m_table);

    connect(m_splitter, &QSplitter::splitterMoved, this,
        [this] { QSettings().setValue(QStringLiteral("services/splitter"), m_splitter->saveState()); });
    connect(m_actions, &ServiceActions::settled, this, &PanelPage::settled);
    connect(action(), &QPushButton::clicked, this, [this] { emit deployRequested({}); });
    connect(m_table, &RecordTable::emptyAction, this, [this] { emit deployRequested({}); });
    connect(m_table, &RecordTable::selectionChanged, this, &ServicesPage::showSelected);
    connect(m_table, &RecordTable::activated, this, [this] { showFull(true); });
    auto *back = new QShortcut(QKeySequence(Qt::Key_Escape), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(back, &QShortcut::activated, this, [this] { showFull(false); });
    connect(this, &PanelPage::backRequested, this, [this] { showFull(false); });
    connect(m_view, &ServiceView::operationRequested, this, &ServicesPage::operationRequested);
    connect(&workspace, &Workspace::ready, this, [this] {
        m_table->setWords(tableWords(m_workspace.may(Permission::ServicesDeploy)));
        m_table->setLoaded();
        if (m_table->selectedRows().isEmpty() && m_model.rowCount() > 0)
            m_table->view()->setCurrentIndex(m_table->proxy().index(0, 0));
        showSelected();
    });
    connect(&workspace, &Workspace::failed, this, [this](const Problem &problem) {
        showFailure(tr("The services could not be loaded."), problem, m_workspace.isRefused());
    });
    connect(&workspace, &Workspace::serviceChanged, this, [this](const Service &service) {
        if (service.id.value == m_wanted)
            select(service.id.value);
        if (m_shown == QStringList{service.id.value}) {
            m_view->show(service);
            if (m_table->isHidden())
                showDetail(detailTitle()); // it may have another one now
        }
        m_actions->update();
    });
    connect(&workspace, &Workspace::serviceRemoved, this, &ServicesPage::showSelected);
    showSelected();
}

void ServicesPage::focusLog() {
    if (!m_shown.isEmpty())
        m_view->focusLog();
}

void ServicesPage::showFull(bool full) {
    if (full == m_table->isHidden() || (full && !m_view->isVisibleTo(this)))
        return;
    m_table->setVisible(!full);
    showDetail(full ? detailTitle() : QString());
    if (full)
        m_view->currentWidget()->setFocus();
    else
        m_table->view()->setFocus();
}

QString ServicesPage::detailTitle() const {
    const QList<Service> services = selected();
    return services.size() == 1 ? services.first().name : tr("%n service(s)", nullptr, int(services.size()));
}

QList<Service> ServicesPage::selected() const {
    QList<Service> services;
    const QList<int> rows = m_table->selectedRows();
    for (const int row : rows)
        services.append(m_model.row(row));
    return services;
}

void ServicesPage::select(const QString &id) {
    m_wanted = m_model.rowOf(id) < 0 ? id : QString();
    if (!m_wanted.isEmpty())
        return;
    filter()->clear();
    m_table->select(id);
}

void ServicesPage::setOnline(bool online) {
    const bool may = m_workspace.may(Permission::ServicesDeploy);
    action()->setEnabled(online && may);
    action()->setToolTip(!online ? tr("Not while offline")
            : !may               ? tr("This key lacks the permission services.deploy")
                                 : tr("Ctrl+N"));
    m_actions->setOnline(online);
    m_view->setOnline(online);
}

bool ServicesPage::isBusy() const {
    return m_actions->isBusy();
}

void ServicesPage::takeOver(const PanelPage &before) {
    const auto &page = static_cast<const ServicesPage &>(before);
    PanelPage::takeOver(before);
    m_wanted = page.m_wanted;
    m_actions->takeOver(*page.m_actions);
    if (page.m_table->isHidden())
        showFull(true);
}

void ServicesPage::showSelected() {
    m_actions->update();
    const QList<Service> services = selected();
    QStringList ids;
    for (const Service &service : services)
        ids.append(service.id.value);
    const bool isShown = !ids.isEmpty() && ids.size() <= LogPane::mostLogs;
    m_view->setVisible(isShown);
    if (!isShown)
        showFull(false);
    else if (m_table->isHidden())
        showDetail(detailTitle());
    if (ids == m_shown)
        return;
    m_shown = ids;
    if (ids.size() == 1)
        m_view->show(services.first());
    else if (isShown)
        m_view->showLogs(services);
    else
        m_view->showNothing();
}
