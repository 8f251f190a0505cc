// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the portal once, then listening to it.
#include "app/ui/systemscheme.h"
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPalette>

static constexpr int patience = 5000; // milliseconds
static const QString portal = QStringLiteral("org.freedesktop.portal.Desktop");
static const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
static const QString settings = QStringLiteral("org.freedesktop.portal.Settings");
static const QString appearance = QStringLiteral("org.freedesktop.appearance");
static const QString colorScheme = QStringLiteral("color-scheme");

SystemScheme::SystemScheme(QObject *parent)
    : QObject(parent), m_dark(QPalette().color(QPalette::Window).lightness() < 128) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // First this, so that no change comes in between.
    bus.connect(portal, path, settings, QStringLiteral("SettingChanged"), this,
        SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage read = QDBusMessage::createMethodCall(portal, path, settings, QStringLiteral("Read"));
    read << appearance << colorScheme;
    auto *reply = new QDBusPendingCallWatcher(bus.asyncCall(read, patience), this);
    connect(reply, &QDBusPendingCallWatcher::finished, this, [this, reply] {
        const QDBusPendingReply<QDBusVariant> answer = *reply;
        reply->deleteLater();
        if (answer.isValid())
            take(answer.value().variant());
    });
}

void SystemScheme::onSettingChanged(const QString &group, const QString &key, const QDBusVariant &value) {
    if (group == appearance && key == colorScheme)
        take(value.variant());
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
