// SPDX-License-Identifier: GPL-3.0-or-later
// Resolving and checking.
#include "server/services/variables.h"
#include "server/services/vault.h"
#include "shared/contract/rules.h"

QMap<QString, std::optional<QString>> ResolvedVariables::shown() const {
    QMap<QString, std::optional<QString>> all;
    for (auto it = values.begin(); it != values.end(); ++it)
        all.insert(it.key(), it.value());
    for (auto it = secrets.begin(); it != secrets.end(); ++it)
        if (it.key() != gitTokenName)
            all.insert(it.key(), std::nullopt);
    return all;
}

Result<ResolvedVariables> resolveVariables(const TemplateDetail &file, const QString &serviceName,
    const GivenVariables &given, const ResolvedVariables &before) {
    static const QString serviceNameVariable = QStringLiteral("SERVICE_NAME");
    ResolvedVariables resolved;
    QMap<QString, QString> errors;
    auto wrong = [&errors](const QString &name, const QString &text) {
        errors.insert(QStringLiteral("variables.") + name.left(100), text);
    };

    resolved.values.insert(serviceNameVariable, serviceName);
    for (const TemplateVariable &variable : file.variables) {
        if (variable.name == serviceNameVariable)
            continue;
        const bool secret = variable.type == VariableType::Secret;
        const auto &kept = secret ? before.secrets : before.values;
        QString value;
        if (const auto it = given.find(variable.name); it != given.end() && !it->isNull()) {
            const auto text = rules::variableText(*it);
            if (!text) {
                wrong(variable.name, QStringLiteral("must be text, a number, true or false"));
                continue;
            }
            value = *text;
        } else if (kept.contains(variable.name)) {
            value = kept.value(variable.name);
        } else if (variable.default_value) {
            value = *variable.default_value;
        }
        if (value.isEmpty() && variable.generate)
            value = generateSecret(*variable.generate);
        if (const QString problem = rules::variable(variable, value); !problem.isEmpty())
            wrong(variable.name, problem);
        (secret ? resolved.secrets : resolved.values).insert(variable.name, value);
    }
    for (auto it = given.begin(); it != given.end(); ++it) {
        const bool known = std::any_of(file.variables.begin(), file.variables.end(),
            [&](const TemplateVariable &v) { return v.name == it.key(); });
        if (it.key() == serviceNameVariable) {
            if (it->toString() != serviceName)
                wrong(it.key(), QStringLiteral("is always the service's name; leave it out"));
        } else if (!known) {
            wrong(it.key(), QStringLiteral("is not a variable of this template"));
        }
    }
    if (!errors.isEmpty())
        return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, errors};
    return resolved;
}

Limits limitsOf(const QMap<QString, QString> &values) {
    return {std::clamp(values.value(QStringLiteral("CPU_LIMIT")).toDouble(), 0.0, 4096.0),
        std::clamp(values.value(QStringLiteral("MEMORY_MB")).toInt(), 0, 1 << 24)};
}
