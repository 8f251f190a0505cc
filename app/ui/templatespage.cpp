// SPDX-License-Identifier: GPL-3.0-or-later
// The page.
#include "app/ui/templatespage.h"
#include "app/ui/logos.h"
#include "app/ui/statusdelegate.h"
#include <QHeaderView>

namespace {
class LogoDelegate final : public StatusDelegate {
public:
    LogoDelegate(Logos &logos, QObject *parent) : StatusDelegate(parent), m_logos(logos) { }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override {
        StatusDelegate::initStyleOption(option, index);
        option->icon = m_logos.icon(index.data(ModelRole::Id).toString());
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = QSize(20, 20);
    }

private:
    Logos &m_logos;
};
} // namespace

TemplatesPage::TemplatesPage(Workspace &workspace, Logos &logos, QWidget *parent)
    : PanelPage(
        {QStringLiteral("templates"), tr("Templates"), tr("Filter: words, category:databases"), tr("Deploy template")},
        parent)
    , m_workspace(workspace)
    , m_table(new RecordTable(m_model, tr("Templates"),
          {QStringLiteral("templates"), tr("The server's catalog has no templates."), {},
              tr("No template matches this filter.")},
          QStringLiteral("templates"))) {
    m_table->view()->setItemDelegateForColumn(TemplateModel::Name, new LogoDelegate(logos, this));
    m_table->view()->verticalHeader()->setDefaultSectionSize(32);
    m_table->sortBy(TemplateModel::Name, Qt::AscendingOrder);
    m_table->setWidths(
        {180, 130, 80, 150, 240}, {TemplateModel::Description}, {TemplateModel::Version, TemplateModel::CategoryName});
    m_model.follow(workspace.templates());
    setContent(m_table);
    setTable(m_table);
    connect(&logos, &Logos::arrived, m_table->view()->viewport(), qOverload<>(&QWidget::update));
    connect(m_table, &RecordTable::selectionChanged, this, &TemplatesPage::update);
    connect(action(), &QPushButton::clicked, this, &TemplatesPage::deployCurrent);
    connect(m_table, &RecordTable::activated, this, &TemplatesPage::deployCurrent);
    connect(&workspace, &Workspace::ready, this, [this] {
        m_table->setLoaded();
        if (m_table->selectedRow() < 0 && m_model.rowCount() > 0)
            m_table->view()->setCurrentIndex(m_table->proxy().index(0, 0));
        const QStringList errors = m_workspace.server().template_errors;
        if (!errors.isEmpty())
            banner()->showNotice(tr("%n template file(s) were left out: %1", nullptr, int(errors.size()))
                                     .arg(errors.mid(0, 5).join(QLatin1String("; "))));
        update();
    });
    connect(&workspace, &Workspace::failed, this, [this](const Problem &problem) {
        showFailure(tr("The templates could not be loaded."), problem, m_workspace.isRefused());
    });
    update();
}

void TemplatesPage::setOnline(bool online) {
    m_online = online;
    update();
}

void TemplatesPage::update() {
    const int row = m_table->selectedRow();
    const bool may = m_workspace.may(Permission::ServicesDeploy);
    const bool runs = row >= 0 && m_model.row(row).deployable && !m_model.row(row).coming_soon;
    action()->setEnabled(m_online && may && runs);
    action()->setToolTip(!m_online ? tr("Not while offline")
            : !may                 ? tr("This key lacks the permission services.deploy")
            : row >= 0 && !runs    ? tr("The server lacks what this template needs")
                                   : QString());
}

void TemplatesPage::deployCurrent() {
    if (const int row = m_table->selectedRow(); row >= 0 && action()->isEnabled())
        emit deployRequested(m_model.row(row).id.value);
}
