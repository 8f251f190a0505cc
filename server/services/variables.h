// SPDX-License-Identifier: GPL-3.0-or-later
// The values a deployment runs with: what was given, what was kept, defaults, and secrets made here.
#pragma once

#include "shared/base/result.h"
#include "shared/contract/template.h"

/// Among the secrets of a service made from a repository: the password or token to fetch it with. No placeholder can
/// have this name.
inline const QString gitTokenName = QStringLiteral("git.token");

struct ResolvedVariables {
    QMap<QString, QString> values;
    /// Values of type secret, in the clear: they leave this struct only into the vault or into a process.
    QMap<QString, QString> secrets;

    /// As the API shows them: secrets are null, and that of a repository is not shown.
    QMap<QString, std::optional<QString>> shown() const;
};

using GivenVariables = QMap<QString, QJsonValue>;

/// Checks `given` by the template's rules and fills in the rest: values of `before` (an earlier deployment), defaults,
/// generated secrets; SERVICE_NAME is always the name. Errors name every wrong value as `variables.NAME`.
Result<ResolvedVariables> resolveVariables(const TemplateDetail &file, const QString &serviceName,
    const GivenVariables &given, const ResolvedVariables &before);

/// What a deployment may use at most, from the variables MEMORY_MB and CPU_LIMIT where its template has them.
struct Limits {
    double cpu = 0; // cores, 0: no limit
    int memoryMb = 0; // 0: no limit
};
Limits limitsOf(const QMap<QString, QString> &values);
