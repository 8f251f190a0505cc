// SPDX-License-Identifier: GPL-3.0-or-later
// The actions: when each fits, and what it asks of the server.
#include "app/ui/serviceactions.h"
#include "app/ui/deletedialog.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QUrl>

bool opensInBrowser(const Service &service) {
    return service.url
        && (service.url->startsWith(QLatin1String("http://")) || service.url->startsWith(QLatin1String("https://")));
}

ServiceActions::ServiceActions(Workspace &workspace, Banner &banner, Selection selected, QWidget *page)
    : QObject(page)
    , m_workspace(workspace)
    , m_banner(banner)
    , m_selected(std::move(selected))
    , m_page(page)
    , m_start(make("start", tr("Start"), {}))
    , m_stop(make("stop", tr("Stop"), {}))
    , m_restart(make("restart", tr("Restart"), QKeySequence(Qt::CTRL | Qt::Key_R)))
    , m_deploy(make("deploy", tr("Deploy again"), {}))
    , m_open(make("open", tr("Open"), QKeySequence(Qt::CTRL | Qt::Key_O)))
    , m_copyAddress(make("copy", tr("Copy address"), {}))
    , m_delete(make("trash", tr("Delete"), QKeySequence(Qt::Key_Delete))) {
    connect(m_start, &QAction::triggered, this, [this] { spawn(act(Verb::Start, m_selected())); });
    connect(m_stop, &QAction::triggered, this, [this] { spawn(act(Verb::Stop, m_selected())); });
    connect(m_restart, &QAction::triggered, this, [this] { spawn(act(Verb::Restart, m_selected())); });
    connect(m_deploy, &QAction::triggered, this, [this] { spawn(act(Verb::Deploy, m_selected())); });
    connect(m_open, &QAction::triggered, this, &ServiceActions::open);
    connect(m_copyAddress, &QAction::triggered, this, [this] {
        QStringList addresses;
        const QList<Service> services = m_selected();
        for (const Service &service : services)
            if (service.url)
                addresses.append(*service.url);
        QApplication::clipboard()->setText(addresses.join(u'\n'));
    });
    connect(m_delete, &QAction::triggered, this, [this] { spawn(removeSelected()); });
    connect(&banner, &Banner::triggered, this, [this] { // the only button of ours: start again what was stopped
        if (const QList<Service> services = std::exchange(m_stopped, {}); !services.isEmpty())
            spawn(act(Verb::Start, services));
    });
}

QAction *ServiceActions::make(const char *icon, const QString &text, const QKeySequence &keys) {
    auto *action = new QAction(theme::icon(QString::fromLatin1(icon)), text, this);
    action->setProperty("symbol", QString::fromLatin1(icon)); // its icon by name, for the palette
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_page->addAction(action);
    return action;
}

void ServiceActions::setOnline(bool online) {
    m_online = online;
    update();
}

void ServiceActions::allow(QAction *action, Permission permission, bool fits) {
    const bool may = m_workspace.may(permission);
    action->setEnabled(m_online && may && fits);
    QString tip = action->text();
    if (!action->shortcut().isEmpty())
        tip += QStringLiteral(" (%1)").arg(action->shortcut().toString(QKeySequence::NativeText));
    if (!m_online)
        tip += u'\n' + tr("Not while offline");
    else if (!may)
        tip += u'\n' + tr("This key lacks the permission %1").arg(toText(permission));
    action->setToolTip(tip);
}

void ServiceActions::update() {
    const QList<Service> services = m_selected();
    const auto any = [&services](auto fits) { return std::any_of(services.begin(), services.end(), fits); };
    const auto is = [](ServiceStatus status) { return [status](const Service &s) { return s.status == status; }; };
    allow(m_start, Permission::ServicesLifecycle, any(is(ServiceStatus::Stopped)) || any(is(ServiceStatus::Failed)));
    allow(m_stop, Permission::ServicesLifecycle,
        any([](const Service &s) { return s.status != ServiceStatus::Stopped; }));
    allow(m_restart, Permission::ServicesLifecycle, any(is(ServiceStatus::Running)));
    allow(m_deploy, Permission::ServicesDeploy,
        any([](const Service &s) { return s.status != ServiceStatus::Deploying; }));
    allow(m_delete, Permission::ServicesDeploy, !services.isEmpty());
    m_open->setEnabled(any(opensInBrowser));
    m_copyAddress->setEnabled(any([](const Service &s) { return s.url.has_value(); }));
}

