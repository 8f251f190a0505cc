// SPDX-License-Identifier: GPL-3.0-or-later
// The wizard and the other dialogs.
#include "app/ui/commandpalette.h"
#include "app/ui/composeform.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deletedialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/shortcutsdialog.h"
#include "app/ui/sourcechooser.h"
#include "app/ui/theme.h"
#include "tests/screenshots/tour.h"
#include <QApplication>
#include <QComboBox>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTcpServer>

DeployDialog *Tour::openWizard(const QString &templateId) {
    m_window->deploy(templateId);
    const auto all = m_window->findChildren<DeployDialog *>();
    DeployDialog *dialog = all.last(); // the one before may not be deleted yet
    dialog->activateWindow();
    QTest::qWait(400);
    return dialog;
}

void Tour::wizard() {
    DeployDialog *dialog = openWizard();
    auto *next = dialog->findChild<QPushButton *>(QStringLiteral("next"));
    take(QStringLiteral("wizard-templates"), dialog);
    const auto name = [&](const char *text) {
        const auto fields = dialog->findChildren<QLineEdit *>(QStringLiteral("serviceName"));
        for (QLineEdit *field : fields)
            if (field->isVisible())
                field->setText(QString::fromLatin1(text));
    };
    dialog->chooser()->choose(DeployMethod::Image);
    take(QStringLiteral("wizard-image"), dialog);
    next->click();
    take(QStringLiteral("wizard-image-wrong"), dialog);
    dialog->chooser()->choose(DeployMethod::Compose);
    name("guestbook");
    auto *compose = dialog->findChild<ComposeForm *>();
    auto *editor = compose->findChild<QPlainTextEdit *>();
    editor->setPlainText(QStringLiteral("services:\n  web:\n    image: registry.example.com/shop/web-app:2.4.1\n"
                                        "    ports:\n      - \"8080\"\n    privileged: true\n    depends_on: [db]\n"
                                        "  cache:\n    image: redis:7\n    links: [web]\n"));
    next->click();
    settle([&] { return next->isEnabled(); }, "the server's opinion of the Compose file");
    take(QStringLiteral("wizard-compose-wrong"), dialog);
    editor->setPlainText(
        QStringLiteral("services:\n  web:\n    image: registry.example.com/shop/web-app:2.4.1\n"
                       "    ports:\n      - \"8080\"\n    environment:\n      TEXT: ${TEXT:-hello}\n"));
    next->click();
    settle([&] { return next->isEnabled(); }, "the plan of the Compose file");
    take(QStringLiteral("wizard-compose-review"), dialog);
    dialog->close();
    dialog = openWizard();
    dialog->chooser()->choose(DeployMethod::Git);
    take(QStringLiteral("wizard-git"), dialog);
    dialog->close();
    QTest::qWait(50);

    dialog = openWizard(QStringLiteral("http-echo"));
    next = dialog->findChild<QPushButton *>(QStringLiteral("next"));
    settle([&] { return next->text() == QLatin1String("Review"); }, "the template's form");
    take(QStringLiteral("wizard-form"), dialog);
    for (QScrollArea *area : dialog->findChildren<QScrollArea *>())
        if (area->isVisible())
            area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
    take(QStringLiteral("wizard-form-end"), dialog);
    auto *engine = dialog->findChild<QComboBox *>(QStringLiteral("engine"));
    engine->showPopup();
    QTest::qWait(100);
    take(QStringLiteral("choice"), engine->view()->window());
    engine->hidePopup();
    engine->setCurrentIndex(engine->findData(QStringLiteral("process")));
    name("Wrong Name");
    next->click();
    take(QStringLiteral("wizard-form-wrong"), dialog);
    name("front");
    next->click();
    settle([&] { return next->isEnabled(); }, "the refusal");
    take(QStringLiteral("wizard-form-refused"), dialog);
    name("greeter");
    next->click();
    settle([&] { return next->text() == QLatin1String("Deploy service"); }, "the plan");
    take(QStringLiteral("wizard-review"), dialog);
    next->click();
    settle([&] { return next->isVisible() && next->text() == QLatin1String("Open in browser"); }, "the deployment");
    take(QStringLiteral("wizard-done"), dialog);
    dialog->close();
}

