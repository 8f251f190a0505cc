// SPDX-License-Identifier: GPL-3.0-or-later
// The connect dialog and the window, with servers that are away, are none, are not to be trusted or change their mind.
#include "app/ui/connectdialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QMessageBox>
#include <QSettings>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace std::chrono_literals;

/// Answers each request with what `answer` makes of its target; nothing at all when that is empty.
class FakeServer : public QTcpServer {
public:
    std::function<QByteArray(const QByteArray &target)> answer;
    int connections = 0;

    explicit FakeServer(std::function<QByteArray(const QByteArray &)> made) : answer(std::move(made)) {
        connect(this, &QTcpServer::newConnection, this, [this] {
            ++connections;
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                if (!socket->peek(65536).contains("\r\n\r\n"))
                    return;
                const QByteArray reply = answer(socket->readAll().split(' ').value(1));
                if (reply.isEmpty())
                    return;
                socket->write(reply);
                socket->disconnectFromHost();
            });
        });
        listen(QHostAddress::LocalHost);
    }
    static QByteArray http(const char *status, const char *type, const QByteArray &body) {
        return QByteArray("HTTP/1.1 ") + status + "\r\nContent-Type: " + type
            + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
    }
};

class tst_connecting : public QObject {
    Q_OBJECT

    QTemporaryDir m_files;
    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;

