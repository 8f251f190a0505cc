// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept and who may do what: backups, keys, sessions, the audit log.
#include "app/ui/accesspage.h"
#include "app/ui/backupspage.h"
#include "app/ui/serviceview.h"
#include "tests/screenshots/tour.h"
#include <QApplication>
#include <QPushButton>

void Tour::keeping() {
    m_demo.backUp("api-gateway");
    m_demo.backUp("orders-db");
    page(4);
    QTest::qWait(400);
    take(QStringLiteral("audit"), m_window.get());
    page(5);
    BackupsView *backups = m_window->backupsPage()->view();
    settle([&] { return backups->table()->view()->model()->rowCount() == 2; }, "the backups");
    take(QStringLiteral("backups"), m_window.get());
    select("api-gateway");
    services()->view()->setCurrentWidget(services()->view()->backups());
    QTest::qWait(400);
    take(QStringLiteral("service-backups"), m_window.get());
    const auto shown = [this](QAction *action, const QString &name) {
        action->trigger();
        QTest::qWait(300);
        if (QWidget *dialog = QApplication::activeModalWidget()) {
            take(name, dialog);
            dialog->close();
        } else {
            qWarning("no dialog: %s", qPrintable(name));
            m_good = false;
        }
        QTest::qWait(100);
    };
    const auto actionOf = [](const QWidget *view, const QString &text) -> QAction * {
        for (QAction *action : view->findChildren<QAction *>())
            if (action->text() == text)
                return action;
        return nullptr;
    };
    BackupsView *tab = services()->view()->backups();
    shown(tab->saveAction(), QStringLiteral("backup-now"));
    shown(actionOf(tab, QStringLiteral("Restore…")), QStringLiteral("backup-restore"));
    page(6);
    QTest::qWait(400);
    take(QStringLiteral("access"), m_window.get());
    m_window->accessPage()->action()->click();
    QTest::qWait(300);
    if (QWidget *dialog = QApplication::activeModalWidget()) {
        take(QStringLiteral("key-new"), dialog);
        dialog->close();
    }
    QTest::qWait(300);
    m_window->accessPage()->keys()->view()->setCurrentIndex(
        m_window->accessPage()->keys()->view()->model()->index(0, 0));
    shown(actionOf(m_window->accessPage(), QStringLiteral("Revoke…")), QStringLiteral("key-revoke"));
    page(1);
}
