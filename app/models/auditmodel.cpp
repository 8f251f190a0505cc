// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of the audit log.
#include "app/models/auditmodel.h"
#include "app/models/format.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

static std::optional<QString> textOf(const QJsonObject &object, const QString &name) {
    const QJsonValue value = object.value(name);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

QList<VariableChange> AuditModel::changesOf(const AuditEntry &entry) {
    const QJsonObject before = QJsonDocument::fromJson(entry.before.toUtf8()).object();
    const QJsonObject after = QJsonDocument::fromJson(entry.after.toUtf8()).object();
    QSet<QString> names;
    for (const QJsonObject &object : {before, after})
        for (auto it = object.begin(); it != object.end(); ++it)
            names.insert(it.key());
    names.remove(QStringLiteral("updated_at"));
    QList<VariableChange> changes;
    for (const QString &name : std::as_const(names)) {
        const auto was = textOf(before, name), is = textOf(after, name);
        if (was == is)
            continue;
        const ChangeKind kind = !was ? ChangeKind::Added : !is ? ChangeKind::Removed : ChangeKind::Changed;
        changes.append({name, kind, was, is});
    }
    return changes;
}

std::span<const Column<AuditEntry>> AuditModel::columns() const {
    static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
    static constexpr Column<AuditEntry> table[] = {
        {"time", QT_TR_NOOP("Time"), [](const AuditEntry &e) -> QVariant { return format::stamp(e.time); },
            [](const AuditEntry &e) -> QVariant { return e.number; }, left,
            [](const AuditEntry &e) -> QVariant { return format::absolute(e.time); }},
        {"actor", QT_TR_NOOP("Who"), [](const AuditEntry &e) -> QVariant { return e.actor; }},
        {"action", QT_TR_NOOP("What"), [](const AuditEntry &e) -> QVariant { return e.action; }},
        {"target", QT_TR_NOOP("To what"), [](const AuditEntry &e) -> QVariant { return e.target; }},
        {"result", QT_TR_NOOP("Result"), [](const AuditEntry &e) -> QVariant { return format::word(toText(e.result)); },
            nullptr, left, nullptr,
            [](const AuditEntry &e) -> QString {
                return e.result == AuditResult::Done ? QStringLiteral("succeeded") : QStringLiteral("failed");
            }},
        {"address", QT_TR_NOOP("From"), [](const AuditEntry &e) -> QVariant { return e.address; }},
        {"message", QT_TR_NOOP("Why"), [](const AuditEntry &e) -> QVariant { return e.message; }, nullptr, left,
            [](const AuditEntry &e) -> QVariant { return e.message.left(2000); }},
    };
    return table;
}
