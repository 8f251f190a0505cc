// SPDX-License-Identifier: GPL-3.0-or-later
// ProcessStat: what /proc/PID/stat says (proc(5)). No Qt: shim and daemon both include this.
#pragma once

#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

struct ProcessStat {
    char state = 0;
    pid_t parent = 0;
    /// Clock ticks after boot. With the pid it names a process for good; the pid alone is given again.
    unsigned long long startTime = 0;
    /// Clock ticks of the process and of its children that were waited for.
    unsigned long long cpuTime = 0;
    long residentPages = 0;
};

/// False when there is no such process.
inline bool readProcessStat(pid_t process, ProcessStat &stat) {
    char path[32], text[1024] = {};
    std::snprintf(path, sizeof path, "/proc/%d/stat", process);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    const ssize_t got = read(file, text, sizeof text - 1);
    close(file);
    const char *behindName = got > 0 ? std::strrchr(text, ')') : nullptr; // the name may hold anything
    unsigned long long user = 0, system = 0, childrenUser = 0, childrenSystem = 0;
    if (!behindName
        || std::sscanf(behindName + 1,
               " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu %*d %*d %*d %*d %llu %*u %ld",
               &stat.state, &stat.parent, &user, &system, &childrenUser, &childrenSystem, &stat.startTime,
               &stat.residentPages)
            != 8)
        return false;
    stat.cpuTime = user + system + childrenUser + childrenSystem;
    return true;
}
