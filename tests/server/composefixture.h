// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the Compose parser share: parsing with values, problems as text.
#pragma once

#include "server/catalog/composeproject.h"
#include "shared/base/codec.h"

inline QString s(const char *text) {
    return QString::fromUtf8(text);
}

/// Every problem as one line; says so when there is a project beside problems, or neither.
inline QStringList composeProblems(const QByteArray &yaml, const ComposeInput &input = {}) {
    QStringList all;
    const ParsedCompose parsed = parseCompose(yaml, input);
    for (const YamlProblem &problem : parsed.problems)
        all.append(problem.toString());
    if (parsed.project.has_value() != all.isEmpty())
        all.append(QStringLiteral("a project beside problems, or neither"));
    return all;
}

/// A file with one component, of the given lines.
inline QByteArray composeOf(const QByteArray &lines, const QByteArray &top = {}) {
    QByteArray yaml = "services:\n  web:\n    image: demo\n";
    for (const QByteArray &line : lines.split('\n'))
        yaml += "    " + line + "\n";
    return yaml + top;
}

/// That component, or nullopt and the problems in `problems`.
inline std::optional<ComposeComponent> componentOf(
    const QByteArray &lines, QStringList &problems, const QByteArray &top = {}, const ComposeInput &input = {}) {
    const QByteArray yaml = composeOf(lines, top);
    problems = composeProblems(yaml, input);
    const ParsedCompose parsed = parseCompose(yaml, input);
    if (!parsed.project || !parsed.project->find(QStringLiteral("web")))
        return std::nullopt;
    return *parsed.project->find(QStringLiteral("web"));
}
