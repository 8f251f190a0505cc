// SPDX-License-Identifier: GPL-3.0-or-later
// screenshots FOLDER: goes through every page and dialog of the desktop, on a real server that is empty, full, failing
// and gone, and takes a picture of each in both themes: FOLDER/light/NAME.png and FOLDER/dark/NAME.png.
#include "app/ui/composeform.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deletedialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/deploymentstab.h"
#include "app/ui/logpane.h"
#include "app/ui/mainwindow.h"
#include "app/ui/operationspage.h"
#include "app/ui/operationview.h"
#include "app/ui/rollbackdialog.h"
#include "app/ui/servicespage.h"
#include "app/ui/serviceview.h"
#include "app/ui/shortcutsdialog.h"
#include "app/ui/sourcechooser.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include "tests/screenshots/demo.h"
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTcpServer>
#include <QTest>

static constexpr int patience = 20000;

/// The tour and its pictures.
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
    void offline();

    ServicesPage *services() const { return m_window->servicesPage(); }
    void page(int number) { m_window->findChild<QListWidget *>()->setCurrentRow(number - 1); }
    /// Waits until `ready`, and a little for what follows from it.
    template <typename Ready>
    bool settle(Ready ready, const char *what) {
        if (!QTest::qWaitFor(ready, patience)) {
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

DeployDialog *Tour::openWizard(const QString &templateId) {
    m_window->deploy(templateId);
    const auto all = m_window->findChildren<DeployDialog *>();
    DeployDialog *dialog = all.last(); // the one before may not be deleted yet
    dialog->activateWindow();
    QTest::qWait(400);
    return dialog;
}

void Tour::empty() {
    settle([&] { return services()->action()->isEnabled(); }, "the empty server");
    for (int number = 1; number <= 3; ++number) {
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

void Tour::wizard() {
    DeployDialog *dialog = openWizard();
    auto *next = dialog->findChild<QPushButton *>(QStringLiteral("next"));
    take(QStringLiteral("wizard-templates"), dialog);
    const auto name = [&](const char *text) {
        const auto fields = dialog->findChildren<QLineEdit *>(QStringLiteral("serviceName"));
        for (QLineEdit *field : fields)
            if (field->isVisible())
                field->setText(QString::fromLatin1(text));
    };
    dialog->chooser()->choose(DeployMethod::Image);
    take(QStringLiteral("wizard-image"), dialog);
    next->click();
    take(QStringLiteral("wizard-image-wrong"), dialog);
    dialog->chooser()->choose(DeployMethod::Compose);
    name("guestbook");
    auto *compose = dialog->findChild<ComposeForm *>();
    auto *editor = compose->findChild<QPlainTextEdit *>();
    editor->setPlainText(QStringLiteral("services:\n  web:\n    image: registry.example.com/shop/web-app:2.4.1\n"
                                        "    ports:\n      - \"8080\"\n    privileged: true\n    depends_on: [db]\n"
                                        "  cache:\n    image: redis:7\n    links: [web]\n"));
    next->click();
    settle([&] { return next->isEnabled(); }, "the server's opinion of the Compose file");
    take(QStringLiteral("wizard-compose-wrong"), dialog);
    editor->setPlainText(
        QStringLiteral("services:\n  web:\n    image: registry.example.com/shop/web-app:2.4.1\n"
                       "    ports:\n      - \"8080\"\n    environment:\n      TEXT: ${TEXT:-hello}\n"));
    next->click();
    settle([&] { return next->isEnabled(); }, "the plan of the Compose file");
    take(QStringLiteral("wizard-compose-review"), dialog);
    dialog->close();
    dialog = openWizard();
    dialog->chooser()->choose(DeployMethod::Git);
    take(QStringLiteral("wizard-git"), dialog);
    dialog->close();
    QTest::qWait(50);

    dialog = openWizard(QStringLiteral("http-echo"));
    next = dialog->findChild<QPushButton *>(QStringLiteral("next"));
    settle([&] { return next->text() == QLatin1String("Review"); }, "the template's form");
    take(QStringLiteral("wizard-form"), dialog);
    for (QScrollArea *area : dialog->findChildren<QScrollArea *>())
        if (area->isVisible())
            area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
    take(QStringLiteral("wizard-form-end"), dialog);
    auto *engine = dialog->findChild<QComboBox *>(QStringLiteral("engine"));
    engine->showPopup();
    QTest::qWait(100);
    take(QStringLiteral("choice"), engine->view()->window());
    engine->hidePopup();
    engine->setCurrentIndex(engine->findData(QStringLiteral("process")));
    name("Wrong Name");
    next->click();
    take(QStringLiteral("wizard-form-wrong"), dialog);
    name("front");
    next->click();
    settle([&] { return next->isEnabled(); }, "the refusal");
    take(QStringLiteral("wizard-form-refused"), dialog);
    name("greeter");
    next->click();
    settle([&] { return next->text() == QLatin1String("Deploy service"); }, "the plan");
    take(QStringLiteral("wizard-review"), dialog);
    next->click();
    settle([&] { return next->isVisible() && next->text() == QLatin1String("Open in browser"); }, "the deployment");
    take(QStringLiteral("wizard-done"), dialog);
    dialog->close();
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

void Tour::dialogs() {
    ShortcutsDialog shortcuts(m_window.get());
    shortcuts.show();
    take(QStringLiteral("shortcuts"), &shortcuts);
    shortcuts.close();
    Service one, two;
    one.name = QStringLiteral("orders-db");
    two.name = QStringLiteral("customer-portal-with-quite-a-long-name-x");
    DeleteDialog single({one}, m_window.get());
    single.show();
    take(QStringLiteral("delete"), &single);
    single.close();
    DeleteDialog several({one, two}, m_window.get());
    several.show();
    take(QStringLiteral("delete-several"), &several);
    several.close();
    for (QMenu *menu : m_window->findChildren<QMenu *>()) {
        if (menu->title().isEmpty() && menu->actions().size() > 3) {
            menu->popup(m_window->mapToGlobal(QPoint(10, 40)));
            take(QStringLiteral("menu"), menu);
            menu->close();
        }
    }
    ConnectDialog first(m_profiles, m_keys, m_window.get());
    first.show();
    take(QStringLiteral("connect-first"), &first);
    first.findChild<QPushButton *>(QStringLiteral("connect"))->click();
    take(QStringLiteral("connect-problem"), &first);
    const auto fields = first.findChildren<QLineEdit *>();
    for (QLineEdit *field : fields)
        if (field->accessibleName() == QLatin1String("Address"))
            field->setText(QStringLiteral("http://panel.example.com"));
        else if (field->accessibleName() == QLatin1String("API key"))
            field->setText(QStringLiteral("aap_0123456789abcdef"));
    first.findChild<QPushButton *>(QStringLiteral("connect"))->click();
    settle([&] { return first.findChild<QListWidget *>()->isEnabled(); }, "the failed connection");
    take(QStringLiteral("connect-failed"), &first);
    QTcpServer silent;
    silent.listen(QHostAddress::LocalHost);
    for (QLineEdit *field : fields)
        if (field->accessibleName() == QLatin1String("Address"))
            field->setText(QStringLiteral("127.0.0.1:%1").arg(silent.serverPort()));
    first.findChild<QPushButton *>(QStringLiteral("connect"))->click();
    take(QStringLiteral("connect-busy"), &first);
    silent.close();
    settle([&] { return first.findChild<QListWidget *>()->isEnabled(); }, "the connection that ended");
    first.findChild<QListWidget *>()->setCurrentRow(0);
    take(QStringLiteral("connect-local"), &first);
    first.close();
    QTimer::singleShot(300, m_window.get(), [this] {
        if (QWidget *about = QApplication::activeModalWidget()) {
            take(QStringLiteral("about"), about);
            about->close();
        }
    });
    for (QAction *action : m_window->findChild<QMenu *>()->actions())
        if (action->text().startsWith(QLatin1String("About")))
            action->trigger();
    m_profiles.save({QStringLiteral("a"), QStringLiteral("panel.example.com"),
        QUrl(QStringLiteral("https://panel.example.com")), {}});
    m_profiles.save({QStringLiteral("b"), QStringLiteral("A server with quite a long name of its own"),
        QUrl(QStringLiteral("https://staging.internal.example.com:8443")), {}});
    ConnectDialog again(m_profiles, m_keys, m_window.get());
    again.show();
    QTest::qWait(500);
    take(QStringLiteral("connect-profiles"), &again);
    again.close();
    m_profiles.remove(QStringLiteral("a"));
    m_profiles.remove(QStringLiteral("b"));
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
    offline();
    m_window.reset();
    return m_good;
}

int main(int argc, char **argv) {
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-screenshots"));
    QTemporaryDir home; // no settings of before
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication app(argc, argv);
    if (app.arguments().size() != 2)
        qFatal("screenshots FOLDER");
    theme::install(app);
    const bool good = Tour(app.arguments().at(1)).run();
    return good ? 0 : 1;
}
