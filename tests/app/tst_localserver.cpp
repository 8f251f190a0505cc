// SPDX-License-Identifier: GPL-3.0-or-later
// "Use this computer": the desktop starts the real server, owns it and ends it; what it has deployed lives on.
#include "app/ui/banner.h"
#include "app/ui/connectdialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include <QDir>
#include <QFileInfo>
#include <QTcpSocket>
#include <QTimer>

class tst_localserver : public QObject {
    Q_OBJECT

    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    static constexpr int patience = 20000;

    ServicesPage *services() const { return m_window->servicesPage(); }
    void open() {
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        m_window->useThisComputer();
    }
    bool isConnected() const { return services() && services()->action()->isEnabled(); }
    QString cell(int column) const { return services()->table()->view()->model()->index(0, column).data().toString(); }
    /// Whether anybody listens there.
    static bool answers(const QUrl &url) {
        QTcpSocket socket;
        socket.connectToHost(url.host(), quint16(url.port()));
        return socket.waitForConnected(2000);
    }
    /// Servers this program has started and not ended.
    static QStringList ownServers() {
        QStringList found;
        const QStringList all = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
        for (const QString &pid : all) {
            QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
            if (!stat.open(QIODevice::ReadOnly))
                continue;
            const QByteArray text = stat.readAll();
            const QByteArray parent = text.mid(text.lastIndexOf(')') + 2).split(' ').value(1);
            if (parent.toLongLong() == QCoreApplication::applicationPid() && text.contains("(aiadminpaneld)"))
                found.append(pid);
        }
        return found;
    }
    QUrl server() const {
        const auto buttons = m_window->findChildren<QPushButton *>();
        for (const QPushButton *button : buttons)
            if (button->accessibleName().startsWith(QLatin1String("Server: ")))
                return QUrl(button->toolTip().section(u'\n', -1));
        return {};
    }
    QAction *action(const char *text) const {
        const auto all = services()->actions();
        for (QAction *one : all)
            if (one->text() == QLatin1String(text))
                return one;
        return nullptr;
    }

private slots:
    void initTestCase() { theme::install(*qApp); }
    void itIsStartedAndConnectedTo() {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(isConnected(), patience);
        QVERIFY(answers(server()));
        m_window->deploy(QStringLiteral("static-site"));
        auto *next = m_window->findChild<QPushButton *>(QStringLiteral("next"));
        for (const char *step : {"Review", "Deploy service"}) {
            QTRY_COMPARE_WITH_TIMEOUT(next->text(), QLatin1String(step), patience);
            QTRY_VERIFY(next->isEnabled());
            QTest::mouseClick(next, Qt::LeftButton);
        }
        QTRY_COMPARE_WITH_TIMEOUT(next->text(), QStringLiteral("Open in browser"), patience);
        QCOMPARE(cell(ServiceModel::Status), QStringLiteral("Running"));
    }
    void aSecondOneIsToldThatTheFirstIsThere() {
        MainWindow second(m_profiles, m_keys);
        second.show();
        second.useThisComputer();
        QTRY_VERIFY_WITH_TIMEOUT(!second.banner()->isHidden(), patience);
        QVERIFY(second.banner()->text().contains(QStringLiteral("Another server uses the data of this computer")));
        QVERIFY(isConnected());
    }
    void itEndsWithTheWindowAndItsServicesLiveOn() {
        const QUrl ended = server();
        const QUrl service(cell(ServiceModel::Url));
        QVERIFY(answers(service));
        m_window.reset();
        QVERIFY(!answers(ended));
        QVERIFY(answers(service));
        open();
        QTRY_VERIFY_WITH_TIMEOUT(isConnected(), patience);
        QTRY_COMPARE(cell(ServiceModel::Url), service.toString());
        QCOMPARE(cell(ServiceModel::Status), QStringLiteral("Running"));
    }
    void itIsChosenInTheDialogWithTheMouse() {
        m_window.reset();
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        QTimer looking; // the dialog runs a loop of its own
        connect(&looking, &QTimer::timeout, this, [&looking] {
            auto *dialog = qobject_cast<ConnectDialog *>(QApplication::activeModalWidget());
            if (!dialog || !dialog->isVisible())
                return;
            looking.stop();
            auto *list = dialog->findChild<QListWidget *>();
            QCOMPARE(list->item(0)->text(), QStringLiteral("This computer"));
            QVERIFY(list->currentRow() != 0);
            QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
            auto *go = dialog->findChild<QPushButton *>(QStringLiteral("connect"));
            QCOMPARE(go->text(), QStringLiteral("Start and connect"));
            QTest::mouseClick(go, Qt::LeftButton);
        });
        looking.start(std::chrono::milliseconds(5));
        m_window->chooseServer();
        QTRY_VERIFY_WITH_TIMEOUT(isConnected(), patience);
        QCOMPARE(ownServers().size(), 1); // it is ours
        const QUrl local = server();
        QVERIFY(answers(local));
        QCOMPARE(cell(ServiceModel::Status), QStringLiteral("Running")); // what was deployed before
        // Closing the window is how people end it.
        m_window->close();
        m_window.reset();
        QVERIFY(!answers(local));
        QVERIFY(ownServers().isEmpty());
        open();
        QTRY_VERIFY_WITH_TIMEOUT(isConnected(), patience);
    }
    void cleanupTestCase() {
        if (m_window && isConnected() && action("Stop")->isEnabled()) {
            action("Stop")->trigger();
            QTRY_COMPARE_WITH_TIMEOUT(cell(ServiceModel::Status), QStringLiteral("Stopped"), patience);
        }
        m_window.reset();
    }
};

int main(int argc, char **argv) {
    leaveKeychain(argc, argv);
    QTemporaryDir home;
    QFile::setPermissions(home.path(), QFile::Permissions(0x7755)); // services run as others when this is root
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
    qputenv("AAP_ENGINES", "[{name: process, kind: process}]");
    qputenv("PATH", QFileInfo(QStringLiteral(AAP_DAEMON)).path().toLocal8Bit() + ':' + qgetenv("PATH"));
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-test"));
    tst_localserver test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_localserver.moc"
