// SPDX-License-Identifier: GPL-3.0-or-later
// The frame around the pages.
#include "app/ui/mainwindow.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/listpages.h"
#include "app/ui/servicespage.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QMenu>
#include <QMessageBox>
#include <QSettings>
#include <QShortcut>
#include <QStatusBar>
#include <QTimer>

MainWindow::MainWindow(ProfileStore &profiles, KeyStore &keys, QWidget *parent)
    : QMainWindow(parent)
    , m_profiles(profiles)
    , m_keys(keys)
    , m_server(new QPushButton)
    , m_sidebar(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_banner(new Banner)
    , m_connection(new QLabel)
    , m_budget(new QLabel) {
    setWindowTitle(QStringLiteral("AI Admin Panel"));
    setWindowIcon(theme::icon(QStringLiteral("app")));
    resize(1180, 760);
    restoreGeometry(QSettings().value(QStringLiteral("window/geometry")).toByteArray());

    m_server->setIcon(theme::icon(QStringLiteral("server")));
    m_server->setText(tr("No server"));
    m_server->setAccessibleName(tr("Server"));
    auto *menu = new QMenu(this);
    menu->addAction(tr("Connect to another server…"), this, &MainWindow::chooseServer);
    menu->addAction(tr("Use this computer"), this, &MainWindow::useThisComputer);
    menu->addSeparator();
    QMenu *themes = menu->addMenu(tr("Theme"));
    for (const auto &[text, choice] : {std::pair(tr("As the system"), theme::Choice::System),
             {tr("Light"), theme::Choice::Light}, {tr("Dark"), theme::Choice::Dark}})
        themes->addAction(text, this, [choice = choice] { theme::apply(choice); });
    menu->addAction(tr("Keyboard shortcuts"), this, &MainWindow::showShortcuts);
    m_server->setMenu(menu);

    m_sidebar->setFixedWidth(200);
    m_sidebar->setFrameShape(QFrame::NoFrame);
    m_sidebar->setAccessibleName(tr("Pages"));
    m_sidebar->setSpacing(2);
    QPalette sidebar = m_sidebar->palette();
    sidebar.setColor(QPalette::Base, sidebar.color(QPalette::Window));
    m_sidebar->setPalette(sidebar);
    auto *left = new QVBoxLayout;
    left->setContentsMargins(8, 12, 8, 8);
    left->addWidget(m_server);
    left->addSpacing(8);
    left->addWidget(m_sidebar, 1);
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_banner);
    right->addWidget(m_pages, 1);
    auto *central = new QWidget;
    auto *layout = new QHBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(left);
    layout->addLayout(right, 1);
    setCentralWidget(central);
    statusBar()->addWidget(m_connection, 1);
    statusBar()->addPermanentWidget(m_budget);
    statusBar()->setSizeGripEnabled(false);

    connect(m_sidebar, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_banner, &Banner::retry, this, [this] {
        if (m_workspace)
            m_workspace->open();
    });
    connect(&m_local, &LocalServer::started, this,
        [this](const Access &access) { openServer(access, tr("This computer")); });
    connect(&m_local, &LocalServer::failed, this, [this](const QString &reason) {
        Problem problem;
        problem.error.message = reason;
        m_banner->showProblem(tr("The server on this computer does not run."), problem);
    });
    makeShortcuts();
}

MainWindow::~MainWindow() = default;

void MainWindow::closeEvent(QCloseEvent *event) {
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::makeShortcuts() {
    auto on = [this](const QKeySequence &keys, auto slot) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, slot);
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_N), [this] { deploy({}); });
    on(QKeySequence(Qt::Key_F5), [this] {
        if (m_workspace)
            m_workspace->open();
    });
    on(QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        if (m_pages->currentWidget() == m_services && m_services)
            m_services->focusFilter();
        else if (m_templates && m_pages->currentWidget() == m_templates)
            m_templates->focusFilter();
        else if (m_operations)
            m_operations->focusFilter();
    });
    on(QKeySequence(Qt::CTRL | Qt::Key_L), [this] {
        m_sidebar->setCurrentRow(0);
        if (m_services)
            m_services->focusLog();
    });
    on(QKeySequence(Qt::Key_Question), [this] { showShortcuts(); });
    for (int i = 0; i < 3; ++i)
        on(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + i)), [this, i] { m_sidebar->setCurrentRow(i); });
}

void MainWindow::showShortcuts() {
    QMessageBox box(this);
    box.setWindowTitle(tr("Keyboard shortcuts"));
    box.setText(
        tr("<table cellspacing=6>"
           "<tr><td><b>Ctrl+N</b></td><td>Deploy service</td></tr><tr><td><b>Ctrl+F</b></td><td>Filter</td></tr>"
           "<tr><td><b>Ctrl+L</b></td><td>Log of the service</td></tr><tr><td><b>Ctrl+R</b></td><td>Restart</td></tr>"
           "<tr><td><b>Ctrl+O</b></td><td>Open in browser</td></tr><tr><td><b>Del</b></td><td>Delete</td></tr>"
           "<tr><td><b>F5</b></td><td>Load again</td></tr><tr><td><b>Alt+1…3</b></td><td>Pages</td></tr>"
           "<tr><td colspan=2>In the log: <b>F</b> follow, <b>T</b> times, <b>/</b> find, <b>n</b> and <b>N</b> next "
           "and previous, "
           "<b>g</b> and <b>G</b> start and end, <b>C</b> clear</td></tr></table>"));
    box.exec();
}

