// SPDX-License-Identifier: GPL-3.0-or-later
// MainWindow: sidebar, pages, status bar; one server at a time.
#pragma once

#include "app/client/localserver.h"
#include "app/client/profiles.h"
#include "app/client/workspace.h"
#include <QLabel>
#include <QListWidget>
#include <QMainWindow>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>

class AuditPage;
class Banner;
class QActionGroup;
class QMenu;
class DeployDialog;
class Logos;
class NewsWatch;
class OperationsPage;
class PanelPage;
class ServicesPage;
struct Command;
class StatusLabel;
class TemplatesPage;
class Tray;

class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(ProfileStore &profiles, KeyStore &keys, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// The server used last, with what is known of it while it cannot be reached; asks when its key is not to be had.
    void openLast();
    /// Asks which server; the window closes when nothing was chosen and none is open.
    void chooseServer();
    void openServer(const Access &access, const QString &name);
    void useThisComputer();
    DeployDialog *deploy(const QString &templateId);
    /// Opens the wizard with a Compose file, or at the template that a template file describes.
    void deployFile(const QString &path);
    ServicesPage *servicesPage() const { return m_services; }
    TemplatesPage *templatesPage() const { return m_templates; }
    OperationsPage *operationsPage() const { return m_operations; }
    AuditPage *auditPage() const { return m_audit; }
    Banner *banner() const { return m_banner; }
    Tray *tray() const { return m_tray; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeMenu();
    void addLanguages(QMenu &menu);
    /// Says everything in the language chosen now; waits for what would be lost by it.
    void changeLanguage();
    void makePages();
    void remakePages();
    void nameServer();
    void makeShortcuts();
    void openPalette();
    QList<Command> commands();
    void closeServer();
    std::unique_ptr<OfflineCache> cacheFor(const Access &access) const;
    void retry();
    void addPage(PanelPage *page);
    PanelPage *page() const;
    void showPage(PanelPage *page);
    void showConnection();
    void showBudget();
    void showShortcuts();
    void showAbout();
    void listProfiles();
    Task<> openProfile(Profile profile);
    /// Ends the key on the server first, and then here.
    Task<> signOut();
    void showOperation(const QString &id);
    void showService(const QString &id);
    void colourSidebar();
    void tell(const QString &title, const QString &text, const QString &serviceId);
    /// In front of everything, wherever it was.
    void present();
    void quit();

    ProfileStore &m_profiles;
    KeyStore &m_keys;
    LocalServer m_local;
    std::unique_ptr<Workspace> m_workspace;
    QPushButton *m_server;
    QMenu *m_menu;
    /// The saved servers, at the top of the menu.
    QActionGroup *m_profileActions;
    QAction *m_signOut = nullptr;
    QListWidget *m_sidebar;
    QStackedWidget *m_pages;
    Banner *m_banner;
    StatusLabel *m_connection;
    QLabel *m_budget;
    Logos *m_logos = nullptr;
    ServicesPage *m_services = nullptr;
    TemplatesPage *m_templates = nullptr;
    OperationsPage *m_operations = nullptr;
    AuditPage *m_audit = nullptr;
    QString m_name; // of the server
    QString m_language; // that everything is said in
    std::optional<Problem> m_problem; // why its data is not there
    QString m_reason;
    QTimer m_ageing;
    Tray *m_tray;
    NewsWatch *m_news = nullptr;
    bool m_isQuitting = false;
};
