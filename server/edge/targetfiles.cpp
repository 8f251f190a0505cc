// SPDX-License-Identifier: GPL-3.0-or-later
// Making, touching and removing them.
#include "server/edge/targetfiles.h"
#include <QDateTime>
#include <QDir>
#include <QSet>
#include <fcntl.h>
#include <sys/stat.h>

static Error unwritable(const QString &path) {
    return {ErrorCode::Unavailable, QStringLiteral("%1 cannot be written").arg(path), qt_error_string(), {}};
}

/// Later than `before`, in the clock of the file system's own stamps.
static Result<Done> touch(const QString &path, const timespec &before) {
    const int file = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0)
        return unwritable(path);
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (std::pair(now.tv_sec, now.tv_nsec) <= std::pair(before.tv_sec, before.tv_nsec))
        now = {before.tv_sec + 1, 0};
    const timespec times[]{now, now};
    const bool good = ::futimens(file, times) == 0;
    ::close(file);
    return good ? Result<Done>() : unwritable(path);
}

static Result<Done> writeTarget(const QString &folder, const QString &target) {
    const QByteArray local = QFile::encodeName(folder);
    if ((::mkdir(local.constData(), 0755) != 0 && errno != EEXIST) || ::chmod(local.constData(), 0755) != 0)
        return unwritable(folder);
    const QDir dir(folder);
    QString newest;
    timespec newestTime{};
    const QStringList files = dir.entryList(QDir::Files | QDir::System | QDir::Hidden);
    for (const QString &name : files) {
        struct stat found { };
        if (::stat(QFile::encodeName(dir.filePath(name)).constData(), &found) == 0
            && std::pair(found.st_mtim.tv_sec, found.st_mtim.tv_nsec)
                > std::pair(newestTime.tv_sec, newestTime.tv_nsec)) {
            newest = name;
            newestTime = found.st_mtim;
        }
    }
    if (!target.isEmpty() && newest == target)
        return {};
    if (!target.isEmpty())
        TRY_DONE(touch(dir.filePath(target), newestTime));
    for (const QString &name : files)
        if (target.isEmpty() || (name != target && name != newest))
            if (!QFile::remove(dir.filePath(name)))
                return unwritable(dir.filePath(name));
    return {};
}

Result<Done> writeTargets(const QString &folder, const QList<EdgeRoute> &routes) {
    QSet<QString> wanted;
    for (const EdgeRoute &route : routes) {
        wanted.insert(route.name);
        TRY_DONE(writeTarget(folder + u'/' + route.name, route.target));
    }
    for (const QString &name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        if (!wanted.contains(name) && !QDir(folder + u'/' + name).removeRecursively())
            return unwritable(folder + u'/' + name);
    return {};
}
