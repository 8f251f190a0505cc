// SPDX-License-Identifier: GPL-3.0-or-later
// Programs, ports and careful file making.
#include "server/engine/process/host.h"
#include <QDir>
#include <QDirIterator>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpServer>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace host {

QString findProgram(const QString &name) {
    if (name.startsWith(u'/'))
        return QFileInfo(name).isExecutable() ? name : QString();
    // The host's own folders first: what stands on an operator's PATH may be out of reach for a service's user.
    QStringList folders{QStringLiteral("/usr/local/bin"), QStringLiteral("/usr/bin"), QStringLiteral("/usr/sbin"),
        QStringLiteral("/bin"), QStringLiteral("/sbin")};
    // Debian keeps each major version of PostgreSQL in a folder of its own; the newest one first.
    const QDir postgres(QStringLiteral("/usr/lib/postgresql"));
    QStringList versions = postgres.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(
        versions.begin(), versions.end(), [](const QString &a, const QString &b) { return a.toInt() > b.toInt(); });
    for (const QString &version : std::as_const(versions))
        folders.append(postgres.filePath(version + QStringLiteral("/bin")));
    return QStandardPaths::findExecutable(name, folders);
}

bool isPortFree(int port) {
    QTcpServer server;
    return server.listen(QHostAddress(QHostAddress::LocalHost), quint16(port));
}

int freePort(const QSet<int> &given, Where where) {
    auto &random = *QRandomGenerator::global();
    for (int tries = 0; tries < 1000; ++tries) {
        const int port = random.bounded(20'000, 32'000);
        if (!given.contains(port) && (where == Where::Elsewhere || isPortFree(port)))
            return port;
    }
    return 0;
}

static Error failed(const QString &path) {
    const int code = errno;
    const bool full = code == ENOSPC || code == EDQUOT;
    return {ErrorCode::Unavailable,
        full ? QStringLiteral("The disk of the data directory is full")
             : QStringLiteral("%1 cannot be made: %2").arg(path, qt_error_string(code)),
        full ? QStringLiteral("Free some space there and try again") : QString(), {}};
}

Result<Done> makeFolder(const QString &path, int mode, int uid) {
    const QByteArray name = QFile::encodeName(path);
    if (!QDir().mkpath(QFileInfo(path).path()))
        return failed(path);
    if (::mkdir(name.constData(), mode_t(mode)) != 0 && errno != EEXIST)
        return failed(path);
    const int folder = ::open(name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return failed(path);
    const bool good =
        ::fchmod(folder, mode_t(mode)) == 0 && (uid == 0 || ::fchown(folder, uid_t(uid), gid_t(uid)) == 0);
    const Error error = good ? Error() : failed(path);
    ::close(folder);
    return good ? Result<Done>() : error;
}

Result<Done> writeOwned(
    const QString &folder, const QString &relativePath, const QByteArray &content, int mode, int uid) {
    const QStringList steps = relativePath.split(u'/', Qt::SkipEmptyParts);
    int at = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    for (qsizetype i = 0; at >= 0 && i + 1 < steps.size(); ++i) {
        const QByteArray step = QFile::encodeName(steps[i]);
        if (::mkdirat(at, step.constData(), 0700) == 0 && uid != 0)
            (void)::fchownat(at, step.constData(), uid_t(uid), gid_t(uid), AT_SYMLINK_NOFOLLOW);
        const int next =
            step == ".." ? -1 : ::openat(at, step.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        ::close(at);
        at = next;
    }
    if (at < 0 || steps.isEmpty())
        return failed(relativePath);
    const QByteArray name = QFile::encodeName(steps.last());
    ::unlinkat(at, name.constData(), 0); // never written through: it may be a link to anything
    const int file = ::openat(at, name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(mode));
    const bool good = file >= 0 && ::write(file, content.constData(), size_t(content.size())) == content.size()
        && ::fchmod(file, mode_t(mode)) == 0 && (uid == 0 || ::fchown(file, uid_t(uid), gid_t(uid)) == 0);
    const Error error = good ? Error() : failed(relativePath);
    if (file >= 0)
        ::close(file);
    ::close(at);
    return good ? Result<Done>() : error;
}

double folderMegabytes(const QString &path) {
    qint64 bytes = 0;
    int seen = 0;
    QDirIterator files(path, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext() && ++seen < 20'000) {
        files.next();
        bytes += files.fileInfo().size();
    }
    return double(bytes) / (1024 * 1024);
}

} // namespace host
