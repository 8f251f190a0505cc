// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and summing.
#include "server/engine/process/processtree.h"
#include "server/shim/procstat.h"
#include <QDir>

ProcessTree ProcessTree::read() {
    ProcessTree tree;
    const qint64 tick = 1'000'000'000 / sysconf(_SC_CLK_TCK);
    const qint64 page = sysconf(_SC_PAGESIZE);
    const QStringList entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        bool isProcess = false;
        const pid_t process = entry.toInt(&isProcess);
        ProcessStat stat;
        if (!isProcess || !readProcessStat(process, stat))
            continue;
        tree.m_children.insert(stat.parent, process);
        tree.m_own.insert(process, {qint64(stat.cpuTime) * tick, qint64(stat.residentPages) * page});
    }
    return tree;
}

ProcessTree::Usage ProcessTree::usage(pid_t root) const {
    Usage sum;
    QList<pid_t> open{root};
    while (!open.isEmpty()) {
        const pid_t process = open.takeLast();
        const Usage own = m_own.value(process);
        sum.cpuNanoseconds += own.cpuNanoseconds;
        sum.memoryBytes += own.memoryBytes;
        open.append(m_children.values(process));
    }
    return sum;
}
