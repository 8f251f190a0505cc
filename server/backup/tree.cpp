// SPDX-License-Identifier: GPL-3.0-or-later
// One walk for copying and hashing, by descriptors only: whoever owns the tree may rename and link things meanwhile.
#include "server/backup/tree.h"
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <algorithm>
#include <cerrno>
#include <climits>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

static constexpr int deepest = 200; // each level holds a descriptor or two
static constexpr qint64 mostFiles = 20'000'000;
static constexpr size_t pieceSize = 256 * 1024;

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) { }
    ~Descriptor() {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    int fd() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }

private:
    const int m_fd;
};

Error failed(const QByteArray &path, int code) {
    const bool full = code == ENOSPC || code == EDQUOT;
    return {ErrorCode::Unavailable,
        full ? QStringLiteral("The disk of the data directory is full")
             : QStringLiteral("%1: %2").arg(QFile::decodeName(path), qt_error_string(code)),
        full ? QStringLiteral("A backup needs room for one copy of the data there") : QString(), {}};
}

class Walk {
public:
    explicit Walk(const std::atomic<bool> &cancelled) : m_cancelled(cancelled), m_piece(pieceSize) { }

    /// `to` is -1 when nothing is copied.
    Result<Done> folder(int from, int to, const QByteArray &path, int depth);
    TreeSummary summary() { return {QString::fromLatin1(m_hash.result().toHex()), m_bytes, m_files}; }

private:
    Result<Done> entry(int from, int to, const QByteArray &name, const QByteArray &path, int depth);
    Result<Done> file(int from, int to, const QByteArray &name, const QByteArray &path);
    Result<Done> link(int from, int to, const QByteArray &name, const QByteArray &path);
    /// Owner, mode and times as those of the original.
    Result<Done> finish(int to, const struct stat &original, const QByteArray &path);
    void note(char kind, const struct stat &status, const QByteArray &path, const QByteArray &content) {
        const QByteArray about = QByteArray(1, kind) + QByteArray::number(status.st_mode & 07777, 8) + ' '
            + QByteArray::number(status.st_uid) + ' ' + QByteArray::number(status.st_gid) + ' ' + path + '\0' + content
            + '\0';
        m_hash.addData(about);
    }

    const std::atomic<bool> &m_cancelled;
    std::vector<char> m_piece;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_bytes = 0;
    qint64 m_files = 0;
};

Result<Done> Walk::finish(int to, const struct stat &original, const QByteArray &path) {
    // Without root's rights all that can be read is the process's own anyway.
    if (::fchown(to, original.st_uid, original.st_gid) != 0 && errno != EPERM)
        return failed(path, errno);
    const timespec times[] = {original.st_atim, original.st_mtim};
    if (::fchmod(to, original.st_mode & 07777) != 0 || ::futimens(to, times) != 0)
        return failed(path, errno);
    return {};
}

Result<Done> Walk::folder(int from, int to, const QByteArray &path, int depth) {
    if (depth > deepest)
        return failed(path, ENAMETOOLONG);
    struct stat original { };
    if (::fstat(from, &original) != 0)
        return failed(path, errno);
    std::vector<QByteArray> names;
    // fdopendir() takes its descriptor over.
    DIR *listing = ::fdopendir(::fcntl(from, F_DUPFD_CLOEXEC, 0));
    if (!listing)
        return failed(path, errno);
    while (const dirent *item = ::readdir(listing)) {
        const QByteArray name(item->d_name);
        if (name != "." && name != "..")
            names.push_back(name);
    }
    ::closedir(listing);
    m_files += qint64(names.size());
    if (m_files > mostFiles)
        return failed(path, EMFILE);
    std::sort(names.begin(), names.end());
    for (const QByteArray &name : names)
        TRY_DONE(entry(from, to, name, path + '/' + name, depth));
    struct stat final = original;
    if (to >= 0) {
        TRY_DONE(finish(to, original, path));
        if (::fstat(to, &final) != 0)
            return failed(path, errno);
    }
    note('d', final, path, {});
    return {};
}