void MainWindow::chooseServer() {
    ConnectDialog dialog(m_profiles, m_keys, this);
    if (dialog.exec() != QDialog::Accepted) {
        if (!m_workspace)
            QTimer::singleShot(0, this, &QWidget::close);
        return;
    }
    if (dialog.usesThisComputer())
        return useThisComputer();
    openServer(dialog.access(), dialog.profileName());
    if (m_keys.keptInMemory())
        m_banner->showNotice(
            tr("No safe key store was found on this system. The key is kept in memory until this program ends."));
}

void MainWindow::useThisComputer() {
    m_connection->setText(tr("Starting a server on this computer…"));
    m_local.start();
}

void MainWindow::addPage(const QString &icon, const QString &title, QWidget *page) {
    auto *item = new QListWidgetItem(theme::icon(icon), title, m_sidebar);
    item->setSizeHint(QSize(0, 34));
    m_pages->addWidget(page);
}

void MainWindow::openServer(const Access &access, const QString &name) {
    m_banner->hide();
    while (m_pages->count() > 0)
        delete m_pages->widget(0);
    m_sidebar->clear();
    m_workspace = std::make_unique<Workspace>(access);
    m_name = name;
    m_server->setText(name);
    setWindowTitle(QStringLiteral("%1 – AI Admin Panel").arg(name));
    m_services = new ServicesPage(*m_workspace);
    m_templates = new TemplatesPage(*m_workspace);
    m_operations = new OperationsPage(*m_workspace);
    addPage(QStringLiteral("services"), tr("Services"), m_services);
    addPage(QStringLiteral("templates"), tr("Templates"), m_templates);
    addPage(QStringLiteral("operations"), tr("Operations"), m_operations);
    m_sidebar->setCurrentRow(0);
    connect(m_services, &ServicesPage::deployRequested, this, &MainWindow::deploy);
    connect(m_templates, &TemplatesPage::deployRequested, this, &MainWindow::deploy);
    connect(m_operations, &OperationsPage::runningChanged, this, [this](int count) {
        if (QListWidgetItem *item = m_sidebar->item(2))
            item->setText(count > 0 ? tr("Operations  %1").arg(count) : tr("Operations"));
    });
    connect(m_workspace.get(), &Workspace::failed, this, [this](const Problem &problem) {
        m_banner->showProblem(tr("The server's data could not be loaded."), problem, true);
        m_connection->setText(tr("Not connected to %1").arg(m_workspace->url().host()));
    });
    connect(m_workspace.get(), &Workspace::connectionChanged, this, &MainWindow::showConnection);
    connect(&m_workspace->api(), &ApiClient::budgetChanged, this, &MainWindow::showBudget);
    m_connection->setText(tr("Connecting to %1…").arg(access.url.host()));
    m_workspace->open();
}

void MainWindow::showConnection(EventStream::State state, const QString &reason) {
    const QString host = m_workspace->url().host();
    switch (state) {
    case EventStream::State::Live:
        m_connection->setText(
            tr("<font color='%1'>●</font> Connected to %2 with the key \"%3\" (%4)")
                .arg(theme::statusColor(QStringLiteral("running")).name(), host.toHtmlEscaped(),
                    m_workspace->server().key_name.toHtmlEscaped(), toText(m_workspace->server().role)));
        break;
    case EventStream::State::Connecting:
        break;
    case EventStream::State::Waiting:
        m_connection->setText(tr("<font color='%1'>●</font> No connection to %2; trying again. %3")
                                  .arg(theme::statusColor(QStringLiteral("warning")).name(), host.toHtmlEscaped(),
                                      reason.toHtmlEscaped()));
        break;
    case EventStream::State::Stopped:
        m_connection->setText(tr("Not connected"));
        break;
    }
    m_services->setOnline(state == EventStream::State::Live);
}

void MainWindow::showBudget() {
    const auto budget = m_workspace->api().budget(RateClass::Normal);
    m_budget->setText(
        budget && budget->limit > 0 ? tr("%1/%2 requests").arg(budget->remaining).arg(budget->limit) : QString());
}

void MainWindow::deploy(const QString &templateId) {
    if (!m_workspace)
        return;
    auto *dialog = new DeployDialog(*m_workspace, templateId, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DeployDialog::openService, this, [this](const QString &id) {
        m_sidebar->setCurrentRow(0);
        m_services->select(id);
    });
    dialog->open();
}
