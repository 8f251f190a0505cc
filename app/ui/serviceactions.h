// SPDX-License-Identifier: GPL-3.0-or-later
// ServiceActions: what one can do with the selected services, as actions for toolbar, menu and keyboard.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/banner.h"
#include <QAction>
#include <functional>

class ServiceActions final : public QObject {
    Q_OBJECT
public:
    using Selection = std::function<QList<Service>()>;
    /// The actions work while the focus is inside `page`.
    ServiceActions(Workspace &workspace, Banner &banner, Selection selected, QWidget *page);

    QList<QAction *> all() const { return {m_start, m_stop, m_restart, m_deploy, m_open, m_copyAddress, m_delete}; }
    QList<QAction *> main() const { return {m_start, m_stop, m_restart, m_deploy, m_open, m_delete}; }
    void setOnline(bool online);
    /// After the selection or one of its services has changed.
    void update();
    /// Whether the server is still being told of some of several services.
    bool isBusy() const { return m_orders > 0; }
    /// What others have stopped can be started again here.
    void takeOver(const ServiceActions &before);

signals:
    /// Not busy any more.
    void settled();

private:
    enum class Verb { Start, Stop, Restart, Deploy };
    QAction *make(const char *icon, const QString &text, const QKeySequence &keys);
    Task<> act(Verb verb, QList<Service> services);
    Task<Answer<Operation>> order(Verb verb, ServiceId id);
    Task<> removeSelected();
    void open();
    void tellStopped(const QList<Service> &services);
    void allow(QAction *action, Permission permission, bool fits);

    Workspace &m_workspace;
    Banner &m_banner;
    Selection m_selected;
    QWidget *m_page;
    QAction *m_start;
    QAction *m_stop;
    QAction *m_restart;
    QAction *m_deploy;
    QAction *m_open;
    QAction *m_copyAddress;
    QAction *m_delete;
    QList<Service> m_stopped;
    int m_orders = 0; // of act() and removeSelected(), that run
    bool m_online = false;
};

/// Whether a browser can show it.
bool opensInBrowser(const Service &service);
