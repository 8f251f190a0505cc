// SPDX-License-Identifier: GPL-3.0-or-later
// Three ways to know a process: its cgroup, the shim's session, and the mark the shim gives to what it starts. Each
// alone can be left: there may be no cgroup to be had, a daemon makes its own session, and a program may clear its
// environment.
#include "server/engine/process/leftovers.h"
#include "server/engine/process/cgroup.h"
#include "server/shim/procstat.h"
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/// The shim holds the lock to its end, however that comes; a moment longer than its socket, by whose end it is missed.
static bool isShimAlive(const QString &home) {
    static constexpr int tries = 20;
    const QByteArray path = QFile::encodeName(home + QStringLiteral("/run/shim.lock"));
    const int lock = ::open(path.constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (lock < 0)
        return errno != ENOENT;
    bool isFree = false;
    for (int i = 0; i < tries && !(isFree = ::flock(lock, LOCK_EX | LOCK_NB) == 0); ++i)
        ::usleep(1000);
    ::close(lock);
    return !isFree;
}

/// Then nothing of it is left, and it need not be looked for, which takes a look at every process of the host.
static bool isFromBeforeBoot(const QFile &file) {
    timespec up{};
    ::clock_gettime(CLOCK_BOOTTIME, &up);
    const QDateTime boot = QDateTime::currentDateTimeUtc().addSecs(-qint64(up.tv_sec));
    return QFileInfo(file).lastModified() < boot;
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
    if (!pidFile.open(QIODevice::ReadOnly) || isShimAlive(home))
        return;
    if (isFromBeforeBoot(pidFile)) {
        pidFile.remove();
        return;
    }
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
