// SPDX-License-Identifier: GPL-3.0-or-later
// What the desktop tells of when nobody looks: on a session bus of its own, to a service that shows notices, and in the
// menu of the tray.
#include "app/ui/mainwindow.h"
#include "app/ui/operationspage.h"
#include "app/ui/operationview.h"
#include "app/ui/servicespage.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include "app/ui/tray.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QDBusConnection>

/// Shows nothing and remembers everything.
class NoticeService : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Notice {
        uint id;
        QString title;
        QString body;
        QStringList actions;
    };
    QList<Notice> notices;
    bool contains(const QString &title) const {
        return std::any_of(notices.begin(), notices.end(), [&](const Notice &notice) { return notice.title == title; });
    }

public slots:
    QStringList GetCapabilities() {
        return {QStringLiteral("actions"), QStringLiteral("body"), QStringLiteral("body-markup")};
    }
    uint Notify(const QString &, uint, const QString &, const QString &title, const QString &body,
        const QStringList &actions, const QVariantMap &, int) {
        const uint id = uint(notices.size()) + 1;
        notices.append({id, title, body, actions});
        return id;
    }

signals:
    void ActionInvoked(uint id, const QString &action);
};

class tst_notices : public QObject {
    Q_OBJECT

    QTemporaryDir m_templates;
    LivePanel m_panel;
    NoticeService m_service;
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;
    QString m_web;

    QString create(const char *templateId, const char *name, QByteArray key = {}) {
        QMap<QByteArray, QByteArray> headers;
        if (!key.isEmpty())
            headers.insert("Authorization", "Bearer " + key);
        const QByteArray body = "{\"name\":\"" + QByteArray(name) + "\",\"template\":\"" + templateId + "\"}";
        return m_panel.request("POST", "/api/services", body, headers).json()[QLatin1String("id")].toString();
    }
    int operations() const { return m_window->operationsPage()->table()->view()->model()->rowCount(); }
    /// Orders it as this desktop's key and waits until its end is known here.
    void act(const QString &id, const char *verb) {
        const int before = operations();
        const QJsonObject operation = m_panel.post("/api/services/" + id.toLatin1() + '/' + verb).json();
        QVERIFY(!operation[QLatin1String("id")].toString().isEmpty());
        (void)m_panel.finished(operation[QLatin1String("id")].toString());
        QTRY_VERIFY(operations() == before + 1 && isFinishedHere(QStringLiteral("web")));
    }
    void page(int number) { QTest::keyClick(m_window.get(), Qt::Key(Qt::Key_0 + number), Qt::AltModifier); }
    bool isFinishedHere(const QString &service) const {
        const QAbstractItemModel *model = m_window->operationsPage()->table()->view()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, OperationModel::ServiceName).data().toString() == service
                && model->index(row, OperationModel::Status).data().toString() != QLatin1String("Succeeded"))
                return false;
        return true;
    }

