// SPDX-License-Identifier: GPL-3.0-or-later
// Reading netstrings into the spec.
#include "server/shim/spec.h"
#include <cstdlib>

static bool netstring(std::string_view &text, std::string &out) {
    size_t length = 0, digits = 0;
    while (digits < text.size() && digits < 9 && text[digits] >= '0' && text[digits] <= '9')
        length = length * 10 + size_t(text[digits++] - '0');
    if (digits == 0 || text.size() < digits + length + 2 || text[digits] != ':' || text[digits + 1 + length] != ',')
        return false;
    out = text.substr(digits + 1, length);
    text.remove_prefix(digits + length + 2);
    return true;
}

bool parseSpec(std::string_view text, ShimSpec &spec) {
    std::string key, value;
    while (!text.empty()) {
        if (!netstring(text, key) || !netstring(text, value))
            return false;
        const auto number = std::strtoul(value.c_str(), nullptr, 10);
        if (key == "service")
            spec.service = value;
        else if (key == "revision")
            spec.revision = int(number);
        else if (key == "wrapped")
            spec.isWrapped = number != 0;
        else if (key == "data_dir")
            spec.dataDir = value;
        else if (key == "passwd")
            spec.passwd = value;
        else if (key == "uid")
            spec.uid = unsigned(number);
        else if (key == "cgroup")
            spec.cgroups.push_back(value);
        else if (key == "memory_bytes")
            spec.memoryBytes = number;
        else if (key == "max_processes")
            spec.maxProcesses = number;
        else if (key == "component")
            spec.components.emplace_back().name = value;
        else if (spec.components.empty())
            return false;
        else if (key == "arg")
            spec.components.back().command.push_back(value);
        else if (key == "env")
            spec.components.back().environment.push_back(value);
        else if (key == "workdir")
            spec.components.back().workdir = value;
        else if (key == "stop_signal")
            spec.components.back().stopSignal = int(number);
        else if (key == "grace_ms")
            spec.components.back().graceMs = int(number);
        else if (key == "restart")
            spec.components.back().restart = value;
        else
            return false;
    }
    for (const ComponentSpec &component : spec.components)
        if (component.command.empty() || component.name.empty() || component.name.size() > 255)
            return false;
    return !spec.service.empty() && !spec.components.empty();
}
