// SPDX-License-Identifier: GPL-3.0-or-later
// The frame of a page.
#include "app/ui/panelpage.h"
#include "app/ui/filtercompleter.h"
#include "app/ui/labels.h"
#include "app/ui/recordtable.h"
#include "app/ui/takeover.h"
#include "app/ui/theme.h"
#include <QBoxLayout>

PanelPage::PanelPage(const Words &words, QWidget *parent)
    : QWidget(parent)
    , m_words(words)
    , m_back(new QPushButton(theme::icon(QStringLiteral("back")), words.title))
    , m_title(titleLabel(words.title))
    , m_filter(new QLineEdit)
    , m_action(new QPushButton(words.action))
    , m_banner(new Banner) {
    setAccessibleName(words.title);
    m_back->setFlat(true);
    m_back->setToolTip(tr("Back to the list (Esc)"));
    m_back->hide();
    connect(m_back, &QPushButton::clicked, this, &PanelPage::backRequested);
    m_filter->setPlaceholderText(words.filter);
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(180);
    m_filter->setMaximumWidth(360);
    m_filter->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_action->setDefault(true);
    m_action->setVisible(!words.action.isEmpty());
    auto *header = new QHBoxLayout;
    header->setContentsMargins(16, 12, 16, 12);
    header->setSpacing(8);
    header->addWidget(m_back);
    header->addWidget(m_title, 1);
    header->addWidget(m_filter, 2);
    header->addWidget(m_action);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(header);
    layout->addWidget(m_banner);
}

void PanelPage::setContent(QWidget *content) {
    static_cast<QVBoxLayout *>(layout())->addWidget(content, 1);
}

void PanelPage::showDetail(const QString &name) {
    m_back->setVisible(!name.isEmpty());
    m_filter->setVisible(name.isEmpty());
    m_title->setText(name.isEmpty() ? m_words.title : name);
    m_title->setToolTip(name);
}

void PanelPage::setTable(RecordTable *table) {
    m_table = table;
    table->setLoading();
    new FilterCompleter(*m_filter, table->rows());
    connect(m_filter, &QLineEdit::textChanged, table, &RecordTable::setFilter);
    connect(table, &RecordTable::clearFilter, m_filter, &QLineEdit::clear);
    connect(table, &RecordTable::retry, this, &PanelPage::retryRequested);
}

void PanelPage::showFailure(const QString &what, const Problem &problem, bool refused) {
    m_table->setProblem(what, problem, refused ? tr("Choose a server…") : QString());
}

void PanelPage::takeOver(const PanelPage &before) {
    ::takeOver(*this, before);
}

void PanelPage::focusFilter() {
    emit backRequested();
    m_filter->setFocus();
    m_filter->selectAll();
}

void PanelPage::focusTable() {
    m_table->currentWidget()->setFocus();
}
