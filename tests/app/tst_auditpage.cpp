// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log in the desktop, of a real server: what is shown, narrowed, loaded further and saved.
#include "app/ui/auditpage.h"
#include "app/ui/labels.h"
#include "app/ui/mainwindow.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QFileDialog>

class tst_auditpage : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    QByteArray m_viewer;

    AuditPage *page() const { return m_window->auditPage(); }
    QAbstractItemModel *rows() const { return page()->table()->view()->model(); }
    QString cell(int row, int column) const { return rows()->index(row, column).data().toString(); }
    QPushButton *button(const QString &text) const {
        for (QPushButton *one : page()->findChildren<QPushButton *>())
            if (one->text() == text && one->isVisible())
                return one;
        return nullptr;
    }
    /// Once it is laid out where it will stay: what appears moves its neighbours in the next turn of the loop.
    void click(const QString &text) const {
        QTRY_VERIFY(button(text));
        QTRY_VERIFY(button(text)->width() >= button(text)->minimumSizeHint().width());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QTest::mouseClick(button(text), Qt::LeftButton);
    }
    void choose(int row) const {
        QTableView *view = page()->table()->view();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(rows()->index(row, 1)).center());
    }
    QString detail() const {
        QStringList texts;
        for (QLabel *label : page()->findChildren<QLabel *>())
            if (label->isVisible())
                texts.append(label->text());
        return texts.join(u'\n');
    }
    /// With Alt.
    void press(Qt::Key key) const {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), key, Qt::AltModifier);
    }
    void open(const QByteArray &key) {
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(key), {}}, QStringLiteral("test"));
        QTRY_VERIFY(page()->isEnabled() && m_window->findChild<QListWidget *>()->count() >= 4);
        press(Qt::Key_4);
        QTRY_VERIFY(page()->isVisible());
    }
    HttpAnswer makePlan(int number) {
        return m_panel.post("/api/plans", {{QStringLiteral("name"), QStringLiteral("plan %1").arg(number)}});
    }

private slots:
    void initTestCase() {
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_viewer = m_panel.request("POST", "/api/auth/api-keys", R"({"name":"Vera","role":"viewer"})")
                       .json()[QLatin1String("key")]
                       .toString()
                       .toLatin1();
        const QByteArray plan = makePlan(0).json()[QLatin1String("id")].toString().toLatin1();
        QCOMPARE(
            m_panel.request("PATCH", "/api/plans/" + plan, R"({"description":"for <b>small</b> ones"})").status, 200);
        QCOMPARE(
            m_panel.request("DELETE", "/api/plans/" + plan, {}, {{"Authorization", "Bearer " + m_viewer}}).status, 403);
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        open(m_panel.key());
    }
    void cleanupTestCase() {
        m_window.reset();
        QCOMPARE(m_panel.stop(), 0);
    }

    void theNewestComesFirstAndSaysWhatItChanged() {
        QTRY_VERIFY(rows()->rowCount() >= 4);
        QCOMPARE(cell(0, AuditModel::Actor), QStringLiteral("Vera"));
        QCOMPARE(cell(0, AuditModel::Result), QStringLiteral("Refused"));
        choose(0);
        QTRY_VERIFY2(detail().contains(QStringLiteral("plans.delete was refused")), qPrintable(detail()));
        QVERIFY(detail().contains(QStringLiteral("127.0.0.1")) && detail().contains(QStringLiteral("Request ")));
        choose(1);
        auto *changes = page()->findChild<RecordTable *>(QStringLiteral("changes"))->view()->model();
        QTRY_COMPARE(changes->rowCount(), 1); // not the time of the change
        QCOMPARE(changes->index(0, ChangeModel::Name).data().toString(), QStringLiteral("description"));
        QCOMPARE(changes->index(0, ChangeModel::After).data().toString(), QStringLiteral("for <b>small</b> ones"));
    }
    void oneAsksForWhatOneActorDidOrWhatWasDoneToOneThing() {
        const int all = rows()->rowCount();
        choose(0);
        QTRY_VERIFY(button(QStringLiteral("All by Vera")));
        click(QStringLiteral("All by Vera"));
        QTRY_COMPARE(rows()->rowCount(), 1);
        click(QStringLiteral("By Vera"));
        QTRY_COMPARE(rows()->rowCount(), all);
        choose(0);
        const QString target = cell(0, AuditModel::Target);
        click(QStringLiteral("All that was done to it"));
        QTRY_COMPARE(rows()->rowCount(), 3);
        for (int row = 0; row < 3; ++row)
            QCOMPARE(cell(row, AuditModel::Target), target);
        click(QStringLiteral("To ") + target);
        QTRY_COMPARE(rows()->rowCount(), all);
        QComboBox *result = nullptr;
        for (QComboBox *box : page()->findChildren<QComboBox *>())
            if (box->accessibleName() == QLatin1String("Result"))
                result = box;
        QVERIFY(result);
        QTest::keyClick(result, Qt::Key_End);
        QTRY_COMPARE(rows()->rowCount(), 1);
        QTest::keyClick(result, Qt::Key_Home);
        QTRY_COMPARE(rows()->rowCount(), all);
        page()->filter()->setText(QStringLiteral("action:api-keys"));
        QTRY_COMPARE(rows()->rowCount(), 1);
        page()->filter()->clear();
    }
    void olderEntriesComeWhenAskedFor() {
        for (int i = 1; i <= 120; ++i)
            QCOMPARE(makePlan(i).status, 201);
        press(Qt::Key_1);
        press(Qt::Key_4);
        QTRY_COMPARE(rows()->rowCount(), 100);
        QCOMPARE(cell(0, AuditModel::Action), QStringLiteral("plans.create"));
        click(QStringLiteral("Load older entries"));
        QTRY_VERIFY(rows()->rowCount() >= 124);
        QVERIFY(!button(QStringLiteral("Load older entries")));
        QCOMPARE(cell(rows()->rowCount() - 1, AuditModel::Action), QStringLiteral("api-keys.create"));
    }
    void allOfItIsSaved() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("audit.csv"));
        QTimer::singleShot(0, this, [path] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->selectFile(path);
            static_cast<QDialog *>(dialog)->accept();
        });
        QTest::mouseClick(page()->action(), Qt::LeftButton);
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().count('\n') >= 125); // more than is on a page
    }
    void whoMayNotReadItIsTold() {
        open(m_viewer);
        QTRY_VERIFY2(page()->table()->state()->text().contains(QStringLiteral("may not read the audit log")),
            qPrintable(page()->table()->state()->text()));
        QVERIFY(!page()->action()->isEnabled());
    }
    void anAwayServerIsSaid() {
        open(m_panel.key());
        QTRY_COMPARE(rows()->rowCount(), 100);
        m_panel.kill();
        QTRY_VERIFY(!page()->action()->isEnabled());
        QCOMPARE(rows()->rowCount(), 100); // what was loaded stays
        QVERIFY(m_panel.start());
        QTRY_VERIFY_WITH_TIMEOUT(page()->action()->isEnabled(), 20000);
    }
};

DESKTOP_TEST_MAIN(tst_auditpage)
#include "tst_auditpage.moc"
