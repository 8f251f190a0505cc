// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and sessions in the desktop, of a real server: made, replaced, revoked, ended.
#include "app/ui/accesspage.h"
#include "app/ui/keydialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QAbstractButton>
#include <QClipboard>
#include <QMessageBox>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

class tst_accesspage : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    QByteArray m_text; // of the key that is made

    AccessPage *page() const { return m_window->accessPage(); }
    static QAbstractItemModel *rowsOf(const RecordTable *table) { return table->view()->model(); }
    int rowOf(const QString &name) const {
        for (int row = 0; row < rowsOf(page()->keys())->rowCount(); ++row)
            if (rowsOf(page()->keys())->index(row, KeyModel::Name).data().toString() == name)
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
        QTest::mouseClick(button(in, text), Qt::LeftButton);
    }
    template <typename Dialog>
    Dialog *dialog() const {
        (void)QTest::qWaitFor([] { return qobject_cast<Dialog *>(QApplication::activeModalWidget()) != nullptr; });
        return qobject_cast<Dialog *>(QApplication::activeModalWidget());
    }
    int statusWith(const QByteArray &key) {
        return m_panel.request("GET", "/api/auth/me", {}, {{"Authorization", "Bearer " + key}}).status;
    }
    void open(const QByteArray &key) {
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(key), {}}, QStringLiteral("test"));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_6, Qt::AltModifier);
        QTRY_VERIFY(page()->isVisible());
    }
    /// As if somebody had signed in with a browser.
    void addSession() {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("session"));
            database.setDatabaseName(m_panel.dataDir() + QStringLiteral("/panel.db"));
            QVERIFY(database.open());
            QSqlQuery query(database);
            const qint64 now = QDateTime::currentMSecsSinceEpoch();
            const auto run = [&query](const QString &sql) {
                QVERIFY2(query.exec(sql), qPrintable(query.lastError().text()));
            };
            run(QStringLiteral(
                "INSERT INTO users (id, issuer, subject, email, name, role, created_at, updated_at) VALUES "
                "('usr_00000000000000000001', 'https://id.test', 'ada', 'ada@example.test', 'Ada', "
                "'viewer', %1, %1)")
                    .arg(now));
            run(QStringLiteral("INSERT INTO sessions (id, user_id, address, user_agent, last_seen_at, expires_at, "
                               "created_at, updated_at, hash, provider_session, id_token, refresh_token) VALUES "
                               "('sess_00000000000000000001', 'usr_00000000000000000001', '192.0.2.7', 'Lynx/2.9', %1, "
                               "%2, %1, %1, '%3', '', '', '')")
                    .arg(now)
                    .arg(now + 3'600'000)
                    .arg(QString(64, u'a')));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("session"));
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QCOMPARE(m_panel.stop(), 0);
        addSession();
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        open(m_panel.key());
    }
    void cleanupTestCase() {
        m_window.reset();
        QCOMPARE(m_panel.stop(), 0);
    }

    void aKeyIsMadeAndShownOnce() {
        QTRY_COMPARE(rowsOf(page()->keys())->rowCount(), 1);
        click(page(), QStringLiteral("New key…"));
        auto *made = dialog<KeyDialog>();
        QVERIFY(made);
        auto *go = made->findChild<QPushButton *>(QStringLiteral("make"));
        QVERIFY(!go->isEnabled());
        QTest::keyClicks(made->findChild<QLineEdit *>(), QStringLiteral("CI"));
        QVERIFY(go->isEnabled());
        QTest::mouseClick(go, Qt::LeftButton);
        QTRY_VERIFY(button(made, QStringLiteral("Copy")));
        QTest::mouseClick(button(made, QStringLiteral("Copy")), Qt::LeftButton);
        m_text = QApplication::clipboard()->text().toLatin1();
        QVERIFY(m_text.startsWith("aap_"));
        QCOMPARE(statusWith(m_text), 200);
        click(made, QStringLiteral("Close"));
        QTRY_COMPARE(rowOf(QStringLiteral("CI")), 1);
        const auto *rows = rowsOf(page()->keys());
        QCOMPARE(rows->index(1, KeyModel::Role).data().toString(), QStringLiteral("Viewer"));
        QVERIFY(rows->index(1, KeyModel::Expires).data().toString() != QStringLiteral("Never"));
    }
    void aKeyOfACustomerNamesIt() {
        click(page(), QStringLiteral("New key…"));
        auto *made = dialog<KeyDialog>();
        QVERIFY(made);
        QTest::keyClicks(made->findChild<QLineEdit *>(), QStringLiteral("theirs"));
        auto *role = made->findChildren<QComboBox *>().first();
        QTest::keyClick(role, Qt::Key_End);
        auto *go = made->findChild<QPushButton *>(QStringLiteral("make"));
        QVERIFY(!go->isEnabled()); // there is no customer
        QTest::keyClick(made, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }
    void itsTextIsReplaced() {
        page()->keys()->view()->setCurrentIndex(rowsOf(page()->keys())->index(1, 0));
        click(page(), QStringLiteral("New text…"));
        auto *rotated = dialog<KeyDialog>();
        QVERIFY(rotated);
        QTest::keyClick(rotated->findChild<QComboBox *>(), Qt::Key_Home); // the old one ends at once
        click(rotated, QStringLiteral("Replace text"));
        QTRY_VERIFY(button(rotated, QStringLiteral("Copy")));
        QTest::mouseClick(button(rotated, QStringLiteral("Copy")), Qt::LeftButton);
        const QByteArray next = QApplication::clipboard()->text().toLatin1();
        QVERIFY(next != m_text);
        QCOMPARE(statusWith(m_text), 401);
        QCOMPARE(statusWith(next), 200);
        m_text = next;
        click(rotated, QStringLiteral("Close"));
        QTRY_COMPARE(rowOf(QStringLiteral("CI")), 1);
    }
    void itIsRevokedAfterAWord() {
        page()->keys()->view()->setCurrentIndex(rowsOf(page()->keys())->index(1, 0));
        click(page(), QStringLiteral("Revoke…"));
        auto *box = dialog<QMessageBox>();
        QVERIFY(box && box->text().contains(QStringLiteral("CI")));
        click(box, QStringLiteral("Revoke key"));
        QTRY_COMPARE(rowOf(QStringLiteral("CI")), -1);
        QCOMPARE(statusWith(m_text), 401);
    }
    void aSessionEnds() {
        QTRY_COMPARE(rowsOf(page()->sessions())->rowCount(), 1);
        QCOMPARE(
            rowsOf(page()->sessions())->index(0, SessionModel::Browser).data().toString(), QStringLiteral("Lynx/2.9"));
        page()->sessions()->view()->setCurrentIndex(rowsOf(page()->sessions())->index(0, 0));
        click(page(), QStringLiteral("End session"));
        QTRY_COMPARE(rowsOf(page()->sessions())->rowCount(), 0);
        QCOMPARE(m_panel.get("/api/auth/sessions").json()[QLatin1String("total")].toInt(), 0);
        QVERIFY(page()->sessions()->state()->text().contains(QStringLiteral("Nobody is signed in")));
    }
    void whoMayNotIsTold() {
        const QByteArray viewer = m_panel.request("POST", "/api/auth/api-keys", R"({"name":"Vera","role":"viewer"})")
                                      .json()[QLatin1String("key")]
                                      .toString()
                                      .toLatin1();
        open(viewer);
        QTRY_COMPARE(rowsOf(page()->keys())->rowCount(), 1); // its own
        QTRY_VERIFY(!page()->action()->isEnabled());
        QTRY_VERIFY(page()->action()->toolTip().contains(QStringLiteral("keys.manage")));
        QVERIFY(!button(page(), QStringLiteral("Revoke…"))->isEnabled());
    }
};

DESKTOP_TEST_MAIN(tst_accesspage)
#include "tst_accesspage.moc"
