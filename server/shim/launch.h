// SPDX-License-Identifier: GPL-3.0-or-later
// Starting one program with as few rights as it needs, and ending it with
// everything it started.
#pragma once

#include "server/shim/spec.h"
#include <sys/types.h>

/// Forks and executes. Returns the pid, or -errno. `out` and `err` become its
/// stdout and stderr.
pid_t launch(const ShimSpec &spec, const ComponentSpec &component, int out, int err);

/// Sends `signal` to the group of `leader`.
void signalGroup(pid_t leader, int signal);
/// SIGKILL to every process of the service but this one: the cgroups' members,
/// or our descendants where there is none. What a component has left behind,
/// wherever it went: every descendant of the shim that still has the mark
/// become() gave.
void killLeftovers(const ComponentSpec &component);
/// How often the kernel has killed in the service's cgroup for want of memory;
/// 0 without one.
unsigned long outOfMemoryKills(const ShimSpec &spec);
void killTree(const ShimSpec &spec, pid_t leader);
