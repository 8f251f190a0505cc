// SPDX-License-Identifier: GPL-3.0-or-later
// Two columns of names and values.
#include "app/ui/overviewtab.h"
#include "app/models/format.h"
#include "app/ui/serviceactions.h"
#include "app/ui/theme.h"
#include <QPainter>
#include <QStyle>

Meter::Meter(const QString &name, QWidget *parent) : QWidget(parent), m_name(name) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize Meter::sizeHint() const {
    return {180, fontMetrics().height() + (m_fraction ? 8 : 2)};
}

void Meter::setValue(const QString &text, std::optional<double> fraction) {
    const bool sameShape = fraction.has_value() == m_fraction.has_value();
    m_text = text;
    m_fraction = fraction;
    setAccessibleName(m_name + QStringLiteral(": ") + text);
    if (!sameShape)
        updateGeometry();
    update();
}

void Meter::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(0, 0, width(), fontMetrics().height()),
        int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft) | Qt::AlignVCenter), m_text);
    if (!m_fraction)
        return;
    const double part = std::clamp(*m_fraction, 0.0, 1.0);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const double whole = std::min(width(), 220), left = mirrored ? width() - whole : 0;
    const QRectF bar(left, fontMetrics().height() + 3, whole, 4);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::border());
    painter.drawRoundedRect(bar, 2, 2);
    painter.setBrush(part > 0.95 ? theme::statusColor(QStringLiteral("failed"))
            : part > 0.8         ? theme::statusColor(QStringLiteral("warning"))
                                 : theme::accent());
    const double filled = std::max(4.0, whole * part);
    painter.drawRoundedRect(QRectF(mirrored ? bar.right() - filled : left, bar.top(), filled, bar.height()), 2, 2);
}

template <typename Widget>
Widget *OverviewTab::addRow(QGridLayout *grid, int row, const QString &name, Widget *value) {
    auto *label = new ToneLabel(Tone::Secondary, name);
    label->setWordWrap(false);
    grid->addWidget(label, row, 0, Qt::AlignTop | Qt::AlignLeft);
    grid->addWidget(value, row, 1, Qt::AlignTop);
    return value;
}

OverviewTab::OverviewTab(QWidget *parent) : QScrollArea(parent), m_error(new ToneLabel(Tone::Failed)) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Overview"));
    auto *left = new QGridLayout;
    auto *right = new QGridLayout;
    for (QGridLayout *grid : {left, right}) {
        grid->setHorizontalSpacing(24);
        grid->setVerticalSpacing(6);
        grid->setColumnMinimumWidth(0, 84);
        grid->setColumnStretch(1, 1);
    }
    m_status = addRow(left, 0, tr("Status"), new StatusLabel);
    m_health = addRow(left, 1, tr("Health"), new StatusLabel);
    m_healthReason = new ToneLabel(Tone::Warning);
    left->addWidget(m_healthReason, 2, 1);
    m_address = addRow(left, 3, tr("Address"), valueLabel(tr("Address")));
    m_address->setTextFormat(Qt::RichText);
    m_address->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_address->setOpenExternalLinks(true);
    m_source = addRow(left, 4, tr("Source"), valueLabel(tr("Source")));
    m_engine = addRow(left, 5, tr("Engine"), valueLabel(tr("Engine")));
    m_revision = addRow(left, 6, tr("Revision"), valueLabel(tr("Revision")));
    m_cpu = addRow(right, 0, tr("CPU"), new Meter(tr("CPU")));
    m_memory = addRow(right, 1, tr("Memory"), new Meter(tr("Memory")));
    m_storage = addRow(right, 2, tr("Storage"), valueLabel(tr("Storage")));
    m_deployed = addRow(right, 3, tr("Deployed"), valueLabel(tr("Deployed")));
    m_created = addRow(right, 4, tr("Created"), valueLabel(tr("Created")));
    m_operation = addRow(right, 5, tr("Operation"), new QLabel);
    m_operation->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_operation->setAccessibleName(tr("Latest operation"));
    m_id = addRow(right, 6, tr("ID"), valueLabel(tr("ID")));
    m_id->setFont(theme::monospace());
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QGridLayout *grid : {left, right}) {
        for (int row = 0; row < 7; ++row)
            if (row != 2 || grid == right) // the reason's row is mostly empty
                grid->setRowMinimumHeight(row, 20);
        grid->setRowStretch(7, 1);
    }

    auto *columns = new QHBoxLayout;
    columns->setSpacing(32);
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(12);
    layout->addWidget(m_error);
    layout->addLayout(columns);
    layout->addStretch();
    setWidget(content);
    connect(m_operation, &QLabel::linkActivated, this, &OverviewTab::operationRequested);
    connect(&m_tick, &QTimer::timeout, this, &OverviewTab::showTimes);
    m_tick.start(std::chrono::seconds(20)); // "5 min ago" grows by itself
}

void OverviewTab::setLine(QLabel *value, const QString &text) {
    if (value->text() != text) // a selection in it stays
        value->setText(text);
}

void OverviewTab::show(const Service &service) {
    m_service = service;
    m_error->setVisible(service.error.has_value());
    setLine(m_error, service.error.value_or(QString()).left(4000));
    m_status->setStatus(toText(service.status), format::word(toText(service.status)));
    m_health->setStatus(format::healthWord(service), format::health(service));
    setLine(m_healthReason, format::healthReason(service));
    m_healthReason->setVisible(!m_healthReason->text().isEmpty());
    const QString url = service.url.value_or(QStringLiteral("–")).toHtmlEscaped();
    setLine(m_address,
        opensInBrowser(service)
            ? QStringLiteral("<a href=\"%1\" style=\"color:%2\">%1</a>").arg(url, theme::accent().name())
            : url);
    setLine(m_source, format::source(service));
    setLine(m_engine, service.engine.isEmpty() ? QStringLiteral("–") : service.engine);
    setLine(m_revision, QString::number(service.revision));
    const Resources &now = service.resources;
    if (format::isMeasured(service)) {
        m_cpu->setValue(format::cpuUsage(now.cpu_usage, now.cpu_limit),
            now.cpu_limit > 0 ? std::optional(now.cpu_usage / now.cpu_limit) : std::nullopt);
        m_memory->setValue(format::usage(now.memory_usage_mb, now.memory_limit_mb),
            now.memory_limit_mb > 0 ? std::optional(now.memory_usage_mb / now.memory_limit_mb) : std::nullopt);
    } else {
        for (Meter *meter : {m_cpu, m_memory})
            meter->setValue(QStringLiteral("–"), std::nullopt);
    }
    setLine(m_storage, format::megabytes(now.storage_mb));
    setLine(m_operation,
        service.operation_id ? QStringLiteral("<a href=\"%1\" style=\"color:%2\">%3</a>")
                                   .arg(service.operation_id->value, theme::accent().name(), tr("Show the latest"))
                             : QStringLiteral("–"));
    setLine(m_id, service.id.value);
    showTimes();
}

void OverviewTab::changeEvent(QEvent *event) {
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_service.id.isEmpty())
        show(m_service); // the links have their colour in their text
}

void OverviewTab::showTimes() {
    if (m_service.id.isEmpty())
        return;
    setLine(m_created, format::relative(m_service.created_at));
    m_created->setToolTip(format::absolute(m_service.created_at));
    setLine(m_deployed, m_service.deployed_at ? format::relative(*m_service.deployed_at) : QStringLiteral("–"));
    m_deployed->setToolTip(m_service.deployed_at ? format::absolute(*m_service.deployed_at) : QString());
}
