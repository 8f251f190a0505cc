// SPDX-License-Identifier: GPL-3.0-or-later
// The pages.
#include "tests/screenshots/tour.h"
#include "app/ui/deploydialog.h"
#include "app/ui/deploymentstab.h"
#include "app/ui/logpane.h"
#include "app/ui/operationspage.h"
#include "app/ui/operationview.h"
#include "app/ui/rollbackdialog.h"
#include "app/ui/serviceview.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include <QAction>
#include <QDir>

void Tour::take(const QString &name, QWidget *widget) {
    for (const bool dark : {false, true}) {
        theme::apply(dark ? theme::Choice::Dark : theme::Choice::Light);
        QTest::qWait(30);
        const QString path = QDir(m_folder).filePath(
            QStringLiteral("%1/%2.png").arg(dark ? QStringLiteral("dark") : QStringLiteral("light"), name));
        QDir().mkpath(QFileInfo(path).path());
        // Without transparency and packed as tightly as can be: some go into the repository.
        if (!widget->grab().toImage().convertToFormat(QImage::Format_RGB888).save(path, "PNG", 0)) {
            qWarning("not saved: %s", qPrintable(path));
            m_good = false;
        }
    }
}

QString Tour::idOf(const char *service) {
    QAbstractItemModel *model = services()->table()->view()->model();
    for (int row = 0; row < model->rowCount(); ++row)
        if (model->index(row, ServiceModel::Name).data().toString() == QLatin1String(service))
            return model->index(row, 0).data(ModelRole::Id).toString();
    return {};
}

void Tour::select(const char *service) {
    page(1);
    services()->select(idOf(service));
    QTest::qWait(600);
}

void Tour::empty() {
    settle([&] { return services()->action()->isEnabled(); }, "the empty server");
    for (int number = 1; number <= 6; ++number) {
        page(number);
        QTest::qWait(200);
        take(QStringLiteral("empty-%1").arg(number), m_window.get());
    }
    page(1);
}

void Tour::pages() {
    select("api-gateway");
    services()->view()->setCurrentIndex(1);
    auto *lines = services()->view()->log()->lines();
    settle([&] { return lines->lineCount() > 30; }, "lines in the log");
    take(QStringLiteral("services"), m_window.get());
    services()->filter()->setText(QStringLiteral("no such thing"));
    QTest::qWait(100);
    take(QStringLiteral("services-no-match"), m_window.get());
    services()->filter()->setText(QStringLiteral("engine:docker"));
    QTest::qWait(100);
    take(QStringLiteral("services-filtered"), m_window.get());
    services()->filter()->clear();
    services()->table()->view()->selectAll();
    QTest::qWait(100);
    take(QStringLiteral("services-all-selected"), m_window.get());
    page(2);
    take(QStringLiteral("templates"), m_window.get());
    const QSize size = m_window->size();
    select("api-gateway");
    m_window->resize(1170, 600);
    QTest::qWait(200);
    take(QStringLiteral("services-readme"), m_window.get());
    select("customer-portal-with-quite-a-long-name-x");
    services()->view()->setCurrentIndex(0);
    for (const auto &[name, wide] : {std::pair("small", QSize(800, 600)), {"wide", QSize(1800, 1000)}}) {
        m_window->resize(wide);
        page(2);
        QTest::qWait(200);
        take(QStringLiteral("templates-%1").arg(QLatin1String(name)), m_window.get());
        page(3);
        QTest::qWait(200);
        take(QStringLiteral("operations-%1").arg(QLatin1String(name)), m_window.get());
        page(1);
        QTest::qWait(200);
        take(QStringLiteral("services-%1").arg(QLatin1String(name)), m_window.get());
        services()->view()->setCurrentIndex(1);
        QTest::qWait(200);
        take(QStringLiteral("logs-%1").arg(QLatin1String(name)), m_window.get());
        services()->view()->setCurrentIndex(2);
        QTest::qWait(400);
        take(QStringLiteral("deployments-%1").arg(QLatin1String(name)), m_window.get());
        services()->view()->setCurrentIndex(0);
    }
    m_window->resize(size);
}

void Tour::tabs() {
    select("api-gateway");
    auto *view = services()->view();
    view->setCurrentIndex(0);
    QTest::qWait(300);
    take(QStringLiteral("overview"), m_window.get());
    view->setCurrentIndex(1);
    auto *find = view->log()->findChild<QLineEdit *>();
    find->setText(QStringLiteral("count 1"));
    QTest::qWait(300);
    take(QStringLiteral("logs-find"), m_window.get());
    find->clear();
    view->log()->lines()->setFollowing(false);
    QTest::keyClick(services()->table()->view(), Qt::Key_Return);
    QTest::qWait(1200);
    take(QStringLiteral("logs-full"), m_window.get());
    view->log()->lines()->setFollowing(true);
    QTest::keyClick(view, Qt::Key_Escape);
    view->setCurrentIndex(2);
    auto *history = view->findChild<RecordTable *>(QStringLiteral("history"));
    settle([&] { return history->view()->model()->rowCount() == 3; }, "the history");
    history->view()->setCurrentIndex(history->view()->model()->index(1, 0));
    QTest::qWait(200);
    take(QStringLiteral("deployments"), m_window.get());
    for (QPushButton *button : view->findChildren<QPushButton *>())
        if (button->text().startsWith(QLatin1String("Roll back")))
            button->click();
    if (auto *dialog = view->findChild<RollbackDialog *>()) {
        settle([&] { return dialog->findChild<QPushButton *>(QStringLiteral("rollback"))->isEnabled(); }, "the plan");
        take(QStringLiteral("rollback"), dialog);
        dialog->findChild<QTabWidget *>()->setCurrentIndex(1);
        take(QStringLiteral("rollback-plan"), dialog);
        dialog->close();
    }
    select("old-site");
    view->setCurrentIndex(0);
    take(QStringLiteral("overview-stopped"), m_window.get());
    if (m_demo.hasContainers()) {
        select("importer");
        take(QStringLiteral("overview-failed"), m_window.get());
        view->setCurrentIndex(2);
        QTest::qWait(500);
        take(QStringLiteral("deployments-failed"), m_window.get());
        select("shop");
        view->setCurrentIndex(0);
        take(QStringLiteral("overview-docker"), m_window.get());
    }
    view->setCurrentIndex(1);
}

