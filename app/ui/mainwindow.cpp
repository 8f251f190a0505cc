// SPDX-License-Identifier: GPL-3.0-or-later
// The frame around the pages.
#include "app/ui/mainwindow.h"
#include "app/ui/auditpage.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/labels.h"
#include "app/ui/logos.h"
#include "app/ui/operationspage.h"
#include "app/ui/servicespage.h"
#include "app/ui/shortcutsdialog.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include <QActionGroup>
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QSettings>
#include <QStatusBar>

MainWindow::MainWindow(ProfileStore &profiles, KeyStore &keys, QWidget *parent)
    : QMainWindow(parent)
    , m_profiles(profiles)
    , m_keys(keys)
    , m_server(new QPushButton)
    , m_menu(new QMenu(this))
    , m_profileActions(new QActionGroup(this))
    , m_sidebar(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_banner(new Banner)
    , m_connection(new StatusLabel)
    , m_budget(new ToneLabel(Tone::Secondary)) {
    setWindowTitle(QStringLiteral("AI Admin Panel"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/app.svg")));
    resize(1180, 760);
    restoreGeometry(QSettings().value(QStringLiteral("window/geometry")).toByteArray());
    makeMenu();

    for (QWidget *widget : std::initializer_list<QWidget *>{m_server, m_sidebar})
        widget->setFixedWidth(184); // long names end in an ellipsis
    m_sidebar->setFrameShape(QFrame::NoFrame);
    m_sidebar->setAccessibleName(tr("Pages"));
    m_sidebar->setIconSize(QSize(20, 20));
    m_sidebar->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    colourSidebar();
    auto *left = new QVBoxLayout;
    left->setContentsMargins(8, 12, 8, 8);
    left->setSpacing(12);
    left->addWidget(m_server);
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
    statusBar()->setContentsMargins(12, 2, 12, 4);
    statusBar()->addWidget(m_connection, 1);
    statusBar()->addPermanentWidget(m_budget);
    statusBar()->setSizeGripEnabled(false);

    connect(m_sidebar, &QListWidget::currentRowChanged, this, [this](int row) {
        m_pages->setCurrentIndex(row);
        if (page() && !m_sidebar->hasFocus()) // one may walk through the sidebar by its keys
            page()->focusTable();
    });
    connect(m_banner, &Banner::triggered, this, &MainWindow::retry);
    connect(&m_local, &LocalServer::started, this,
        [this](const Access &access) { openServer(access, tr("This computer")); });
    connect(&m_local, &LocalServer::failed, this, [this](const QString &reason) {
        Problem problem;
        problem.error.message = reason;
        m_connection->setStatus(QStringLiteral("failed"), tr("Not connected"));
        m_banner->showProblem(
            tr("The server on this computer does not run."), problem, m_workspace ? QString() : tr("Choose a server"));
    });
    connect(&m_keys, &KeyStore::safetyChanged, this, [this] {
        if (m_keys.keptInMemory())
            m_banner->showNotice(
                tr("No keychain is open on this system. The key is kept in memory until this program ends."));
    });
    makeShortcuts();
}

MainWindow::~MainWindow() {
    closeServer();
}

void MainWindow::closeEvent(QCloseEvent *event) {
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourSidebar();
}

void MainWindow::colourSidebar() {
    QPalette colours = m_sidebar->palette();
    colours.setColor(QPalette::Base, palette().color(QPalette::Window));
    m_sidebar->setPalette(colours);
}

void MainWindow::makeMenu() {
    m_server->setIcon(theme::icon(QStringLiteral("server")));
    m_server->setText(tr("No server"));
    m_server->setAccessibleName(tr("Server"));
    QMenu *menu = m_menu;
    menu->setAccessibleName(tr("Server"));
    connect(menu, &QMenu::aboutToShow, this, &MainWindow::listProfiles);
    menu->addAction(
        theme::icon(QStringLiteral("plus")), tr("Connect to another server…"), this, &MainWindow::chooseServer);
    menu->addAction(theme::icon(QStringLiteral("server")), tr("Use this computer"), this, &MainWindow::useThisComputer);
    m_signOut = menu->addAction(tr("Sign out of this server"), this, [this] { spawn(signOut()); });
    menu->addSeparator();
    QMenu *themes = menu->addMenu(tr("Theme"));
    auto *group = new QActionGroup(themes);
    for (const auto &[text, choice] : {std::pair(tr("As the system"), theme::Choice::System),
             {tr("Light"), theme::Choice::Light}, {tr("Dark"), theme::Choice::Dark}}) {
        QAction *action = themes->addAction(text, this, [choice = choice] { theme::apply(choice); });
        action->setCheckable(true);
        action->setChecked(theme::saved() == choice);
        group->addAction(action);
    }
    menu->addAction(tr("Keyboard shortcuts"), QKeySequence(Qt::Key_Question), this, &MainWindow::showShortcuts);
    menu->addAction(tr("About AI Admin Panel"), this, &MainWindow::showAbout);
    menu->addSeparator();
    menu->addAction(tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);
    m_server->setMenu(menu);
}

void MainWindow::showShortcuts() {
    ShortcutsDialog(this).exec();
}

void MainWindow::showAbout() {
    const QString server = m_workspace && m_workspace->isLoaded()
        ? tr("The server is version %1.").arg(m_workspace->server().version)
        : QString();
    QMessageBox box(QMessageBox::NoIcon, tr("About AI Admin Panel"),
        tr("AI Admin Panel %1").arg(QStringLiteral(AAP_VERSION)), QMessageBox::Close, this);
    box.setTextFormat(Qt::PlainText);
    box.setIconPixmap(windowIcon().pixmap(48));
    box.setInformativeText(
        tr("Deploy and operate services on your own machines. %1\n\nFree software under the GNU General "
           "Public License, version 3 or later.")
            .arg(server));
    box.exec();
}

/// The menu begins with the saved servers, as they are now.
void MainWindow::listProfiles() {
    qDeleteAll(m_profileActions->actions());
    QAction *before = m_menu->actions().value(0);
    const QList<Profile> profiles = m_profiles.all();
    m_signOut->setEnabled(m_workspace && std::any_of(profiles.begin(), profiles.end(), [this](const Profile &profile) {
        return profile.url == m_workspace->url();
    }));
    for (const Profile &profile : profiles) {
        auto *action = new QAction(profile.name, m_profileActions);
        action->setCheckable(true);
        action->setChecked(m_workspace && m_workspace->url() == profile.url);
        connect(action, &QAction::triggered, this, [this, profile] { spawn(openProfile(profile)); });
        m_menu->insertAction(before, action);
    }
    if (!profiles.isEmpty()) {
        auto *line = new QAction(m_profileActions);
        line->setSeparator(true);
        m_menu->insertAction(before, line);
    }
}

Task<> MainWindow::openProfile(Profile profile) {
    const QPointer<MainWindow> self(this);
    m_profiles.setLastUsed(profile.id);
    const Secret key = co_await m_keys.read(profile.id);
    if (!self)
        co_return;
    if (key.isEmpty()) {
        chooseServer(); // it begins at the one used last and asks for its key
        co_return;
    }
    const Access access{profile.url, key, profile.pinnedFingerprint};
    openServer(access, profile.name);
}

Task<> MainWindow::signOut() {
    const QPointer<MainWindow> self(this);
    const QPointer<Workspace> workspace(m_workspace.get());
    if (!workspace)
        co_return;
    const QUrl url = workspace->url();
    const auto ended = co_await workspace->api().call(Api::logout, Browser());
    if (!self || !workspace)
        co_return;
    const ErrorCode code = ended ? ErrorCode::Gone : ended.error().code;
    const bool isByHand = code == ErrorCode::Conflict;
    if (!ended && !isByHand && code != ErrorCode::Unauthorized) {
        m_banner->showProblem(tr("You are still signed in: the server could not be told."), ended.problem());
        co_return;
    }
    QStringList ids;
    for (const Profile &profile : m_profiles.all())
        if (profile.url == url)
            ids.append(profile.id);
    closeServer();
    m_server->setText(tr("No server"));
    m_server->setAccessibleName(tr("Server"));
    m_connection->setStatus(QStringLiteral("stopped"), tr("Signed out"));
    setWindowTitle(QStringLiteral("AI Admin Panel"));
    m_banner->showNotice(isByHand ? tr("The key is gone from this computer. It was entered by hand, so on the server "
                                       "it goes on working until it is revoked.")
                                  : tr("Signed out. The key has ended on the server."),
        tr("Choose a server"));
    for (int i = 0; i < ids.size(); ++i) {
        const bool removed = co_await m_keys.remove(ids.at(i));
        if (!self)
            co_return;
        if (!removed)
            m_banner->showNotice(tr("The keychain could not be opened. If it has the key, it stays in it."));
    }
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
}

void MainWindow::useThisComputer() {
    m_connection->setStatus(QStringLiteral("deploying"), tr("Starting a server on this computer…"));
    m_local.start();
}

void MainWindow::addPage(PanelPage *page) {
    const int row = m_sidebar->count();
    const QString title = page->words().title;
    auto *item = new QListWidgetItem(theme::icon(page->words().icon), title, m_sidebar);
    item->setSizeHint(QSize(0, 34));
    item->setToolTip(tr("%1 (Alt+%2)").arg(title).arg(row + 1));
    page->setOnline(false);
    m_pages->addWidget(page);
    connect(page, &PanelPage::retryRequested, this, &MainWindow::retry);
    connect(page, &PanelPage::attention, this, [this, row, title](int count) {
        if (QListWidgetItem *entry = m_sidebar->item(row))
            entry->setText(count > 0 ? QStringLiteral("%1  (%2)").arg(title).arg(count) : title);
    });
}

PanelPage *MainWindow::page() const {
    return static_cast<PanelPage *>(m_pages->currentWidget());
}

void MainWindow::showPage(PanelPage *page) {
    m_sidebar->setCurrentRow(m_pages->indexOf(page));
}

void MainWindow::retry() {
    if (m_workspace && !m_workspace->isRefused())
        m_workspace->open();
    else
        chooseServer();
}

/// Pages first: their models listen to the workspace.
void MainWindow::closeServer() {
    qDeleteAll(findChildren<DeployDialog *>(QString(), Qt::FindDirectChildrenOnly));
    m_sidebar->clear();
    while (m_pages->count() > 0)
        delete m_pages->widget(0);
    delete std::exchange(m_logos, nullptr);
    m_services = nullptr;
    m_templates = nullptr;
    m_operations = nullptr;
    m_audit = nullptr;
    m_workspace.reset();
}

void MainWindow::openServer(const Access &access, const QString &name) {
    closeServer();
    m_banner->hide();
    m_reason.clear();
    m_workspace = std::make_unique<Workspace>(access);
    m_server->setText(name);
    m_server->setAccessibleName(tr("Server: %1").arg(name));
    m_server->setToolTip(name + u'\n' + access.url.toString());
    m_name = name;
    setWindowTitle(tr("%1 (connecting) – AI Admin Panel").arg(name));
    m_logos = new Logos(*m_workspace, this);
    m_services = new ServicesPage(*m_workspace);
    m_templates = new TemplatesPage(*m_workspace, *m_logos);
    m_operations = new OperationsPage(*m_workspace);
    m_audit = new AuditPage(*m_workspace);
    for (PanelPage *page : std::initializer_list<PanelPage *>{m_services, m_templates, m_operations, m_audit})
        addPage(page);
    m_sidebar->setCurrentRow(0);
    connect(m_services, &ServicesPage::deployRequested, this, &MainWindow::deploy);
    connect(m_services, &ServicesPage::operationRequested, this, &MainWindow::showOperation);
    connect(m_templates, &TemplatesPage::deployRequested, this, &MainWindow::deploy);
    connect(m_operations, &OperationsPage::serviceRequested, this, &MainWindow::showService);
    connect(m_workspace.get(), &Workspace::ready, this, [this] {
        if (std::exchange(m_loadFailed, false))
            m_banner->hide();
        showConnection();
        if (!focusWidget() || focusWidget() == m_server)
            page()->focusTable();
    });
    connect(m_workspace.get(), &Workspace::failed, this, [this](const Problem &problem) {
        m_loadFailed = true;
        const bool refused = m_workspace->isRefused();
        if (m_workspace->isLoaded()) // without rows the pages say it in their place
            m_banner->showProblem(problem.error.code == ErrorCode::Unauthorized
                    ? tr("The server does not know this key any more.")
                    : refused ? tr("The server cannot be trusted any more.")
                              : tr("The server's data could not be loaded."),
                problem, refused ? tr("Choose a server…") : tr("Try again"));
        if (!m_workspace->isLoaded() || refused)
            m_connection->setStatus(
                QStringLiteral("failed"), tr("Not connected to %1").arg(m_workspace->url().authority()));
    });
    connect(m_workspace.get(), &Workspace::connectionChanged, this,
        [this](EventStream::State state, const QString &reason) {
            if (state == EventStream::State::Waiting)
                m_reason = reason;
            showConnection();
        });
    connect(&m_workspace->api(), &ApiClient::budgetChanged, this, &MainWindow::showBudget);
    m_connection->setStatus(QStringLiteral("deploying"), tr("Connecting to %1…").arg(access.url.authority()));
    m_workspace->open();
}

void MainWindow::showConnection() {
    const QString host = m_workspace->url().authority();
    const bool online = m_workspace->isOnline();
    for (int i = 0; i < m_pages->count(); ++i)
        static_cast<PanelPage *>(m_pages->widget(i))->setOnline(online);
    // In the task bar one sees it too.
    setWindowTitle((online ? tr("%1 – AI Admin Panel") : tr("%1 (offline) – AI Admin Panel")).arg(m_name));
    if (online) {
        m_connection->setStatus(QStringLiteral("running"),
            tr("Connected to %1 with the key %2 (%3)")
                .arg(host, m_workspace->server().key_name, toText(m_workspace->server().role)));
        m_connection->setToolTip({});
    } else if (m_workspace->isLoaded() && m_workspace->events().state() == EventStream::State::Waiting) {
        const auto asOf = QDateTime::fromMSecsSinceEpoch(m_workspace->asOf().time_since_epoch().count());
        m_connection->setStatus(QStringLiteral("warning"),
            tr("Offline, as of %1; connecting again by itself")
                .arg(QLocale().toString(asOf.time(), QLocale::ShortFormat)));
        m_connection->setToolTip(m_reason);
    }
}

void MainWindow::showBudget() {
    const auto budget = m_workspace->api().budget(RateClass::Normal);
    const bool limited = budget && budget->limit > 0;
    m_budget->setText(limited ? tr("%1/%2 requests").arg(budget->remaining).arg(budget->limit) : QString());
    m_budget->setToolTip(limited ? tr("What is left of this minute's requests") : QString());
}

void MainWindow::showOperation(const QString &id) {
    showPage(m_operations);
    m_operations->select(id);
}

void MainWindow::showService(const QString &id) {
    showPage(m_services);
    m_services->select(id);
}

void MainWindow::deploy(const QString &templateId) {
    if (!m_workspace || !m_workspace->isLoaded())
        return;
    auto *dialog = new DeployDialog(*m_workspace, *m_logos, templateId, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DeployDialog::deployed, m_services, &ServicesPage::select);
    connect(dialog, &DeployDialog::serviceRequested, this, &MainWindow::showService);
    dialog->open();
}
