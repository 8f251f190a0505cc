// SPDX-License-Identifier: GPL-3.0-or-later
// ProcessTree: CPU and memory of processes with all their descendants, where no cgroup counts them.
#pragma once

#include <QHash>
#include <sys/types.h>

class ProcessTree {
public:
    struct Usage {
        qint64 cpuNanoseconds = 0;
        qint64 memoryBytes = 0;
    };

    /// Reads /proc once, for any number of questions.
    static ProcessTree read();
    /// Of `root` and everything below it.
    Usage usage(pid_t root) const;

private:
    QMultiHash<pid_t, pid_t> m_children;
    QHash<pid_t, Usage> m_own;
};
