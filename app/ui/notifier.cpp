// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the session bus.
#include "app/ui/notifier.h"
#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QSystemTrayIcon>

static constexpr int patience = 5000; // milliseconds
static constexpr qsizetype mostText = 300;
static constexpr qsizetype mostShown = 100; // a service that never says that one is closed

static const QString address = QStringLiteral("org.freedesktop.Notifications");
static const QString path = QStringLiteral("/org/freedesktop/Notifications");

static QDBusMessage request(const QString &method) {
    return QDBusMessage::createMethodCall(address, path, address, method);
}

Notifier::Notifier(QObject *parent) : QObject(parent) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect({}, path, address, QStringLiteral("ActionInvoked"), this, SLOT(onAction(uint, QString)));
    bus.connect({}, path, address, QStringLiteral("NotificationClosed"), this, SLOT(onClosed(uint, uint)));
}

void Notifier::setTray(QSystemTrayIcon *tray) {
    m_tray = tray;
    if (tray)
        connect(tray, &QSystemTrayIcon::messageClicked, this, [this] { emit opened(m_byTray); });
}

void Notifier::show(const QString &title, const QString &text, const QString &serviceId) {
    if (!QDBusConnection::sessionBus().isConnected())
        return showByTray(title, text, serviceId);
    if (m_isAsked)
        return notify(title, text, serviceId);
    auto *reply = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(request(QStringLiteral("GetCapabilities")), patience), this);
    connect(reply, &QDBusPendingCallWatcher::finished, this, [this, reply, title, text, serviceId] {
        const QDBusPendingReply<QStringList> capabilities = *reply;
        reply->deleteLater();
        if (!capabilities.isValid())
            return showByTray(title, text, serviceId);
        m_takesMarkup = capabilities.value().contains(QStringLiteral("body-markup"));
        m_isAsked = true;
        notify(title, text, serviceId);
    });
}

void Notifier::notify(const QString &title, const QString &text, const QString &serviceId) {
    QDBusMessage call = request(QStringLiteral("Notify"));
    const QString body = text.left(mostText);
    const QVariantMap hints{{QStringLiteral("desktop-entry"), QGuiApplication::desktopFileName()}};
    call << QStringLiteral("AI Admin Panel") << 0U << QStringLiteral("org.aiadminpanel.AIAdminPanel") << title
         << (m_takesMarkup ? body.toHtmlEscaped() : body) << QStringList{QLatin1String("default"), tr("Open")} << hints
         << -1;
    auto *reply = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, patience), this);
    connect(reply, &QDBusPendingCallWatcher::finished, this, [this, reply, title, text, serviceId] {
        const QDBusPendingReply<uint> number = *reply;
        reply->deleteLater();
        if (!number.isValid()) {
            m_isAsked = false; // it has gone, and another may come
            return showByTray(title, text, serviceId);
        }
        m_shown.insert(number.value(), serviceId);
        if (m_shown.size() > mostShown)
            m_shown.erase(m_shown.begin());
    });
}

void Notifier::showByTray(const QString &title, const QString &text, const QString &serviceId) {
    if (!m_tray || !m_tray->isVisible())
        return;
    m_byTray = serviceId;
    m_tray->showMessage(title, text.left(mostText));
}

void Notifier::onAction(uint id, const QString &action) {
    if (m_shown.contains(id) && action == QLatin1String("default")) // signals tell of everybody's notices
        emit opened(m_shown.take(id));
}

void Notifier::onClosed(uint id, uint) {
    m_shown.remove(id);
}
