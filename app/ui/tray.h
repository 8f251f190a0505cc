// SPDX-License-Identifier: GPL-3.0-or-later
// Tray: the icon in the system's tray, where there is one: the window, what was told last, quit; and the settings of
// notices.
#pragma once

#include "app/ui/notifier.h"
#include <QMenu>
#include <QSystemTrayIcon>

class Tray final : public QObject {
    Q_OBJECT
public:
    /// `window` owns it.
    explicit Tray(QWidget *window);

    /// Tells of something, unless notices are off, and lists it under what was told last.
    void tell(const QString &title, const QString &text, const QString &serviceId);
    /// Says everything in the language chosen now.
    void speak();
    /// Of another server.
    void forget();
    QMenu *menu() { return &m_menu; }
    /// For the window's own menu.
    QAction *noticesAction() const { return m_notices; }
    QAction *closingAction() const { return m_closing; }
    /// Whether closing the window leaves the program in the tray. Not unless somebody wants it and there is a tray.
    bool keepsRunning() const { return m_icon.isVisible() && m_closing->isChecked(); }

signals:
    void serviceRequested(const QString &id);
    void showRequested();
    void quitRequested();

private:
    void listRecent();

    struct Told {
        QString title;
        QString serviceId;
    };
    QMenu m_menu;
    QMenu *m_recent;
    QSystemTrayIcon m_icon;
    Notifier m_notifier;
    QAction *m_show;
    QAction *m_quit;
    QAction *m_notices;
    QAction *m_closing;
    QList<Told> m_told;
};
