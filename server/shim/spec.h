// SPDX-License-Identifier: GPL-3.0-or-later
// ShimSpec: what a shim is told to run. It comes through a pipe, never by argument or file, since it holds secrets.
// The form is a row of netstrings (cr.yp.to/proto/netstrings.txt): key, value, key, value ...
#pragma once

#include <string>
#include <string_view>
#include <vector>

struct ComponentSpec {
    std::string name;
    std::vector<std::string> command;
    std::vector<std::string> environment; // NAME=VALUE
    std::string workdir;
    int stopSignal = 15;
    int graceMs = 10000;
    std::string restart = "always"; // always, on-failure, never
};

struct ShimSpec {
    std::string service;
    int revision = 0;
    std::string dataDir;
    std::string passwd; // file to show as /etc/passwd; empty: the host's
    unsigned uid = 0; // 0: stay who we are
    std::vector<std::string> cgroups; // folders to enter
    bool isWrapped = false; // commands begin with a sandbox's program, which stays their parent
    unsigned long memoryBytes = 0; // of data, where no cgroup counts memory; 0: no limit
    unsigned long maxProcesses = 0;
    std::vector<ComponentSpec> components;
};

/// Reads the whole of a spec; false when it is not one.
bool parseSpec(std::string_view text, ShimSpec &spec);
