// SPDX-License-Identifier: GPL-3.0-or-later
// Tour: goes through every page and dialog and takes a picture of each in both themes.
#pragma once

#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "tests/screenshots/demo.h"
#include <QAction>
#include <QTest>
#include <memory>

class DeployDialog;

class Tour {
public:
    explicit Tour(QString folder) : m_folder(std::move(folder)) { }

    bool run();

private:
    void take(const QString &name, QWidget *widget);
    void empty();
    void pages();
    void tabs();
    void wizard();
    void operations();
    void dialogs();
    void keeping();
    void customers();
    void offline();
    void startOffline();

    ServicesPage *services() const { return m_window->servicesPage(); }
    void page(int number) { m_window->findChild<QListWidget *>()->setCurrentRow(number - 1); }
    /// By its entry in the sidebar.
    void pageNamed(const QString &title);
    void takeForm(QAction *action, const QString &name);
    /// Waits until `ready`, and a little for what follows from it.
    template <typename Ready>
    bool settle(Ready ready, const char *what) {
        if (!QTest::qWaitFor(ready, 20000)) {
            qWarning("waited in vain: %s", what);
            return m_good = false;
        }
        QTest::qWait(250);
        return true;
    }
    Access access() {
        return {
            QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_demo.panel().port())), Secret(m_demo.panel().key()), {}};
    }
    void select(const char *service);
    QString idOf(const char *service);
    DeployDialog *openWizard(const QString &templateId = {});

    QString m_folder;
    Demo m_demo;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    bool m_good = true;
};