void ServiceActions::open() {
    const QList<Service> services = m_selected();
    for (const Service &service : services)
        if (opensInBrowser(service))
            QDesktopServices::openUrl(QUrl(*service.url));
}

Task<Answer<Operation>> ServiceActions::order(Verb verb, ServiceId id) {
    ApiClient &api = m_workspace.api();
    if (verb == Verb::Deploy) {
        DryRunQuery real;
        co_return co_await api.call<Operation>(Api::deployService, id, real);
    }
    if (verb == Verb::Start)
        co_return co_await api.call(Api::startService, id);
    if (verb == Verb::Stop)
        co_return co_await api.call(Api::stopService, id);
    co_return co_await api.call(Api::restartService, id);
}

/// Several failures as one banner: each with its service's name.
static Problem together(const QStringList &names, const QList<Problem> &problems) {
    if (problems.size() == 1)
        return problems.first();
    Problem all;
    QStringList lines;
    for (qsizetype i = 0; i < problems.size(); ++i)
        lines.append(names[i] + QStringLiteral(": ") + describe(problems[i]).replace(u'\n', u' '));
    all.error.message = lines.join(u'\n');
    return all;
}

Task<> ServiceActions::act(Verb verb, QList<Service> services) {
    const QPointer<ServiceActions> self(this);
    const auto fits = [verb](const Service &s) {
        switch (verb) {
        case Verb::Start:
            return s.status == ServiceStatus::Stopped || s.status == ServiceStatus::Failed;
        case Verb::Stop:
            return s.status != ServiceStatus::Stopped;
        case Verb::Restart:
            return s.status == ServiceStatus::Running;
        case Verb::Deploy:
            return s.status != ServiceStatus::Deploying;
        }
        return false;
    };
    QStringList done, failed;
    QList<Problem> problems;
    QList<Service> stopped;
    ++m_orders;
    for (const Service &service : std::as_const(services)) {
        // Started again right after the stop, the list may not have it as stopped yet: the server decides.
        const Service *now = m_workspace.service(service.id.value);
        if (!now || (services.size() > 1 && !fits(*now)))
            continue;
        auto answer = co_await order(verb, service.id);
        if (!self)
            co_return;
        if (answer) {
            done.append(service.name);
            stopped.append(service);
        } else {
            failed.append(service.name);
            problems.append(answer.problem());
        }
    }
    --m_orders;
    m_stopped.clear();
    if (!problems.isEmpty()) {
        const QString names = failed.join(QLatin1String(", "));
        const QString what = verb == Verb::Start ? tr("Not started: %1")
            : verb == Verb::Stop                 ? tr("Not stopped: %1")
            : verb == Verb::Restart              ? tr("Not restarted: %1")
                                                 : tr("Not deployed: %1");
        m_banner.showProblem(what.arg(names), together(failed, problems));
    } else if (verb == Verb::Stop && !done.isEmpty()) {
        tellStopped(stopped);
    } else {
        m_banner.hide();
    }
    emit settled();
}

void ServiceActions::tellStopped(const QList<Service> &services) {
    QStringList names;
    for (const Service &service : services)
        names.append(service.name);
    m_stopped = services;
    m_banner.showNotice(tr("Stopping %1").arg(names.join(QLatin1String(", "))), tr("Start again"));
}

void ServiceActions::takeOver(const ServiceActions &before) {
    if (!before.m_stopped.isEmpty() && !before.m_banner.isHidden())
        tellStopped(before.m_stopped);
}

Task<> ServiceActions::removeSelected() {
    const QPointer<ServiceActions> self(this);
    const QList<Service> services = m_selected();
    if (services.isEmpty() || !DeleteDialog::confirm(services, m_page))
        co_return;
    QStringList failed;
    QList<Problem> problems;
    ++m_orders;
    for (const Service &service : services) {
        DeleteServiceQuery keepData;
        auto answer = co_await m_workspace.api().call(Api::deleteService, service.id, keepData);
        if (!self)
            co_return;
        if (answer)
            continue;
        failed.append(service.name);
        problems.append(answer.problem());
    }
    --m_orders;
    if (!problems.isEmpty())
        m_banner.showProblem(tr("Not deleted: %1").arg(failed.join(QLatin1String(", "))), together(failed, problems));
    emit settled();
}