    static QString at(quint16 port, const char *scheme = "http") {
        return QStringLiteral("%1://127.0.0.1:%2").arg(QLatin1String(scheme)).arg(port);
    }
    QString file(const char *name) const { return m_files.filePath(QString::fromLatin1(name)); }
    bool makeCertificate(const char *name) const {
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
            {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
                QStringLiteral("-subj"), QStringLiteral("/CN=panel.test"), QStringLiteral("-keyout"),
                file(name) + QStringLiteral(".key"), QStringLiteral("-out"), file(name) + QStringLiteral(".pem"),
                QStringLiteral("-days"), QStringLiteral("2")});
        return openssl.waitForFinished(20000) && openssl.exitCode() == 0;
    }
    QByteArray fingerprint(const char *name) const {
        return QSslCertificate::fromPath(file(name) + QStringLiteral(".pem"))
            .value(0)
            .digest(QCryptographicHash::Sha256);
    }
    bool startWith(LivePanel &panel, const char *certificate) const {
        return panel.start({{QStringLiteral("AAP_TLS_CERTIFICATE"), file(certificate) + QStringLiteral(".pem")},
            {QStringLiteral("AAP_TLS_KEY"), file(certificate) + QStringLiteral(".key")}});
    }
    template <typename Button>
    static Button *button(QWidget &parent, const QString &text) {
        const auto all = parent.findChildren<Button *>();
        for (Button *one : all)
            if (one->text() == text && one->isVisible())
                return one;
        return nullptr;
    }
    static QLineEdit *field(QWidget &dialog, const char *name) {
        const auto all = dialog.findChildren<QLineEdit *>();
        for (QLineEdit *one : all)
            if (one->accessibleName() == QLatin1String(name))
                return one;
        return nullptr;
    }
    static void enter(ConnectDialog &dialog, const QString &address, const QByteArray &key) {
        dialog.show();
        dialog.activateWindow();
        field(dialog, "Address")->setText(address);
        field(dialog, "API key")->setText(QString::fromLatin1(key));
        QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("connect")), Qt::LeftButton);
    }
    /// What is in the files of this user's settings.
    static QByteArray everythingKept() {
        QSettings().sync();
        QByteArray all;
        QDirIterator files(QString::fromLocal8Bit(qgetenv("XDG_CONFIG_HOME")), QDir::Files | QDir::Hidden,
            QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile one(files.next());
            if (one.open(QIODevice::ReadOnly))
                all += one.readAll();
        }
        return all;
    }
    /// Answers the next question about a certificate, and keeps what was asked.
    class WhenAsked : public QTimer {
    public:
        QString asked;

        explicit WhenAsked(const QString &choice) {
            connect(this, &QTimer::timeout, this, [this, choice] {
                auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
                if (!box || !button<QPushButton>(*box, choice))
                    return;
                stop();
                asked = box->text() + u'\n' + box->informativeText();
                QTest::mouseClick(button<QPushButton>(*box, choice), Qt::LeftButton);
            });
            start(5ms);
        }
    };

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY(makeCertificate("first") && makeCertificate("second"));
        QVERIFY2(m_panel.start(), m_panel.log().constData());
    }
    void whatIsNoServerIsToldInWords_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("told");
        QTest::newRow("nobody listens") << QByteArray() << QStringLiteral("Nothing answers at 127.0.0.1");
        QTest::newRow("a page") << FakeServer::http("200 OK", "text/html", "<html><body>It works</body></html>")
                                << QStringLiteral("AI Admin Panel");
        QTest::newRow("another JSON") << FakeServer::http("200 OK", "application/json", R"({"hello":["world"]})")
                                      << QStringLiteral("AI Admin Panel");
        QTest::newRow("not found") << FakeServer::http("404 Not Found", "text/html", "<h1>Not here</h1>")
                                   << QStringLiteral("404");
        QTest::newRow("an error without a body")
            << FakeServer::http("500 Internal Server Error", "text/plain", {}) << QStringLiteral("500");
        QTest::newRow("another protocol")
            << QByteArray("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n") << QStringLiteral("closed the connection");
        QTest::newRow("a redirect") << QByteArray("HTTP/1.1 302 Found\r\nLocation: https://login.example.com/\r\n"
                                                  "Content-Length: 0\r\nConnection: close\r\n\r\n")
                                    << QStringLiteral("login.example.com");
        QTest::newRow("half an answer") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"ver")
                                        << QStringLiteral("127.0.0.1");
    }
    void whatIsNoServerIsToldInWords() {
        QFETCH(QByteArray, answer);
        QFETCH(QString, told);
        FakeServer server([answer](const QByteArray &) { return answer; });
        const quint16 port = server.serverPort();
        if (answer.isEmpty())
            server.close();
        ConnectDialog dialog(m_profiles, m_keys);
        enter(dialog, at(port), "aap_some_key");
        QTRY_VERIFY(dialog.banner()->isVisible());
        const QString text = dialog.banner()->text();
        QVERIFY2(text.startsWith(QLatin1String("The connection failed.")) && text.contains(told), qPrintable(text));
        QVERIFY2(!text.contains(QLatin1String("aap_some_key")), "the key must not be told");
        QVERIFY(dialog.findChild<QPushButton *>(QStringLiteral("connect"))->isEnabled());
        QVERIFY(field(dialog, "Address")->hasFocus());
        QVERIFY(m_profiles.all().isEmpty());
    }
    void whileTheServerIsAskedOneCanOnlyCancel() {
        FakeServer silent([](const QByteArray &) { return QByteArray(); });
        {
            ConnectDialog dialog(m_profiles, m_keys);
            enter(dialog, at(silent.serverPort()), "aap_some_key");
            QTRY_COMPARE(silent.connections, 1);
            QVERIFY(button<QPushButton>(dialog, QStringLiteral("Connecting…")));
            QVERIFY(!dialog.findChild<QListWidget *>()->isEnabled()); // the answer belongs to what was entered
            QVERIFY(!field(dialog, "Address")->isEnabled());
            QTest::mouseClick(button<QPushButton>(dialog, QStringLiteral("Cancel")), Qt::LeftButton);
            QVERIFY(!dialog.isVisible());
        }
        QVERIFY(m_profiles.all().isEmpty());
    }
    void aKeyInTheClearIsWarnedOf() {
        ConnectDialog dialog(m_profiles, m_keys);
        dialog.show();
        const auto warned = [&dialog] {
            const auto labels = dialog.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
                return label->isVisible() && label->text().startsWith(QLatin1String("Over http"));
            });
        };
        for (const char *fine :
            {"", "panel.example.com", "https://panel.example.com", "http://localhost:7", "127.0.0.1"}) {
            field(dialog, "Address")->setText(QString::fromLatin1(fine));
            QVERIFY2(!warned(), fine);
        }
        field(dialog, "Address")->setText(QStringLiteral("http://panel.example.com"));
        QVERIFY(warned());
    }
    void aWrongKeyIsToldWhereItWasEntered() {
        ConnectDialog dialog(m_profiles, m_keys);
        enter(dialog, at(m_panel.port()), "aap_wrongkey_0000000000000000000000000000000000000000000");
        QTRY_VERIFY(dialog.banner()->isVisible());
        const QString text = dialog.banner()->text();
        QVERIFY2(text.startsWith(QLatin1String("The server does not know this key.")), qPrintable(text));
        QVERIFY2(text.contains(QLatin1String("Request ")), qPrintable(text));
        QVERIFY(field(dialog, "API key")->hasFocus());
        QCOMPARE(field(dialog, "API key")->selectedText().size(), field(dialog, "API key")->text().size());
        // And once it is right one is in.
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        enter(dialog, at(m_panel.port()), m_panel.key());
        QTRY_COMPARE(accepted.count(), 1);
        QCOMPARE(m_profiles.all().size(), 1);
        const QByteArray kept = everythingKept();
        QVERIFY(kept.contains("127.0.0.1")); // the address is in the settings; of the key nothing is
        QVERIFY(!kept.contains(m_panel.key().mid(13)) && !kept.contains(m_panel.key().left(12)));
        QVERIFY(!kept.contains(m_panel.key().toBase64().left(20)));
        m_profiles.remove(m_profiles.all().first().id);
    }
    void anUnknownCertificateIsShownAndPinned() {
        LivePanel panel;
        QVERIFY2(startWith(panel, "first"), panel.log().constData());
        ConnectDialog dialog(m_profiles, m_keys);
        WhenAsked no(QStringLiteral("Cancel"));
        enter(dialog, at(panel.port(), "https"), panel.key());
        QTRY_VERIFY(dialog.banner()->isVisible());
        QVERIFY2(no.asked.contains(fingerprintText(fingerprint("first"))), qPrintable(no.asked));
        QVERIFY2(no.asked.contains(QLatin1String("panel.test")), qPrintable(no.asked));
        QVERIFY(m_profiles.all().isEmpty()); // not trusted, not connected

        QSignalSpy accepted(&dialog, &QDialog::accepted);
        WhenAsked yes(QStringLiteral("Trust this certificate"));
        enter(dialog, at(panel.port(), "https"), panel.key());
        QTRY_COMPARE(accepted.count(), 1);
        QCOMPARE(m_profiles.all().value(0).pinnedFingerprint, fingerprint("first"));

        // What is pinned is good for the requests and for the events.
        MainWindow window(m_profiles, m_keys);
        window.show();
        window.openServer(dialog.access(), QStringLiteral("pinned"));
        QTRY_VERIFY(window.servicesPage()->action()->isEnabled());

        // Another certificate is not, and it is said.
        panel.kill();
        QTRY_VERIFY(!window.servicesPage()->action()->isEnabled());
        QVERIFY2(startWith(panel, "second"), panel.log().constData());
        QTRY_VERIFY_WITH_TIMEOUT(window.banner()->isVisible(), 20000);
        const QString told = window.banner()->text();
        QVERIFY2(told.startsWith(QLatin1String("The server cannot be trusted any more.")), qPrintable(told));
        QVERIFY2(told.contains(fingerprintText(fingerprint("second"))), qPrintable(told));
        QVERIFY(button<QPushButton>(window, QStringLiteral("Choose a server…")));
        QVERIFY(!window.servicesPage()->action()->isEnabled());

        ConnectDialog again(m_profiles, m_keys);
        WhenAsked stillNo(QStringLiteral("Cancel"));
        enter(again, at(panel.port(), "https"), panel.key());
        QTRY_VERIFY(again.banner()->isVisible());
        QVERIFY2(
            stillNo.asked.startsWith(QLatin1String("The server shows another certificate")), qPrintable(stillNo.asked));
        QCOMPARE(panel.stop(), 0);
        m_profiles.remove(m_profiles.all().first().id);
    }
    void aWrongKeyIsToldOnce() {
        MainWindow window(m_profiles, m_keys);
        window.show();
        window.openServer({QUrl(at(m_panel.port())), Secret("aap_wrong"), {}}, QStringLiteral("wrong"));
        StateView *state = window.servicesPage()->table()->state();
        QTRY_COMPARE(state->text(), QStringLiteral("The services could not be loaded."));
        QVERIFY(window.banner()->isHidden());
        QVERIFY(button<QPushButton>(window, QStringLiteral("Copy details")));
        QString address;
        QTimer looking; // the dialog runs a loop of its own
        connect(&looking, &QTimer::timeout, this, [&] {
            auto *dialog = qobject_cast<ConnectDialog *>(QApplication::activeModalWidget());
            if (!dialog)
                return;
            looking.stop();
            address = QStringLiteral("asked");
            dialog->reject();
        });
        looking.start(5ms);
        QTest::mouseClick(button<QPushButton>(window, QStringLiteral("Choose a server…")), Qt::LeftButton);
        QCOMPARE(address, QStringLiteral("asked"));
    }
    void aServerThatWasSetUpAnewKnowsTheKeyNoMore() {
        LivePanel before, after;
        QVERIFY2(before.start(), before.log().constData());
        MainWindow window(m_profiles, m_keys);
        window.show();
        window.openServer({QUrl(at(before.port())), Secret(before.key()), {}}, QStringLiteral("anew"));
        QTRY_VERIFY(window.servicesPage()->action()->isEnabled());
        QCOMPARE(before.stop(), 0);
        QTRY_VERIFY(!window.servicesPage()->action()->isEnabled());
        QVERIFY(window.banner()->isHidden()); // being away is nothing to do about
        QVERIFY2(after.start({}, {QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(before.port())}),
            after.log().constData());
        QTRY_VERIFY_WITH_TIMEOUT(window.banner()->isVisible(), 20000);
        QVERIFY(window.banner()->text().startsWith(QLatin1String("The server does not know this key any more.")));
        QVERIFY(!window.servicesPage()->action()->isEnabled());
        QCOMPARE(after.stop(), 0);
    }
    void aServerThatHangsIsAskedOnceWhyItRefuses() {
        int handshakes = 0, asked = 0;
        FakeServer server([&](const QByteArray &target) {
            if (target == "/api/ws") {
                ++handshakes;
                return FakeServer::http("503 Service Unavailable", "text/plain", {});
            }
            if (target == "/api/info" && ++asked > 1)
                return QByteArray(); // it hangs
            return FakeServer::http("200 OK", "application/json", m_panel.get(target).body);
        });
        MainWindow window(m_profiles, m_keys);
        window.show();
        window.openServer({QUrl(at(server.serverPort())), Secret(m_panel.key()), {}}, QStringLiteral("hangs"));
        QTRY_VERIFY_WITH_TIMEOUT(handshakes >= 4, 20000);
        QCOMPARE(asked, 2); // for the rows, and why
    }
    void nonsenseInsteadOfTheRowsIsToldAndTriedAgain() {
        bool broken = true;
        FakeServer server([this, &broken](const QByteArray &target) {
            if (broken && target.startsWith("/api/services"))
                return FakeServer::http("200 OK", "application/json", R"({"data": 7, "total": "many"})");
            return FakeServer::http("200 OK", "application/json", m_panel.get(target).body);
        });
        MainWindow window(m_profiles, m_keys);
        window.show();
        window.openServer({QUrl(at(server.serverPort())), Secret(m_panel.key()), {}}, QStringLiteral("odd"));
        StateView *state = window.servicesPage()->table()->state();
        QTRY_COMPARE(state->text(), QStringLiteral("The services could not be loaded."));
        broken = false;
        QTest::mouseClick(button<QPushButton>(window, QStringLiteral("Try again")), Qt::LeftButton);
        QTRY_VERIFY(state->text().startsWith(QLatin1String("No services yet.")));
    }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }
};

DESKTOP_TEST_MAIN(tst_connecting)
#include "tst_connecting.moc"
