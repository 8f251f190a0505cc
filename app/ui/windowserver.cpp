// SPDX-License-Identifier: GPL-3.0-or-later
// Which server the window shows: opening one, leaving it, and what its connection is like.
#include "app/models/format.h"
#include "app/ui/auditpage.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/labels.h"
#include "app/ui/logos.h"
#include "app/ui/mainwindow.h"
#include "app/ui/newswatch.h"
#include "app/ui/operationspage.h"
#include "app/ui/servicespage.h"
#include "app/ui/templatespage.h"
#include "app/ui/tray.h"
#include <QActionGroup>
#include <QLocale>
#include <QMenu>

/// The menu begins with the saved servers, as they are now.
void MainWindow::listProfiles() {
    qDeleteAll(m_profileActions->actions());
    QAction *before = m_menu->actions().value(0);
    const QList<Profile> profiles = m_profiles.all();
    const bool isSaved = m_workspace && std::any_of(profiles.begin(), profiles.end(), [this](const Profile &profile) {
        return profile.url == m_workspace->url();
    });
    const bool isOffline = m_workspace && m_workspace->isOffline(); // the server ends the key
    m_signOut->setEnabled(isSaved && !isOffline);
    m_signOut->setToolTip(isOffline ? tr("Not while offline") : QString());
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
    OfflineCache::drop(url);
    nameServer();
    m_connection->setStatus(QStringLiteral("stopped"), tr("Signed out"));
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

void MainWindow::openLast() {
    const QString last = m_profiles.lastUsed();
    for (const Profile &profile : m_profiles.all())
        if (profile.id == last) {
            spawn(openProfile(profile));
            return;
        }
    chooseServer();
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
    m_ageing.stop();
    delete std::exchange(m_news, nullptr);
    m_tray->forget();
    m_workspace.reset();
}

/// Nothing stays behind of a server that is not saved: nobody could tell it to go.
std::unique_ptr<OfflineCache> MainWindow::cacheFor(const Access &access) const {
    const QList<Profile> profiles = m_profiles.all();
    if (std::none_of(
            profiles.begin(), profiles.end(), [&](const Profile &profile) { return profile.url == access.url; }))
        return {};
    return std::make_unique<OfflineCache>(OfflineCache::pathFor(access));
}

/// The server's name, or that there is none, wherever it stands.
void MainWindow::nameServer() {
    if (!m_workspace) {
        m_server->setText(tr("No server"));
        m_server->setAccessibleName(tr("Server"));
        m_server->setToolTip({});
        setWindowTitle(QStringLiteral("AI Admin Panel"));
        return;
    }
    m_server->setText(m_name);
    m_server->setAccessibleName(tr("Server: %1").arg(m_name));
    m_server->setToolTip(m_name + u'\n' + m_workspace->url().toString());
    setWindowTitle(tr("%1 (connecting) – AI Admin Panel").arg(m_name));
}

void MainWindow::makePages() {
    m_services = new ServicesPage(*m_workspace);
    m_templates = new TemplatesPage(*m_workspace, *m_logos);
    m_operations = new OperationsPage(*m_workspace);
    m_audit = new AuditPage(*m_workspace);
    for (PanelPage *page : std::initializer_list<PanelPage *>{m_services, m_templates, m_operations, m_audit})
        addPage(page);
    connect(m_operations, &OperationsPage::watched, m_news, &NewsWatch::watch);
    connect(m_services, &ServicesPage::deployRequested, this, &MainWindow::deploy);
    connect(m_services, &ServicesPage::operationRequested, this, &MainWindow::showOperation);
    connect(m_templates, &TemplatesPage::deployRequested, this, &MainWindow::deploy);
    connect(m_operations, &OperationsPage::serviceRequested, this, &MainWindow::showService);
}

void MainWindow::openServer(const Access &access, const QString &name) {
    closeServer();
    m_banner->hide();
    m_reason.clear();
    m_workspace = std::make_unique<Workspace>(access, cacheFor(access));
    m_name = name;
    m_problem.reset();
    nameServer();
    m_news = new NewsWatch(*m_workspace, this);
    connect(m_news, &NewsWatch::news, this, &MainWindow::tell);
    m_logos = new Logos(*m_workspace, this);
    makePages();
    m_sidebar->setCurrentRow(0);
    connect(m_workspace.get(), &Workspace::ready, this, [this] {
        if (std::exchange(m_problem, std::nullopt))
            m_banner->hide();
        showConnection();
        if (!focusWidget() || focusWidget() == m_server)
            page()->focusTable();
    });
    connect(m_workspace.get(), &Workspace::failed, this, [this](const Problem &problem) {
        m_problem = problem;
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
    connect(m_workspace.get(), &Workspace::cacheStopped, this, [this](const QString &reason) {
        m_banner->showNotice(
            tr("Nothing more is kept for working offline: %1. Everything else goes on as before.").arg(reason));
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
                .arg(host, m_workspace->server().key_name, format::word(toText(m_workspace->server().role))));
        m_connection->setToolTip({});
    } else if (m_workspace->isOffline() && !m_workspace->isRefused()) {
        const auto asOf = QDateTime::fromMSecsSinceEpoch(m_workspace->asOf().time_since_epoch().count());
        const QString time = asOf.date() == QDate::currentDate() ? QLocale().toString(asOf.time(), QLocale::ShortFormat)
                                                                 : QLocale().toString(asOf, QLocale::ShortFormat);
        m_connection->setStatus(QStringLiteral("warning"),
            tr("Offline, as of %1 (%2); connecting again by itself").arg(time, format::relative(m_workspace->asOf())));
        m_connection->setToolTip(m_reason);
    }
    m_workspace->isOffline() ? m_ageing.start() : m_ageing.stop();
}
