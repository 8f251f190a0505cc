// SPDX-License-Identifier: GPL-3.0-or-later
// Servers and their keys, by the connect dialog: in a real keyring that is unlocked, locked or not there, as the first
// argument says.
#include "app/ui/connectdialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/theme.h"
#include "tests/support/livepanel.h"
#include <QApplication>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDirIterator>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTest>

using namespace std::chrono_literals;

class tst_keystore : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QByteArray m_second;
    QString m_keyring;
    ProfileStore m_profiles;
    static constexpr int patience = 20000;

    bool keeps() const { return m_keyring == QLatin1String("unlocked"); }
    QString address() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port()); }

    /// Its exit code; events go on meanwhile.
    static int xdotool(const QStringList &arguments) {
        QProcess process;
        process.start(QStringLiteral("xdotool"), arguments);
        return QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, patience)
            ? process.exitCode()
            : -1;
    }
    template <typename Widget>
    static Widget *named(QWidget &parent, const QString &accessibleName) {
        const auto all = parent.findChildren<Widget *>();
        for (Widget *one : all)
            if (one->accessibleName() == accessibleName || one->objectName() == accessibleName)
                return one;
        return nullptr;
    }
    static QPushButton *button(QWidget &parent, const QString &text) {
        const auto all = parent.findChildren<QPushButton *>();
        for (QPushButton *one : all)
            if (one->text() == text)
                return one;
        return nullptr;
    }
    static void type(QWidget &dialog, const char *field, const QByteArray &text) {
        auto *edit = named<QLineEdit>(dialog, QString::fromLatin1(field));
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, QString::fromLatin1(text));
    }
    static void click(QListWidget *list, int row) {
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(row)).center());
    }
    /// Does `act` inside the dialog that a call will open, as soon as it is there.
    template <typename Dialog>
    static void whenOpen(QObject *context, std::function<void(Dialog &)> act) {
        auto *looking = new QTimer(context);
        connect(looking, &QTimer::timeout, context, [looking, act] {
            auto *dialog = qobject_cast<Dialog *>(QApplication::activeModalWidget());
            if (!dialog)
                return;
            looking->deleteLater();
            act(*dialog);
        });
        looking->start(5ms);
    }
    /// Enters a new server; the dialog is gone when it has answered.
    void connectTo(KeyStore &keys, const QByteArray &name, const QByteArray &key) {
        ConnectDialog dialog(m_profiles, keys);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        click(named<QListWidget>(dialog, QStringLiteral("Servers")), 1);
        type(dialog, "Address", address().toLatin1());
        type(dialog, "API key", key);
        type(dialog, "Name", name);
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(accepted.count(), 1, patience);
        QCOMPARE(dialog.access().key.reveal(), key);
    }
    /// What the dialog offers as key of a saved server.
    QByteArray offeredKey(KeyStore &keys, const QByteArray &name) {
        ConnectDialog dialog(m_profiles, keys);
        dialog.show();
        auto *list = named<QListWidget>(dialog, QStringLiteral("Servers"));
        const auto found = list->findItems(QString::fromLatin1(name), Qt::MatchExactly);
        if (found.size() != 1)
            return "no such server";
        click(list, list->row(found.first()));
        auto *key = named<QLineEdit>(dialog, QStringLiteral("API key"));
        auto *hint = named<QLabel>(dialog, QStringLiteral("keyHint"));
        if (!QTest::qWaitFor(
                [&] { return !key->text().isEmpty() || hint->text().contains(u"Enter the key"); }, patience))
            return "no answer";
        return key->text().toLatin1();
    }
    /// Whether the key stands in any file of this user's home.
    static bool isOnDisk(const QByteArray &key) {
        QDirIterator files(QDir::homePath(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(key))
                return true;
        }
        return false;
    }

