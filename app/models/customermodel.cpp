// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of customers.
#include "app/models/customermodel.h"
#include "app/models/amount.h"
#include "app/models/format.h"

static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;

using Resource = ResourceUsage PlanUsage::*;

template <Resource resource, Amount kind>
static QVariant used(const CustomerRow &row) {
    return row.usage ? format::ofLimit((*row.usage).*resource, kind) : QStringLiteral("…");
}

template <Resource resource>
static QVariant number(const CustomerRow &row) {
    return row.usage ? ((*row.usage).*resource).used : -1.0;
}

template <Resource resource, Amount kind>
static QVariant measured(const CustomerRow &row) {
    return row.usage ? CustomerModel::tr("In use now: %1").arg(format::amount(((*row.usage).*resource).measured, kind))
                     : CustomerModel::tr("Not loaded yet");
}

template <Resource resource>
static std::optional<double> part(const CustomerRow &row) {
    return row.usage ? format::partOf((*row.usage).*resource) : std::nullopt;
}

template <Resource resource, Amount kind>
static constexpr Column<CustomerRow> column(const char *key, const char *title) {
    return {
        key, title, used<resource, kind>, number<resource>, right, measured<resource, kind>, nullptr, part<resource>};
}

std::span<const Column<CustomerRow>> CustomerModel::columns() const {
    static constexpr Column<CustomerRow> table[] = {
        {"customer", QT_TR_NOOP("Customer"), [](const CustomerRow &c) -> QVariant { return c.name; }},
        {"status", QT_TR_NOOP("Status"),
            [](const CustomerRow &c) -> QVariant {
                return c.status == CustomerStatus::Active ? tr("Active") : tr("Suspended");
            },
            [](const CustomerRow &c) -> QVariant { return toText(c.status); }, left, nullptr,
            [](const CustomerRow &c) { return toText(c.status); }},
        {"plan", QT_TR_NOOP("Plan"), [](const CustomerRow &c) -> QVariant { return c.plan; }},
        {"email", QT_TR_NOOP("E-mail"), [](const CustomerRow &c) -> QVariant { return c.email; }},
        column<&PlanUsage::services, Amount::Count>("services", QT_TR_NOOP("Services")),
        column<&PlanUsage::cpu, Amount::Cores>("cpu", QT_TR_NOOP("CPU")),
        column<&PlanUsage::memory_mb, Amount::Megabytes>("memory", QT_TR_NOOP("Memory")),
        column<&PlanUsage::storage_mb, Amount::Megabytes>("storage", QT_TR_NOOP("Storage")),
        {"created", QT_TR_NOOP("Since"),
            [](const CustomerRow &c) -> QVariant { return format::relative(c.created_at); },
            [](const CustomerRow &c) -> QVariant { return qint64(c.created_at.time_since_epoch().count()); }, right,
            [](const CustomerRow &c) -> QVariant { return format::absolute(c.created_at); }},
    };
    return table;
}
