// SPDX-License-Identifier: GPL-3.0-or-later
// What the window can be told from the keyboard: its shortcuts, and everything at once in the palette.
#include "app/models/format.h"
#include "app/ui/commandpalette.h"
#include "app/ui/mainwindow.h"
#include "app/ui/serviceactions.h"
#include "app/ui/servicespage.h"
#include <QApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QShortcut>

void MainWindow::makeShortcuts() {
    qApp->installEventFilter(this);
    auto on = [this](const QKeySequence &keys, auto slot) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, slot);
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openPalette(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_N), [this] {
        if (m_services && m_services->action()->isEnabled())
            deploy({});
    });
    on(QKeySequence(Qt::Key_F5), [this] {
        if (m_workspace)
            m_workspace->open();
    });
    on(QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        if (PanelPage *now = page())
            now->focusFilter();
    });
    on(QKeySequence(Qt::CTRL | Qt::Key_L), [this] {
        if (!m_services)
            return;
        showPage(m_services);
        m_services->focusLog();
    });
    for (int i = 0; i < 9; ++i)
        on(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + i)), [this, i] {
            if (i < m_sidebar->count())
                m_sidebar->setCurrentRow(i);
        });
}

/// A text field would take Ctrl+K for "delete to the end of the line".
bool MainWindow::eventFilter(QObject *watched, QEvent *event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (key->key() == Qt::Key_K && key->modifiers() == Qt::ControlModifier && widget && widget->window() == this) {
            event->ignore();
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::openPalette() {
    auto *palette = new CommandPalette(commands(), this);
    palette->show();
    palette->activateWindow();
}

/// Actions of a menu, those below it with its name in front.
static void addMenu(QList<Command> &commands, const QMenu &menu, const QString &before) {
    for (QAction *action : menu.actions()) {
        if (action->menu())
            addMenu(commands, *action->menu(), action->text() + QStringLiteral(": "));
        else if (!action->isSeparator() && action->isEnabled())
            commands.append({before + action->text(), MainWindow::tr("Action"), QStringLiteral("menu"),
                action->shortcut().toString(QKeySequence::NativeText), {}, [action = QPointer(action)] {
                    if (action)
                        action->trigger();
                }});
    }
}

static QString keys(const QKeySequence &sequence) {
    return sequence.toString(QKeySequence::NativeText);
}

/// What is likely wanted first: what goes with the selection, then the window's own, then where one can go.
QList<Command> MainWindow::commands() {
    QList<Command> all;
    const QString action = tr("Action");
    if (m_services) {
        const QList<Service> selected = m_services->selected();
        const QString what =
            selected.size() == 1 ? selected.first().name : tr("%n service(s)", nullptr, int(selected.size()));
        for (QAction *one : m_services->serviceActions()->all())
            if (one->isEnabled() && !selected.isEmpty())
                all.append({tr("%1: %2").arg(one->text(), what), action, one->property("symbol").toString(),
                    one->shortcut().toString(QKeySequence::NativeText), {}, [this, one = QPointer(one)] {
                        if (!one)
                            return;
                        showPage(m_services);
                        one->trigger();
                    }});
        if (m_services->action()->isEnabled())
            all.append({tr("Deploy service"), action, QStringLiteral("plus"), keys(Qt::CTRL | Qt::Key_N), {},
                [this] { deploy({}); }});
        for (int row = 0; row < m_pages->count(); ++row)
            all.append({tr("Go to %1").arg(static_cast<PanelPage *>(m_pages->widget(row))->words().title), action,
                static_cast<PanelPage *>(m_pages->widget(row))->words().icon, keys(Qt::ALT | Qt::Key(Qt::Key_1 + row)),
                {}, [this, row] { m_sidebar->setCurrentRow(row); }});
        all.append({tr("Load again"), action, QStringLiteral("restart"), keys(Qt::Key_F5), {}, [this] {
                        if (m_workspace)
                            m_workspace->open();
                    }});
    }
    listProfiles();
    addMenu(all, *m_menu, {});
    if (!m_workspace)
        return all;
    m_workspace->services().forEach([&](const Replica<Service>::Row &row) {
        const QString id = row.value.id.value;
        all.append({row.value.name, tr("Service"), {}, {}, toText(row.value.status), [this, id] { showService(id); }});
    });
    if (m_services->action()->isEnabled())
        m_workspace->templates().forEach([&](const Replica<Template>::Row &row) {
            const QString id = row.value.id.value;
            if (row.value.deployable && !row.value.coming_soon)
                all.append({tr("Deploy %1").arg(row.value.display_name), tr("Template"), QStringLiteral("templates"),
                    {}, {}, [this, id] { deploy(id); }});
        });
    return all;
}