private slots:
    void initTestCase() {
        QDBusConnection bus = QDBusConnection::sessionBus();
        QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &m_service,
            QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.Notifications")));
        theme::install(*qApp);
        QVERIFY(addScript(m_templates, "rests", "exec sleep 1000"));
        QVERIFY(addScript(m_templates, "falls", "sleep 2; echo '<b>out of luck</b>'; exit 3"));
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->openServer(
            {QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panel.port())), Secret(m_panel.key()), {}},
            QStringLiteral("test"));
        QTRY_VERIFY(m_window->servicesPage()->action()->isEnabled());
    }
    void theEndOfAnOperationIsToldToWhoLooksElsewhere() {
        page(2);
        m_web = create("rests", "web");
        QTRY_VERIFY_WITH_TIMEOUT(m_service.contains(QStringLiteral("web: Deploy has succeeded")), 20000);
        QCOMPARE(m_service.notices.last().actions.value(0), QStringLiteral("default"));
    }
    void aClickOpensTheService() {
        QCOMPARE(m_window->findChild<QListWidget *>()->currentRow(), 1);
        emit m_service.ActionInvoked(m_service.notices.last().id + 40, QStringLiteral("default")); // somebody else's
        emit m_service.ActionInvoked(m_service.notices.last().id, QStringLiteral("default"));
        QTRY_VERIFY(m_window->servicesPage()->isVisible());
        QTRY_COMPARE(m_window->servicesPage()->selected().size(), 1);
        QCOMPARE(m_window->servicesPage()->selected().first().id.value, m_web);
    }
    void whoLooksAtItIsNotToldOfIt() {
        QVERIFY(m_window->isActiveWindow());
        const qsizetype before = m_service.notices.size();
        act(m_web, "restart"); // the service is selected
        page(2);
        act(m_web, "stop"); // notices come in their order: this one would come behind it
        QTRY_VERIFY_WITH_TIMEOUT(m_service.contains(QStringLiteral("web: Stop has succeeded")), 20000);
        QCOMPARE(m_service.notices.size(), before + 1);
    }
    void whatOthersHaveBegunIsNotTold() {
        const QJsonObject other = m_panel
                                      .post("/api/auth/api-keys",
                                          {{QStringLiteral("name"), QStringLiteral("other")},
                                              {QStringLiteral("role"), QStringLiteral("admin")}})
                                      .json();
        const qsizetype before = m_service.notices.size();
        (void)create("rests", "theirs", other[QLatin1String("key")].toString().toLatin1());
        QTRY_VERIFY_WITH_TIMEOUT(operations() == 4 && isFinishedHere(QStringLiteral("theirs")), 20000);
        act(m_web, "start");
        QTRY_VERIFY_WITH_TIMEOUT(m_service.contains(QStringLiteral("web: Start has succeeded")), 20000);
        QCOMPARE(m_service.notices.size(), before + 1);
    }
    void aServiceThatFailsIsTold() {
        (void)create("falls", "unlucky");
        QTRY_VERIFY_WITH_TIMEOUT(m_service.contains(QStringLiteral("unlucky has failed"))
                || m_service.contains(QStringLiteral("unlucky: Deploy has failed")),
            60000);
        for (const NoticeService::Notice &notice : std::as_const(m_service.notices))
            QVERIFY2(!notice.body.contains(u'<'), qPrintable(notice.body)); // a program's words are no markup
    }
    void theTrayListsWhatWasToldLast() {
        QMenu *recent = nullptr;
        const auto actions = m_window->tray()->menu()->actions();
        for (QAction *action : actions)
            if (action->text() == QLatin1String("Recent"))
                recent = action->menu();
        QVERIFY(recent && recent->isEnabled());
        QCOMPARE(recent->actions().size(), m_service.notices.size());
        page(2);
        for (QAction *action : recent->actions())
            if (action->text() == QLatin1String("web: Start has succeeded"))
                action->trigger();
        QTRY_VERIFY(m_window->servicesPage()->isVisible());
        QCOMPARE(m_window->servicesPage()->selected().first().id.value, m_web);
    }
    void noticesCanBeTurnedOff() {
        page(2);
        const qsizetype before = m_service.notices.size();
        m_window->tray()->noticesAction()->trigger();
        act(m_web, "stop");
        m_window->tray()->noticesAction()->trigger();
        act(m_web, "start");
        QTRY_COMPARE_WITH_TIMEOUT(m_service.notices.size(), before + 1, 20000);
        QCOMPARE(m_service.notices.last().title, QStringLiteral("web: Start has succeeded"));
    }
    void closingTheWindowEndsTheProgramUnlessSomebodyWantsItOtherwise() {
        QVERIFY(!m_window->tray()->closingAction()->isChecked());
        QVERIFY(!m_window->tray()->keepsRunning());
    }
    void cleanupTestCase() {
        m_window.reset();
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }
};

DESKTOP_TEST_MAIN(tst_notices)
#include "tst_notices.moc"
