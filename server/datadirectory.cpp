// SPDX-License-Identifier: GPL-3.0-or-later
// Checking, marking and locking. The lock is the kernel's (flock): it goes with the process, however that ends.
#include "server/datadirectory.h"
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const QString markerName = QStringLiteral("aiadminpanel-data");

DataDirectory::~DataDirectory() {
    if (m_lock >= 0)
        ::close(m_lock);
}

DataDirectory::DataDirectory(DataDirectory &&other) noexcept
    : m_path(std::move(other.m_path)), m_new(other.m_new), m_lock(std::exchange(other.m_lock, -1)) { }

/// A server that was killed leaves its lock for a moment to a child it had forked and that has not called exec yet.
static bool takeLock(int fd) {
    static constexpr int tries = 100;
    for (int i = 0; i < tries; ++i) {
        if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        ::usleep(20'000);
    }
    return false;
}

static Error unavailable(const QString &path, const QString &reason) {
    return {ErrorCode::Unavailable, QStringLiteral("The data directory %1 cannot be used: %2").arg(path, reason),
        QStringLiteral("Choose another one with --data-dir, or make it this user's and writable"), {}};
}

/// An empty database is right where a first start broke off, which has made nothing but its keys by then. Beside
/// anything else it is one that was cut off, and SQLite would take it, and its write-ahead log, for nothing at all.
static bool hasLostItsDatabase(const QDir &dir, const QStringList &entries) {
    const QFileInfo database(dir.filePath(QStringLiteral("panel.db")));
    if (!database.exists() || database.size() > 0)
        return false;
    const bool isFirstStart = std::all_of(entries.begin(), entries.end(), [](const QString &name) {
        return name == markerName || name == QLatin1String("lost+found") || name.startsWith(QLatin1String("secret.key"))
            || name.startsWith(QLatin1String("panel.db"));
    });
    return !isFirstStart || QFileInfo(dir.filePath(QStringLiteral("panel.db-wal"))).size() > 0;
}

Result<DataDirectory> DataDirectory::open(const QString &path, Lock lock) {
    const QFileInfo info(path);
    if (info.exists() && !info.isDir())
        return unavailable(path, QStringLiteral("it is not a folder"));
    // Whoever owns the folder could put files of his own in the place of ours. (Commands beside the server only read
    // it, and are often run by root.)
    if (lock == Lock::Exclusive && info.exists() && info.ownerId() != ::geteuid())
        return unavailable(path,
            QStringLiteral("it belongs to the user %1")
                .arg(info.owner().isEmpty() ? QString::number(info.ownerId()) : info.owner()));
    if (!QDir().mkpath(path))
        return unavailable(path, QString::fromLocal8Bit(std::strerror(errno)));
    const QString absolute = QFileInfo(path).canonicalFilePath();
    const QByteArray local = QFile::encodeName(absolute);
    if (::access(local.constData(), W_OK | X_OK) != 0)
        return unavailable(absolute, QString::fromLocal8Bit(std::strerror(errno)));

    const QDir dir(absolute);
    const QString marker = dir.filePath(markerName);
    const bool marked = QFile::exists(marker);
    const QStringList entries = dir.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    // A mount brings its lost+found; anything else belongs to somebody.
    const bool empty = std::all_of(
        entries.begin(), entries.end(), [](const QString &name) { return name == QLatin1String("lost+found"); });
    if (!marked && !empty)
        return Error{ErrorCode::Validation,
            QStringLiteral("The folder %1 has other things in it and is no data directory").arg(absolute),
            QStringLiteral("Choose an empty or a new folder with --data-dir"), {}};
    // Services run under user ids of their own and must reach their part; everything else in here is 0600 or 0700.
    if (!marked && ::chmod(local.constData(), 0711) != 0)
        return unavailable(absolute, QString::fromLocal8Bit(std::strerror(errno)));

    DataDirectory opened(absolute, !QFile::exists(dir.filePath(QStringLiteral("panel.db"))));
    const int fd = ::open(QFile::encodeName(marker).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return unavailable(absolute, QString::fromLocal8Bit(std::strerror(errno)));
    opened.m_lock = fd;
    if (lock == Lock::Exclusive && !takeLock(fd))
        return Error{ErrorCode::Conflict,
            QStringLiteral("Another aiadminpaneld uses the data directory %1").arg(absolute),
            QStringLiteral("Stop it first, or give this one a folder of its own with --data-dir"), {}};
    if (hasLostItsDatabase(dir, entries))
        return Error{ErrorCode::Validation,
            QStringLiteral("The database %1 is damaged: it is empty").arg(dir.filePath(QStringLiteral("panel.db"))),
            QStringLiteral("It was not touched. Put a backup in its place, or move it away to start empty"), {}};
    return opened;
}

Result<QString> DataDirectory::id() const {
    char text[33] = {};
    const ssize_t length = ::pread(m_lock, text, 32, 0);
    if (length == 16)
        return QString::fromLatin1(text);
    const QByteArray made = QByteArray::number(QRandomGenerator::system()->generate64(), 16).rightJustified(16, '0');
    if (length < 0 || ::ftruncate(m_lock, 0) != 0 || ::pwrite(m_lock, made.constData(), 16, 0) != 16
        || ::fsync(m_lock) != 0)
        return unavailable(m_path, QString::fromLocal8Bit(std::strerror(errno)));
    return QString::fromLatin1(made);
}
