// SPDX-License-Identifier: GPL-3.0-or-later
// Files.
#include "server/logs/logblock.h"
#include <QFile>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

LogFile::~LogFile() {
    ::close(m_fd);
}

LogFilePtr openLogFile(const QString &path, int flags) {
    const int fd = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd < 0 ? nullptr : std::make_shared<LogFile>(fd);
}

QByteArray readAt(const LogFile &file, qint64 offset, qint64 size) {
    QByteArray bytes(size, Qt::Uninitialized);
    qint64 got = 0;
    while (got < size) {
        const auto n = ::pread(file.fd(), bytes.data() + got, size_t(size - got), off_t(offset + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += n;
    }
    bytes.truncate(got);
    return bytes;
}

bool writeAll(const LogFile &file, QByteArrayView bytes) {
    while (!bytes.isEmpty()) {
        const auto n = ::write(file.fd(), bytes.data(), size_t(bytes.size()));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = bytes.sliced(n);
    }
    return true;
}
