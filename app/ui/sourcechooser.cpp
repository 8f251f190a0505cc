// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog and the forms side by side.
#include "app/ui/sourcechooser.h"
#include "app/models/format.h"
#include "app/ui/composeform.h"
#include "app/ui/gitform.h"
#include "app/ui/imageform.h"
#include "app/ui/labels.h"
#include "app/ui/logos.h"
#include "app/ui/templatedelegate.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QLineEdit>
#include <QScrollArea>

static bool hasContainers(const ServerSummary &server) {
    return std::any_of(server.engines.begin(), server.engines.end(),
        [](const EngineSummary &engine) { return engine.available && engine.kind != QLatin1String("process"); });
}

SourceChooser::SourceChooser(Workspace &workspace, Logos &logos, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_logos(logos)
    , m_kinds(new QTabBar)
    , m_stack(new QStackedWidget)
    , m_templates(new QListWidget)
    , m_noMatch(new ToneLabel(Tone::Secondary, tr("No template matches.")))
    , m_noEngine(new ToneLabel(Tone::Warning,
          tr("This server has no container engine that answers. Only templates can be deployed until it has one.")))
    , m_compose(new ComposeForm) {
    m_kinds->setAccessibleName(tr("What to deploy"));
    m_kinds->setDrawBase(true);
    m_kinds->setExpanding(false);
    m_kinds->addTab(theme::icon(QStringLiteral("templates")), tr("Template"));
    m_stack->addWidget(makeTemplates());
    addForm(QStringLiteral("image"), tr("Image"), new ImageForm);
    addForm(QStringLiteral("compose"), tr("Compose file"), m_compose);
    addForm(QStringLiteral("git"), tr("Git repository"), new GitForm);
    m_noEngine->setContentsMargins(16, 12, 16, 0);
    m_noEngine->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_kinds);
    layout->addWidget(m_noEngine);
    layout->addWidget(m_stack, 1);
    connect(m_kinds, &QTabBar::currentChanged, this, [this](int kind) {
        m_stack->setCurrentIndex(kind);
        m_noEngine->setVisible(kind > 0 && !hasContainers(m_workspace.server()));
        if (SourceForm *now = form())
            now->focusName();
        emit kindChanged();
    });
}

void SourceChooser::addForm(const QString &icon, const QString &title, SourceForm *form) {
    m_kinds->addTab(theme::icon(icon), title);
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(form);
    m_stack->addWidget(area);
    m_forms.append(form);
}

QWidget *SourceChooser::makeTemplates() {
    auto *page = new QWidget;
    auto *find = new QLineEdit;
    find->setPlaceholderText(tr("Search templates"));
    find->setAccessibleName(tr("Search templates"));
    find->setClearButtonEnabled(true);
    find->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    setFocusProxy(find);
    m_templates->setAccessibleName(tr("Templates"));
    m_templates->setFrameShape(QFrame::NoFrame);
    m_templates->setItemDelegate(new TemplateDelegate(m_templates));
    m_templates->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    QList<Template> all;
    m_workspace.templates().forEach([&all](const Replica<Template>::Row &row) { all.append(row.value); });
    std::sort(all.begin(), all.end(), [](const Template &a, const Template &b) {
        return a.featured != b.featured ? a.featured : a.display_name.compare(b.display_name, Qt::CaseInsensitive) < 0;
    });
    for (const Template &t : std::as_const(all)) {
        const QString kind = QStringLiteral("%1 · %2").arg(t.version, format::word(toText(t.category)));
        auto *item = new QListWidgetItem(m_logos.icon(t.id.value), t.display_name, m_templates);
        item->setData(TemplateDelegate::Id, t.id.value);
        item->setData(TemplateDelegate::Kind, kind);
        item->setData(TemplateDelegate::Description, t.description);
        item->setData(
            TemplateDelegate::Search, QStringList{t.display_name, kind, t.description, t.tags.join(u' ')}.join(u' '));
        item->setData(Qt::AccessibleDescriptionRole, QString(kind + QStringLiteral(". ") + t.description));
        if (t.coming_soon)
            item->setData(TemplateDelegate::Lack, tr("Coming soon"));
        else if (!t.deployable)
            item->setData(TemplateDelegate::Lack,
                tr("Needs on the server: apt install %1").arg(QStringList(t.missing).join(u' ')));
        if (!t.deployable || t.coming_soon)
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
    }
    search({});
    connect(&m_logos, &Logos::arrived, m_templates, [this](const QString &id) {
        for (int i = 0; i < m_templates->count(); ++i)
            if (m_templates->item(i)->data(TemplateDelegate::Id).toString() == id)
                m_templates->item(i)->setIcon(m_logos.icon(id));
    });
    m_noMatch->setAlignment(Qt::AlignCenter);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(16, 12, 16, 8);
    top->addWidget(find);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_noMatch);
    layout->addWidget(m_templates, 1);
    connect(find, &QLineEdit::textChanged, this, &SourceChooser::search);
    connect(find, &QLineEdit::returnPressed, this, &SourceChooser::activated);
    connect(m_templates, &QListWidget::itemActivated, this, &SourceChooser::activated);
    connect(m_templates, &QListWidget::currentItemChanged, this, &SourceChooser::kindChanged);
    return page;
}

void SourceChooser::search(const QString &text) {
    QListWidgetItem *first = nullptr;
    bool currentFits = false;
    for (int i = 0; i < m_templates->count(); ++i) {
        QListWidgetItem *item = m_templates->item(i);
        const bool fits = item->data(TemplateDelegate::Search).toString().contains(text, Qt::CaseInsensitive);
        item->setHidden(!fits);
        if (!fits || !(item->flags() & Qt::ItemIsEnabled))
            continue;
        if (!first)
            first = item;
        currentFits = currentFits || item == m_templates->currentItem();
    }
    m_noMatch->setVisible(!first && !text.isEmpty());
    if (!currentFits)
        m_templates->setCurrentItem(first);
}

SourceForm *SourceChooser::form() const {
    const int kind = m_kinds->currentIndex();
    return kind > 0 ? m_forms[kind - 1] : nullptr;
}

QString SourceChooser::templateId() const {
    const QListWidgetItem *item = m_templates->currentItem();
    return item && (item->flags() & Qt::ItemIsEnabled) ? item->data(TemplateDelegate::Id).toString() : QString();
}

void SourceChooser::chooseFile(const QString &path) {
    choose(DeployMethod::Compose);
    m_compose->read(path);
}

void SourceChooser::choose(DeployMethod method) {
    m_kinds->setCurrentIndex(method == DeployMethod::Image ? 1
            : method == DeployMethod::Compose              ? 2
            : method == DeployMethod::Git                  ? 3
                                                           : 0);
}
