// SPDX-License-Identifier: GPL-3.0-or-later
// Starting one program with as few rights as it needs, and ending it with everything it started.
#pragma once

#include "server/shim/spec.h"
#include <sys/types.h>

/// Forks and executes. Returns the pid, or -errno. `out` and `err` become its stdout and stderr.
pid_t launch(const ShimSpec &spec, const ComponentSpec &component, int out, int err);

/// Sends `signal` to the group of `leader`.
void signalGroup(pid_t leader, int signal);
/// Asks the component to end; the group of `leader`, or what runs inside a wrapper.
void stopGently(const ShimSpec &spec, pid_t leader, int signal);
/// SIGKILL to what a component has left behind, wherever it went: every descendant of the shim with the mark that
/// launch() gave.
void killLeftovers(const ShimSpec &spec, const ComponentSpec &component);
/// SIGKILL to every process of the service but this one: the cgroup's members, or our descendants where there is none.
void killTree(const ShimSpec &spec, pid_t leader);
/// How often the kernel has killed in the service's cgroup for want of memory; 0 without one.
unsigned long outOfMemoryKills(const ShimSpec &spec);
