// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop against the real server: deploy by clicking, watch the log, stop, reconnect after the server was gone.
#include "app/ui/deploydialog.h"
#include "app/ui/logview.h"
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/theme.h"
#include "tests/support/livepanel.h"
#include <QApplication>
#include <QStandardPaths>
#include <QTest>

class tst_desktop : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;

    Access access() const {
        return {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}};
    }
    QAbstractItemModel *table() const { return m_window->servicesPage()->findChild<QTableView *>()->model(); }
    QString cell(int row, int column) const { return table()->index(row, column).data().toString(); }
    QAction *action(const QString &text) const {
        const auto actions = m_window->servicesPage()->actions();
        for (QAction *a : actions)
            if (a->text() == text)
                return a;
        return nullptr;
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        m_window->openServer(access(), QStringLiteral("test"));
    }

    void aServiceIsDeployedByClicking() {
        QTRY_VERIFY_WITH_TIMEOUT(m_window->servicesPage() != nullptr, 5000);
        QTest::qWait(300);
        m_window->deploy(QStringLiteral("http-echo"));
        auto *dialog = m_window->findChild<DeployDialog *>();
        QVERIFY(dialog);
        QLineEdit *name = nullptr;
        QTRY_VERIFY((name = dialog->findChild<QLineEdit *>(QStringLiteral("serviceName"))) != nullptr);
        auto *next = dialog->findChild<QPushButton *>(QStringLiteral("next"));
        name->clear();
        QTest::keyClicks(name, QStringLiteral("Wrong Name"));
        QTest::mouseClick(next, Qt::LeftButton); // refused by the form, without asking the server
        QTest::qWait(50);
        QCOMPARE(next->text(), QStringLiteral("Review"));
        name->clear();
        QTest::keyClicks(name, QStringLiteral("desk-echo"));
        QTest::mouseClick(next, Qt::LeftButton);
        QTRY_COMPARE(next->text(), QStringLiteral("Deploy service"));
        QTest::mouseClick(next, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(next->text(), QStringLiteral("Open in browser"), 10000);
        QVERIFY2(QTest::qWaitFor([next] { return next->isVisible(); }, 20000),
            m_panel.get("/api/operations").body.constData());
        QTRY_COMPARE(cell(0, 0), QStringLiteral("desk-echo"));
        QTRY_COMPARE(cell(0, 1), QStringLiteral("Running"));
        dialog->close();
    }
    void itsLogAppearsAsItIsWritten() {
        m_window->servicesPage()->select(
            m_panel.get("/api/services").json()[QLatin1String("data")][0][QLatin1String("id")].toString());
        auto *log = m_window->servicesPage()->findChild<LogView *>();
        QTRY_VERIFY_WITH_TIMEOUT(log->lineCount() > 2, 10000);
        const qint64 before = log->lineCount();
        QTRY_VERIFY_WITH_TIMEOUT(log->lineCount() > before, 10000);
        log->selectAll();
        QVERIFY(log->selectedText().contains(QStringLiteral("count")));
    }
    void theTableFollowsTheServerAfterItsRestart() {
        m_panel.kill();
        QTest::qWait(100);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_panel.post("/api/templates/static-site/deploy", {{QStringLiteral("name"), QStringLiteral("second")}});
        QTRY_COMPARE_WITH_TIMEOUT(table()->rowCount(), 2, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, 1), QStringLiteral("Running"), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, 1), QStringLiteral("Running"), 20000);
    }
    void aServiceIsStoppedAndDeleted() {
        auto *view = m_window->servicesPage()->findChild<QTableView *>();
        view->clearSelection();
        view->setCurrentIndex(table()->index(1, 0));
        QTRY_VERIFY(action(QStringLiteral("Stop"))->isEnabled());
        action(QStringLiteral("Stop"))->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, 1), QStringLiteral("Stopped"), 20000);
        m_panel.request("DELETE",
            "/api/services/" + table()->index(1, 0).data(ModelRole::Id).toString().toLatin1() + "?purge=true");
        QTRY_COMPARE_WITH_TIMEOUT(table()->rowCount(), 1, 10000);
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        m_window.reset();
        QCOMPARE(m_panel.stop(), 0);
    }
};

int main(int argc, char **argv) {
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-test"));
    tst_desktop test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_desktop.moc"
