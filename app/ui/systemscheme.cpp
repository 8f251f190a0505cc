// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the portal.
#include "app/ui/systemscheme.h"
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>

static constexpr int patience = 5000; // milliseconds

SystemScheme::SystemScheme(QObject *parent)
    : QObject(parent), m_dark(QPalette().color(QPalette::Window).lightness() < 128) {
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
        if (state == Qt::ApplicationActive)
            ask();
    });
    ask();
}

void SystemScheme::ask() {
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    QDBusMessage read = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.portal.Desktop"),
        QStringLiteral("/org/freedesktop/portal/desktop"), QStringLiteral("org.freedesktop.portal.Settings"),
        QStringLiteral("Read"));
    read << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme");
    auto *reply = new QDBusPendingCallWatcher(bus.asyncCall(read, patience), this);
    connect(reply, &QDBusPendingCallWatcher::finished, this, [this, reply] {
        const QDBusPendingReply<QDBusVariant> answer = *reply;
        reply->deleteLater();
        if (answer.isValid())
            take(answer.value().variant());
    });
}

/// 0 is no preference, 1 dark, 2 light; in one variant or in two, as portals differ.
void SystemScheme::take(const QVariant &value) {
    const QVariant inner = value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant() : value;
    bool isNumber = false;
    const uint scheme = inner.toUInt(&isNumber);
    if (!isNumber || scheme > 2 || m_dark == (scheme == 1))
        return;
    m_dark = scheme == 1;
    emit changed();
}
