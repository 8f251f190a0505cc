// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever belongs to the tab that is shown.
#include "app/ui/tabbedpage.h"
#include "app/ui/recordpane.h"
#include <QTabBar>

TabbedPage::TabbedPage(const Words &words, QWidget *parent) : PanelPage(words, parent), m_tabs(new QTabWidget) {
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(words.title);
    m_tabs->tabBar()->setAccessibleName(words.title);
    setContent(m_tabs);
    connect(m_tabs, &QTabWidget::currentChanged, this, &TabbedPage::showPane);
    connect(action(), &QPushButton::clicked, this, [this] {
        if (QAction *main = m_panes[m_tabs->currentIndex()].pane->mainAction())
            main->trigger();
    });
}

void TabbedPage::addPane(RecordPane *pane, const QString &title, const QString &filter) {
    m_panes.append({pane, filter}); // the first tab is current as soon as it is there
    m_tabs->addTab(pane, title);
    if (QAction *main = pane->mainAction())
        connect(main, &QAction::changed, this, &TabbedPage::showAction);
}

void TabbedPage::showPane() {
    const Pane &shown = m_panes[m_tabs->currentIndex()];
    filter()->setPlaceholderText(shown.filter);
    setTable(shown.pane->table());
    showAction();
}

void TabbedPage::showAction() {
    const QAction *main = m_panes[m_tabs->currentIndex()].pane->mainAction();
    action()->setVisible(main);
    if (!main)
        return;
    action()->setText(main->text());
    action()->setEnabled(main->isEnabled());
    action()->setToolTip(main->toolTip());
}

void TabbedPage::setOnline(bool online) {
    for (const Pane &one : std::as_const(m_panes))
        one.pane->setOnline(online);
}
