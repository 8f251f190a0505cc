// SPDX-License-Identifier: GPL-3.0-or-later
// The page, its actions and the log pane.
#include "app/ui/servicespage.h"
#include "app/models/format.h"
#include "app/ui/logview.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QSettings>
#include <QSplitter>
#include <QToolBar>

ServicesPage::ServicesPage(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_proxy(m_model)
    , m_header(new PageHeader(tr("Services"), tr("Filter: words, or status:failed"), tr("Deploy service")))
    , m_banner(new Banner)
    , m_table(new QTableView)
    , m_empty(new EmptyState(QStringLiteral("services"), tr("No services yet. Deploy the first one from a template."),
          tr("Deploy service")))
    , m_stack(new QStackedWidget)
    , m_detail(new QTabWidget)
    , m_overview(new QLabel)
    , m_log(new LogView)
    , m_find(new QLineEdit)
    , m_found(new QLabel)
    , m_follow(new QPushButton(theme::icon(QStringLiteral("follow")), tr("Follow"))) {
    m_table->setModel(&m_proxy);
    setUpTable(m_table, tr("Services"));
    auto *status = new StatusDelegate(this);
    m_table->setItemDelegateForColumn(ServiceModel::Status, status);
    m_table->setItemDelegateForColumn(ServiceModel::Health, status);
    m_table->sortByColumn(ServiceModel::Name, Qt::AscendingOrder);
    for (const auto &[column, width] : {std::pair(int(ServiceModel::Name), 170), {int(ServiceModel::Status), 100},
             {int(ServiceModel::Health), 100}, {int(ServiceModel::TemplateName), 110}, {int(ServiceModel::Url), 180},
             {int(ServiceModel::Cpu), 64}, {int(ServiceModel::Memory), 84}})
        m_table->setColumnWidth(column, width);
    m_table->horizontalHeader()->restoreState(QSettings().value(QStringLiteral("services/columns")).toByteArray());
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, this,
        [this] { QSettings().setValue(QStringLiteral("services/columns"), m_table->horizontalHeader()->saveState()); });
    makeActions();

    auto *tools = new QToolBar;
    tools->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    tools->addActions({m_start, m_stop, m_restart, m_deploy});
    tools->addSeparator();
    tools->addActions({m_open, m_delete});
    auto *list = new QWidget;
    auto *listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->setSpacing(0);
    listLayout->addWidget(tools);
    listLayout->addWidget(m_table);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(list);
    splitter->addWidget(makeDetail());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    m_stack->addWidget(splitter);
    m_stack->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);

    connect(m_header->filter(), &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy.setFilter(text);
        showWhatFits();
    });
    connect(m_header->action(), &QPushButton::clicked, this, [this] { emit deployRequested({}); });
    connect(m_empty, &EmptyState::triggered, this,
        [this] { m_proxy.filter().isEmpty() ? emit deployRequested({}) : m_header->filter()->clear(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ServicesPage::showSelected);
    connect(m_table, &QTableView::doubleClicked, this, &ServicesPage::focusLog);
    connect(&workspace, &Workspace::servicesReset, this, [this] {
        m_model.setRows(m_workspace.services());
        showWhatFits();
        showSelected();
    });
    connect(&workspace, &Workspace::serviceChanged, this, [this](const Service &service) {
        m_model.upsert(service);
        showWhatFits();
        if (service.id == m_shown)
            showOverview(service);
        updateActions();
    });
    connect(&workspace, &Workspace::serviceRemoved, this, [this](const QString &id) {
        m_model.remove(id);
        showWhatFits();
        showSelected();
    });
    connect(&workspace.events(), &EventStream::logs, this, [this](const ServiceLogsEvent &event) {
        if (event.service_id == m_shown)
            m_log->append(event.lines);
    });
    connect(&workspace.events(), &EventStream::gap, this, [this](const GapEvent &gap) {
        if (gap.service_id == m_shown)
            m_log->addNotice(tr("%n line(s) are missing here: %1", nullptr, int(gap.count)).arg(gap.reason));
    });
    showWhatFits();
    updateActions();
}

void ServicesPage::makeActions() {
    auto make = [this](const char *icon, const QString &text, const QKeySequence &keys, auto slot) {
        auto *action = new QAction(theme::icon(QString::fromLatin1(icon)), text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        m_table->addAction(action);
        return action;
    };
    m_start = make("start", tr("Start"), {}, [this] { spawn(act(Verb::Start)); });
    m_stop = make("stop", tr("Stop"), {}, [this] { spawn(act(Verb::Stop)); });
    m_restart =
        make("restart", tr("Restart"), QKeySequence(Qt::CTRL | Qt::Key_R), [this] { spawn(act(Verb::Restart)); });
    m_deploy = make("deploy", tr("Deploy again"), {}, [this] { spawn(act(Verb::Deploy)); });
    m_open = make("open", tr("Open"), QKeySequence(Qt::CTRL | Qt::Key_O), [this] {
        for (const Service &service : selected())
            if (service.url && service.url->startsWith(QLatin1String("http")))
                QDesktopServices::openUrl(QUrl(*service.url));
    });
    m_copyAddress = make("copy", tr("Copy address"), {}, [this] {
        QStringList addresses;
        for (const Service &service : selected())
            addresses.append(service.url.value_or(QString()));
        QApplication::clipboard()->setText(addresses.join(u'\n'));
    });
    m_delete = make("trash", tr("Delete"), QKeySequence(Qt::Key_Delete), [this] { spawn(removeSelected()); });
}

QWidget *ServicesPage::makeDetail() {
    m_overview->setTextFormat(Qt::RichText);
    m_overview->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_overview->setOpenExternalLinks(true);
    m_overview->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_overview->setContentsMargins(16, 12, 16, 12);
    m_overview->setWordWrap(true);
    m_find->setPlaceholderText(tr("Find in the log"));
    m_find->setAccessibleName(tr("Find in the log"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(280);
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    auto *times = new QPushButton(tr("Times"));
    times->setCheckable(true);
    times->setChecked(true);
    auto *clear = new QPushButton(tr("Clear"));
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(8, 6, 8, 6);
    bar->addWidget(m_find);
    bar->addWidget(m_found);
    bar->addStretch();
    bar->addWidget(times);
    bar->addWidget(clear);
    bar->addWidget(m_follow);
    auto *logs = new QWidget;
    auto *layout = new QVBoxLayout(logs);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_log, 1);
    m_detail->setDocumentMode(true);
    m_detail->addTab(logs, tr("Log"));
    m_detail->addTab(m_overview, tr("Overview"));
    connect(m_find, &QLineEdit::textChanged, this, &ServicesPage::search);
    connect(m_find, &QLineEdit::returnPressed, this, [this] { m_log->findNext(1); });
    connect(m_follow, &QPushButton::clicked, this, [this](bool on) { m_log->setFollowing(on); });
    connect(m_log, &LogView::followingChanged, m_follow, &QPushButton::setChecked);
    connect(m_log, &LogView::findRequested, this, [this] { m_find->setFocus(); });
    connect(times, &QPushButton::toggled, m_log, &LogView::setTimestamps);
    connect(clear, &QPushButton::clicked, m_log, &LogView::clear);
    return m_detail;
}

void ServicesPage::search(const QString &text) {
    const int count = m_log->setSearch(text);
    m_found->setText(text.isEmpty() ? QString() : tr("%n line(s)", nullptr, count));
    if (count > 0)
        m_log->findNext(-1);
}

void ServicesPage::focusLog() {
    m_detail->setCurrentIndex(0);
    m_log->setFocus();
}

QList<Service> ServicesPage::selected() const {
    QList<Service> services;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        if (const QModelIndex source = m_proxy.mapToSource(row); source.isValid())
            services.append(m_model.row(source.row()));
    return services;
}

void ServicesPage::select(const QString &id) {
    const int row = m_model.rowOf(id);
    if (row < 0)
        return;
    const QModelIndex index = m_proxy.mapFromSource(m_model.index(row, 0));
    if (index.isValid())
        m_table->setCurrentIndex(index);
}

void ServicesPage::showWhatFits() {
    const bool none = m_model.rowCount() == 0;
    if (none)
        m_empty->setText(tr("No services yet. Deploy the first one from a template."), tr("Deploy service"));
    else
        m_empty->setText(tr("No service matches this filter."), tr("Clear filter"));
    m_stack->setCurrentIndex(m_proxy.rowCount() == 0 ? 1 : 0);
}

void ServicesPage::setOnline(bool online) {
    m_online = online;
    m_header->action()->setEnabled(online);
    updateActions();
}

void ServicesPage::updateActions() {
    const QList<Service> services = selected();
    auto any = [&services](auto condition) { return std::any_of(services.begin(), services.end(), condition); };
    const bool some = m_online && !services.isEmpty();
    m_start->setEnabled(some && any([](const Service &s) {
        return s.status == ServiceStatus::Stopped || s.status == ServiceStatus::Failed;
    }));
    m_stop->setEnabled(some && any([](const Service &s) { return s.status != ServiceStatus::Stopped; }));
    m_restart->setEnabled(some && any([](const Service &s) { return s.status == ServiceStatus::Running; }));
    m_deploy->setEnabled(some && any([](const Service &s) { return s.status != ServiceStatus::Deploying; }));
    m_delete->setEnabled(some);
    m_open->setEnabled(any([](const Service &s) { return s.url && s.url->startsWith(QLatin1String("http")); }));
    m_copyAddress->setEnabled(any([](const Service &s) { return s.url.has_value(); }));
}

void ServicesPage::showSelected() {
    updateActions();
    const QList<Service> services = selected();
    const ServiceId id = services.size() == 1 ? services.first().id : ServiceId();
    m_detail->setVisible(!id.isEmpty());
    if (id == m_shown)
        return;
    if (!m_shown.isEmpty())
        m_workspace.events().unfollowLogs(m_shown);
    m_shown = id;
    m_log->reset();
    if (id.isEmpty())
        return;
    showOverview(services.first());
    spawn(openLog(id));
}

void ServicesPage::showOverview(const Service &service) {
    auto row = [](const QString &name, const QString &html) {
        return QStringLiteral(
            "<tr><td style='padding:3px 24px 3px 0'>%1</td><td style='padding:3px 0'><b>%2</b></td></tr>")
            .arg(name, html);
    };
    QString html = QStringLiteral("<table>");
    html += row(tr("Status"), format::word(toText(service.status)));
    if (service.error)
        html += row(tr("Reason"), service.error->toHtmlEscaped().replace(u'\n', QLatin1String("<br>")));
    html += row(tr("Health"), format::word(toText(service.health.status)));
    if (service.url)
        html += row(tr("Address"),
            service.url->startsWith(QLatin1String("http"))
                ? QStringLiteral("<a href='%1'>%1</a>").arg(service.url->toHtmlEscaped())
                : service.url->toHtmlEscaped());
    html += row(tr("Template"), service.template_id.value_or(QString()).toHtmlEscaped());
    html += row(tr("Revision"), QString::number(service.revision));
    html += row(tr("Memory"),
        format::megabytes(service.resources.memory_usage_mb)
            + (service.resources.memory_limit_mb > 0
                    ? tr(" of %1").arg(format::megabytes(service.resources.memory_limit_mb))
                    : QString()));
    html += row(tr("Storage"), format::megabytes(service.resources.storage_mb));
    html += row(tr("Created"), format::absolute(service.created_at));
    html += row(tr("ID"), service.id.value);
    m_overview->setText(html + QStringLiteral("</table>"));
}

Task<> ServicesPage::openLog(ServiceId id) {
    const QPointer<ServicesPage> self(this);
    LogQuery query;
    query.tail = 5000;
    auto page = co_await m_workspace.api().call<LogPage>(Api::serviceLogs, id, query);
    if (!self || m_shown != id)
        co_return;
    if (!page) {
        m_banner->showProblem(tr("The log could not be loaded."), page.problem());
        co_return;
    }
    m_log->append(page->data);
    m_workspace.events().followLogs(id, page->cursor);
}

Task<> ServicesPage::act(Verb verb) {
    const QPointer<ServicesPage> self(this);
    const QList<Service> services = selected();
    for (const Service &service : services) {
        ApiClient &api = m_workspace.api();
        std::optional<Problem> problem;
        if (verb == Verb::Deploy) {
            auto answer = co_await api.call<Operation>(Api::deployService, service.id, DryRunQuery());
            if (!answer)
                problem = answer.problem();
        } else {
            const auto &endpoint = verb == Verb::Start ? Api::startService
                : verb == Verb::Stop                   ? Api::stopService
                                                       : Api::restartService;
            auto answer = co_await api.call(endpoint, service.id);
            if (!answer)
                problem = answer.problem();
        }
        if (!self)
            co_return;
        if (problem)
            m_banner->showProblem(tr("%1: this did not work.").arg(service.name), *problem);
    }
}

/// Asks for the name to be typed; what is deleted takes its data along.
static bool confirmDeletion(const QList<Service> &services, QWidget *parent) {
    QStringList names;
    for (const Service &service : services)
        names.append(service.name);
    QDialog dialog(parent);
    dialog.setWindowTitle(ServicesPage::tr("Delete %n service(s)", nullptr, int(names.size())));
    auto *text = new QLabel(
        ServicesPage::tr("<b>%1</b><br><br>The programs are stopped and the service leaves every list at once. "
                         "Its data is moved to the server's trash.")
            .arg(names.join(QLatin1String(", ")).toHtmlEscaped()));
    text->setWordWrap(true);
    auto *typed = new QLineEdit;
    const QString expected = names.size() == 1 ? names.first() : QString::number(names.size());
    auto *ask = new QLabel(names.size() == 1 ? ServicesPage::tr("Type the name of the service to confirm")
                                             : ServicesPage::tr("Type the number of services to confirm"));
    typed->setAccessibleName(ask->text());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *remove = buttons->addButton(
        ServicesPage::tr("Delete %n service(s)", nullptr, int(names.size())), QDialogButtonBox::AcceptRole);
    remove->setEnabled(false);
    auto *layout = new QVBoxLayout(&dialog);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(text);
    layout->addWidget(ask);
    layout->addWidget(typed);
    layout->addWidget(buttons);
    dialog.resize(440, 0);
    QObject::connect(typed, &QLineEdit::textChanged, remove,
        [remove, expected](const QString &now) { remove->setEnabled(now == expected); });
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    return dialog.exec() == QDialog::Accepted;
}

Task<> ServicesPage::removeSelected() {
    const QPointer<ServicesPage> self(this);
    const QList<Service> services = selected();
    if (services.isEmpty() || !confirmDeletion(services, this))
        co_return;
    for (const Service &service : services) {
        auto answer = co_await m_workspace.api().call(Api::deleteService, service.id, DeleteServiceQuery());
        if (!self)
            co_return;
        if (!answer)
            m_banner->showProblem(tr("%1 could not be deleted.").arg(service.name), answer.problem());
    }
}
