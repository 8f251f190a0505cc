// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop without a mouse, on the real server and under a window manager: everything has a name, is reached by Tab
// and done by keys.
#include "app/ui/commandpalette.h"
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
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QAccessible>
#include <QApplication>
#include <QMenu>
#include <QMessageBox>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>

using namespace std::chrono_literals;

static const char *slowTemplate = R"(apiVersion: v2
kind: Template
metadata: {name: slow, displayName: Slow, description: Never answers, category: devtools, version: "1"}
spec:
  domains: [{port: 8000}]
  healthcheck: {path: /, port: 8000, interval: 1s, timeout: 1s, retries: 100, startPeriod: 60s}
  compose: "services: {main: {image: none, expose: ['8000']}}"
  process:
    components:
      - {name: main, command: [sleep, "1000"], ports: [{name: http, port: 8000}]}
)";

class tst_keyboard : public QObject {
    Q_OBJECT

    QTemporaryDir m_templates;
    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;

    ServicesPage *services() const { return m_window->servicesPage(); }
    QTableView *view() const { return services()->table()->view(); }
    QString cell(int row, int column) const { return view()->model()->index(row, column).data().toString(); }
    QString current(int column) const { return view()->currentIndex().siblingAtColumn(column).data().toString(); }
    bool start() { return m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}); }
    void deploy(const char *templateId, const QString &name) {
        const HttpAnswer made =
            m_panel.post(QByteArray("/api/templates/") + templateId + "/deploy", {{QStringLiteral("name"), name}});
        QCOMPARE(made.status, 201);
    }
    /// The window is the active one again. A window manager does that, but not always when a dialog goes at once.
    bool isBack() const {
        if (!m_window->isActiveWindow())
            m_window->activateWindow();
        return m_window->isActiveWindow();
    }
    /// What has the keyboard gets the key. When a dialog has gone, nobody has it for a moment.
    void press(int key, Qt::KeyboardModifiers modifiers = {}) const {
        QVERIFY(QTest::qWaitFor(
            [this] { return QApplication::activeWindow() || (!QApplication::activeModalWidget() && isBack()); }));
        QWidget *focused = QApplication::focusWidget();
        QTest::keyClick(focused ? focused : QApplication::activeWindow(), Qt::Key(key), modifiers);
    }
    static void type(const char *text) { QTest::keyClicks(QApplication::focusWidget(), QString::fromLatin1(text)); }
    bool tabTo(const QWidget *widget) const {
        for (int i = 0; i < 80 && QApplication::focusWidget() != widget; ++i)
            press(Qt::Key_Tab);
        return QApplication::focusWidget() == widget;
    }
    template <typename Button>
    static Button *button(QWidget *parent, const QString &text) {
        const auto all = parent->findChildren<Button *>();
        for (Button *one : all)
            if (one->text() == text && !one->isHidden())
                return one;
        return nullptr;
    }
    /// Everything one can put the keyboard into, now or when its page or tab is opened, that screen readers have no
    /// name for.
    static QStringList unnamed(QWidget &root) {
        QStringList found;
        const auto all = root.findChildren<QWidget *>();
        for (QWidget *widget : all) {
            const bool inner = widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusProxy()
                || qobject_cast<QScrollBar *>(widget);
            if (inner || widget->isHidden() || !(widget->focusPolicy() & Qt::TabFocus))
                continue;
            QAccessibleInterface *seen = QAccessible::queryAccessibleInterface(widget);
            if (!seen || seen->text(QAccessible::Name).isEmpty())
                found.append(QStringLiteral("%1 %2 in %3")
                                 .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                     QLatin1String(widget->parentWidget()->metaObject()->className())));
        }
        return found;
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QFile file(m_templates.filePath(QStringLiteral("slow.yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(slowTemplate) > 0);
        file.close();
        QVERIFY2(start(), m_panel.log().constData());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->resize(1100, 700);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}},
            QStringLiteral("test"));
        QTRY_VERIFY(services()->action()->isEnabled());
    }
    void aServiceIsDeployedByKeysAlone() {
        press(Qt::Key_N, Qt::ControlModifier);
        auto *dialog = m_window->findChild<DeployDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isActiveWindow() && dialog->chooser()->focusProxy()->hasFocus());
        type("echo");
        press(Qt::Key_Return);
        auto *next = dialog->findChild<QPushButton *>(QStringLiteral("next"));
        QTRY_COMPARE(next->text(), QStringLiteral("Review"));
        press(Qt::Key_A, Qt::ControlModifier);
        type("by-keys");
        press(Qt::Key_Return);
        QTRY_COMPARE(next->text(), QStringLiteral("Deploy service"));
        press(Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(next->text(), QStringLiteral("Open in browser"), 20000);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<DeployDialog *>() && isBack());
        QTRY_COMPARE(current(ServiceModel::Name), QStringLiteral("by-keys"));
        QCOMPARE(current(ServiceModel::Engine), QStringLiteral("process"));
    }
    void everythingHasAName() {
        QVERIFY2(unnamed(*m_window).isEmpty(), qPrintable(unnamed(*m_window).join(u'\n')));
        ConnectDialog connection(m_profiles, m_keys);
        QCOMPARE(unnamed(connection), QStringList());
        Service service;
        service.name = QStringLiteral("web");
        DeleteDialog deletion({service});
        QCOMPARE(unnamed(deletion), QStringList());
        ShortcutsDialog shortcuts;
        QCOMPARE(unnamed(shortcuts), QStringList());
        // A form with a field of every type, and those of the other sources.
        m_window->deploy(QStringLiteral("http-echo"));
        auto *wizard = m_window->findChild<DeployDialog *>();
        QTRY_COMPARE(wizard->findChild<QPushButton *>(QStringLiteral("next"))->text(), QStringLiteral("Review"));
        QCOMPARE(unnamed(*wizard), QStringList());
        wizard->close();
        QTRY_VERIFY(!m_window->findChild<DeployDialog *>() && isBack());
    }
    void whatIsAskedInBetweenHasNamesToo() {
        QStringList found{QStringLiteral("never seen")};
        QTimer looking; // the dialog runs a loop of its own
        connect(&looking, &QTimer::timeout, this, [&] {
            auto *about = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!about || !about->isActiveWindow())
                return;
            looking.stop();
            found = unnamed(*about);
            press(Qt::Key_Escape);
        });
        looking.start(5ms);
        for (QAction *action : m_window->findChild<QMenu *>()->actions())
            if (action->text().startsWith(QLatin1String("About")))
                action->trigger();
        QCOMPARE(found, QStringList());
        QTRY_VERIFY(isBack());

        // The way back to a deployment before, with its dialog.
        const QByteArray id = view()->currentIndex().data(ModelRole::Id).toString().toLatin1();
        const HttpAnswer again = m_panel.post("/api/services/" + id + "/deploy");
        m_panel.finished(again.json()[QLatin1String("id")].toString());
        view()->setFocus();
        press(Qt::Key_Return);
        services()->view()->setCurrentIndex(2);
        auto *tab = services()->view()->findChild<DeploymentsTab *>();
        QTableView *past = tab->findChild<RecordTable *>(QStringLiteral("history"))->view();
        QTRY_COMPARE_WITH_TIMEOUT(past->model()->rowCount(), 2, 10000);
        QVERIFY(tabTo(past));
        press(Qt::Key_End, Qt::ControlModifier);
        auto *back = button<QPushButton>(tab, QStringLiteral("Roll back…"));
        QTRY_VERIFY(back->isEnabled());
        QVERIFY(tabTo(back));
        press(Qt::Key_Space);
        auto *dialog = tab->findChild<RollbackDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(
            dialog->isActiveWindow() && dialog->findChild<QPushButton *>(QStringLiteral("rollback"))->isEnabled());
        QCOMPARE(unnamed(*dialog), QStringList());
        press(Qt::Key_Escape);
        QTRY_VERIFY(!tab->findChild<RollbackDialog *>() && isBack());
        press(Qt::Key_Escape);
        QTRY_VERIFY(view()->isVisible());
        services()->view()->setCurrentIndex(1);
    }
    void detailsFillThePageAndGoBack() {
        view()->setFocus();
        press(Qt::Key_Return);
        QTRY_VERIFY(!view()->isVisible());
        // It says whose they are, and what can be done with it is still there.
        QVERIFY(std::ranges::any_of(services()->findChildren<QLabel *>(),
            [](const QLabel *label) { return label->isVisible() && label->text() == QLatin1String("by-keys"); }));
        auto *restart = button<QToolButton>(services(), QStringLiteral("Restart"));
        QVERIFY(restart && restart->isVisible() && restart->isEnabled());
        QCOMPARE(unnamed(*m_window), QStringList());
        press(Qt::Key_Escape);
        QTRY_VERIFY(view()->isVisible());
        QVERIFY(view()->hasFocus());
        press(Qt::Key_Return);
        QTRY_VERIFY(!view()->isVisible());
        auto *back = button<QPushButton>(services(), QStringLiteral("Services"));
        QVERIFY(back && tabTo(back));
        press(Qt::Key_Space);
        QTRY_VERIFY(view()->isVisible() && view()->hasFocus());
    }
    void theLogIsPausedFollowedAndSearched() {
        press(Qt::Key_L, Qt::ControlModifier);
        LogPane *pane = services()->view()->log();
        LogView *lines = pane->lines();
        QVERIFY(lines->hasFocus());
        QTRY_VERIFY_WITH_TIMEOUT(lines->lineCount() > 5, 10000);
        auto *follow = button<QPushButton>(pane, QStringLiteral("Follow"));
        QVERIFY(follow->isChecked());
        press(Qt::Key_F);
        QVERIFY(!follow->isChecked());
        const qint64 paused = lines->lineCount();
        QTRY_VERIFY_WITH_TIMEOUT(lines->lineCount() > paused + 1, 10000); // they come in, the view stays
        QVERIFY(!follow->isChecked());
        press(Qt::Key_F);
        QVERIFY(follow->isChecked());
        press(Qt::Key_Slash);
        QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
        type("greeting");
        const auto labels = pane->findChildren<QLabel *>();
        QTRY_VERIFY(std::any_of(labels.begin(), labels.end(),
            [](const QLabel *label) { return label->text() == QLatin1String("2 lines"); }));
        press(Qt::Key_Return);
        press(Qt::Key_Escape);
        QVERIFY(lines->hasFocus());
    }
    void thePaletteFindsAndDoes() {
        const auto open = [this] {
            press(Qt::Key_K, Qt::ControlModifier);
            return m_window->findChild<CommandPalette *>();
        };
        services()->filter()->setFocus(); // where Ctrl+K means something else
        CommandPalette *palette = open();
        QVERIFY(palette);
        QTRY_VERIFY(palette->isActiveWindow());
        QCOMPARE(unnamed(*palette), QStringList());
        type("opera");
        press(Qt::Key_Return);
        QTRY_VERIFY(!m_window->findChild<CommandPalette *>() && isBack());
        QTRY_VERIFY(m_window->operationsPage()->isVisible());

        // A service is gone to, and an action is its own.
        palette = open();
        QTRY_VERIFY(palette && palette->isActiveWindow());
        type("by-keys");
        QAbstractItemModel *found = palette->findChild<QListView *>()->model();
        QCOMPARE(found->index(0, 0).data().toString(), QStringLiteral("by-keys"));
        QCOMPARE(found->index(0, 0).data(CommandList::Kind).toString(), QStringLiteral("Service"));
        press(Qt::Key_Down); // "Stop by-keys" and the like come after it
        press(Qt::Key_Up);
        press(Qt::Key_Return);
        QTRY_VERIFY(!m_window->findChild<CommandPalette *>() && services()->isVisible());
        QCOMPARE(current(ServiceModel::Name), QStringLiteral("by-keys"));
        QTRY_VERIFY(isBack());
        palette = open();
        QTRY_VERIFY(palette && palette->isActiveWindow());
        type("stop by");
        press(Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(current(ServiceModel::Status), QStringLiteral("Stopped"), 20000);
        QTRY_VERIFY(isBack());
        palette = open();
        QTRY_VERIFY(palette && palette->isActiveWindow());
        type("start");
        press(Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(current(ServiceModel::Status), QStringLiteral("Running"), 20000);

        // A template opens the wizard; nothing that fits does nothing; Esc closes.
        QTRY_VERIFY(isBack());
        palette = open();
        QTRY_VERIFY(palette && palette->isActiveWindow());
        type("no such thing");
        QCOMPARE(palette->findChild<QListView *>()->model()->rowCount(), 0);
        press(Qt::Key_Return);
        QVERIFY(palette->isVisible());
        press(Qt::Key_A, Qt::ControlModifier);
        type("deploy http");
        press(Qt::Key_Return);
        QTRY_VERIFY(m_window->findChild<DeployDialog *>());
        auto *wizard = m_window->findChild<DeployDialog *>();
        QTRY_VERIFY(wizard->isActiveWindow());
        wizard->close();
        QTRY_VERIFY(!m_window->findChild<DeployDialog *>() && isBack());
        palette = open();
        QTRY_VERIFY(palette && palette->isActiveWindow());
        press(Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<CommandPalette *>() && isBack());
    }
    void anOperationIsCancelledFromItsView() {
        deploy("slow", QStringLiteral("waiting"));
        press(Qt::Key_3, Qt::AltModifier);
        OperationsPage *page = m_window->operationsPage();
        QTRY_COMPARE(page->table()->view()->model()->index(0, OperationModel::ServiceName).data().toString(),
            QStringLiteral("waiting"));
        page->table()->view()->setFocus();
        press(Qt::Key_Home, Qt::ControlModifier);
        OperationView *view = page->view();
        QTRY_COMPARE(view->operation().service_name, QStringLiteral("waiting"));
        QTRY_VERIFY(view->operation().status == OperationStatus::Running);
        auto *cancel = button<QPushButton>(view, QStringLiteral("Cancel operation"));
        QVERIFY(cancel && cancel->isEnabled());
        QVERIFY(tabTo(cancel));
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(view->operation().status == OperationStatus::Cancelled, 20000);
        QVERIFY(!cancel->isVisible());
        press(Qt::Key_1, Qt::AltModifier);
    }
    void everyActionIsReachedByTab() {
        view()->setFocus();
        services()->table()->select(view()->model()->index(0, 0).data(ModelRole::Id).toString());
        for (const char *text : {"Stop", "Restart", "Deploy again", "Open", "Delete"}) {
            auto *tool = button<QToolButton>(services(), QString::fromLatin1(text));
            QTRY_VERIFY_WITH_TIMEOUT(tool && tool->isEnabled(), 20000);
            QVERIFY2(tabTo(tool), text);
        }
        for (QWidget *widget : std::initializer_list<QWidget *>{
                 services()->filter(), services()->action(), view(), services()->view()->log()->lines()})
            QVERIFY2(tabTo(widget), widget->metaObject()->className());
    }
    void aRestartOfTheServerLeavesSelectionAndPlace() {
        for (int i = 10; i < 24; ++i)
            deploy("static-site", QStringLiteral("site-%1").arg(i));
        QTRY_COMPARE_WITH_TIMEOUT(view()->model()->rowCount(), 16, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(m_panel.isIdle(), 30000);
        view()->setFocus();
        press(Qt::Key_End, Qt::ControlModifier);
        press(Qt::Key_Up);
        press(Qt::Key_Up);
        const QString name = current(ServiceModel::Name);
        const int place = view()->verticalScrollBar()->value();
        QVERIFY(place > 0);
        m_panel.kill();
        QTRY_VERIFY(!services()->action()->isEnabled());
        QCOMPARE(current(ServiceModel::Name), name);
        QVERIFY2(start(), m_panel.log().constData());
        QTRY_VERIFY_WITH_TIMEOUT(services()->action()->isEnabled(), 20000); // by itself
        QCOMPARE(view()->model()->rowCount(), 16);
        QCOMPARE(current(ServiceModel::Name), name);
        QCOMPARE(services()->table()->selectedRows().size(), 1);
        QCOMPARE(view()->verticalScrollBar()->value(), place);
        QVERIFY(view()->hasFocus());
        press(Qt::Key_Down); // and one goes on from there
        QVERIFY(current(ServiceModel::Name) > name);
    }
    void aServiceIsDeletedByKeys() {
        const QString name = current(ServiceModel::Name);
        QTimer looking; // the dialog runs a loop of its own
        connect(&looking, &QTimer::timeout, this, [this, &looking, name] {
            auto *dialog = qobject_cast<DeleteDialog *>(QApplication::activeWindow());
            if (!dialog || !dialog->isActiveWindow())
                return;
            looking.stop();
            type(name.toLatin1().constData());
            press(Qt::Key_Return);
        });
        looking.start(5ms);
        QTRY_VERIFY(button<QToolButton>(services(), QStringLiteral("Delete"))->isEnabled());
        press(Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(view()->model()->rowCount(), 15, 10000);
    }
    void cleanupTestCase() {
        m_window.reset();
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }
};

DESKTOP_TEST_MAIN(tst_keyboard)
#include "tst_keyboard.moc"
