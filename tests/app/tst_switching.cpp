// SPDX-License-Identifier: GPL-3.0-or-later
// From one server to another by the menu: the tables change, and of the first one nothing stays, on the screen or on
// the wire.
#include "app/models/commandlist.h"
#include "app/ui/commandpalette.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/labels.h"
#include "app/ui/mainwindow.h"
#include "app/ui/operationspage.h"
#include "app/ui/servicespage.h"
#include "app/ui/templatespage.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QAbstractButton>
#include <QDir>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTimer>

using namespace std::chrono_literals;

class tst_switching : public QObject {
    Q_OBJECT

    QTemporaryDir m_templates;
    LivePanel m_panels[2];
    ProfileStore m_profiles;
    KeyStore m_keys;
    std::unique_ptr<MainWindow> m_window;

    static QString nameOf(int panel) { return panel == 0 ? QStringLiteral("Harbour") : QStringLiteral("Mountain"); }
    QUrl url(int panel) const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_panels[panel].port())); }
    static void show(QStringList &all, const QAbstractItemModel *model) {
        for (int row = 0; model && row < model->rowCount(); ++row)
            for (int column = 0; column < model->columnCount(); ++column)
                all.append(model->index(row, column).data().toString());
    }
    /// Every text the window has, also on pages that are not shown.
    QString everyText() const {
        QStringList all{m_window->windowTitle()};
        const auto widgets = m_window->findChildren<QWidget *>();
        for (const QWidget *widget : widgets) {
            all << widget->toolTip() << widget->accessibleName() << widget->windowTitle();
            if (const auto *label = qobject_cast<const QLabel *>(widget))
                all.append(label->text());
            else if (const auto *status = qobject_cast<const StatusLabel *>(widget))
                all.append(status->text());
            else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
                all.append(button->text());
            else if (const auto *text = qobject_cast<const QPlainTextEdit *>(widget))
                all.append(text->toPlainText());
            else if (const auto *view = qobject_cast<const QAbstractItemView *>(widget))
                show(all, view->model());
        }
        return all.join(u'\n');
    }
    QStringList services() const {
        QStringList names;
        const QAbstractItemModel *model = m_window->servicesPage()->table()->view()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            names.append(model->index(row, ServiceModel::Name).data().toString());
        return names;
    }
    qsizetype descriptors(int panel) const {
        return QDir(QStringLiteral("/proc/%1/fd").arg(m_panels[panel].pid()))
            .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)
            .size();
    }
    /// Opens the menu below the server's name and clicks on an entry; false when it has none of that name.
    bool chooseInMenu(const QString &entry) {
        QPushButton *server = nullptr;
        const auto buttons = m_window->findChildren<QPushButton *>();
        for (QPushButton *button : buttons)
            if (button->accessibleName().startsWith(QLatin1String("Server")))
                server = button;
        bool isChosen = false;
        QTimer looking; // the menu runs a loop of its own
        connect(&looking, &QTimer::timeout, this, [&] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            if (!menu)
                return;
            looking.stop();
            const auto actions = menu->actions();
            for (QAction *action : actions)
                if (action->text() == entry) {
                    isChosen = true;
                    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
                    return;
                }
            menu->close();
        });
        looking.start(5ms);
        QTest::mouseClick(server, Qt::LeftButton);
        return isChosen;
    }

