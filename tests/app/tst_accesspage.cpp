// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and sessions in the desktop, of a real server: made and shown once, changed, rotated, revoked; ended.
#include "app/models/accessmodel.h"
#include "app/ui/accesspage.h"
#include "app/ui/keydialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/recordtable.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include "tests/support/plantsession.h"
#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QJsonArray>
#include <QMessageBox>
#include <QTabBar>

class tst_accesspage : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    PlantedSession m_ada;
    QByteArray m_text; // of the key that is made

    AccessPage *page() const { return m_window->accessPage(); }
    RecordTable *keys() const { return page()->keys(); }
    RecordTable *sessions() const { return page()->sessions(); }
    static QAbstractItemModel *rowsOf(const RecordTable *table) { return table->view()->model(); }
    static QString cell(const RecordTable *table, int row, int column) {
        return rowsOf(table)->index(row, column).data().toString();
    }
    int rowOf(const QString &name) const {
        for (int row = 0; row < rowsOf(keys())->rowCount(); ++row)
            if (cell(keys(), row, KeyModel::Name) == name)
                return row;
        return -1;
    }
    static QAbstractButton *button(const QWidget *in, const QString &text) {
        for (QAbstractButton *one : in->findChildren<QAbstractButton *>())
            if (one->text() == text && one->isVisible())
                return one;
        return nullptr;
    }
    static void click(const QWidget *in, const QString &text) {
        QTRY_VERIFY2(button(in, text) && button(in, text)->isEnabled(), qPrintable(text));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QTest::mouseClick(button(in, text), Qt::LeftButton);
    }
    /// The dialog that is open over the window.
    template <typename Dialog>
    static Dialog *dialog() {
        (void)QTest::qWaitFor([] { return qobject_cast<Dialog *>(QApplication::activeModalWidget()) != nullptr; });
        return qobject_cast<Dialog *>(QApplication::activeModalWidget());
    }
    template <typename Control>
    static Control *field(const QDialog *in, const QString &name) {
        for (Control *one : in->findChildren<Control *>())
            if (one->accessibleName() == name)
                return one;
        return nullptr;
    }
    static QPushButton *saveButton(const QDialog *in) { return in->findChild<QPushButton *>(QStringLiteral("save")); }
    static void closed() { QTRY_VERIFY(!QApplication::activeModalWidget()); }
    void choose(const RecordTable *table, int row) const {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(row >= 0);
        QTest::mouseClick(table->view()->viewport(), Qt::LeftButton, {},
            table->view()->visualRect(rowsOf(table)->index(row, 1)).center());
    }
    void showTab(int tab) const {
        QTabBar *bar = page()->tabs()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    }
    void open(const QByteArray &key) {
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(key), {}}, QStringLiteral("test"));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        const auto *list = m_window->findChild<QListWidget *>();
        for (int row = 0; row < list->count(); ++row)
            if (list->item(row)->text() == QLatin1String("Access"))
                QTest::keyClick(m_window.get(), Qt::Key(Qt::Key_1 + row), Qt::AltModifier);
        QTRY_VERIFY(page()->isVisible());
    }
    /// Whether the server takes it.
    int statusFor(const QByteArray &key) {
        return m_panel.request("GET", "/api/info", {}, {{"Authorization", "Bearer " + key}}).status;
    }
    /// What the dialog shows, which is then closed.
    QByteArray textShown() {
        auto *shown = dialog<NewKeyDialog>();
        if (!shown)
            return {};
        QTest::keyClick(shown, Qt::Key_Escape); // which must not lose it
        if (!shown->isVisible())
            return "(gone)";
        const QByteArray text = shown->findChild<QLineEdit *>(QStringLiteral("key"))->text().toLatin1();
        click(shown, QStringLiteral("Copy key"));
        if (QApplication::clipboard()->text().toLatin1() != text)
            return "(not copied)";
        QTest::keyClick(shown, Qt::Key_Escape);
        closed();
        return text;
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QCOMPARE(m_panel.stop(), 0);
        m_ada = plantSession(m_panel.dataDir(), "Ada", "operator");
        QVERIFY(!m_ada.id.isEmpty());
        QVERIFY(m_panel.start());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        open(m_panel.key());
    }
    void cleanupTestCase() {
        m_window.reset();
        if (!m_panel.isRunning())
            QVERIFY(m_panel.start());
        QCOMPARE(m_panel.stop(), 0);
    }

    void theKeyOfThisProgramIsSaid() {
        QTRY_COMPARE(rowsOf(keys())->rowCount(), 1);
        QCOMPARE(cell(keys(), 0, KeyModel::Name), QStringLiteral("bootstrap"));
        QCOMPARE(cell(keys(), 0, KeyModel::Status), QStringLiteral("Active, this program's"));
        choose(keys(), 0);
        QTRY_VERIFY(button(page(), QStringLiteral("Revoke…"))->isEnabled());
        QVERIFY(!button(page(), QStringLiteral("Rotate…"))->isEnabled());
        QVERIFY(button(page(), QStringLiteral("Rotate…"))->toolTip().contains(QStringLiteral("lose its access")));
    }
    void aKeyIsMadeAndItsTextShownOnce() {
        click(page(), QStringLiteral("Create API key"));
        auto *form = dialog<KeyDialog>();
        QVERIFY(form);
        QTest::mouseClick(saveButton(form), Qt::LeftButton);
        const auto *problem = form->findChild<QLabel *>(QStringLiteral("problem name"));
        QVERIFY2(problem->text().startsWith(QStringLiteral("Name must be")), qPrintable(problem->text()));
        QTest::keyClicks(field<QLineEdit>(form, QStringLiteral("Name")), QStringLiteral("robot"));
        QTest::keyClicks(field<QLineEdit>(form, QStringLiteral("Requests a minute")), QStringLiteral("2000000"));
        QTest::mouseClick(saveButton(form), Qt::LeftButton); // which only the server refuses
        const auto *rate = form->findChild<QLabel *>(QStringLiteral("problem rate_limit_rpm"));
        QTRY_VERIFY2(rate->text().startsWith(QStringLiteral("Requests a minute must be")), qPrintable(rate->text()));
        QTest::keyClick(field<QLineEdit>(form, QStringLiteral("Requests a minute")), Qt::Key_Backspace);
        QTest::keyClick(field<QComboBox>(form, QStringLiteral("Expires")), Qt::Key_Down); // in 7 days
        auto *permissions = field<QListWidget>(form, QStringLiteral("Permissions"));
        const auto logs = permissions->findItems(QStringLiteral("services.logs"), Qt::MatchExactly);
        QCOMPARE(logs.size(), 1);
        permissions->setCurrentItem(logs.first());
        QTest::keyClick(permissions, Qt::Key_Space);
        QTest::mouseClick(saveButton(form), Qt::LeftButton);
        m_text = textShown();
        QVERIFY2(m_text.startsWith("aap_"), m_text.constData());
        QCOMPARE(statusFor(m_text), 200);
        QTRY_COMPARE(rowsOf(keys())->rowCount(), 2);
        const int row = rowOf(QStringLiteral("robot"));
        QCOMPARE(cell(keys(), row, KeyModel::RoleName).toLower(), QStringLiteral("viewer"));
        QCOMPARE(cell(keys(), row, KeyModel::Status), QStringLiteral("Expires soon"));
        QCOMPARE(cell(keys(), row, KeyModel::Prefix).left(12).toLatin1(), m_text.left(12));
        QCOMPARE(
            m_panel.request("GET", "/api/logs/search?search=x", {}, {{"Authorization", "Bearer " + m_text}}).status,
            403);
    }
    void aKeyOfACustomerNeedsOne() {
        QCOMPARE(m_panel.request("POST", "/api/customers", R"({"name":"Acme","email":"a@example.com"})").status, 201);
        showTab(1);
        showTab(0); // read anew
        QTRY_VERIFY(button(page(), QStringLiteral("Create API key"))->isEnabled());
        KeyDialog *form = nullptr;
        const auto offersCustomers = [&] { // which are read after the keys
            click(page(), QStringLiteral("Create API key"));
            form = dialog<KeyDialog>();
            if (!form || field<QComboBox>(form, QStringLiteral("Customer")))
                return form != nullptr;
            form->reject();
            return false;
        };
        QVERIFY(QTest::qWaitFor(offersCustomers, 10000));
        QTest::keyClicks(field<QLineEdit>(form, QStringLiteral("Name")), QStringLiteral("acme"));
        QTest::keyClick(field<QComboBox>(form, QStringLiteral("Role")), Qt::Key_End);
        QTest::mouseClick(saveButton(form), Qt::LeftButton);
        const auto *problem = form->findChild<QLabel *>(QStringLiteral("problem customer_id"));
        QTRY_COMPARE(problem->text(), QStringLiteral("Customer is required for the role customer"));
        QTest::keyClick(field<QComboBox>(form, QStringLiteral("Customer")), Qt::Key_Down);
        QTest::mouseClick(saveButton(form), Qt::LeftButton);
        QVERIFY(textShown().startsWith("aap_"));
        QTRY_VERIFY(rowOf(QStringLiteral("acme")) >= 0);
        QCOMPARE(cell(keys(), rowOf(QStringLiteral("acme")), KeyModel::CustomerName), QStringLiteral("Acme"));
    }
    void itIsChanged() {
        choose(keys(), rowOf(QStringLiteral("robot")));
        QTest::keyClick(keys()->view(), Qt::Key_F2);
        auto *form = dialog<KeyDialog>();
        QVERIFY(form);
        auto *name = field<QLineEdit>(form, QStringLiteral("Name"));
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("machine"));
        QTest::keyClick(name, Qt::Key_Return);
        closed();
        QTRY_VERIFY(rowOf(QStringLiteral("machine")) >= 0);
        QCOMPARE(statusFor(m_text), 200);
    }
    void itGetsANewTextAndTheOldOneEnds() {
        choose(keys(), rowOf(QStringLiteral("machine")));
        click(page(), QStringLiteral("Rotate…"));
        auto *form = dialog<KeyRotation>();
        QVERIFY(form);
        QTest::keyClick(
            field<QComboBox>(form, QStringLiteral("How long the present text goes on working")), Qt::Key_Home);
        QTest::mouseClick(saveButton(form), Qt::LeftButton);
        const QByteArray text = textShown();
        QVERIFY2(text.startsWith("aap_") && text != m_text, text.constData());
        QCOMPARE(statusFor(text), 200);
        QCOMPARE(statusFor(m_text), 401);
        m_text = text;
    }
    void revokingSaysWhenItWasUsedLast() {
        showTab(1);
        showTab(0); // reads its last use
        QTRY_VERIFY(cell(keys(), rowOf(QStringLiteral("machine")), KeyModel::LastUsed) != QLatin1String("Never"));
        choose(keys(), rowOf(QStringLiteral("machine")));
        QTest::keyClick(keys()->view(), Qt::Key_Delete);
        auto *box = dialog<QMessageBox>();
        QVERIFY(box);
        QVERIFY2(
            box->informativeText().startsWith(QStringLiteral("It was last used")), qPrintable(box->informativeText()));
        QTest::keyClick(box, Qt::Key_Return); // which is to keep it
        closed();
        QCOMPARE(statusFor(m_text), 200);
        QTest::keyClick(keys()->view(), Qt::Key_Delete);
        box = dialog<QMessageBox>();
        QVERIFY(box);
        click(box, QStringLiteral("Revoke key"));
        QTRY_COMPARE(rowOf(QStringLiteral("machine")), -1);
        QCOMPARE(statusFor(m_text), 401);
    }
    void aSessionIsEnded() {
        showTab(1);
        QTRY_COMPARE(rowsOf(sessions())->rowCount(), 1);
        QCOMPARE(cell(sessions(), 0, SessionModel::UserName), QStringLiteral("Ada"));
        QCOMPARE(cell(sessions(), 0, SessionModel::Browser), QStringLiteral("planted"));
        QVERIFY(!page()->action()->isVisible()); // sessions are begun elsewhere
        choose(sessions(), 0);
        click(page(), QStringLiteral("End session…"));
        auto *box = dialog<QMessageBox>();
        QVERIFY(box);
        click(box, QStringLiteral("End session"));
        QTRY_VERIFY2(sessions()->state()->isVisible()
                && sessions()->state()->text().contains(QStringLiteral("Nobody is signed in")),
            qPrintable(sessions()->state()->text()));
        QCOMPARE(m_panel.get("/api/auth/sessions").json()[QLatin1String("total")].toInt(), 0);
    }
    void offlineTheyStayAndNothingCanBeDone() {
        showTab(0);
        QTRY_COMPARE(rowsOf(keys())->rowCount(), 2);
        choose(keys(), rowOf(QStringLiteral("acme")));
        QTRY_VERIFY(button(page(), QStringLiteral("Revoke…"))->isEnabled());
        m_panel.kill();
        QTRY_VERIFY(!page()->action()->isEnabled());
        QVERIFY(!button(page(), QStringLiteral("Revoke…"))->isEnabled());
        QCOMPARE(button(page(), QStringLiteral("Revoke…"))->toolTip(), QStringLiteral("Not while offline"));
        QCOMPARE(rowsOf(keys())->rowCount(), 2);
    }
};

DESKTOP_TEST_MAIN(tst_accesspage)
#include "tst_accesspage.moc"
