// SPDX-License-Identifier: GPL-3.0-or-later
// Facts on the left, usage on the right.
#include "app/ui/customerview.h"
#include "app/models/amount.h"
#include "app/models/format.h"
#include "app/ui/theme.h"

template <typename Widget>
static Widget *addRow(QGridLayout *grid, const QString &name, Widget *value) {
    auto *label = new ToneLabel(Tone::Secondary, name);
    label->setWordWrap(false);
    const int row = grid->rowCount();
    grid->addWidget(label, row, 0, Qt::AlignTop | Qt::AlignLeft);
    grid->addWidget(value, row, 1, Qt::AlignTop);
    return value;
}

CustomerView::CustomerView(QWidget *parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Details of the customer"));
    auto *left = new QGridLayout;
    auto *right = new QGridLayout;
    for (QGridLayout *grid : {left, right}) {
        grid->setHorizontalSpacing(24);
        grid->setVerticalSpacing(6);
        grid->setColumnMinimumWidth(0, 84);
        grid->setColumnStretch(1, 1);
    }
    m_name = sectionLabel({});
    m_status = addRow(left, tr("Status"), new StatusLabel);
    m_email = addRow(left, tr("E-mail"), valueLabel(tr("E-mail")));
    m_plan = addRow(left, tr("Plan"), valueLabel(tr("Plan")));
    m_created = addRow(left, tr("Since"), valueLabel(tr("Since")));
    m_id = addRow(left, tr("ID"), valueLabel(tr("ID")));
    m_id->setFont(theme::monospace());
    m_notes = addRow(left, tr("Notes"), new ToneLabel(Tone::Plain));
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_services = addRow(right, tr("Services"), new Meter(tr("Services")));
    m_cpu = addRow(right, tr("CPU"), new Meter(tr("CPU")));
    m_memory = addRow(right, tr("Memory"), new Meter(tr("Memory")));
    m_storage = addRow(right, tr("Storage"), new Meter(tr("Storage")));
    m_others = addRow(right, tr("Apart from it"), new ToneLabel(Tone::Secondary));
    for (QGridLayout *grid : {left, right})
        grid->setRowStretch(grid->rowCount(), 1);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(32);
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(8);
    layout->addWidget(m_name);
    layout->addLayout(columns);
    layout->addStretch();
    setWidget(content);
}

static void setLine(QLabel *value, const QString &text) {
    if (value->text() != text) // a selection in it stays
        value->setText(text);
}

void CustomerView::show(const CustomerRow &customer) {
    setLine(m_name, customer.name);
    m_status->setStatus(toText(customer.status),
        customer.status == CustomerStatus::Active ? tr("Active")
                                                  : tr("Suspended: may only read, its services are stopped"));
    setLine(m_email, customer.email);
    setLine(m_plan, customer.plan_id ? customer.plan : tr("None: nothing is limited"));
    setLine(m_created, format::absolute(customer.created_at));
    setLine(m_id, customer.id.value);
    setLine(m_notes, customer.notes.isEmpty() ? QStringLiteral("–") : customer.notes.left(4000));
    setUsage(customer.usage);
}

static void setMeter(Meter *meter, const std::optional<ResourceUsage> &usage, Amount kind) {
    if (!usage)
        return meter->setValue(QStringLiteral("…"), std::nullopt);
    meter->setValue(
        CustomerView::tr("%1, in use now %2").arg(format::ofLimit(*usage, kind), format::amount(usage->measured, kind)),
        format::partOf(*usage));
}

void CustomerView::setUsage(const std::optional<CustomerUsage> &usage) {
    const auto of = [&usage](ResourceUsage PlanUsage::*resource) {
        return usage ? std::optional((*usage).*resource) : std::nullopt;
    };
    setMeter(m_services, of(&PlanUsage::services), Amount::Count);
    setMeter(m_cpu, of(&PlanUsage::cpu), Amount::Cores);
    setMeter(m_memory, of(&PlanUsage::memory_mb), Amount::Megabytes);
    setMeter(m_storage, of(&PlanUsage::storage_mb), Amount::Megabytes);
    QStringList others; // services that are counted by plans of their own
    if (usage)
        for (const PlanUsage &own : usage->own_plans)
            others.append(
                tr("By the plan %1: %2 services, %3, %4 memory, %5 storage")
                    .arg(own.plan_name.value_or(QStringLiteral("–")), format::ofLimit(own.services, Amount::Count),
                        format::ofLimit(own.cpu, Amount::Cores), format::ofLimit(own.memory_mb, Amount::Megabytes),
                        format::ofLimit(own.storage_mb, Amount::Megabytes)));
    setLine(m_others, others.isEmpty() ? QStringLiteral("–") : others.join(u'\n').left(4000));
}
