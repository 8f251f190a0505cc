// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of deployments and of their changes.
#include "app/models/deploymentmodel.h"
#include "app/models/format.h"

static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;

static QString resultText(const Deployment &d) {
    return d.live ? DeploymentModel::tr("Live") : format::word(toText(d.result));
}

static QString whatText(const Deployment &d) {
    QString text = d.template_id ? *d.template_id : format::word(toText(d.deploy_method));
    if (d.template_version)
        text += u' ' + *d.template_version;
    if (d.rollback_of)
        return DeploymentModel::tr("%1, as revision %2").arg(text, QString::number(*d.rollback_of));
    return text;
}

static QString changesText(const Deployment &d) {
    QStringList names;
    for (const VariableChange &change : d.changes)
        names.append(change.name);
    return names.join(QLatin1String(", "));
}

std::span<const Column<Deployment>> DeploymentModel::columns() const {
    static constexpr Column<Deployment> table[] = {
        {"revision", QT_TR_NOOP("Revision"),
            [](const Deployment &d) -> QVariant { return QString::number(d.revision); },
            [](const Deployment &d) -> QVariant { return d.revision; }, right},
        {"result", QT_TR_NOOP("Result"), [](const Deployment &d) -> QVariant { return resultText(d); }, nullptr, left,
            [](const Deployment &d) -> QVariant { return d.error.value_or(QString()).left(2000); },
            [](const Deployment &d) {
                return d.live ? QStringLiteral("running") : format::progressWord(toText(d.result));
            }},
        {"what", QT_TR_NOOP("What"), [](const Deployment &d) -> QVariant { return whatText(d); }},
        {"changes", QT_TR_NOOP("Changed"), [](const Deployment &d) -> QVariant { return changesText(d); }},
        {"by", QT_TR_NOOP("By"), [](const Deployment &d) -> QVariant { return d.created_by; }},
        {"started", QT_TR_NOOP("Started"),
            [](const Deployment &d) -> QVariant { return format::relative(d.created_at); },
            [](const Deployment &d) -> QVariant { return qint64(d.created_at.time_since_epoch().count()); }, right,
            [](const Deployment &d) -> QVariant { return format::absolute(d.created_at); }},
        {"took", QT_TR_NOOP("Took"),
            [](const Deployment &d) -> QVariant {
                return d.duration_ms ? format::duration(std::chrono::milliseconds(*d.duration_ms)) : QString();
            },
            [](const Deployment &d) -> QVariant { return d.duration_ms.value_or(-1); }, right},
    };
    return table;
}

/// Of a secret both values are null: it is told only that it is another one.
static QString valueText(const VariableChange &change, const std::optional<QString> &value, ChangeKind absent) {
    if (value)
        return value->isEmpty() ? ChangeModel::tr("(empty)") : *value;
    return change.kind == absent ? QStringLiteral("–") : ChangeModel::tr("(secret)");
}

std::span<const Column<VariableChange>> ChangeModel::columns() const {
    static constexpr Column<VariableChange> table[] = {
        {"name", QT_TR_NOOP("Variable"), [](const VariableChange &c) -> QVariant { return c.name; }},
        {"kind", QT_TR_NOOP("Change"),
            [](const VariableChange &c) -> QVariant { return format::word(toText(c.kind)); }},
        {"before", QT_TR_NOOP("Before"),
            [](const VariableChange &c) -> QVariant { return valueText(c, c.before, ChangeKind::Added); }, nullptr,
            left, [](const VariableChange &c) -> QVariant { return c.before.value_or(QString()).left(2000); }},
        {"after", QT_TR_NOOP("After"),
            [](const VariableChange &c) -> QVariant { return valueText(c, c.after, ChangeKind::Removed); }, nullptr,
            left, [](const VariableChange &c) -> QVariant { return c.after.value_or(QString()).left(2000); }},
    };
    return table;
}
