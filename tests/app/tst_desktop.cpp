// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop against the real server: deploy by clicking, watch, roll back, stop, delete, reconnect after the server
// was gone.
#include "app/ui/commandpalette.h"
#include "app/ui/deletedialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/deploymentstab.h"
#include "app/ui/labels.h"
#include "app/ui/logpane.h"
#include "app/ui/mainwindow.h"
#include "app/ui/operationspage.h"
#include "app/ui/operationview.h"
#include "app/ui/planview.h"
#include "app/ui/rollbackdialog.h"
#include "app/ui/servicespage.h"
#include "app/ui/serviceview.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QAccessible>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

using namespace std::chrono_literals;

class tst_desktop : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;

    Access access() const {
        return {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}};
    }
    ServicesPage *services() const { return m_window->servicesPage(); }
    QTableView *view() const { return services()->table()->view(); }
    QString cell(int row, int column) const { return view()->model()->index(row, column).data().toString(); }
    int rowOf(const QString &name) const {
        for (int row = 0; row < view()->model()->rowCount(); ++row)
            if (cell(row, ServiceModel::Name) == name)
                return row;
        return -1;
    }
    QString status(const QString &name) const {
        const int row = rowOf(name);
        return row < 0 ? QString() : cell(row, ServiceModel::Status);
    }
    /// Without a window manager a window is not active again by itself when a dialog has closed.
    void choose(const QString &name) const {
        m_window->activateWindow();
        const QModelIndex index = view()->model()->index(rowOf(name), 0);
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->visualRect(index).center());
    }
    QToolButton *tool(const QString &text) const {
        const auto all = services()->findChildren<QToolButton *>();
        for (QToolButton *button : all)
            if (button->text() == text)
                return button;
        return nullptr;
    }
    template <typename Widget>
    static Widget *named(QWidget *parent, const char *name) {
        return parent->findChild<Widget *>(QString::fromLatin1(name));
    }
    /// Through the wizard from a template's form to its end.
    void deployByClicking(const QString &templateId, const QString &name) {
        m_window->deploy(templateId);
        auto *dialog = m_window->findChild<DeployDialog *>();
        QVERIFY(dialog);
        QLineEdit *edit = nullptr;
        auto *next = named<QPushButton>(dialog, "next");
        QTRY_COMPARE(next->text(), QStringLiteral("Review"));
        const auto edits = dialog->findChildren<QLineEdit *>(QStringLiteral("serviceName"));
        for (QLineEdit *one : edits)
            if (one->isVisible())
                edit = one;
        QVERIFY(edit);
        QCOMPARE(edit->text(), templateId);
        edit->clear();
        QTest::keyClicks(edit, QStringLiteral("Wrong Name"));
        QTest::mouseClick(next, Qt::LeftButton); // refused by the form, without asking the server
        QCOMPARE(next->text(), QStringLiteral("Review"));
        QVERIFY(next->isEnabled());
        edit->clear();
        QTest::keyClicks(edit, name);
        QTest::mouseClick(next, Qt::LeftButton);
        QTRY_COMPARE(next->text(), QStringLiteral("Deploy service"));
        QVERIFY(dialog->findChild<PlanView *>()->text().contains(name));
        QTest::mouseClick(next, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(next->isVisible() && next->text() == QLatin1String("Open in browser"), 20000);
        auto *steps = dialog->findChild<OperationView *>()->findChild<QTableView *>()->model();
        QVERIFY(steps->rowCount() >= 5);
        dialog->close();
        QTRY_COMPARE(status(name), QStringLiteral("Running"));
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        m_window->openServer(access(), QStringLiteral("test"));
        QTRY_COMPARE(services()->table()->state()->text(),
            QStringLiteral("No services yet. Deploy the first one from a template, an image or a repository."));
        QTRY_VERIFY(services()->action()->isEnabled());
    }

    void aServiceIsDeployedByClicking() {
        deployByClicking(QStringLiteral("http-echo"), QStringLiteral("desk-echo"));
        QTRY_COMPARE(services()->table()->selectedRow(), 0); // what was deployed is selected
    }
    void everythingOneCanReachByTabHasAName() {
        const int pages = m_window->findChild<QListWidget *>()->count();
        QVERIFY(pages > 4);
        for (int page = 0; page < pages; ++page) {
            QTest::keyClick(m_window.get(), Qt::Key(Qt::Key_1 + page), Qt::AltModifier);
            const auto all = m_window->findChildren<QWidget *>();
            for (QWidget *widget : all) {
                const bool inner = widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusProxy();
                if (!(widget->focusPolicy() & Qt::TabFocus) || inner || !widget->isVisible())
                    continue;
                QAccessibleInterface *seen = QAccessible::queryAccessibleInterface(widget);
                QVERIFY2(seen && !seen->text(QAccessible::Name).isEmpty(),
                    qPrintable(QStringLiteral("%1 in %2")
                                   .arg(QLatin1String(widget->metaObject()->className()),
                                       QLatin1String(widget->parentWidget()->metaObject()->className()))));
            }
        }
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::AltModifier);
    }
    void aCommandIsChosenWithTheMouse() {
        m_window->activateWindow();
        QTRY_VERIFY(m_window->isActiveWindow());
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QPointer<CommandPalette> palette = m_window->findChild<CommandPalette *>();
        QVERIFY(palette && palette->isVisible());
        auto *list = palette->findChild<QListView *>();
        QTest::keyClicks(palette->findChild<QLineEdit *>(), QStringLiteral("go to templ"));
        QCOMPARE(list->model()->rowCount(), 1);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        QTRY_VERIFY(!palette && m_window->templatesPage()->isVisible());
        m_window->activateWindow();
        QTRY_VERIFY(m_window->isActiveWindow());
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::AltModifier);
        QTRY_VERIFY(services()->isVisible());
    }
    void itsLogAppearsAsItIsWritten() {
        choose(QStringLiteral("desk-echo"));
        QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
        auto *log = services()->view()->log()->lines();
        QTRY_VERIFY_WITH_TIMEOUT(log->lineCount() > 2, 10000);
        const qint64 before = log->lineCount();
        QTRY_VERIFY_WITH_TIMEOUT(log->lineCount() > before, 10000);
        QTest::keySequence(log, QKeySequence::SelectAll);
        QVERIFY(log->selectedText().contains(QStringLiteral("count")));
        QTest::keyClick(log, Qt::Key_Slash);
        QTest::keyClicks(log->window()->focusWidget() ? log->window()->focusWidget() : log, QStringLiteral("count"));
        QTRY_COMPARE(tool(QStringLiteral("Open"))->isEnabled(), true);
    }
    void aLogOpenedWhileItsLinesComeForAnotherBeginsAtItsBegin() {
        Workspace workspace(access());
        workspace.open();
        QTRY_VERIFY(workspace.isOnline());
        ServiceLogsEvent event; // as for the log in the wizard, which has the same subscription
        event.service_id.value = view()->model()->index(0, 0).data(ModelRole::Id).toString();
        event.lines.resize(1);
        event.lines.first().seq = 1'000'000;
        LogPane pane(workspace);
        pane.follow(event.service_id, {});
        emit workspace.events().logs(event);
        QTRY_VERIFY(pane.lines()->allText().contains(QStringLiteral("http-echo: listening")));
    }
    void aNewNameIsShownWhereTheOldOneStood() {
        choose(QStringLiteral("desk-echo"));
        QTest::keyClick(view(), Qt::Key_Return); // its details fill the page
        QTRY_VERIFY(!services()->table()->isVisible());
        const auto isTitled = [this](const QString &name) {
            const auto labels = services()->findChildren<ElidedLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                [&name](const QLabel *label) { return label->isVisible() && label->text() == name; });
        };
        QVERIFY(isTitled(QStringLiteral("desk-echo")));
        const QByteArray id = view()->model()->index(0, 0).data(ModelRole::Id).toString().toLatin1();
        const auto rename = [&](const char *name) {
            return m_panel.request("PATCH", "/api/services/" + id, "{\"name\":\"" + QByteArray(name) + "\"}").status;
        };
        QCOMPARE(rename("renamed"), 200);
        QTRY_VERIFY(isTitled(QStringLiteral("renamed")));
        QCOMPARE(rename("desk-echo"), 200);
        QTRY_VERIFY(isTitled(QStringLiteral("desk-echo")));
        const auto buttons = services()->findChildren<QPushButton *>();
        for (QPushButton *button : buttons)
            if (button->isVisible() && button->text() == QLatin1String("Services")) // the way back
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(services()->table()->isVisible());
    }
    void itsHistoryShowsWhatChangedAndLeadsBack() {
        const QByteArray id = view()->model()->index(0, 0).data(ModelRole::Id).toString().toLatin1();
        const QJsonObject patch{
            {QStringLiteral("variables"), QJsonObject{{QStringLiteral("GREETING"), QStringLiteral("good evening")}}}};
        const HttpAnswer patched =
            m_panel.request("PATCH", "/api/services/" + id, QJsonDocument(patch).toJson(QJsonDocument::Compact));
        QCOMPARE(patched.status, 200);
        QTest::mouseClick(tool(QStringLiteral("Deploy again")), Qt::LeftButton);
        auto *tab = services()->view()->findChild<DeploymentsTab *>();
        services()->view()->setCurrentWidget(tab);
        QTableView *past = named<RecordTable>(tab, "history")->view();
        QAbstractItemModel *history = past->model();
        QTRY_VERIFY_WITH_TIMEOUT(history->rowCount() == 2
                && history->index(0, DeploymentModel::Result).data().toString() == QLatin1String("Live"),
            20000);
        past->setCurrentIndex(history->index(0, 0));
        QAbstractItemModel *changes = named<RecordTable>(tab, "changes")->view()->model();
        QTRY_COMPARE(changes->rowCount(), 1);
        QCOMPARE(changes->index(0, ChangeModel::Name).data().toString(), QStringLiteral("GREETING"));
        QCOMPARE(changes->index(0, ChangeModel::After).data().toString(), QStringLiteral("good evening"));

        past->setCurrentIndex(history->index(1, 0));
        QPushButton *back = nullptr;
        const auto buttons = tab->findChildren<QPushButton *>();
        for (QPushButton *one : buttons)
            if (one->text().startsWith(QLatin1String("Roll back")))
                back = one;
        QTRY_VERIFY(back && back->isEnabled());
        QTest::mouseClick(back, Qt::LeftButton);
        auto *dialog = tab->findChild<RollbackDialog *>();
        QVERIFY(dialog);
        auto *go = named<QPushButton>(dialog, "rollback");
        QTRY_VERIFY(go->isEnabled()); // only after the server has worked out what would change
        QAbstractItemModel *plan = dialog->findChild<RecordTable *>()->view()->model();
        QCOMPARE(plan->rowCount(), 1);
        QCOMPARE(plan->index(0, ChangeModel::Before).data().toString(), QStringLiteral("good evening"));
        QTest::mouseClick(go, Qt::LeftButton);
        // It leads to the operation.
        OperationView *operation = m_window->operationsPage()->view();
        QTRY_COMPARE_WITH_TIMEOUT(toText(operation->operation().kind) + u' ' + toText(operation->operation().status),
            QStringLiteral("rollback succeeded"), 20000);
        QVERIFY(operation->isVisible());
        auto *journal = operation->findChild<QPlainTextEdit *>(QStringLiteral("journal"));
        QTRY_VERIFY(!journal->toPlainText().isEmpty());
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::AltModifier);
        QTRY_COMPARE_WITH_TIMEOUT(history->rowCount(), 3, 10000);
        QTRY_COMPARE(
            history->index(0, DeploymentModel::What).data().toString().endsWith(QLatin1String("as revision 1")), true);
    }
    void theTableFollowsTheServerAfterItsRestart() {
        m_panel.kill();
        QTRY_VERIFY(!services()->action()->isEnabled()); // nothing can be changed while offline
        QVERIFY(!tool(QStringLiteral("Delete"))->isEnabled());
        QCOMPARE(view()->model()->rowCount(), 1); // and what was known stays
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_panel.post("/api/templates/static-site/deploy", {{QStringLiteral("name"), QStringLiteral("second")}});
        QTRY_COMPARE_WITH_TIMEOUT(status(QStringLiteral("second")), QStringLiteral("Running"), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(status(QStringLiteral("desk-echo")), QStringLiteral("Running"), 20000);
        QTRY_VERIFY(services()->action()->isEnabled());
    }
    void aServiceIsStoppedStartedAgainAndDeleted() {
        choose(QStringLiteral("second"));
        QTRY_VERIFY(tool(QStringLiteral("Stop"))->isEnabled());
        QTest::mouseClick(tool(QStringLiteral("Stop")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(status(QStringLiteral("second")), QStringLiteral("Stopped"), 20000);
        // The banner offers the way back.
        QTRY_VERIFY(services()->banner()->text().contains(QStringLiteral("Stopping second")));
        const auto buttons = services()->banner()->findChildren<QPushButton *>();
        for (QPushButton *button : buttons)
            if (button->text() == QLatin1String("Start again"))
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(status(QStringLiteral("second")), QStringLiteral("Running"), 20000);

        choose(QStringLiteral("second"));
        QTRY_VERIFY(view()->hasFocus() && tool(QStringLiteral("Delete"))->isEnabled());
        QTimer looking; // the dialog runs a loop of its own
        connect(&looking, &QTimer::timeout, this, [this, &looking] {
            auto *dialog = services()->findChild<DeleteDialog *>();
            if (!dialog || !dialog->isVisible())
                return;
            looking.stop();
            QTest::keyClicks(dialog->findChild<QLineEdit *>(), QStringLiteral("second"));
            QTest::mouseClick(named<QPushButton>(dialog, "delete"), Qt::LeftButton);
        });
        looking.start(5ms);
        QTest::mouseClick(tool(QStringLiteral("Delete")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(view()->model()->rowCount(), 1, 10000);
    }
    void aProblemOfTheServerIsShownWithItsRequest() {
        choose(QStringLiteral("desk-echo"));
        const QByteArray id = view()->model()->index(0, 0).data(ModelRole::Id).toString().toLatin1();
        // Restart it twice at once: the second is refused, since one operation has the service.
        m_panel.post("/api/services/" + id + "/restart");
        QTest::mouseClick(tool(QStringLiteral("Restart")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(services()->banner()->text().contains(QStringLiteral("Request ")), 10000);
        QVERIFY(services()->banner()->text().contains(QStringLiteral("Not restarted: desk-echo")));
        QTRY_COMPARE_WITH_TIMEOUT(status(QStringLiteral("desk-echo")), QStringLiteral("Running"), 20000);
    }
    void aWrongKeyIsToldAndNothingIsShown() {
        Access wrong = access();
        wrong.key = Secret("aap_wrongkey_0000000000000000000000000000000000000000000");
        m_window->openServer(wrong, QStringLiteral("wrong"));
        QTRY_COMPARE(services()->table()->state()->text(), QStringLiteral("The services could not be loaded."));
        QVERIFY(!services()->action()->isEnabled());
    }
    void cleanupTestCase() {
        m_window.reset();
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }
};

DESKTOP_TEST_MAIN(tst_desktop)
#include "tst_desktop.moc"
