// SPDX-License-Identifier: GPL-3.0-or-later
// Customers and plans in the desktop, of a real server: added, changed, measured, suspended, deleted; and who sees
// them.
#include "app/client/usageloader.h"
#include "app/models/customermodel.h"
#include "app/models/planmodel.h"
#include "app/ui/customerspage.h"
#include "app/ui/customerspane.h"
#include "app/ui/mainwindow.h"
#include "app/ui/planspane.h"
#include "app/ui/servicespage.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QAbstractButton>
#include <QAccessible>
#include <QComboBox>
#include <QDialog>
#include <QJsonArray>
#include <QLineEdit>
#include <QMessageBox>
#include <QTabBar>

class tst_customerspage : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    QByteArray m_service; // of the customer

    CustomersPage *page() const { return m_window->customersPage(); }
    RecordTable *customers() const { return page()->customers()->table(); }
    RecordTable *plans() const { return page()->plans()->table(); }
    static QAbstractItemModel *rowsOf(const RecordTable *table) { return table->view()->model(); }
    static QString cell(const RecordTable *table, int row, int column) {
        return rowsOf(table)->index(row, column).data().toString();
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
    template <typename Dialog = QDialog>
    static Dialog *dialog() {
        (void)QTest::qWaitFor([] { return qobject_cast<Dialog *>(QApplication::activeModalWidget()) != nullptr; });
        return qobject_cast<Dialog *>(QApplication::activeModalWidget());
    }
    template <typename Control = QLineEdit>
    static Control *field(const QDialog *in, const QString &name) {
        for (Control *one : in->findChildren<Control *>())
            if (one->accessibleName() == name)
                return one;
        return nullptr;
    }
    static void type(const QDialog *in, const QString &name, const QString &text) {
        QLineEdit *edit = field(in, name);
        QVERIFY2(edit, qPrintable(name));
        edit->selectAll();
        QTest::keyClick(edit, Qt::Key_Delete);
        QTest::keyClicks(edit, text);
    }
    static QString problem(const QDialog *in, const char *path) {
        const auto *label = in->findChild<QLabel *>(QStringLiteral("problem ") + QLatin1String(path));
        return label && !label->isHidden() ? label->text() : QString();
    }
    static void save(const QDialog *in) {
        QTest::mouseClick(in->findChild<QPushButton *>(QStringLiteral("save")), Qt::LeftButton);
    }
    static void closed() { QTRY_VERIFY(!QApplication::activeModalWidget()); }
    static int rowOf(const RecordTable *table, int column, const QString &text) {
        for (int row = 0; row < rowsOf(table)->rowCount(); ++row)
            if (cell(table, row, column) == text)
                return row;
        return -1;
    }
    void choose(const RecordTable *table, int row) const {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(row >= 0);
        QTest::mouseClick(table->view()->viewport(), Qt::LeftButton, {},
            table->view()->visualRect(rowsOf(table)->index(row, 1)).center());
    }
    void press(Qt::Key key) const {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), key, Qt::AltModifier);
    }
    /// By its number, which it has after the audit log.
    void show() const {
        const auto *list = m_window->findChild<QListWidget *>();
        for (int row = 0; row < list->count(); ++row)
            if (list->item(row)->text() == QLatin1String("Customers"))
                press(Qt::Key(Qt::Key_1 + row));
    }
    bool isListed() const {
        const auto *list = m_window->findChild<QListWidget *>();
        for (int row = 0; row < list->count(); ++row)
            if (list->item(row)->text() == QLatin1String("Customers"))
                return !list->item(row)->isHidden();
        return false;
    }
    void showTab(int tab) const {
        QTabBar *bar = page()->tabs()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    }
    void open(const QByteArray &key) {
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(key), {}}, QStringLiteral("test"));
    }
    QByteArray made(const char *what, const QJsonObject &body) {
        const HttpAnswer answer = m_panel.post(what, body);
        return answer.status == 201 ? answer.json()[QLatin1String("id")].toString().toLatin1() : QByteArray();
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        open(m_panel.key());
        QTRY_VERIFY(isListed());
        show();
        QTRY_VERIFY(page()->isVisible());
    }
    void cleanupTestCase() {
        m_window.reset();
        if (!m_panel.isRunning())
            QVERIFY(m_panel.start());
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void aPlanIsAddedWithItsQuotasAndFeatures() {
        QTRY_VERIFY2(customers()->state()->text().contains(QStringLiteral("No customers yet")),
            qPrintable(customers()->state()->text()));
        showTab(1);
        QTRY_COMPARE(page()->action()->text(), QStringLiteral("Add plan"));
        click(page(), QStringLiteral("Add plan"));
        const QDialog *form = dialog();
        QVERIFY(form);
        type(form, QStringLiteral("Name"), QStringLiteral("Small"));
        type(form, QStringLiteral("Services"), QStringLiteral("two"));
        type(form, QStringLiteral("CPU"), QStringLiteral("1.5"));
        save(form);
        QCOMPARE(problem(form, "quotas.services"),
            QStringLiteral("Services must be a number of at least 0, or empty for no limit"));
        type(form, QStringLiteral("Services"), QStringLiteral("2"));
        type(form, QStringLiteral("Memory"), QStringLiteral("1024"));
        type(form, QStringLiteral("Days a log is kept"), QStringLiteral("0")); // which only the server refuses
        QTest::keyClick(form->findChild<QAbstractButton *>(QStringLiteral("git_deploy")), Qt::Key_Space);
        save(form);
        QTRY_VERIFY2(
            problem(form, "quotas.log_days").startsWith(QStringLiteral("Days a log is kept must be between 1")),
            qPrintable(problem(form, "quotas.log_days")));
        QVERIFY(problem(form, "quotas.services").isEmpty());
        type(form, QStringLiteral("Days a log is kept"), QStringLiteral("7"));
        save(form);
        closed();
        QTRY_COMPARE(rowsOf(plans())->rowCount(), 1);
        QCOMPARE(cell(plans(), 0, PlanModel::Services), QStringLiteral("2"));
        QCOMPARE(cell(plans(), 0, PlanModel::Cpu), QStringLiteral("1.5 cores"));
        QCOMPARE(cell(plans(), 0, PlanModel::Memory), QStringLiteral("1.0 GiB"));
        QCOMPARE(cell(plans(), 0, PlanModel::Storage), QStringLiteral("No limit"));
        QCOMPARE(cell(plans(), 0, PlanModel::Features), QStringLiteral("7 of 8"));
    }
    void aNameThatIsTakenIsSaidAtItsField() {
        click(page(), QStringLiteral("Add plan"));
        QDialog *form = dialog();
        QVERIFY(form);
        type(form, QStringLiteral("Name"), QStringLiteral("SMALL"));
        QTest::keyClick(field(form, QStringLiteral("Name")), Qt::Key_Return);
        QTRY_COMPARE(problem(form, "name"), QStringLiteral("Name is taken"));
        QTest::keyClick(form, Qt::Key_Escape);
        closed();
        QCOMPARE(m_panel.get("/api/plans").json()[QLatin1String("total")].toInt(), 1);
    }
    void everyFieldHasANameAndIsReachedInOrder() {
        click(page(), QStringLiteral("Add plan"));
        QDialog *form = dialog();
        QVERIFY(form);
        for (QWidget *widget : form->findChildren<QWidget *>()) {
            const bool inner = widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusProxy();
            if (!(widget->focusPolicy() & Qt::TabFocus) || inner || !widget->isVisible())
                continue;
            QAccessibleInterface *seen = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(seen && !seen->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
        }
        QTRY_COMPARE(form->focusWidget(), field(form, QStringLiteral("Name")));
        QTest::keyClick(form->focusWidget(), Qt::Key_Tab);
        QCOMPARE(form->focusWidget()->accessibleName(), QStringLiteral("Description"));
        field(form, QStringLiteral("Name"))->setFocus();
        QTest::keyClick(form->focusWidget(), Qt::Key_Backtab);
        QCOMPARE(form->focusWidget(), form->findChild<QPushButton *>(QStringLiteral("save")));
        QTest::keyClick(form, Qt::Key_Escape);
        closed();
    }
    void aCustomerIsAdded() {
        showTab(0);
        QTRY_COMPARE(page()->action()->text(), QStringLiteral("Add customer"));
        QDialog *form = nullptr;
        const auto offersPlans = [&] { // which are read after the customers
            click(page(), QStringLiteral("Add customer"));
            form = dialog();
            const auto *plans = form ? field<QComboBox>(form, QStringLiteral("Plan")) : nullptr;
            const bool areThere = plans && plans->count() > 1;
            if (form && !areThere)
                form->reject();
            return areThere;
        };
        QVERIFY(QTest::qWaitFor(offersPlans, 10000));
        type(form, QStringLiteral("Name"), QStringLiteral("Acme"));
        type(form, QStringLiteral("E-mail"), QStringLiteral("nobody"));
        save(form);
        QVERIFY(problem(form, "email").startsWith(QStringLiteral("E-mail must be")));
        type(form, QStringLiteral("E-mail"), QStringLiteral("it@acme.example"));
        QTest::keyClick(field<QComboBox>(form, QStringLiteral("Plan")), Qt::Key_Down);
        save(form);
        closed();
        QTRY_COMPARE(rowsOf(customers())->rowCount(), 1);
        QCOMPARE(cell(customers(), 0, CustomerModel::PlanName), QStringLiteral("Small"));
        QTRY_COMPARE(cell(customers(), 0, CustomerModel::Services), QStringLiteral("0 of 2"));
    }
    void whatItTakesIsSeenAsItChanges() {
        const QJsonValue all = m_panel.get("/api/customers").json()[QLatin1String("data")];
        const QString id = all[0][QLatin1String("id")].toString();
        const QJsonObject service =
            m_panel
                .post("/api/services",
                    {{QStringLiteral("name"), QStringLiteral("shop")},
                        {QStringLiteral("template"), QStringLiteral("http-echo")},
                        {QStringLiteral("engine"), QStringLiteral("process")}, {QStringLiteral("customer_id"), id}})
                .json();
        m_service = service[QLatin1String("id")].toString().toLatin1();
        QCOMPARE(
            m_panel.finished(service[QLatin1String("operation_id")].toString())[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
        QTRY_COMPARE(cell(customers(), 0, CustomerModel::Services), QStringLiteral("1 of 2"));
        QCOMPARE(rowsOf(customers())->index(0, CustomerModel::Services).data(ModelRole::Part).toDouble(), 0.5);
        QVERIFY(!rowsOf(customers())->index(0, CustomerModel::Storage).data(ModelRole::Part).isValid()); // no limit
    }
    void itIsChanged() {
        choose(customers(), 0);
        QTest::keyClick(customers()->view(), Qt::Key_F2);
        const QDialog *form = dialog();
        QVERIFY(form);
        QCOMPARE(field(form, QStringLiteral("Name"))->text(), QStringLiteral("Acme"));
        type(form, QStringLiteral("Name"), QStringLiteral("Acme GmbH"));
        save(form);
        closed();
        QTRY_COMPARE(cell(customers(), 0, CustomerModel::Name), QStringLiteral("Acme GmbH"));
        QCOMPARE(cell(customers(), 0, CustomerModel::PlanName), QStringLiteral("Small"));
    }
    void itIsSuspendedAndResumed() {
        choose(customers(), 0);
        click(page(), QStringLiteral("Suspend…"));
        auto *box = dialog<QMessageBox>();
        QVERIFY(box && box->informativeText().contains(QStringLiteral("services are stopped")));
        click(box, QStringLiteral("Suspend customer"));
        QTRY_COMPARE(cell(customers(), 0, CustomerModel::Status), QStringLiteral("Suspended"));
        page()->filter()->setText(QStringLiteral("status:active"));
        QTRY_COMPARE(rowsOf(customers())->rowCount(), 0);
        page()->filter()->clear();
        QTRY_COMPARE(rowsOf(customers())->rowCount(), 1);
        choose(customers(), 0);
        click(page(), QStringLiteral("Resume"));
        QTRY_COMPARE(cell(customers(), 0, CustomerModel::Status), QStringLiteral("Active"));
        QTRY_COMPARE_WITH_TIMEOUT(m_panel.state(m_service), QStringLiteral("running"), 20000);
    }
    void eachTabHasItsFilter() {
        page()->filter()->setText(QStringLiteral("acme"));
        showTab(1);
        QVERIFY(page()->filter()->text().isEmpty());
        QTRY_COMPARE(rowsOf(plans())->rowCount(), 1);
        showTab(0);
        QCOMPARE(page()->filter()->text(), QStringLiteral("acme"));
        page()->filter()->clear();
    }
    void aPlanThatIsUsedStays() {
        showTab(1);
        choose(plans(), 0);
        click(page(), QStringLiteral("Delete plan…"));
        auto *box = dialog<QMessageBox>();
        QVERIFY(box);
        click(box, QStringLiteral("Delete plan"));
        QTRY_VERIFY2(page()->banner()->isVisible() && page()->banner()->text().contains(QStringLiteral("not deleted")),
            qPrintable(page()->banner()->text()));
        QCOMPARE(rowsOf(plans())->rowCount(), 1);
        page()->banner()->hide();
        showTab(0);
    }
    void onlyAFewAreAskedForWhatTheyTake() {
        for (int i = 0; i < 120; ++i)
            QVERIFY(!made("/api/customers",
                {{QStringLiteral("name"), QStringLiteral("Customer %1").arg(i, 3, 10, QLatin1Char('0'))},
                    {QStringLiteral("email"), QStringLiteral("a@example.com")}})
                         .isEmpty());
        press(Qt::Key_1);
        show();
        QTRY_COMPARE(rowsOf(customers())->rowCount(), 121);
        customers()->view()->scrollToTop();
        QTRY_COMPARE(cell(customers(), 1, CustomerModel::Services), QStringLiteral("0"));
        QCOMPARE(cell(customers(), 120, CustomerModel::Services), QStringLiteral("…"));
        customers()->view()->scrollToBottom();
        QTRY_COMPARE(cell(customers(), 120, CustomerModel::Services), QStringLiteral("0"));
        QCOMPARE(cell(customers(), 60, CustomerModel::Services), QStringLiteral("…"));
        customers()->view()->scrollToTop();
    }
    void deletingSaysWhatGoesAndWantsTheName() {
        choose(customers(), rowOf(customers(), CustomerModel::Name, QStringLiteral("Acme GmbH")));
        QTest::keyClick(customers()->view(), Qt::Key_Delete);
        const QDialog *form = dialog();
        QVERIFY(form);
        QStringList texts;
        for (const QLabel *label : form->findChildren<QLabel *>())
            texts.append(label->text());
        QVERIFY2(texts.contains(QStringLiteral("shop")), qPrintable(texts.join(u'\n')));
        auto *go = form->findChild<QPushButton *>(QStringLiteral("save"));
        type(form, QStringLiteral("Type Acme GmbH to confirm"), QStringLiteral("Acme"));
        QVERIFY(!go->isEnabled());
        type(form, QStringLiteral("Type Acme GmbH to confirm"), QStringLiteral("Acme GmbH"));
        QTest::keyClick(field(form, QStringLiteral("Type Acme GmbH to confirm")), Qt::Key_Return);
        closed();
        QTRY_COMPARE(rowOf(customers(), CustomerModel::Name, QStringLiteral("Acme GmbH")), -1);
        QCOMPARE(m_panel.get("/api/services").json()[QLatin1String("total")].toInt(), 0);
    }
    void whoMayOnlyReadChangesNothing() {
        const QByteArray viewer = m_panel.request("POST", "/api/auth/api-keys", R"({"name":"Vera","role":"viewer"})")
                                      .json()[QLatin1String("key")]
                                      .toString()
                                      .toLatin1();
        open(viewer);
        QTRY_VERIFY(isListed());
        show();
        QTRY_COMPARE(rowsOf(customers())->rowCount(), 120);
        QVERIFY(!page()->action()->isEnabled());
        QTRY_VERIFY2(page()->action()->toolTip().contains(QStringLiteral("customers.manage")),
            qPrintable(page()->action()->toolTip()));
    }
    void aCustomersOwnKeySeesNoSuchPage() {
        const QByteArray id = made("/api/customers",
            {{QStringLiteral("name"), QStringLiteral("Own")},
                {QStringLiteral("email"), QStringLiteral("o@example.com")}});
        const QByteArray key = m_panel
                                   .request("POST", "/api/auth/api-keys",
                                       R"({"name":"Own","role":"customer","customer_id":")" + id + R"("})")
                                   .json()[QLatin1String("key")]
                                   .toString()
                                   .toLatin1();
        open(key);
        QTRY_VERIFY(m_window->servicesPage()->action()->isEnabled());
        QVERIFY(!isListed());
        show();
        QVERIFY(!page()->isVisible());
    }
    void offlineItStaysAndNothingCanBeDone() {
        open(m_panel.key());
        QTRY_VERIFY(isListed());
        show();
        QTRY_COMPARE(rowsOf(customers())->rowCount(), 121);
        m_panel.kill();
        QTRY_VERIFY(!page()->action()->isEnabled());
        QCOMPARE(page()->action()->toolTip(), QStringLiteral("Not while offline"));
        QCOMPARE(rowsOf(customers())->rowCount(), 121);
    }
    void aThirdOfTheRateLimitIsLeft() {
        m_window.reset();
        QVERIFY(m_panel.start({{QStringLiteral("AAP_RATE_LIMITS_AUTHENTICATED"), QStringLiteral("60")}}));
        QList<CustomerId> ids;
        const QJsonArray known = m_panel.get("/api/customers?per_page=100").json()[QLatin1String("data")].toArray();
        for (const QJsonValue &one : known)
            ids.append({one[QLatin1String("id")].toString()});
        QCOMPARE(ids.size(), 100);
        Workspace workspace(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}});
        UsageLoader usage(workspace);
        int least = 60;
        connect(&workspace.api(), &ApiClient::budgetChanged, this,
            [&] { least = std::min(least, workspace.api().budget(RateClass::Normal)->remaining); });
        usage.want(ids);
        QTRY_COMPARE(least, 20);
        usage.want(ids); // however often one looks
        QCoreApplication::processEvents();
        QCOMPARE(least, 20);
        QCOMPARE(m_panel.stop(), 0);
    }
};

DESKTOP_TEST_MAIN(tst_customerspage)
#include "tst_customerspage.moc"
