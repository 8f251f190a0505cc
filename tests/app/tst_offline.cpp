// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop without its server: what was known is shown at once and nothing can be changed; with the server back the
// table heals under one's hands. And what goes when one signs out.
#include "app/ui/auditpage.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/deploymentstab.h"
#include "app/ui/formdraft.h"
#include "app/ui/labels.h"
#include "app/ui/logpane.h"
#include "app/ui/mainwindow.h"
#include "app/ui/operationspage.h"
#include "app/ui/servicespage.h"
#include "app/ui/serviceview.h"
#include "app/ui/templateform.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include <QDirIterator>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QToolButton>

using namespace std::chrono_literals;

static const char *const secret = "not-for-any-file";

class tst_offline : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    QByteArray m_web;

    Access access() const { return {QUrl(url()), Secret(m_panel.key()), {}}; }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port()); }
    ServicesPage *services() const { return m_window->servicesPage(); }
    QTableView *view() const { return services()->table()->view(); }
    QStringList names() const {
        QStringList found;
        for (int row = 0; row < view()->model()->rowCount(); ++row)
            found.append(view()->model()->index(row, ServiceModel::Name).data().toString());
        return found;
    }
    QString connection() const {
        const auto labels = m_window->findChildren<StatusLabel *>();
        for (const StatusLabel *label : labels)
            if (label->text().contains(QStringLiteral("127.0.0.1")) || label->text().startsWith(QStringLiteral("Off")))
                return label->text();
        return {};
    }
    QAbstractItemModel *history() const {
        return services()->view()->findChild<RecordTable *>(QStringLiteral("history"))->view()->model();
    }
    LogView *log() const { return services()->view()->log()->lines(); }
    QByteArray deploy(const char *name) {
        const QJsonObject made =
            m_panel
                .post("/api/templates/http-echo/deploy",
                    {{QStringLiteral("name"), QLatin1String(name)},
                        {QStringLiteral("variables"), QJsonObject{{QStringLiteral("TOKEN"), QLatin1String(secret)}}}})
                .json();
        (void)m_panel.finished(made[QLatin1String("operation_id")].toString());
        return made[QLatin1String("id")].toString().toLatin1();
    }
    void openWindow() {
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->resize(1180, 760);
        m_window->show();
        m_window->openLast();
        QTRY_VERIFY(services());
    }
    /// Looks at the log and the history, so that they are known.
    void lookAround() {
        QTRY_VERIFY(services()->action()->isEnabled() && view()->model()->rowCount() > 0);
        services()->select(QString::fromLatin1(m_web));
        services()->view()->setCurrentIndex(1);
        QTRY_VERIFY(log()->allText().contains(QStringLiteral("http-echo: listening")));
        services()->view()->setCurrentIndex(2);
        QTRY_VERIFY(history()->rowCount() > 0);
        services()->view()->setCurrentIndex(1);
        goTo(m_window->auditPage());
        QTRY_VERIFY(m_window->auditPage()->table()->view()->model()->rowCount() > 0);
        goTo(services());
    }
    void goTo(QWidget *page) {
        auto *list = m_window->findChild<QListWidget *>();
        for (int row = 0; row < list->count() && !page->isVisible(); ++row)
            list->setCurrentRow(row);
        QVERIFY(page->isVisible());
    }
    static QStringList kept() {
        QStringList files;
        QDirIterator all(
            QStandardPaths::writableLocation(QStandardPaths::CacheLocation), QDir::Files, QDirIterator::Subdirectories);
        while (all.hasNext())
            files.append(all.next());
        return files;
    }
    DeployDialog *openWizard() {
        m_window->deploy(QStringLiteral("http-echo"));
        auto *dialog = m_window->findChild<DeployDialog *>();
        return QTest::qWaitFor([dialog] { return dialog->findChild<TemplateForm *>() != nullptr; }) ? dialog : nullptr;
    }
    static QWidget *control(DeployDialog *dialog, const char *path) {
        return dialog->findChild<TemplateForm *>()->controls().value(QString::fromLatin1(path));
    }
    static QString line(DeployDialog *dialog, const char *path) {
        return qobject_cast<QLineEdit *>(control(dialog, path))->text();
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        Profile profile;
        profile.id = QStringLiteral("p");
        profile.name = QStringLiteral("Harbour");
        profile.url = QUrl(url());
        m_profiles.save(profile);
        m_profiles.setLastUsed(profile.id);
        spawn(m_keys.write(profile.id, Secret(m_panel.key())));
        m_web = deploy("web");
        (void)deploy("db");
        openWindow();
        lookAround();
    }
    void nothingSecretIsKept() {
        m_window.reset(); // all is written
        const QStringList files = kept();
        QVERIFY(!files.isEmpty());
        bool isThere = false;
        for (const QString &name : files) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            isThere = isThere || bytes.contains("http-echo: listening");
            QVERIFY(!bytes.contains(m_panel.key()) && !bytes.contains(m_panel.key().mid(13)));
            QVERIFY(!bytes.contains(secret));
        }
        QVERIFY(isThere);
    }
    void withoutTheServerWhatWasKnownIsShown() {
        m_panel.kill();
        openWindow();
        QTRY_COMPARE(names(), (QStringList{QStringLiteral("db"), QStringLiteral("web")}));
        QTRY_VERIFY2(connection().startsWith(QStringLiteral("Offline, as of ")), qPrintable(connection()));
        QVERIFY2(connection().contains(QStringLiteral("ago)")) || connection().contains(QStringLiteral("just now")),
            qPrintable(connection()));
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("offline")));
        services()->select(QString::fromLatin1(m_web));
        QTRY_VERIFY(log()->allText().contains(QStringLiteral("http-echo: listening")));
        services()->view()->setCurrentIndex(2);
        QTRY_VERIFY(history()->rowCount() > 0);
        services()->view()->setCurrentIndex(1);
        QCOMPARE(m_window->operationsPage()->table()->view()->model()->rowCount(), 2);
        QVERIFY(m_window->templatesPage()->table()->view()->model()->rowCount() > 3);
        QVERIFY(!m_window->banner()->isVisible());
        goTo(m_window->auditPage());
        QTRY_VERIFY(m_window->auditPage()->table()->view()->model()->rowCount() > 0);
        QVERIFY(!m_window->auditPage()->action()->isEnabled());
        goTo(services());
    }
    void whatWouldChangeSomethingIsDisabledAndSaysWhy() {
        const QString reason = QStringLiteral("Not while offline");
        QVERIFY(!services()->action()->isEnabled());
        QCOMPARE(services()->action()->toolTip(), reason);
        for (const char *text : {"Start", "Stop", "Restart", "Deploy again", "Delete"}) {
            const auto buttons = services()->findChildren<QToolButton *>();
            const auto found = std::find_if(buttons.begin(), buttons.end(),
                [text](const QToolButton *button) { return button->text() == QLatin1String(text); });
            QVERIFY2(found != buttons.end(), text);
            QVERIFY2(!(*found)->isEnabled() && (*found)->toolTip().contains(reason), text);
        }
        QVERIFY(!m_window->templatesPage()->action()->isEnabled());
        QCOMPARE(m_window->templatesPage()->action()->toolTip(), reason);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
        QVERIFY(!m_window->findChild<DeployDialog *>());
        QTest::keyClick(m_window.get(), Qt::Key_F5); // asking again takes nothing away
        QTRY_VERIFY(m_window->banner()->isVisible());
        QCOMPARE(names().size(), 2);
    }
    void backOnlineTheTableHealsUnderOnesHands() {
        view()->setFocus();
        view()->sortByColumn(ServiceModel::Name, Qt::DescendingOrder);
        services()->filter()->setText(QStringLiteral("source:http-echo"));
        QTRY_COMPARE(names(), (QStringList{QStringLiteral("web"), QStringLiteral("db")}));
        services()->table()->select(QString::fromLatin1(m_web));
        QSignalSpy resets(view()->model(), &QAbstractItemModel::modelReset);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        (void)deploy("late");
        QTRY_COMPARE_WITH_TIMEOUT(
            names(), (QStringList{QStringLiteral("web"), QStringLiteral("late"), QStringLiteral("db")}), 20000);
        QTRY_VERIFY(services()->action()->isEnabled());
        QTRY_VERIFY2(connection().startsWith(QStringLiteral("Connected to ")), qPrintable(connection()));
        QCOMPARE(resets.count(), 0);
        QCOMPARE(services()->selected().size(), 1);
        QCOMPARE(services()->selected().first().name, QStringLiteral("web"));
        QCOMPARE(services()->filter()->text(), QStringLiteral("source:http-echo"));
        // And the log goes on behind the lines that were kept.
        const qint64 before = log()->lineCount();
        QTRY_VERIFY_WITH_TIMEOUT(log()->lineCount() > before, 10000);
        services()->filter()->clear();
        view()->sortByColumn(ServiceModel::Name, Qt::AscendingOrder);
    }
    void whatHappenedWhileOneWasAwayIsMadeUpFor() {
        m_window.reset();
        const QByteArray patch = "{\"name\":\"renamed\"}";
        QCOMPARE(m_panel.request("PATCH", "/api/services/" + m_web, patch).status, 200);
        const QByteArray late = m_panel.get("/api/services?search=late")
                                    .json()[QLatin1String("data")]
                                    .toArray()
                                    .first()
                                    .toObject()[QLatin1String("id")]
                                    .toString()
                                    .toLatin1();
        QCOMPARE(m_panel.request("DELETE", "/api/services/" + late + "?purge=true").status, 204);
        QTRY_VERIFY_WITH_TIMEOUT(m_panel.isIdle(), 20000);
        m_panel.kill();
        openWindow();
        QTRY_COMPARE(names(), (QStringList{QStringLiteral("db"), QStringLiteral("late"), QStringLiteral("web")}));
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QTRY_COMPARE_WITH_TIMEOUT(names(), (QStringList{QStringLiteral("db"), QStringLiteral("renamed")}), 20000);
        QTRY_VERIFY(services()->action()->isEnabled());
    }
    void aFormThatWasNotSentIsShownAgain() {
        DeployDialog *dialog = openWizard();
        QVERIFY(dialog);
        auto *name = qobject_cast<QLineEdit *>(control(dialog, "name"));
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("draft-1"));
        for (const auto &[path, text] :
            {std::pair("variables.GREETING", "good evening"), {"variables.TOKEN", secret}}) {
            auto *edit = qobject_cast<QLineEdit *>(control(dialog, path));
            edit->setFocus();
            edit->selectAll();
            QTest::keyClicks(edit, QString::fromLatin1(text));
        }
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<DeployDialog *>());
        m_window.reset();
        openWindow();
        QTRY_VERIFY(services()->action()->isEnabled());
        dialog = openWizard();
        QVERIFY(dialog);
        QTRY_COMPARE(line(dialog, "name"), QStringLiteral("draft-1"));
        QCOMPARE(line(dialog, "variables.GREETING"), QStringLiteral("good evening"));
        QCOMPARE(line(dialog, "variables.TOKEN"), QString());
        QPushButton *anew = nullptr;
        const auto buttons = dialog->findChildren<QPushButton *>();
        for (QPushButton *button : buttons)
            if (button->text() == QLatin1String("Start anew"))
                anew = button;
        QVERIFY(anew && anew->isVisible());
        QTest::mouseClick(anew, Qt::LeftButton);
        QCOMPARE(line(dialog, "name"), QStringLiteral("http-echo"));
        QCOMPARE(line(dialog, "variables.GREETING"), QStringLiteral("hello"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<DeployDialog *>());
        m_window.reset();
        {
            CacheFile file(OfflineCache::pathFor(access()));
            (void)file.open();
            QCOMPARE(
                file.page(QStringLiteral("drafts"), QStringLiteral("template/http-echo")), pack(FormDraft::Typed()));
        }
        for (const QString &each : kept()) {
            QFile file(each);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(secret), qPrintable(each));
        }
    }
    void aDraftHasNothingThatMayBeSecret() {
        const QString compose = QStringLiteral("compose");
        for (const char *text : {"environment:\n  POSTGRES_PASSWORD: hunter2", "command: redis --requirepass x",
                 "- API_TOKEN=abc", "URL=https://me:pw@example.com/", "content: -----BEGIN PRIVATE..."})
            QVERIFY2(FormDraft::mayHoldSecret(compose, QString::fromLatin1(text)), text);
        QVERIFY(FormDraft::mayHoldSecret(QStringLiteral("variables.ADMIN_PASSWORD"), QStringLiteral("hunter2")));
        QVERIFY(!FormDraft::mayHoldSecret(compose, QStringLiteral("services:\n  web:\n    image: nginx:1.25\n")));
        QVERIFY(!FormDraft::mayHoldSecret(QStringLiteral("image.image"), QStringLiteral("registry.example.com/a/b:1")));
    }
    void aDamagedCacheIsMadeAnew() {
        for (const QString &each : kept()) {
            QFile file(each);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray(20000, 'x'));
        }
        openWindow();
        QTRY_COMPARE(names(), (QStringList{QStringLiteral("db"), QStringLiteral("renamed")}));
        QTRY_VERIFY(services()->action()->isEnabled());
        m_window.reset();
        m_panel.kill();
        openWindow();
        QTRY_COMPARE(names(), (QStringList{QStringLiteral("db"), QStringLiteral("renamed")}));
        m_window.reset();
        QVERIFY2(m_panel.start(), m_panel.log().constData());
    }
    void aLargeTableHealsByTheFeedAlone_data() {
        QTest::addColumn<bool>("isOfThisFeed");
        QTest::newRow("from the position that was kept") << true;
        QTest::newRow("unless the server has begun anew since") << false;
    }
    void aLargeTableHealsByTheFeedAlone() {
        QFETCH(bool, isOfThisFeed);
        const int many = 1200; // more than are read again for their usage
        CachedContents contents;
        contents.server = *fromJson<ServerSummary>(m_panel.get("/api/info").body, UnknownFields::Ignore);
        contents.rev = contents.server.rev + (isOfThisFeed ? 0 : 1000);
        contents.asOf = SystemClock().now();
        for (int i = 0; i < many; ++i) {
            Service one;
            one.id.value = QStringLiteral("svc_%1").arg(i, 20, 10, QLatin1Char('0'));
            one.name = QStringLiteral("only-kept-%1").arg(i);
            contents.services.append(one);
        }
        {
            CacheFile file(OfflineCache::pathFor(access()));
            (void)file.open();
            QVERIFY(file.replace(contents));
        }
        openWindow();
        QTRY_VERIFY(services()->action()->isEnabled());
        const QByteArray id = deploy(isOfThisFeed ? "fed" : "fed-again");
        const QString name = isOfThisFeed ? QStringLiteral("fed") : QStringLiteral("fed-again");
        QTRY_VERIFY_WITH_TIMEOUT(names().contains(name), 20000);
        QTRY_VERIFY(m_window->templatesPage()->table()->view()->model()->rowCount() > 3); // none was kept
        QTRY_COMPARE(names().contains(QStringLiteral("only-kept-7")), isOfThisFeed);
        m_window.reset();
    }
    void aServerThatIsNotSavedLeavesNothingBehind() {
        const QStringList before = kept();
        const Profile saved = m_profiles.all().first();
        m_profiles.remove(saved.id);
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        m_window->openServer(access(), QStringLiteral("by command line"));
        QTRY_VERIFY(services()->action()->isEnabled());
        m_window.reset();
        QCOMPARE(kept(), before);
        m_profiles.save(saved);
    }
    void aForgottenServerTakesWhatWasKeptWithIt() {
        QVERIFY(!kept().isEmpty());
        ConnectDialog dialog(m_profiles, m_keys);
        dialog.show();
        QPushButton *forget = nullptr;
        const auto buttons = dialog.findChildren<QPushButton *>();
        for (QPushButton *button : buttons)
            if (button->text() == QLatin1String("Forget server"))
                forget = button;
        QVERIFY(forget && forget->isVisible());
        QTimer looking; // the question runs a loop of its own
        connect(&looking, &QTimer::timeout, this, [&looking] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return;
            looking.stop();
            const auto answers = box->buttons();
            for (QAbstractButton *answer : answers)
                if (answer->text() == QLatin1String("Forget server"))
                    QTest::mouseClick(answer, Qt::LeftButton);
        });
        looking.start(5ms);
        QTest::mouseClick(forget, Qt::LeftButton);
        QVERIFY(kept().isEmpty());
    }
    void signingOutTakesWhatWasKeptWithIt() {
        Profile profile;
        profile.id = QStringLiteral("q");
        profile.name = QStringLiteral("Harbour");
        profile.url = QUrl(url());
        m_profiles.save(profile);
        m_profiles.setLastUsed(profile.id);
        spawn(m_keys.write(profile.id, Secret(m_panel.key())));
        openWindow();
        lookAround();
        QTRY_VERIFY(!kept().isEmpty());
        const auto actions = m_window->findChildren<QAction *>();
        for (QAction *action : actions)
            if (action->text() == QLatin1String("Sign out of this server"))
                action->trigger();
        QTRY_VERIFY(!services());
        QVERIFY2(kept().isEmpty(), qPrintable(kept().join(u' ')));
    }
    void cleanupTestCase() {
        m_window.reset();
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }
};

DESKTOP_TEST_MAIN(tst_offline)
#include "tst_offline.moc"
