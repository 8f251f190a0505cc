// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of operations and steps.
#include "app/models/operationmodel.h"
#include "app/models/format.h"

static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;

static const Step *currentStep(const Operation &operation) {
    const Step *current = nullptr;
    for (const Step &step : operation.steps)
        if (step.status != StepStatus::Pending && (step.status != StepStatus::Skipped || !current))
            current = &step;
    return current;
}

static QString message(const Operation &operation) {
    if (operation.error)
        return operation.error->section(u'\n', 0, 0);
    const Step *step = isFinished(operation.status) ? nullptr : currentStep(operation);
    if (!step)
        return {};
    const QString name = format::step(step->name);
    return step->message.isEmpty() ? name : QString(name + QStringLiteral(": ") + step->message);
}

std::span<const Column<Operation>> OperationModel::columns() const {
    static constexpr Column<Operation> table[] = {
        {"operation", QT_TR_NOOP("Operation"),
            [](const Operation &o) -> QVariant { return format::word(toText(o.kind)); }},
        {"service", QT_TR_NOOP("Service"), [](const Operation &o) -> QVariant { return o.service_name; }},
        {"status", QT_TR_NOOP("Status"), [](const Operation &o) -> QVariant { return format::word(toText(o.status)); },
            nullptr, left, nullptr, [](const Operation &o) { return format::progressWord(toText(o.status)); }},
        {"progress", QT_TR_NOOP("Progress"), [](const Operation &o) -> QVariant { return format::percent(o.progress); },
            [](const Operation &o) -> QVariant { return o.progress; }, right},
        {"message", QT_TR_NOOP("What happens"), [](const Operation &o) -> QVariant { return message(o); }, nullptr,
            left, [](const Operation &o) -> QVariant { return o.error ? o.error->left(2000) : message(o); }},
        {"by", QT_TR_NOOP("By"), [](const Operation &o) -> QVariant { return o.created_by; }},
        {"started", QT_TR_NOOP("Started"),
            [](const Operation &o) -> QVariant { return format::relative(o.created_at); },
            [](const Operation &o) -> QVariant { return qint64(o.created_at.time_since_epoch().count()); }, right,
            [](const Operation &o) -> QVariant { return format::absolute(o.created_at); }},
        {"took", QT_TR_NOOP("Took"),
            [](const Operation &o) -> QVariant { return format::span(o.created_at, o.finished_at); },
            [](const Operation &o) -> QVariant {
                return o.finished_at ? qint64((*o.finished_at - o.created_at).count()) : qint64(-1);
            },
            right},
    };
    return table;
}

std::span<const Column<Step>> StepModel::columns() const {
    static constexpr Column<Step> table[] = {
        {"step", QT_TR_NOOP("Step"), [](const Step &s) -> QVariant { return format::step(s.name); }},
        {"status", QT_TR_NOOP("Status"), [](const Step &s) -> QVariant { return format::word(toText(s.status)); },
            nullptr, left, nullptr, [](const Step &s) { return format::progressWord(toText(s.status)); }},
        {"took", QT_TR_NOOP("Took"),
            [](const Step &s) -> QVariant {
                return s.started_at ? format::span(*s.started_at, s.finished_at) : QString();
            },
            nullptr, right,
            [](const Step &s) -> QVariant { return s.started_at ? format::absolute(*s.started_at) : QString(); }},
        {"message", QT_TR_NOOP("Message"), [](const Step &s) -> QVariant { return s.message; }, nullptr, left,
            [](const Step &s) -> QVariant { return s.message.left(2000); }},
    };
    return table;
}