void Tour::operations() {
    page(3);
    auto *view = m_window->operationsPage()->view();
    if (m_demo.hasContainers()) {
        m_demo.beginSlowDeployment();
        settle(
            [&] {
                const auto *model = m_window->operationsPage()->table()->view()->model();
                const QString now = model->index(0, OperationModel::Message).data().toString();
                return now.startsWith(QLatin1String("Wait for health"));
            },
            "the deployment that waits");
        QTest::qWait(2000);
        auto *table = m_window->operationsPage()->table()->view();
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::qWait(300);
    }
    take(QStringLiteral("operation-running"), m_window.get());
    view->tabs()->setCurrentIndex(1);
    QTest::qWait(400);
    take(QStringLiteral("operation-journal"), m_window.get());
    for (QPushButton *button : view->findChildren<QPushButton *>())
        if (button->text() == QLatin1String("Cancel operation") && button->isVisible())
            button->click();
    settle([&] { return isFinished(view->operation().status); }, "the cancelled operation");
    view->tabs()->setCurrentIndex(0);
    take(QStringLiteral("operation-cancelled"), m_window.get());
    m_window->operationsPage()->filter()->setText(QStringLiteral("status:failed"));
    auto *table = m_window->operationsPage()->table()->view();
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::qWait(200);
    take(QStringLiteral("operation-failed"), m_window.get());
    m_window->operationsPage()->filter()->clear();
    page(1);
}

void Tour::offline() {
    select("api-gateway");
    const QByteArray id = idOf("api-gateway").toLatin1();
    m_demo.panel().post("/api/services/" + id + "/restart");
    for (QAction *action : services()->actions())
        if (action->text() == QLatin1String("Restart"))
            action->trigger();
    settle([&] { return !services()->banner()->isHidden(); }, "the refused restart");
    take(QStringLiteral("error-banner"), m_window.get());
    services()->banner()->hide();
    m_demo.panel().kill();
    settle([&] { return !services()->action()->isEnabled(); }, "the loss of the server");
    take(QStringLiteral("offline"), m_window.get());
    m_demo.panel().start();
    settle([&] { return services()->action()->isEnabled(); }, "the server's return");
    Access wrong = access();
    wrong.key = Secret("aap_wrongkey_0000000000000000000000000000000000000000000");
    m_window->openServer(wrong, QStringLiteral("panel.example.com"));
    settle(
        [&] { return services()->table()->state()->text().contains(QLatin1String("could not")); }, "the refused key");
    take(QStringLiteral("wrong-key"), m_window.get());
}

void Tour::startOffline() {
    Profile profile;
    profile.id = profile.name = QStringLiteral("panel.example.com");
    profile.url = access().url;
    m_profiles.save(profile);
    m_profiles.setLastUsed(profile.id);
    spawn(m_keys.write(profile.id, access().key));
    m_window->openLast();
    settle([&] { return services()->action()->isEnabled(); }, "the saved server");
    select("api-gateway");
    services()->view()->setCurrentIndex(2);
    QTest::qWait(300);
    services()->view()->setCurrentIndex(1);
    auto *lines = services()->view()->log()->lines();
    settle([&] { return lines->lineCount() > 30; }, "lines to be kept");
    DeployDialog *dialog = openWizard(QStringLiteral("http-echo"));
    const auto typed = dialog->findChildren<QLineEdit *>(QStringLiteral("serviceName"));
    for (QLineEdit *name : typed)
        if (name->isVisible())
            name->setText(QStringLiteral("not-sent-yet"));
    dialog->close();
    dialog = openWizard(QStringLiteral("http-echo"));
    take(QStringLiteral("wizard-draft"), dialog);
    dialog->close();
    m_window.reset();
    m_demo.panel().kill();
    m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
    m_window->show();
    m_window->openLast();
    settle([&] { return services() && services()->table()->view()->model()->rowCount() > 0; }, "what was kept");
    select("api-gateway");
    for (const auto &[tab, name] : {std::pair(0, "overview"), {1, "logs"}, {2, "deployments"}}) {
        services()->view()->setCurrentIndex(tab);
        QTest::qWait(300);
        take(QStringLiteral("started-offline-%1").arg(QLatin1String(name)), m_window.get());
    }
    page(3);
    take(QStringLiteral("started-offline-operations"), m_window.get());
    m_demo.panel().start();
}

bool Tour::run() {
    if (!m_demo.start())
        return false;
    m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
    m_window->show();
    m_window->openServer(access(), QStringLiteral("panel.example.com"));
    empty();
    m_demo.fill();
    settle([&] { return services()->table()->view()->model()->rowCount() >= 19; }, "the services");
    pages();
    tabs();
    wizard();
    operations();
    dialogs();
    keeping();
    customers();
    offline();
    startOffline();
    m_window.reset();
    return m_good;
}
