// SPDX-License-Identifier: GPL-3.0-or-later
// Exposure: which ports get a URL and how health is probed, as templates and Compose files' `x-aiadminpanel` say it.
#pragma once

#include "server/catalog/composeproject.h"
#include "server/catalog/templatefile.h"
#include "server/catalog/yamlreader.h"

/// What the two sections may name.
struct ExposureNames {
    /// What is wrong with the number of a port; empty when nothing is.
    std::function<QString(int port)> portProblem;
    /// Placeholders a command may have.
    QSet<QString> placeholders;
};

/// [{port: 80}]
QList<DomainRoute> readDomains(YamlReader &in, const YamlNode &node, const ExposureNames &names);
/// {path: /, port: 80, interval: 30s, ...}, {tcp: true, ...} or {command: [...], ...}
HealthProbe readHealthcheck(YamlReader &in, const YamlNode &node, const ExposureNames &names);

/// What is wrong with a port that components of a project should publish or expose; empty when one does.
QString portProblem(const ComposeProject &project, int port);
