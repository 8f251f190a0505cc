// SPDX-License-Identifier: GPL-3.0-or-later
// The frame around the pages.
#include "app/ui/mainwindow.h"
#include "app/ui/deploydialog.h"
#include "app/ui/labels.h"
#include "app/ui/logos.h"
#include "app/ui/operationspage.h"
#include "app/ui/operationview.h"
#include "app/ui/servicespage.h"
#include "app/ui/shortcutsdialog.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include "app/ui/tray.h"
#include <QActionGroup>
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
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
    setAcceptDrops(true);
    setWindowIcon(QIcon(QStringLiteral(":/icons/app.svg")));
    m_tray = new Tray(this);
    resize(1180, 760);
    restoreGeometry(QSettings().value(QStringLiteral("window/geometry")).toByteArray());
    m_server->setIcon(theme::icon(QStringLiteral("server")));
    m_server->setMenu(m_menu);
    m_menu->setToolTipsVisible(true);
    connect(m_menu, &QMenu::aboutToShow, this, &MainWindow::listProfiles);
    makeMenu();
    nameServer();

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
    connect(m_tray, &Tray::showRequested, this, &MainWindow::present);
    connect(m_tray, &Tray::quitRequested, this, &MainWindow::quit);
    connect(m_tray, &Tray::serviceRequested, this, [this](const QString &id) {
        present();
        if (m_workspace && m_workspace->service(id))
            showService(id);
    });
    connect(&m_local, &LocalServer::started, this,
        [this](const Access &access) { openServer(access, tr("This computer")); });
    connect(&m_local, &LocalServer::failed, this, [this](const QString &reason) {
        Problem problem;
        problem.error.message = reason;
        m_connection->setStatus(QStringLiteral("failed"), tr("Not connected"));
        m_banner->showProblem(
            tr("The server on this computer does not run."), problem, m_workspace ? QString() : tr("Choose a server"));
    });
    m_ageing.setInterval(std::chrono::seconds(20)); // "5 min ago" grows by itself
    connect(&m_ageing, &QTimer::timeout, this, &MainWindow::showConnection);
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
    if (m_tray->keepsRunning() && !m_isQuitting) {
        event->ignore();
        hide();
        return;
    }
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourSidebar();
    else if (event->type() == QEvent::LanguageChange)
        changeLanguage();
}

bool MainWindow::event(QEvent *event) {
    const bool isDone = QMainWindow::event(event);
    if (event->type() == QEvent::WindowUnblocked)
        QMetaObject::invokeMethod(this, &MainWindow::changeLanguage, Qt::QueuedConnection); // it waited for the dialog
    return isDone;
}

void MainWindow::colourSidebar() {
    QPalette colours = m_sidebar->palette();
    colours.setColor(QPalette::Base, palette().color(QPalette::Window));
    m_sidebar->setPalette(colours);
}

/// Again after a change of language.
void MainWindow::makeMenu() {
    QMenu *menu = m_menu;
    menu->clear();
    qDeleteAll(menu->findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly));
    menu->setAccessibleName(tr("Server"));
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
    addLanguages(*menu->addMenu(tr("Language")));
    menu->addActions({m_tray->noticesAction(), m_tray->closingAction()});
    menu->addAction(tr("Keyboard shortcuts"), QKeySequence(Qt::Key_Question), this, &MainWindow::showShortcuts);
    menu->addAction(tr("About AI Admin Panel"), this, &MainWindow::showAbout);
    menu->addSeparator();
    menu->addAction(tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &MainWindow::quit);
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

void MainWindow::addPage(PanelPage *page) {
    const int row = m_sidebar->count();
    const QString title = page->words().title;
    auto *item = new QListWidgetItem(theme::icon(page->words().icon), title, m_sidebar);
    item->setSizeHint(QSize(0, 34));
    item->setToolTip(tr("%1 (Alt+%2)").arg(title).arg(row + 1));
    page->setOnline(false);
    m_pages->addWidget(page);
    connect(page, &PanelPage::retryRequested, this, &MainWindow::retry);
    connect(page, &PanelPage::settled, this, &MainWindow::changeLanguage, Qt::QueuedConnection);
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

void MainWindow::showBudget() {
    const auto budget = m_workspace->api().budget(RateClass::Normal);
    const bool limited = budget && budget->limit > 0;
    m_budget->setText(limited ? tr("%1/%2 requests").arg(budget->remaining).arg(budget->limit) : QString());
    m_budget->setToolTip(limited ? tr("What is left of this minute's requests") : QString());
}

void MainWindow::quit() {
    m_isQuitting = true;
    const bool isInTray = isHidden();
    close();
    if (isInTray)
        QApplication::quit(); // there is no last window that closes
}

void MainWindow::present() {
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

/// Whoever looks at the service, or at its operation, sees it there.
void MainWindow::tell(const QString &title, const QString &text, const QString &serviceId) {
    const QList<Service> shown = m_services->selected();
    const auto dialogs = findChildren<DeployDialog *>(QString(), Qt::FindDirectChildrenOnly);
    const bool isInDialog = std::any_of(dialogs.begin(), dialogs.end(),
        [&](const DeployDialog *dialog) { return dialog->isVisible() && dialog->serviceId().value == serviceId; });
    const bool isShown = isInDialog ? true
        : page() == m_services
        ? shown.size() == 1 && shown.first().id.value == serviceId
        : page() == m_operations && m_operations->view()->operation().service_id.value == serviceId;
    if (!isShown || QApplication::applicationState() != Qt::ApplicationActive || isMinimized() || isHidden())
        m_tray->tell(title, text, serviceId);
}

void MainWindow::showOperation(const QString &id) {
    showPage(m_operations);
    m_operations->select(id);
}

void MainWindow::showService(const QString &id) {
    showPage(m_services);
    m_services->select(id);
}

DeployDialog *MainWindow::deploy(const QString &templateId) {
    if (!m_workspace || !m_workspace->isLoaded())
        return nullptr;
    auto *dialog = new DeployDialog(*m_workspace, *m_logos, templateId, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DeployDialog::deployed, this, [this](const QString &id) { m_services->select(id); });
    connect(dialog, &DeployDialog::serviceRequested, this, &MainWindow::showService);
    dialog->open();
    return dialog;
}
