// SPDX-License-Identifier: GPL-3.0-or-later
// The command `logs`: prints a service's log, and goes on with it, by the API like any other client.
#pragma once

#include "server/config.h"

struct LogsOptions {
    QString service; // name or id
    QString server; // base of the API; empty: where the configuration says the server listens
    QString keyFile; // empty: the bootstrap key in the data directory
    QString since; // RFC 3339, or a time back from now like 10m
    QString grep; // RE2
    QString tail;
    bool follow = false;
};

/// Returns the process's exit code. With `follow` it ends only when the server refuses.
int printLogs(const Config &config, const LogsOptions &options);
