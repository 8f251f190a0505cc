// SPDX-License-Identifier: GPL-3.0-or-later
// The menu.
#include "app/ui/tray.h"
#include <QSettings>
#include <QWidget>

static constexpr qsizetype mostRecent = 8;
static const QString noticesKey = QStringLiteral("notifications");
static const QString closingKey = QStringLiteral("closeToTray");

static QAction *setting(QAction *action, const QString &key, bool standard) {
    action->setCheckable(true);
    action->setChecked(QSettings().value(key, standard).toBool());
    QObject::connect(action, &QAction::toggled, action, [key](bool on) { QSettings().setValue(key, on); });
    return action;
}

Tray::Tray(QWidget *window)
    : QObject(window)
    , m_recent(new QMenu(&m_menu))
    , m_show(new QAction(this))
    , m_quit(new QAction(this))
    , m_notices(setting(new QAction(this), noticesKey, true))
    , m_closing(setting(new QAction(this), closingKey, false)) {
    connect(m_show, &QAction::triggered, this, &Tray::showRequested);
    connect(m_quit, &QAction::triggered, this, &Tray::quitRequested);
    m_menu.addAction(m_show);
    m_menu.addMenu(m_recent);
    m_menu.addSeparator();
    m_menu.addActions({m_notices, m_closing});
    m_menu.addSeparator();
    m_menu.addAction(m_quit);
    listRecent();
    m_icon.setIcon(window->windowIcon());
    m_icon.setToolTip(QStringLiteral("AI Admin Panel"));
    m_icon.setContextMenu(&m_menu);
    if (QSystemTrayIcon::isSystemTrayAvailable())
        m_icon.show();
    m_closing->setEnabled(m_icon.isVisible());
    speak();
    m_notifier.setTray(&m_icon);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            emit showRequested();
    });
    connect(&m_notifier, &Notifier::opened, this, &Tray::serviceRequested);
}

void Tray::speak() {
    m_recent->setTitle(tr("Recent"));
    m_show->setText(tr("Show window"));
    m_quit->setText(tr("Quit"));
    m_notices->setText(tr("Show notifications"));
    m_closing->setText(tr("Keep running in the tray when closed"));
    m_closing->setToolTip(m_icon.isVisible() ? QString() : tr("This desktop has no tray"));
}

void Tray::tell(const QString &title, const QString &text, const QString &serviceId) {
    m_told.prepend({title, serviceId});
    if (m_told.size() > mostRecent)
        m_told.removeLast();
    listRecent();
    if (m_notices->isChecked())
        m_notifier.show(title, text, serviceId);
}

void Tray::forget() {
    m_told.clear();
    listRecent();
}

void Tray::listRecent() {
    m_recent->clear();
    m_recent->setEnabled(!m_told.isEmpty());
    for (const Told &told : std::as_const(m_told)) {
        const QString title = QString(told.title).replace(u'&', QStringLiteral("&&"));
        m_recent->addAction(title, this, [this, id = told.serviceId] { emit serviceRequested(id); });
    }
}
