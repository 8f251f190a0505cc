// SPDX-License-Identifier: GPL-3.0-or-later
// What all such tables share.
#include "app/ui/recordpane.h"
#include "app/ui/actionbar.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QSplitter>

RecordPane::RecordPane(Workspace &workspace, Banner &banner, Rights rights, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_banner(banner), m_rights(rights) { }

void RecordPane::build(RecordTable *table, const RecordTable::Words &words, QAction *main,
    const QList<QAction *> &actions, QWidget *detail) {
    m_table = table;
    m_words = words;
    m_main = main;
    m_detail = detail;
    table->view()->addActions(actions);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new ActionBar(actions));
    if (detail) {
        auto *splitter = new QSplitter(Qt::Vertical);
        splitter->addWidget(table);
        splitter->addWidget(detail);
        splitter->setStretchFactor(0, 3);
        splitter->setStretchFactor(1, 2);
        splitter->setChildrenCollapsible(false);
        layout->addWidget(splitter, 1);
    } else {
        layout->addWidget(table, 1);
    }
    connect(table, &RecordTable::selectionChanged, this, &RecordPane::update);
    if (main)
        connect(table, &RecordTable::emptyAction, main, &QAction::trigger);
    connect(table, &RecordTable::retry, this, &RecordPane::reload);
    connect(&m_workspace, &Workspace::ready, this, &RecordPane::reload);
    update();
}

QAction *RecordPane::make(const char *icon, const QString &text, const QKeySequence &keys) {
    auto *action = new QAction(theme::icon(QString::fromLatin1(icon)), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

void RecordPane::allow(QAction *action, bool fits, const QString &why) {
    const bool may = mayChange();
    action->setEnabled(m_online && may && fits);
    QString tip = action->text();
    if (!action->shortcut().isEmpty())
        tip += QStringLiteral(" (%1)").arg(action->shortcut().toString(QKeySequence::NativeText));
    if (!m_online)
        tip = tr("Not while offline");
    else if (!may)
        tip = tr("This key lacks the permission %1").arg(toText(m_rights.change));
    else if (!fits)
        tip = why;
    action->setToolTip(tip);
}

void RecordPane::setOnline(bool online) {
    m_online = online;
    update();
}

void RecordPane::update() {
    if (m_detail)
        m_detail->setVisible(m_table->selectedRow() >= 0);
    showSelected();
}

void RecordPane::showEvent(QShowEvent *event) {
    QWidget::showEvent(event);
    reload();
}

void RecordPane::reload() {
    ++m_turn;
    if (!isVisible() || !m_workspace.isLoaded())
        return;
    if (!m_workspace.may(m_rights.read)) {
        m_table->state()->showNoPermission(tr("Your key may not see this list."), toText(m_rights.read));
        m_table->setCurrentWidget(m_table->state());
        return;
    }
    RecordTable::Words words = m_words;
    if (!mayChange())
        words.action.clear();
    m_table->setWords(words);
    m_table->setLoading();
    spawn(load(m_turn));
}

void RecordPane::showFailure(const QString &what, const Problem &problem) {
    m_table->setProblem(what, problem);
    if (m_online && m_table->rows().rowCount() > 0) // where there are rows the table does not say it
        m_banner.showProblem(what, problem);
}
