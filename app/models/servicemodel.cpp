// SPDX-License-Identifier: GPL-3.0-or-later
// The column tables.
#include "app/models/servicemodel.h"
#include "app/models/format.h"

static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;

std::span<const Column<Service>> ServiceModel::columns() const {
    static constexpr Column<Service> table[] = {
        {QT_TR_NOOP("Name"), [](const Service &s) -> QVariant { return s.name; }},
        {QT_TR_NOOP("Status"), [](const Service &s) -> QVariant { return format::word(toText(s.status)); }, nullptr,
            left, [](const Service &s) -> QVariant { return s.error.value_or(QString()); },
            [](const Service &s) { return toText(s.status); }},
        {QT_TR_NOOP("Health"), [](const Service &s) -> QVariant { return format::word(toText(s.health.status)); },
            nullptr, left, nullptr, [](const Service &s) { return toText(s.health.status); }},
        {QT_TR_NOOP("Template"), [](const Service &s) -> QVariant { return s.template_id.value_or(QString()); }},
        {QT_TR_NOOP("Address"), [](const Service &s) -> QVariant { return s.url.value_or(QString()); }},
        {QT_TR_NOOP("CPU"), [](const Service &s) -> QVariant { return format::cpu(s.resources.cpu_usage); },
            [](const Service &s) -> QVariant { return s.resources.cpu_usage; }, right},
        {QT_TR_NOOP("Memory"),
            [](const Service &s) -> QVariant { return format::megabytes(s.resources.memory_usage_mb); },
            [](const Service &s) -> QVariant { return s.resources.memory_usage_mb; }, right},
        {QT_TR_NOOP("Updated"), [](const Service &s) -> QVariant { return format::relative(s.updated_at); },
            [](const Service &s) -> QVariant { return qint64(s.updated_at.time_since_epoch().count()); }, right,
            [](const Service &s) -> QVariant { return format::absolute(s.updated_at); }},
    };
    return table;
}

static const Step *currentStep(const Operation &operation) {
    const Step *current = nullptr;
    for (const Step &step : operation.steps)
        if (step.status != StepStatus::Pending && (step.status != StepStatus::Skipped || !current))
            current = &step;
    return current;
}

std::span<const Column<Operation>> OperationModel::columns() const {
    static constexpr Column<Operation> table[] = {
        {QT_TR_NOOP("Operation"), [](const Operation &o) -> QVariant { return format::word(toText(o.kind)); }},
        {QT_TR_NOOP("Service"), [](const Operation &o) -> QVariant { return o.service_name; }},
        {QT_TR_NOOP("Status"), [](const Operation &o) -> QVariant { return format::word(toText(o.status)); }, nullptr,
            left, nullptr, [](const Operation &o) { return toText(o.status); }},
        {QT_TR_NOOP("Progress"), [](const Operation &o) -> QVariant { return format::percent(o.progress); },
            [](const Operation &o) -> QVariant { return o.progress; }, right},
        {QT_TR_NOOP("Step"),
            [](const Operation &o) -> QVariant {
                if (o.error)
                    return o.error->section(u'\n', 0, 0);
                const Step *step = currentStep(o);
                return step ? QString(step->name + QStringLiteral(": ") + step->message) : QString();
            },
            nullptr, left, [](const Operation &o) -> QVariant { return o.error.value_or(QString()); }},
        {QT_TR_NOOP("Started"), [](const Operation &o) -> QVariant { return format::relative(o.created_at); },
            [](const Operation &o) -> QVariant { return qint64(o.created_at.time_since_epoch().count()); }, right,
            [](const Operation &o) -> QVariant { return format::absolute(o.created_at); }},
    };
    return table;
}

std::span<const Column<Template>> TemplateModel::columns() const {
    static constexpr Column<Template> table[] = {
        {QT_TR_NOOP("Name"), [](const Template &t) -> QVariant { return t.display_name; }},
        {QT_TR_NOOP("Category"), [](const Template &t) -> QVariant { return format::word(toText(t.category)); }},
        {QT_TR_NOOP("Version"), [](const Template &t) -> QVariant { return t.version; }},
        {QT_TR_NOOP("Description"), [](const Template &t) -> QVariant { return t.description; }, nullptr, left,
            [](const Template &t) -> QVariant { return t.description; }},
        {QT_TR_NOOP("Ready"),
            [](const Template &t) -> QVariant {
                return t.deployable
                    ? TemplateModel::tr("Ready")
                    : TemplateModel::tr("Needs %1").arg(QStringList(t.missing).join(QLatin1String(", ")));
            },
            nullptr, left, nullptr,
            [](const Template &t) { return t.deployable ? QStringLiteral("running") : QStringLiteral("warning"); }},
    };
    return table;
}
