// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of aiadminpaneld; each returns the process's exit code.
#pragma once

#include "server/config.h"

enum ExitCode { ExitOk = 0, ExitFailed = 1, ExitUsage = 2, ExitInUse = 3 };

int serve(const Config &config);
int checkConfig(const Config &config);
int verifyAudit(const Config &config);
int printOpenApi();
/// Seals all stored secrets with a new master key.
int rotateKey(const Config &config);
/// Ends the Caddy that a server on this data directory has left running.
int stopEdge(const Config &config);
int createApiKey(
    const Config &config, const QString &name, const QString &role, const QString &expiresAt, const QString &customer);
