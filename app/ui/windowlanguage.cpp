// SPDX-License-Identifier: GPL-3.0-or-later
// The window in another language: choosing one, and saying everything in it while one stays where one is.
#include "app/ui/banner.h"
#include "app/ui/labels.h"
#include "app/ui/language.h"
#include "app/ui/mainwindow.h"
#include "app/ui/panelpage.h"
#include "app/ui/tray.h"
#include <QActionGroup>
#include <QDialog>
#include <QMenu>

void MainWindow::addLanguages(QMenu &menu) {
    auto *group = new QActionGroup(&menu);
    for (const language::Choice &choice : language::choices()) {
        QAction *action = menu.addAction(choice.code.isEmpty() ? tr("As the system") : choice.name, this,
            [code = choice.code] { language::apply(code); });
        action->setCheckable(true);
        action->setChecked(language::saved() == choice.code);
        group->addAction(action);
    }
    m_language = language::current();
}

/// Pages are made anew, on the same data; the connection and what follows it stay. Dialogs keep their language until
/// they are closed: a form half filled in is worth more.
void MainWindow::changeLanguage() {
    if (m_language == language::current())
        return;
    const auto dialogs = findChildren<QDialog *>();
    if (std::any_of(
            dialogs.begin(), dialogs.end(), [](const QDialog *one) { return one->isVisible() && one->isModal(); }))
        return; // again when the window is free
    const auto pages = m_pages->findChildren<PanelPage *>(QString(), Qt::FindDirectChildrenOnly);
    if (std::any_of(pages.begin(), pages.end(), [](const PanelPage *one) { return one->isBusy(); }))
        return; // it tells when it has ended
    m_sidebar->setAccessibleName(tr("Pages"));
    m_tray->speak();
    makeMenu();
    nameServer();
    if (m_workspace)
        remakePages();
}

void MainWindow::remakePages() {
    const QWidget *focus = focusWidget();
    const bool isInPage = focus && m_pages->isAncestorOf(focus);
    const int row = m_sidebar->currentRow();
    QList<PanelPage *> before;
    {
        const QSignalBlocker quiet(m_sidebar);
        m_sidebar->clear();
    }
    while (m_pages->count() > 0) {
        before.append(static_cast<PanelPage *>(m_pages->widget(0)));
        m_pages->removeWidget(before.last());
        before.last()->disconnect(this);
    }
    const bool hadBanner = m_banner->isVisibleTo(this);
    makePages();
    if (m_problem)
        emit m_workspace->failed(*m_problem);
    else if (m_workspace->isLoaded())
        emit m_workspace->ready();
    if (m_workspace->isLoaded())
        showConnection();
    else if (!m_problem)
        m_connection->setStatus(
            QStringLiteral("deploying"), tr("Connecting to %1…").arg(m_workspace->url().authority()));
    if (!hadBanner)
        m_banner->hide();
    showBudget();
    for (int i = 0; i < before.size(); ++i)
        static_cast<PanelPage *>(m_pages->widget(i))->takeOver(*before.at(i));
    m_sidebar->setCurrentRow(row);
    if (isInPage)
        page()->focusTable();
    qDeleteAll(before);
}