private slots:
    void initTestCase() {
        theme::install(*qApp);
        QVERIFY(addScript(m_templates, "rests", "exec sleep 1000"));
        for (int i = 0; i < 2; ++i) {
            QVERIFY2(m_panels[i].start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}),
                m_panels[i].log().constData());
            for (const char *what : {"-web", "-db"}) {
                const QJsonObject made =
                    m_panels[i]
                        .post("/api/services",
                            {{QStringLiteral("name"), QString(nameOf(i).toLower() + QLatin1String(what))},
                                {QStringLiteral("template"), QStringLiteral("rests")}})
                        .json();
                QCOMPARE(m_panels[i]
                             .finished(made[QLatin1String("operation_id")].toString())[QLatin1String("status")]
                             .toString(),
                    QStringLiteral("succeeded"));
            }
            Profile profile;
            profile.id = QString::number(i);
            profile.name = nameOf(i);
            profile.url = url(i);
            m_profiles.save(profile);
            spawn(m_keys.write(profile.id, Secret(m_panels[i].key())));
        }
        m_window = std::make_unique<MainWindow>(m_profiles, m_keys);
        m_window->show();
    }
    void whatIsShownIsTheServersThatWasChosen_data() {
        QTest::addColumn<int>("panel");
        QTest::newRow("the first") << 0;
        QTest::newRow("the second") << 1;
        QTest::newRow("and back") << 0;
    }
    void whatIsShownIsTheServersThatWasChosen() {
        QFETCH(int, panel);
        const int other = 1 - panel;
        QVERIFY(chooseInMenu(nameOf(panel)));
        const QStringList expected{
            nameOf(panel).toLower() + QLatin1String("-db"), nameOf(panel).toLower() + QLatin1String("-web")};
        QTRY_COMPARE(services(), expected);
        QTRY_VERIFY(m_window->servicesPage()->action()->isEnabled());
        QTRY_COMPARE(m_window->operationsPage()->table()->view()->model()->rowCount(), 2);
        QVERIFY(m_window->windowTitle().startsWith(nameOf(panel)));
        const QString shown = everyText();
        QVERIFY(shown.contains(nameOf(panel)) && shown.contains(url(panel).authority()));
        for (const QString &foreign : {nameOf(other), nameOf(other).toLower(), url(other).authority()})
            QVERIFY2(!shown.contains(foreign), qPrintable(foreign));
    }
    void dialogsAndCommandsOfTheFirstGoWithIt() {
        m_window->deploy({});
        QVERIFY(m_window->findChild<DeployDialog *>());
        m_window->activateWindow();
        const qsizetype open = descriptors(0);
        QVERIFY(chooseInMenu(nameOf(1)));
        QTRY_VERIFY(
            m_window->servicesPage()->action()->isEnabled() && services().contains(QLatin1String("mountain-web")));
        QVERIFY(!m_window->findChild<DeployDialog *>());
        // Neither its event stream nor a connection for requests is kept.
        QTRY_VERIFY_WITH_TIMEOUT(descriptors(0) < open, 10'000);
        m_window->activateWindow();
        QTRY_VERIFY(m_window->isActiveWindow());
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<CommandPalette *>();
        QVERIFY(palette);
        QStringList commands;
        show(commands, palette->findChild<QListView *>()->model());
        palette->close();
        QVERIFY(commands.contains(QLatin1String("mountain-web")));
        QVERIFY(commands.filter(QStringLiteral("harbour")).isEmpty());
    }
    void whatHappensOnTheFirstIsNotHeardOfAnyMore() {
        const QJsonObject made = m_panels[0]
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("harbour-late")},
                                             {QStringLiteral("template"), QStringLiteral("rests")}})
                                     .json();
        (void)m_panels[0].finished(made[QLatin1String("operation_id")].toString());
        const QJsonObject mine = m_panels[1]
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("mountain-late")},
                                             {QStringLiteral("template"), QStringLiteral("rests")}})
                                     .json();
        (void)m_panels[1].finished(mine[QLatin1String("operation_id")].toString());
        QTRY_COMPARE(services().size(), 3);
        QVERIFY(!everyText().contains(QLatin1String("harbour")));
    }
    void cleanupTestCase() {
        m_window.reset();
        for (LivePanel &panel : m_panels) {
            QVERIFY(panel.removeAll());
            QCOMPARE(panel.stop(), 0);
        }
    }
};

DESKTOP_TEST_MAIN(tst_switching)
#include "tst_switching.moc"
