// SPDX-License-Identifier: GPL-3.0-or-later
// Cgroup: limits and accounts of one service, on version 2 or version 1 (Linux admin-guide/cgroup-v2, cgroup-v1).
#pragma once

#include <QStringList>

class Cgroup {
public:
    enum class Version { None, One, Two };
    /// Which version this process may write to; tried once, by making the panel's own folder.
    static Version available();

    explicit Cgroup(const QString &service);

    /// Makes the folders and sets the limits (0: none). Returns the folders a process is to enter; empty when there is
    /// no cgroup to be had.
    QStringList create(double cpuCores, int memoryMb, int maxProcesses) const;
    void remove() const;
    /// Processes in it.
    QList<int> members() const;
    /// Nanoseconds of CPU so far and bytes in use; -1 where not known.
    qint64 cpuNanoseconds() const;
    qint64 memoryBytes() const;

private:
    QString m_name;
};