Result<Done> Walk::entry(int from, int to, const QByteArray &name, const QByteArray &path, int depth) {
    if (m_cancelled)
        return Error{ErrorCode::Conflict, QStringLiteral("Cancelled"), {}, {}};
    struct stat status { };
    if (::fstatat(from, name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? Result<Done>() : failed(path, errno); // gone meanwhile
    if (S_ISREG(status.st_mode))
        return file(from, to, name, path);
    if (S_ISLNK(status.st_mode))
        return link(from, to, name, path);
    if (!S_ISDIR(status.st_mode))
        return {};
    const Descriptor source(::openat(from, name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!source)
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? Result<Done>() : failed(path, errno);
    if (to < 0)
        return folder(source.fd(), -1, path, depth + 1);
    if (::mkdirat(to, name.constData(), 0700) != 0)
        return failed(path, errno);
    const Descriptor target(::openat(to, name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    return target ? folder(source.fd(), target.fd(), path, depth + 1) : failed(path, errno);
}

Result<Done> Walk::file(int from, int to, const QByteArray &name, const QByteArray &path) {
    // Not blocking: it may have become a pipe meanwhile.
    const Descriptor source(::openat(from, name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!source)
        return errno == ENOENT || errno == ELOOP || errno == ENXIO ? Result<Done>() : failed(path, errno);
    struct stat status { };
    if (::fstat(source.fd(), &status) != 0)
        return failed(path, errno);
    if (!S_ISREG(status.st_mode))
        return {};
    const Descriptor target(
        to < 0 ? -1 : ::openat(to, name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (to >= 0 && !target)
        return failed(path, errno);
    QCryptographicHash content(QCryptographicHash::Sha256);
    // No further than it was long: one that is written to all the time has no other end.
    for (qint64 left = status.st_size; left > 0;) {
        if (m_cancelled)
            return Error{ErrorCode::Conflict, QStringLiteral("Cancelled"), {}, {}};
        const ssize_t got = ::read(source.fd(), m_piece.data(), size_t(std::min(left, qint64(m_piece.size()))));
        if (got < 0)
            return failed(path, errno);
        if (got == 0)
            break;
        for (ssize_t written = 0; target && written < got;) {
            const ssize_t put = ::write(target.fd(), m_piece.data() + written, size_t(got - written));
            if (put < 0)
                return failed(path, errno);
            written += put;
        }
        content.addData(QByteArrayView(m_piece.data(), got));
        left -= got;
        m_bytes += got;
    }
    if (target) {
        TRY_DONE(finish(target.fd(), status, path));
        if (::fstat(target.fd(), &status) != 0)
            return failed(path, errno);
    }
    note('f', status, path, content.result());
    return {};
}

Result<Done> Walk::link(int from, int to, const QByteArray &name, const QByteArray &path) {
    char leads[PATH_MAX + 1];
    const ssize_t length = ::readlinkat(from, name.constData(), leads, sizeof leads);
    struct stat status { };
    if (length < 0 || ::fstatat(from, name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || errno == EINVAL ? Result<Done>() : failed(path, errno);
    const QByteArray target(leads, length);
    if (to >= 0) {
        if (::symlinkat(target.constData(), to, name.constData()) != 0)
            return failed(path, errno);
        if (::fchownat(to, name.constData(), status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) != 0 && errno != EPERM)
            return failed(path, errno);
        if (::fstatat(to, name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return failed(path, errno);
    }
    status.st_mode = 0777; // links have no mode of their own
    note('l', status, path, target);
    return {};
}

Result<TreeSummary> walk(const QString &from, const QString &to, const std::atomic<bool> &cancelled) {
    const QByteArray source = QFile::encodeName(from), target = QFile::encodeName(to);
    const Descriptor in(::open(source.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!in)
        return failed(source, errno);
    if (!to.isEmpty() && ::mkdir(target.constData(), 0700) != 0)
        return failed(target, errno);
    const Descriptor out(
        to.isEmpty() ? -1 : ::open(target.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!to.isEmpty() && !out)
        return failed(target, errno);
    Walk walking(cancelled);
    TRY_DONE(walking.folder(in.fd(), out.fd(), ".", 0));
    return walking.summary();
}

Result<Done> give(int folder, const QByteArray &path, int from, int to, int depth) {
    if (depth > deepest)
        return failed(path, ENAMETOOLONG);
    DIR *listing = ::fdopendir(::fcntl(folder, F_DUPFD_CLOEXEC, 0));
    if (!listing)
        return failed(path, errno);
    Result<Done> result;
    while (const dirent *item = result ? ::readdir(listing) : nullptr) {
        const QByteArray name(item->d_name);
        struct stat status { };
        if (name == "." || name == "..")
            continue;
        if (::fstatat(folder, item->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            result = failed(path + '/' + name, errno);
        } else if (S_ISDIR(status.st_mode)) {
            const Descriptor below(::openat(folder, item->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
            result = below ? give(below.fd(), path + '/' + name, from, to, depth + 1)
                           : Result<Done>(failed(path + '/' + name, errno));
        } else if (status.st_uid == uid_t(from) || status.st_gid == gid_t(from)) {
            const uid_t user = status.st_uid == uid_t(from) ? uid_t(to) : status.st_uid;
            const gid_t group = status.st_gid == gid_t(from) ? gid_t(to) : status.st_gid;
            // A change of owner takes the bits for running as the owner away.
            const bool good = ::fchownat(folder, item->d_name, user, group, AT_SYMLINK_NOFOLLOW) == 0
                && (S_ISLNK(status.st_mode) || ::fchmodat(folder, item->d_name, status.st_mode & 07777, 0) == 0);
            if (!good)
                result = failed(path + '/' + name, errno);
        }
    }
    ::closedir(listing);
    TRY_DONE(result);
    struct stat status { };
    if (::fstat(folder, &status) != 0)
        return failed(path, errno);
    const uid_t user = status.st_uid == uid_t(from) ? uid_t(to) : status.st_uid;
    const gid_t group = status.st_gid == gid_t(from) ? gid_t(to) : status.st_gid;
    if (::fchown(folder, user, group) != 0 || ::fchmod(folder, status.st_mode & 07777) != 0)
        return failed(path, errno);
    return {};
}

} // namespace

Result<TreeSummary> copyTree(const QString &from, const QString &to, const std::atomic<bool> &cancelled) {
    return walk(from, to, cancelled);
}

Result<TreeSummary> hashTree(const QString &folder, const std::atomic<bool> &cancelled) {
    return walk(folder, {}, cancelled);
}

Result<Done> giveTree(const QString &folder, int from, int to) {
    if (from == to)
        return {};
    const QByteArray path = QFile::encodeName(folder);
    const Descriptor top(::open(path.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    return top ? give(top.fd(), path, from, to, 0) : failed(path, errno);
}

bool removeTree(const QString &folder) {
    QDir dir(folder);
    return !dir.exists() || dir.removeRecursively();
}
