// SPDX-License-Identifier: GPL-3.0-or-later
// The ustar format, and ldd.
#include "tests/support/rootarchive.h"
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <cstring>

static constexpr qsizetype blockSize = 512;

static QByteArray busybox() {
    QFile file(QStringLiteral("/bin/busybox"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

static QList<QByteArray> applets() {
    QProcess list;
    list.start(QStringLiteral("/bin/busybox"), {QStringLiteral("--list")});
    list.waitForFinished();
    return list.readAllStandardOutput().split('\n');
}

RootArchive::RootArchive() {
    static const QByteArray program = busybox();
    static const QList<QByteArray> names = applets();
    for (const char *folder : {"/bin", "/data", "/dev", "/etc", "/proc", "/root", "/run", "/sys", "/usr/bin",
             "/usr/sbin", "/var/lib", "/var/log", "/var/run"})
        addFolder(QString::fromLatin1(folder));
    addFolder(QStringLiteral("/tmp"), 01777);
    addFile(QStringLiteral("/bin/busybox"), program, 0755);
    for (const QByteArray &name : names)
        if (!name.isEmpty() && name != "busybox")
            addLink(QStringLiteral("/bin/") + QString::fromLatin1(name), "busybox");
    addFile(QStringLiteral("/etc/passwd"),
        "root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/:/bin/sh\nredis:x:100:100::/:/bin/sh\n"
        "postgres:x:101:101::/data:/bin/sh\napp:x:1000:1000::/data:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
    addFile(QStringLiteral("/etc/group"),
        "root:x:0:\nwww-data:x:33:\nredis:x:100:\npostgres:x:101:\nadm:x:4:\napp:x:1000:\nnogroup:x:65534:\n");
    addFile(QStringLiteral("/etc/nsswitch.conf"), "hosts: files dns\npasswd: files\ngroup: files\n");
}

static void put(QByteArray &header, qsizetype at, qsizetype size, const QByteArray &text) {
    std::memcpy(header.data() + at, text.constData(), size_t(std::min(size, text.size())));
}

static QByteArray octal(qint64 value, int digits) {
    return QByteArray::number(value, 8).rightJustified(digits, '0');
}

void RootArchive::addEntry(
    const QString &path, char kind, int mode, const QByteArray &content, const QByteArray &target) {
    const QByteArray name = path.mid(1).toUtf8(); // without the first slash
    QByteArray header(blockSize, '\0');
    if (name.size() <= 100) {
        put(header, 0, 100, name);
    } else {
        const qsizetype cut = name.indexOf('/', name.size() - 101);
        put(header, 345, 155, name.left(cut));
        put(header, 0, 100, name.mid(cut + 1));
    }
    put(header, 100, 8, octal(mode, 7));
    put(header, 108, 8, octal(0, 7));
    put(header, 116, 8, octal(0, 7));
    put(header, 124, 12, octal(content.size(), 11));
    put(header, 136, 12, octal(1'600'000'000, 11)); // the same image every time
    header[156] = kind;
    put(header, 157, 100, target);
    put(header, 257, 8,
        QByteArray("ustar\0"
                   "00",
            8));
    put(header, 148, 8, "        ");
    qint64 sum = 0;
    for (const char byte : std::as_const(header))
        sum += quint8(byte);
    put(header, 148, 8, octal(sum, 6) + QByteArray("\0 ", 2));
    m_tar += header + content;
    m_tar.append((blockSize - content.size() % blockSize) % blockSize, '\0');
}

void RootArchive::addFolder(const QString &path, int mode) {
    if (path.isEmpty() || path == QLatin1String("/") || m_there.contains(path))
        return;
    addFolder(path.section(u'/', 0, -2));
    m_there.insert(path);
    addEntry(path, '5', mode, {}, {});
}

void RootArchive::addFile(const QString &path, const QByteArray &content, int mode) {
    addFolder(path.section(u'/', 0, -2));
    m_there.insert(path);
    addEntry(path, '0', mode, content, {});
}

void RootArchive::addLink(const QString &path, const QByteArray &target) {
    if (m_there.contains(path))
        return;
    addFolder(path.section(u'/', 0, -2));
    m_there.insert(path);
    addEntry(path, '2', 0777, {}, target);
}

bool RootArchive::addFromHost(const QString &path) {
    const QFileInfo info(path);
    if (info.isDir()) {
        QDirIterator files(path, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        bool good = true;
        while (files.hasNext())
            good = addFromHost(files.next()) && good;
        return good;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    if (m_there.contains(path))
        return true;
    const bool isProgram = info.isExecutable() || path.contains(QLatin1String(".so"));
    addFile(path, file.readAll(), info.isExecutable() ? 0755 : 0644);
    if (isProgram)
        addLibrariesOf(path);
    return true;
}

void RootArchive::addLibrariesOf(const QString &path) {
    QProcess ldd;
    ldd.start(QStringLiteral("ldd"), {path});
    ldd.waitForFinished();
    static const QRegularExpression library(QStringLiteral("/[^ )]+"));
    for (auto found = library.globalMatch(QString::fromUtf8(ldd.readAllStandardOutput())); found.hasNext();) {
        const QString name = found.next().captured();
        QFile file(name);
        if (!m_there.contains(name) && file.open(QIODevice::ReadOnly))
            addFile(name, file.readAll(), 0755);
    }
}

QByteArray RootArchive::finished() const {
    return m_tar + QByteArray(2 * blockSize, '\0');
}
