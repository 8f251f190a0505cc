// SPDX-License-Identifier: GPL-3.0-or-later
// What changed from one deployment to the next.
#pragma once

#include "server/services/variables.h"
#include "server/store/records.h"

/// Values of secrets are left out.
QList<VariableChange> changesBetween(const ResolvedVariables &before, const ResolvedVariables &after);
/// Template, Compose text, image or repository.
QList<SourceChange> changesBetween(const DeploymentRecord &before, const DeploymentRecord &after);
