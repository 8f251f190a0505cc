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

class Banner;
class OperationsPage;
class ServicesPage;
class TemplatesPage;

class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(ProfileStore &profiles, KeyStore &keys, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Asks which server; the window closes when nothing was chosen and none is open.
    void chooseServer();
    void openServer(const Access &access, const QString &name);
    void useThisComputer();
    void deploy(const QString &templateId);
    ServicesPage *servicesPage() const { return m_services; }

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void makeShortcuts();
    void showConnection(EventStream::State state, const QString &reason);
    void showBudget();
    void showShortcuts();
    void addPage(const QString &icon, const QString &title, QWidget *page);

    ProfileStore &m_profiles;
    KeyStore &m_keys;
    LocalServer m_local;
    std::unique_ptr<Workspace> m_workspace;
    QString m_name;
    QPushButton *m_server;
    QListWidget *m_sidebar;
    QStackedWidget *m_pages;
    Banner *m_banner;
    QLabel *m_connection;
    QLabel *m_budget;
    ServicesPage *m_services = nullptr;
    TemplatesPage *m_templates = nullptr;
    OperationsPage *m_operations = nullptr;
};
