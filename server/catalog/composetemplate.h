// SPDX-License-Identifier: GPL-3.0-or-later
// A Compose file in the place of a template: its placeholders are the variables, its first open port gets the URL.
#pragma once

#include "server/catalog/composeproject.h"
#include "server/catalog/templatefile.h"

/// What an engine runs for a Compose file of no template. A placeholder whose name looks like that of a secret is one.
/// `Validation` of the field `compose` when it cannot be read as YAML at all.
Result<TemplateFile> templateOfCompose(const QByteArray &text);

/// The project as it will be carried out with these values. `Validation` of `field` with all that is wrong, each with
/// line and column.
Result<ComposeProject> projectOf(const TemplateFile &file, const QMap<QString, QString> &values,
    const ComposePolicy &policy, const QString &field = QStringLiteral("compose"));

/// Takes `domains` and `healthcheck` from the file's top-level `x-aiadminpanel`, which has them in the form of
/// templates. Without domains the URL goes to the first TCP port of the first component that publishes or exposes one.
Result<Done> readExposure(TemplateFile &file, const ComposeProject &project);

/// Ports of the host a project wants and no other can have: "8080/tcp", "127.0.0.1:53/udp".
QStringList fixedPorts(const ComposeProject &project);
/// Those of `wanted` that `held` has too; an address meets itself, and all when none is said.
QStringList portsInBoth(const QStringList &wanted, const QStringList &held);