public:
    explicit tst_keystore(QString keyring) : m_keyring(std::move(keyring)) { }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        const HttpAnswer made = m_panel.post("/api/auth/api-keys",
            {{QStringLiteral("name"), QStringLiteral("viewer")}, {QStringLiteral("role"), QStringLiteral("viewer")}});
        m_second = made.status == 201 ? made.json()[QLatin1String("key")].toString().toLatin1() : m_panel.key();
    }
    void eachServerHasItsOwnKey() {
        KeyStore keys;
        QSignalSpy safety(&keys, &KeyStore::safetyChanged);
        connectTo(keys, "Lab", m_panel.key());
        connectTo(keys, "Shop", m_second);
        QTRY_COMPARE(keys.keptInMemory(), !keeps());
        QCOMPARE(safety.count(), keeps() ? 0 : 1); // said once, not for each key
        // This program has them in any case; a later one only from an open keyring.
        QCOMPARE(offeredKey(keys, "Lab"), m_panel.key());
        QCOMPARE(offeredKey(keys, "Shop"), m_second);
        KeyStore later;
        QCOMPARE(offeredKey(later, "Lab"), keeps() ? m_panel.key() : QByteArray());
        QCOMPARE(offeredKey(later, "Shop"), keeps() ? m_second : QByteArray());
        QVERIFY(!isOnDisk(m_panel.key().mid(13)));
        QCOMPARE(m_profiles.all().size(), 2);
    }
    void theWindowSaysWhereTheKeyIs() {
        KeyStore keys;
        MainWindow window(m_profiles, keys);
        window.show();
        whenOpen<ConnectDialog>(this, [this](ConnectDialog &dialog) {
            type(dialog, "API key", m_second);
            QTest::keyClick(&dialog, Qt::Key_Return);
        });
        window.chooseServer();
        QTRY_VERIFY(window.servicesPage()->action()->isVisible());
        if (keeps()) {
            QTRY_VERIFY(window.servicesPage()->table()->state()->text().startsWith(QLatin1String("No services yet")));
            QVERIFY(window.banner()->isHidden());
        } else {
            QTRY_VERIFY(window.banner()->isVisible());
            QVERIFY(window.banner()->text().contains(QStringLiteral("kept in memory until this program ends")));
        }
    }
    void aForgottenServerLeavesNoKey() {
        KeyStore keys;
        if (!keeps())
            connectTo(keys, "Mill", m_second);
        const QByteArray name = keeps() ? "Shop" : "Mill";
        QCOMPARE(offeredKey(keys, name), m_second);
        const auto profiles = m_profiles.all();
        const auto profile = std::find_if(
            profiles.begin(), profiles.end(), [&](const Profile &p) { return p.name == QString::fromLatin1(name); });
        QVERIFY(profile != profiles.end());
        ConnectDialog dialog(m_profiles, keys);
        dialog.show();
        auto *list = named<QListWidget>(dialog, QStringLiteral("Servers"));
        click(list, list->row(list->findItems(profile->name, Qt::MatchExactly).first()));
        whenOpen<QMessageBox>(this,
            [](QMessageBox &box) { QTest::mouseClick(button(box, QStringLiteral("Forget server")), Qt::LeftButton); });
        QTest::mouseClick(button(dialog, QStringLiteral("Forget server")), Qt::LeftButton);
        QVERIFY(list->findItems(profile->name, Qt::MatchExactly).isEmpty());
        if (!keeps())
            QTRY_VERIFY(dialog.banner()->text().contains(QStringLiteral("could not be opened")));
        KeyStore later;
        for (KeyStore *store : {&keys, &later}) {
            // The server comes back under its id, its key does not.
            m_profiles.save(*profile);
            QTRY_COMPARE(offeredKey(*store, name), QByteArray());
            m_profiles.remove(profile->id);
        }
    }
    void thePasswordOpensALockedKeyring() {
        if (m_keyring != QLatin1String("locked"))
            return;
        QProcess prompter; // what asks for the password on a GNOME desktop
        prompter.start(QStringLiteral("/usr/libexec/gcr-prompter"), {});
        QTRY_VERIFY(QDBusConnection::sessionBus().interface()->isServiceRegistered(
            QStringLiteral("org.gnome.keyring.SystemPrompter")));
        KeyStore keys;
        connectTo(keys, "Vault", m_panel.key()); // nobody waits for the password
        QCOMPARE(offeredKey(keys, "Vault"), m_panel.key());
        // A window that goes while xdotool looks through all there are ends it with an X error; so it looks again.
        QTRY_COMPARE_WITH_TIMEOUT(
            xdotool({QStringLiteral("search"), QStringLiteral("--sync"), QStringLiteral("--onlyvisible"),
                QStringLiteral("--class"), QStringLiteral("gcr-prompter"), QStringLiteral("windowfocus"),
                QStringLiteral("--sync")}),
            0, patience);
        QCOMPARE(xdotool({QStringLiteral("type"), QStringLiteral("--args"), QStringLiteral("1"),
                     QStringLiteral("password"), QStringLiteral("key"), QStringLiteral("Return")}),
            0);
        KeyStore later;
        QTRY_VERIFY_WITH_TIMEOUT(offeredKey(later, "Vault") == m_panel.key(), patience);
        prompter.kill();
        prompter.waitForFinished();
    }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }
};

int main(int argc, char **argv) {
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-test"));
    QCoreApplication::setApplicationName(QStringLiteral("aiadminpanel-test"));
    QApplication app(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2)
        qFatal("which keyring? unlocked, locked or none");
    tst_keystore test(arguments.takeAt(1));
    return QTest::qExec(&test, arguments);
}
#include "tst_keystore.moc"
