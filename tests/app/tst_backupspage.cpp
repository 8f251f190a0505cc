// SPDX-License-Identifier: GPL-3.0-or-later
// Backups in the desktop, of a real server and with a real restic: made, verified, brought back, deleted.
#include "app/ui/backupspage.h"
#include "app/ui/mainwindow.h"
#include "app/ui/operationspage.h"
#include "app/ui/restoredialog.h"
#include "app/ui/servicespage.h"
#include "app/ui/serviceview.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QAbstractButton>
#include <QMessageBox>

class tst_backupspage : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    QByteArray m_service;

    BackupsView *tab() const { return m_window->servicesPage()->view()->backups(); }
    BackupsView *page() const { return m_window->backupsPage()->view(); }
    static QAbstractItemModel *rowsOf(const BackupsView *view) { return view->table()->view()->model(); }
    static QString cell(const BackupsView *view, int row, int column) {
        return rowsOf(view)->index(row, column).data().toString();
    }
    static QAbstractButton *button(const QWidget *in, const QString &text) {
        for (QAbstractButton *one : in->findChildren<QAbstractButton *>())
            if (one->text() == text && one->isVisible())
                return one;
        return nullptr;
    }
    static void click(const QWidget *in, const QString &text) {
        QTRY_VERIFY2(button(in, text) && button(in, text)->isEnabled(), qPrintable(text));
        QTest::mouseClick(button(in, text), Qt::LeftButton);
    }
    /// The dialog that is open over the window.
    template <typename Dialog>
    Dialog *dialog() const {
        (void)QTest::qWaitFor([] { return qobject_cast<Dialog *>(QApplication::activeModalWidget()) != nullptr; });
        return qobject_cast<Dialog *>(QApplication::activeModalWidget());
    }
    void press(Qt::Key key) const {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), key, Qt::AltModifier);
    }
    void open(const QByteArray &key) {
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(key), {}}, QStringLiteral("test"));
        QTRY_COMPARE(m_window->servicesPage()->selected().size(), 1);
    }
    QJsonArray backups() {
        return m_panel.get("/api/backups?order=asc&sort=created_at").json()[QLatin1String("data")].toArray();
    }
    QString status() { return m_panel.get("/api/services/" + m_service).json()[QLatin1String("status")].toString(); }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        const QJsonObject made = m_panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("notes")},
                                             {QStringLiteral("template"), QStringLiteral("http-echo")},
                                             {QStringLiteral("engine"), QStringLiteral("process")}})
                                     .json();
        m_service = made[QLatin1String("id")].toString().toLatin1();
        QCOMPARE(m_panel.finished(made[QLatin1String("operation_id")].toString())[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        open(m_panel.key());
    }
    void cleanupTestCase() {
        m_window.reset();
        if (!m_panel.isRunning())
            QVERIFY(m_panel.start());
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void aServiceIsBackedUpAndTheBackupTried() {
        m_window->servicesPage()->view()->setCurrentWidget(tab());
        QTRY_VERIFY(tab()->table()->state()->isVisible());
        QTRY_VERIFY2(tab()->table()->state()->text().contains(QStringLiteral("no backups yet")),
            qPrintable(tab()->table()->state()->text()));
        click(tab(), QStringLiteral("Back up now"));
        auto *box = dialog<QMessageBox>();
        QVERIFY(box);
        click(box, QStringLiteral("Stop and back up"));
        QTRY_COMPARE(rowsOf(tab())->rowCount(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(cell(tab(), 0, BackupModel::Status), QStringLiteral("Verified"),
            60'000); // told by the server, not asked for
        QCOMPARE(cell(tab(), 0, BackupModel::Consistent), QStringLiteral("Yes"));
        QCOMPARE(cell(tab(), 0, BackupModel::By), QStringLiteral("bootstrap"));
        QVERIFY(cell(tab(), 0, BackupModel::Verified) != QStringLiteral("–"));
        QTRY_COMPARE(status(), QStringLiteral("running"));
        const QString before = backups()[0].toObject()[QLatin1String("verified_at")].toString();
        click(tab(), QStringLiteral("Verify"));
        QTRY_VERIFY_WITH_TIMEOUT(backups()[0].toObject()[QLatin1String("verified_at")].toString() != before, 60'000);
        QTRY_COMPARE(cell(tab(), 0, BackupModel::Status), QStringLiteral("Verified"));
    }
    void aSecondOneIsMadeWhileTheServiceRuns() {
        click(tab(), QStringLiteral("Back up now"));
        auto *box = dialog<QMessageBox>();
        QVERIFY(box);
        click(box, QStringLiteral("Back up while it runs"));
        QTRY_COMPARE(rowsOf(tab())->rowCount(), 2);
        QTRY_COMPARE_WITH_TIMEOUT(cell(tab(), 0, BackupModel::Status), QStringLiteral("Verified"), 60'000);
        QCOMPARE(cell(tab(), 0, BackupModel::Consistent), QStringLiteral("No"));
    }
    void allOfThemAreOnAPageOfTheirOwn() {
        press(Qt::Key_5);
        QTRY_COMPARE(rowsOf(page())->rowCount(), 2);
        QCOMPARE(cell(page(), 0, BackupModel::ServiceName), QStringLiteral("notes"));
        m_window->backupsPage()->filter()->setText(QStringLiteral("consistent:yes"));
        QTRY_COMPARE(rowsOf(page())->rowCount(), 1);
        m_window->backupsPage()->filter()->clear();
        QTRY_COMPARE(rowsOf(page())->rowCount(), 2);
    }
    void whatIsExchangedWantsTheServicesName() {
        page()->table()->view()->setCurrentIndex(rowsOf(page())->index(1, 0));
        click(page(), QStringLiteral("Restore…"));
        auto *restore = dialog<RestoreDialog>();
        QVERIFY(restore);
        auto *go = restore->findChild<QPushButton *>(QStringLiteral("restore"));
        QCOMPARE(go->text(), QStringLiteral("Restore into notes"));
        QVERIFY(!go->isEnabled());
        auto *typed = restore->findChild<QLineEdit *>();
        QTest::keyClicks(typed, QStringLiteral("note"));
        QVERIFY(!go->isEnabled());
        QTest::keyClicks(typed, QStringLiteral("s"));
        QVERIFY(go->isEnabled());
        QTest::keyClick(typed, Qt::Key_Return);
        QTRY_VERIFY(m_window->operationsPage()->isVisible()); // which shows how it goes on
        QTRY_COMPARE_WITH_TIMEOUT(
            m_panel.get("/api/operations?kind=restore&status=succeeded").json()[QLatin1String("total")].toInt(), 1,
            60'000);
        QTRY_COMPARE(status(), QStringLiteral("running"));
    }
    void orANewServiceIsMadeOfIt() {
        press(Qt::Key_5);
        click(page(), QStringLiteral("Restore…"));
        auto *restore = dialog<RestoreDialog>();
        QVERIFY(restore);
        QAbstractButton *anew = button(restore, QStringLiteral("Into a new service"));
        QVERIFY(anew);
        QTest::mouseClick(anew, Qt::LeftButton, {}, QPoint(10, anew->height() / 2)); // its text, not behind it
        QVERIFY(anew->isChecked());
        auto *typed = restore->findChild<QLineEdit *>();
        auto *go = restore->findChild<QPushButton *>(QStringLiteral("restore"));
        QTest::keyClicks(typed, QStringLiteral("No Name"));
        QVERIFY(!go->isEnabled());
        typed->selectAll();
        QTest::keyClicks(typed, QStringLiteral("second"));
        QVERIFY(go->isEnabled());
        QTest::mouseClick(go, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(
            m_panel.get("/api/services?search=second&status=running").json()[QLatin1String("total")].toInt(), 1,
            60'000);
        QTRY_VERIFY(m_panel.isIdle());
    }
    void oneIsDeletedAfterAWord() {
        press(Qt::Key_5);
        QTRY_COMPARE(rowsOf(page())->rowCount(), 2);
        click(page(), QStringLiteral("Delete…"));
        auto *box = dialog<QMessageBox>();
        QVERIFY(box);
        QTest::keyClick(box, Qt::Key_Return); // which is to keep it
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QCOMPARE(rowsOf(page())->rowCount(), 2);
        click(page(), QStringLiteral("Delete…"));
        box = dialog<QMessageBox>();
        QVERIFY(box);
        click(box, QStringLiteral("Delete backup"));
        QTRY_VERIFY2(rowsOf(page())->rowCount() == 1, qPrintable(m_window->backupsPage()->banner()->text()));
        QCOMPARE(backups().size(), 1);
    }
    void whatOthersDoIsSeenAtOnce() {
        const QByteArray id = backups()[0].toObject()[QLatin1String("id")].toString().toLatin1();
        QCOMPARE(m_panel.request("DELETE", "/api/backups/" + id).status, 204);
        QTRY_COMPARE(rowsOf(page())->rowCount(), 0);
        QVERIFY(m_panel.post("/api/backups", {{QStringLiteral("service_id"), QString::fromLatin1(m_service)}}).status
            == 201);
        QTRY_COMPARE(rowsOf(page())->rowCount(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(cell(page(), 0, BackupModel::Status), QStringLiteral("Verified"), 60'000);
    }
    void offlineTheyStayAndNothingCanBeDone() {
        page()->table()->view()->setCurrentIndex(rowsOf(page())->index(0, 0));
        QTRY_VERIFY(button(page(), QStringLiteral("Restore…"))->isEnabled());
        m_panel.kill();
        QTRY_VERIFY(!button(page(), QStringLiteral("Restore…"))->isEnabled());
        QTRY_COMPARE(button(page(), QStringLiteral("Restore…"))->toolTip(), QStringLiteral("Not while offline"));
        QCOMPARE(rowsOf(page())->rowCount(), 1);
    }
};

DESKTOP_TEST_MAIN(tst_backupspage)
#include "tst_backupspage.moc"
