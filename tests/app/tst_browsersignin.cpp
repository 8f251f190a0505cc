// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's key by way of the browser, against the real daemon: a "browser" here is whatever asks the two addresses
// one after the other, with a session's cookie.
#include "app/client/browsersignin.h"
#include "app/ui/connectdialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/theme.h"
#include "tests/support/await.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include "tests/support/plantsession.h"
#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QUrlQuery>

class tst_browsersignin : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    PlantedSession m_ada;
    ProfileStore m_profiles;
    KeyStore m_keys;

    Access access() const { return {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), {}, {}}; }
    /// One request to the program's listener; the status of its answer.
    static int visit(const QUrl &url, const QByteArray &line = {}) {
        QTcpSocket socket;
        socket.connectToHost(url.host(), quint16(url.port()));
        if (!QTest::qWaitFor([&socket] { return socket.state() == QAbstractSocket::ConnectedState; }))
            return 0;
        socket.write(line.isEmpty()
                ? "GET " + url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) + " HTTP/1.1\r\nHost: x\r\n\r\n"
                : line);
        QByteArray answer;
        (void)QTest::qWaitFor([&] {
            answer += socket.readAll();
            return answer.contains("\r\n\r\n") || socket.state() == QAbstractSocket::UnconnectedState;
        });
        return answer.split(' ').value(1).toInt();
    }
    /// What the user's browser does when its user says yes, or no; where it is sent then.
    QUrl consent(const QUrl &page, bool allow) {
        const QMap<QByteArray, QByteArray> browser{
            {"Authorization", ""}, {"Cookie", "session=" + m_ada.cookie}, {"Origin", "http://127.0.0.1"}};
        if (m_panel.request("GET", page.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority), {}, browser).status
            != 200)
            return {};
        QMap<QByteArray, QByteArray> posting = browser;
        posting.insert("Content-Type", "application/x-www-form-urlencoded");
        const QByteArray form =
            page.query(QUrl::FullyEncoded).toLatin1() + (allow ? "&decision=allow" : "&decision=deny");
        return QUrl::fromEncoded(m_panel.request("POST", "/api/auth/desktop", form, posting).headers.value("location"));
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QCOMPARE(m_panel.stop(), 0);
        m_ada = plantSession(m_panel.dataDir(), "Ada", "operator");
        QVERIFY2(m_panel.start(), m_panel.log().constData());
    }
    void cleanupTestCase() { QCOMPARE(m_panel.stop(), 0); }

    void aYesInTheBrowserBecomesAKey() {
        BrowserSignIn signIn(access(), QStringLiteral("Ada's <laptop>"));
        const auto page = signIn.begin();
        QVERIFY(page);
        const QUrlQuery query(*page);
        QVERIFY(query.queryItemValue(QStringLiteral("redirect_uri"), QUrl::FullyDecoded)
                    .startsWith(QLatin1String("http://127.0.0.1:")));
        QCOMPARE(query.queryItemValue(QStringLiteral("code_challenge_method")), QStringLiteral("S256"));
        QCOMPARE(query.queryItemValue(QStringLiteral("state")).size(), 43);
        std::optional<Answer<Secret>> key;
        spawn(signIn.key(), &signIn, [&key](Answer<Secret> got) { key = got; });
        const QUrl back = consent(*page, true);
        // Whatever else knocks there is turned away and ends nothing.
        QUrl wrong = back;
        wrong.setQuery(QStringLiteral("code=x&state=guessed"));
        QCOMPARE(visit(wrong), 404);
        wrong.setQuery(QStringLiteral("code=x"));
        QCOMPARE(visit(wrong), 404);
        wrong = back;
        wrong.setPath(QStringLiteral("/other"));
        QCOMPARE(visit(wrong), 404);
        QCOMPARE(
            visit(back, "POST " + back.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) + " HTTP/1.1\r\n\r\n"),
            404);
        QCOMPARE(visit(back, "GET http://x/\x01 \r\n\r\n"), 404);
        QCOMPARE(visit(back, QByteArray(10'000, 'x')), 0);
        QVERIFY(!key);
        QCOMPARE(visit(back), 200);
        QTRY_VERIFY(key.has_value());
        QVERIFY2(bool(*key), *key ? "" : qPrintable(key->error().message));
        const HttpAnswer me =
            m_panel.request("GET", "/api/auth/me", {}, {{"Authorization", "Bearer " + (**key).reveal()}});
        QCOMPARE(me.json()[QLatin1String("name")].toString(), QStringLiteral("Ada's <laptop>"));
        QCOMPARE(me.json()[QLatin1String("role")].toString(), QStringLiteral("operator"));
        QCOMPARE(visit(back), 0); // nobody listens any more
    }
    void aNoIsToldInWords() {
        BrowserSignIn signIn(access(), QStringLiteral("laptop"));
        const auto page = signIn.begin();
        std::optional<Answer<Secret>> key;
        spawn(signIn.key(), &signIn, [&key](Answer<Secret> got) { key = got; });
        QCOMPARE(visit(consent(*page, false)), 200);
        QTRY_VERIFY(key.has_value());
        QCOMPARE(key->error().code, ErrorCode::Forbidden);
    }
    void givingUpInTheMiddleIsNoHarm() {
        auto signIn = std::make_unique<BrowserSignIn>(access(), QStringLiteral("laptop"));
        const auto page = signIn->begin();
        const QUrl back = consent(*page, true);
        spawn(signIn->key());
        signIn.reset();
        QCOMPARE(visit(back), 0);
    }
    void theDialogConnectsByTheBrowserAndTheWindowSignsOut() {
        ConnectDialog dialog(m_profiles, m_keys);
        QUrl opened;
        dialog.openBrowser = [&opened](const QUrl &url) {
            opened = url;
            return true;
        };
        dialog.show();
        const auto fields = dialog.findChildren<QLineEdit *>();
        for (QLineEdit *field : fields)
            if (field->accessibleName() == QLatin1String("Address"))
                field->setText(access().url.toString());
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("browser")), Qt::LeftButton);
        QTRY_VERIFY(!opened.isEmpty());
        QVERIFY(dialog.banner()->text().contains(QLatin1String("Your browser asks")));
        QCOMPARE(visit(consent(opened, true)), 200);
        QTRY_COMPARE(accepted.count(), 1);
        const QByteArray key = dialog.access().key.reveal();
        QVERIFY(key.startsWith("aap_"));
        const auto status = [&] {
            return m_panel.request("GET", "/api/auth/me", {}, {{"Authorization", "Bearer " + key}}).status;
        };
        QCOMPARE(status(), 200);

        MainWindow window(m_profiles, m_keys);
        window.show();
        window.openServer(dialog.access(), dialog.profileName());
        QTRY_VERIFY(window.servicesPage()->action()->isEnabled());
        QAction *signOut = nullptr;
        const auto menus = window.findChildren<QMenu *>();
        for (QMenu *menu : menus) {
            emit menu->aboutToShow();
            const auto actions = menu->actions();
            for (QAction *action : actions)
                if (action->text() == QLatin1String("Sign out of this server"))
                    signOut = action;
        }
        QVERIFY(signOut && signOut->isEnabled());
        signOut->trigger();
        QTRY_COMPARE(status(), 401);
        QTRY_VERIFY(window.banner()->text().contains(QLatin1String("The key has ended on the server.")));
        QVERIFY(!window.servicesPage());
    }
    void aKeyThatWasEnteredByHandGoesOn() {
        Access there = access();
        there.key = Secret(m_panel.key());
        ApiClient client(there);
        const auto byHand = await([](ApiClient &api) -> Task<Result<LoggedOut>> {
            auto out = co_await api.call(Api::logout, Browser());
            if (!out)
                co_return out.error();
            co_return *out;
        }(client));
        QVERIFY(!byHand);
        QCOMPARE(byHand.error().code, ErrorCode::Conflict);
    }
};

DESKTOP_TEST_MAIN(tst_browsersignin)
#include "tst_browsersignin.moc"
