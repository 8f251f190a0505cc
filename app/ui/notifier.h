// SPDX-License-Identifier: GPL-3.0-or-later
// Notifier: notices of the desktop, by org.freedesktop.Notifications (specification 1.2) where somebody shows them,
// else by the tray icon's own.
#pragma once

#include <QMap>
#include <QObject>

class QSystemTrayIcon;

class Notifier final : public QObject {
    Q_OBJECT
public:
    explicit Notifier(QObject *parent = nullptr);

    /// Used where no service for notices is on the session bus. Outlives this, or nullptr.
    void setTray(QSystemTrayIcon *tray);
    /// `serviceId` is what a click on it opens.
    void show(const QString &title, const QString &text, const QString &serviceId);

signals:
    void opened(const QString &serviceId);

private slots:
    void onAction(uint id, const QString &action);
    void onClosed(uint id, uint reason);

private:
    void notify(const QString &title, const QString &text, const QString &serviceId);
    void showByTray(const QString &title, const QString &text, const QString &serviceId);

    QSystemTrayIcon *m_tray = nullptr;
    QMap<uint, QString> m_shown; // services by the notices' numbers
    QString m_byTray;
    bool m_takesMarkup = true; // until it is asked
    bool m_isAsked = false;
};