void Tour::dialogs() {
    m_window->activateWindow();
    settle([&] { return m_window->isActiveWindow(); }, "the window, to be active again");
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    if (auto *palette = m_window->findChild<CommandPalette *>()) {
        QTest::qWait(100);
        take(QStringLiteral("palette"), palette);
        palette->findChild<QLineEdit *>()->setText(QStringLiteral("re"));
        take(QStringLiteral("palette-found"), palette);
        palette->close();
    }
    ShortcutsDialog shortcuts(m_window.get());
    shortcuts.show();
    take(QStringLiteral("shortcuts"), &shortcuts);
    shortcuts.close();
    Service one, two;
    one.name = QStringLiteral("orders-db");
    two.name = QStringLiteral("customer-portal-with-quite-a-long-name-x");
    DeleteDialog single({one}, m_window.get());
    single.show();
    take(QStringLiteral("delete"), &single);
    single.close();
    DeleteDialog several({one, two}, m_window.get());
    several.show();
    take(QStringLiteral("delete-several"), &several);
    several.close();
    for (QMenu *menu : m_window->findChildren<QMenu *>()) {
        if (menu->title().isEmpty() && menu->actions().size() > 3) {
            menu->popup(m_window->mapToGlobal(QPoint(10, 40)));
            take(QStringLiteral("menu"), menu);
            menu->close();
        }
    }
    ConnectDialog first(m_profiles, m_keys, m_window.get());
    first.show();
    take(QStringLiteral("connect-first"), &first);
    first.findChild<QPushButton *>(QStringLiteral("connect"))->click();
    take(QStringLiteral("connect-problem"), &first);
    const auto fields = first.findChildren<QLineEdit *>();
    for (QLineEdit *field : fields)
        if (field->accessibleName() == QLatin1String("Address"))
            field->setText(QStringLiteral("http://panel.example.com"));
        else if (field->accessibleName() == QLatin1String("API key"))
            field->setText(QStringLiteral("aap_0123456789abcdef"));
    first.findChild<QPushButton *>(QStringLiteral("connect"))->click();
    settle([&] { return first.findChild<QListWidget *>()->isEnabled(); }, "the failed connection");
    take(QStringLiteral("connect-failed"), &first);
    QTcpServer silent;
    silent.listen(QHostAddress::LocalHost);
    for (QLineEdit *field : fields)
        if (field->accessibleName() == QLatin1String("Address"))
            field->setText(QStringLiteral("127.0.0.1:%1").arg(silent.serverPort()));
    first.findChild<QPushButton *>(QStringLiteral("connect"))->click();
    take(QStringLiteral("connect-busy"), &first);
    silent.close();
    settle([&] { return first.findChild<QListWidget *>()->isEnabled(); }, "the connection that ended");
    first.findChild<QListWidget *>()->setCurrentRow(0);
    take(QStringLiteral("connect-local"), &first);
    first.close();
    QTimer::singleShot(300, m_window.get(), [this] {
        if (QWidget *about = QApplication::activeModalWidget()) {
            take(QStringLiteral("about"), about);
            about->close();
        }
    });
    for (QAction *action : m_window->findChild<QMenu *>()->actions())
        if (action->text().startsWith(QLatin1String("About")))
            action->trigger();
    m_profiles.save({QStringLiteral("a"), QStringLiteral("panel.example.com"),
        QUrl(QStringLiteral("https://panel.example.com")), {}});
    m_profiles.save({QStringLiteral("b"), QStringLiteral("A server with quite a long name of its own"),
        QUrl(QStringLiteral("https://staging.internal.example.com:8443")), {}});
    ConnectDialog again(m_profiles, m_keys, m_window.get());
    again.show();
    QTest::qWait(500);
    take(QStringLiteral("connect-profiles"), &again);
    again.close();
    m_profiles.remove(QStringLiteral("a"));
    m_profiles.remove(QStringLiteral("b"));
}
