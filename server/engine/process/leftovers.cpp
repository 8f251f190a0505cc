// SPDX-License-Identifier: GPL-3.0-or-later
// Three ways to know a process: its cgroup, the shim's session, and the mark the shim gives to what it starts. Each
// alone can be left: there may be no cgroup to be had, a daemon makes its own session, and a program may clear its
// environment.
#include "server/engine/process/leftovers.h"
#include "server/engine/process/cgroup.h"
#include "server/shim/procstat.h"
#include <QDir>
#include <QFile>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/// The shim holds the lock to its end, however that comes.
static bool isShimAlive(const QString &home) {
    const QByteArray path = QFile::encodeName(home + QStringLiteral("/run/shim.lock"));
    const int lock = ::open(path.constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (lock < 0)
        return errno != ENOENT;
    const bool isFree = ::flock(lock, LOCK_EX | LOCK_NB) == 0;
    ::close(lock);
    return !isFree;
}

static bool hasMark(pid_t process, const QByteArray &mark) {
    QFile file(QStringLiteral("/proc/%1/environ").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray environment = '\0' + file.read(1 << 20);
    return environment.contains(QByteArray('\0' + mark));
}

/// A session's number is given again one day, so its processes must also be at home in the service's folder.
static bool isOfSession(pid_t process, pid_t session, const QString &home) {
    return session > 1 && ::getsid(process) == session
        && QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(process)).startsWith(home + u'/');
}

void killLeftovers(const QString &service, const QString &home) {
    static constexpr int mostRounds = 20; // against a process that cannot be killed (state D)
    QFile pidFile(home + QStringLiteral("/run/shim.pid"));
    if (isShimAlive(home) || !pidFile.open(QIODevice::ReadOnly))
        return;
    const pid_t session = pidFile.read(64).split(' ').first().toInt();
    const QByteArray mark = "AIADMINPANEL_COMPONENT=" + service.toUtf8() + '/';
    for (int round = 0, found = 1; round < mostRounds && found > 0; ++round) {
        found = 0;
        const QList<int> members = Cgroup(service).members();
        const QStringList entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
        for (const QString &entry : entries) {
            const pid_t process = entry.toInt();
            ProcessStat stat;
            if (process <= 1 || process == ::getpid() || !readProcessStat(process, stat) || stat.state == 'Z')
                continue;
            if (members.contains(process) || isOfSession(process, session, home) || hasMark(process, mark))
                found += ::kill(process, SIGKILL) == 0;
        }
        if (found > 0)
            ::usleep(1000);
    }
    pidFile.remove();
}
