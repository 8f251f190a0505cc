// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of services.
#include "app/models/servicemodel.h"
#include "app/models/format.h"

static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;

std::span<const Column<Service>> ServiceModel::columns() const {
    static constexpr Column<Service> table[] = {
        {"name", QT_TR_NOOP("Name"), [](const Service &s) -> QVariant { return s.name; }},
        {"status", QT_TR_NOOP("Status"), [](const Service &s) -> QVariant { return format::word(toText(s.status)); },
            nullptr, left, [](const Service &s) -> QVariant { return s.error.value_or(QString()); },
            [](const Service &s) { return toText(s.status); }},
        {"health", QT_TR_NOOP("Health"), [](const Service &s) -> QVariant { return format::health(s); }, nullptr, left,
            [](const Service &s) -> QVariant { return format::healthReason(s); },
            [](const Service &s) { return format::healthWord(s); }},
        {"source", QT_TR_NOOP("Source"), [](const Service &s) -> QVariant { return format::source(s); }},
        {"engine", QT_TR_NOOP("Engine"), [](const Service &s) -> QVariant { return s.engine; }},
        {"address", QT_TR_NOOP("Address"), [](const Service &s) -> QVariant { return s.url.value_or(QString()); },
            nullptr, left, [](const Service &s) -> QVariant { return s.url.value_or(QString()); }},
        {"cpu", QT_TR_NOOP("CPU"),
            [](const Service &s) -> QVariant {
                return format::isMeasured(s) ? format::cpu(s.resources.cpu_usage) : QStringLiteral("–");
            },
            [](const Service &s) -> QVariant { return s.resources.cpu_usage; }, right},
        {"memory", QT_TR_NOOP("Memory"),
            [](const Service &s) -> QVariant {
                return format::isMeasured(s) ? format::megabytes(s.resources.memory_usage_mb) : QStringLiteral("–");
            },
            [](const Service &s) -> QVariant { return s.resources.memory_usage_mb; }, right},
        {"updated", QT_TR_NOOP("Updated"), [](const Service &s) -> QVariant { return format::relative(s.updated_at); },
            [](const Service &s) -> QVariant { return qint64(s.updated_at.time_since_epoch().count()); }, right,
            [](const Service &s) -> QVariant { return format::absolute(s.updated_at); }},
    };
    return table;
}
