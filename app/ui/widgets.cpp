// SPDX-License-Identifier: GPL-3.0-or-later
// Small widgets.
#include "app/ui/widgets.h"
#include "app/models/tablemodel.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QHeaderView>
#include <QPainter>
#include <QTableView>

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel)
    , m_retry(new QPushButton(tr("Try again")))
    , m_copy(new QPushButton(tr("Copy details"))) {
    setAccessibleName(tr("Message"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::RichText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *close = new QPushButton(theme::icon(QStringLiteral("cross")), QString());
    close->setAccessibleName(tr("Dismiss"));
    close->setToolTip(tr("Dismiss"));
    close->setFlat(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 8, 8);
    auto *icon = new QLabel;
    icon->setPixmap(theme::icon(QStringLiteral("warning")).pixmap(20, 20));
    layout->addWidget(icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_retry);
    layout->addWidget(m_copy);
    layout->addWidget(close);
    setAutoFillBackground(true);
    setFrameShape(QFrame::NoFrame);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_retry, &QPushButton::clicked, this, [this] {
        hide();
        emit retry();
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_details); });
    hide();
}

static void colour(QWidget *widget, const QColor &color) {
    QPalette palette = QApplication::palette();
    QColor back = color;
    back.setAlphaF(0.16F);
    const QColor base = palette.color(QPalette::Base);
    // Mixed here, since a window's background must not be see-through.
    palette.setColor(QPalette::Window,
        QColor::fromRgbF(base.redF() * 0.84F + color.redF() * 0.16F, base.greenF() * 0.84F + color.greenF() * 0.16F,
            base.blueF() * 0.84F + color.blueF() * 0.16F));
    widget->setPalette(palette);
}

void Banner::showProblem(const QString &what, const Problem &problem, bool canRetry) {
    colour(this, theme::statusColor(QStringLiteral("failed")));
    QStringList lines{problem.error.message};
    if (!problem.error.details.isEmpty())
        lines.append(problem.error.details);
    for (auto it = problem.error.fields.begin(); it != problem.error.fields.end(); ++it)
        lines.append(it.key() + QStringLiteral(": ") + it.value());
    QString html = QStringLiteral("<b>%1</b>").arg(what.toHtmlEscaped());
    for (const QString &line : std::as_const(lines))
        html += QStringLiteral("<br>") + line.toHtmlEscaped().replace(u'\n', QLatin1String("<br>"));
    if (!problem.requestId.isEmpty())
        html += QStringLiteral("<br><small>%1</small>").arg(tr("Request %1").arg(problem.requestId).toHtmlEscaped());
    m_text->setText(html);
    m_details = what + u'\n' + lines.join(u'\n') + QStringLiteral("\nrequest_id: ") + problem.requestId;
    m_retry->setVisible(canRetry);
    m_copy->show();
    show();
}

void Banner::showNotice(const QString &text) {
    colour(this, theme::accent());
    m_text->setText(text.toHtmlEscaped());
    m_retry->hide();
    m_copy->hide();
    show();
}

EmptyState::EmptyState(const QString &iconName, const QString &text, const QString &action, QWidget *parent)
    : QWidget(parent), m_text(new QLabel(text)), m_action(new QPushButton(action)) {
    auto *icon = new QLabel;
    icon->setPixmap(theme::icon(iconName).pixmap(48, 48));
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setMaximumWidth(420);
    m_action->setDefault(true);
    m_action->setVisible(!action.isEmpty());
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(icon, 0, Qt::AlignCenter);
    layout->addSpacing(12);
    layout->addWidget(m_text, 0, Qt::AlignCenter);
    layout->addSpacing(12);
    layout->addWidget(m_action, 0, Qt::AlignCenter);
    layout->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::triggered);
}

void EmptyState::setText(const QString &text, const QString &action) {
    m_text->setText(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

PageHeader::PageHeader(const QString &title, const QString &placeholder, const QString &action, QWidget *parent)
    : QWidget(parent), m_filter(new QLineEdit), m_action(new QPushButton(action)) {
    auto *label = new QLabel(title);
    label->setFont(theme::title());
    m_filter->setPlaceholderText(placeholder);
    m_filter->setAccessibleName(placeholder);
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(240);
    m_filter->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_action->setDefault(true);
    m_action->setVisible(!action.isEmpty());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->addWidget(label);
    layout->addStretch();
    layout->addWidget(m_filter);
    layout->addWidget(m_action);
}

void StatusDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = cell.text;
    cell.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor color = theme::statusColor(index.data(ModelRole::Status).toString());
    painter->setBrush(color);
    painter->setPen(Qt::NoPen);
    const QRectF dot(cell.rect.left() + 8, cell.rect.center().y() - 3.5, 8, 8);
    painter->drawEllipse(dot);
    painter->setPen(cell.palette.color(QPalette::Text));
    painter->drawText(cell.rect.adjusted(24, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
        cell.fontMetrics.elidedText(text, Qt::ElideRight, cell.rect.width() - 28));
    painter->restore();
}

void setUpTable(QTableView *table, const QString &name) {
    table->setAccessibleName(name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSortingEnabled(true);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setFrameShape(QFrame::NoFrame);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(28);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionsMovable(true);
    table->horizontalHeader()->setStretchLastSection(true);
}
