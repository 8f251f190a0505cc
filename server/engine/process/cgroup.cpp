// SPDX-License-Identifier: GPL-3.0-or-later
// Both versions' files.
#include "server/engine/process/cgroup.h"
#include <QDir>
#include <QFile>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const QString root = QStringLiteral("/sys/fs/cgroup");
static const QString ours = QStringLiteral("aiadminpanel");

static bool writeFile(const QString &path, const QByteArray &text) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && file.write(text) == text.size();
}

static qint64 readNumber(const QString &path, const QByteArray &key = {}) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray text = file.readAll();
    if (key.isEmpty())
        return text.trimmed().toLongLong();
    for (const QByteArray &line : text.split('\n'))
        if (line.startsWith(key) && line.mid(key.size()).startsWith(' '))
            return line.mid(key.size() + 1).trimmed().toLongLong();
    return -1;
}

static QString controllerPath(const char *controller, const QString &name) {
    return root + u'/' + QLatin1String(controller) + u'/' + ours + u'/' + name;
}

static const QString probe = QStringLiteral(".probe");

Cgroup::Version Cgroup::available() {
    static const Version version = [] {
        if (QFile::exists(root + QStringLiteral("/cgroup.controllers"))) {
            QDir().mkpath(root + u'/' + ours);
            writeFile(root + QStringLiteral("/cgroup.subtree_control"), "+cpu +memory +pids");
            return writeFile(root + u'/' + ours + QStringLiteral("/cgroup.subtree_control"), "+cpu +memory +pids")
                ? Version::Two
                : Version::None;
        }
        for (const char *controller : {"memory", "cpu", "pids"}) {
            const QString path = controllerPath(controller, probe);
            const bool good = QDir().mkpath(path) && QFileInfo(path + QStringLiteral("/cgroup.procs")).isWritable();
            QDir().rmdir(path);
            if (!good)
                return Version::None;
        }
        return Version::One;
    }();
    return version;
}

Cgroup::Cgroup(const QString &service) : m_name(service) { }

QStringList Cgroup::create(double cpuCores, int memoryMb, int maxProcesses) const {
    const qint64 memory = qint64(memoryMb) * 1024 * 1024;
    constexpr qint64 period = 100'000; // microseconds
    if (available() == Version::Two) {
        const QString path = root + u'/' + ours + u'/' + m_name;
        if (!QDir().mkpath(path))
            return {};
        writeFile(path + QStringLiteral("/memory.max"), memory > 0 ? QByteArray::number(memory) : "max");
        writeFile(path + QStringLiteral("/cpu.max"),
            (cpuCores > 0 ? QByteArray::number(qint64(cpuCores * period)) : QByteArray("max")) + ' '
                + QByteArray::number(period));
        writeFile(path + QStringLiteral("/pids.max"), maxProcesses > 0 ? QByteArray::number(maxProcesses) : "max");
        return {path};
    }
    if (available() == Version::None)
        return {};
    QStringList paths;
    for (const char *controller : {"memory", "cpu", "pids", "cpuacct"}) {
        const QString path = controllerPath(controller, m_name);
        if (QFile::exists(root + u'/' + QLatin1String(controller)) && QDir().mkpath(path))
            paths.append(path);
    }
    writeFile(controllerPath("memory", m_name) + QStringLiteral("/memory.limit_in_bytes"),
        memory > 0 ? QByteArray::number(memory) : "-1");
    writeFile(controllerPath("cpu", m_name) + QStringLiteral("/cpu.cfs_quota_us"),
        cpuCores > 0 ? QByteArray::number(qint64(cpuCores * period)) : "-1");
    writeFile(controllerPath("pids", m_name) + QStringLiteral("/pids.max"),
        maxProcesses > 0 ? QByteArray::number(maxProcesses) : "max");
    return paths;
}

void Cgroup::remove() const {
    if (available() == Version::Two)
        QDir().rmdir(root + u'/' + ours + u'/' + m_name);
    else if (available() == Version::One)
        for (const char *controller : {"memory", "cpu", "pids", "cpuacct"})
            QDir().rmdir(controllerPath(controller, m_name));
}

QList<int> Cgroup::members() const {
    if (available() == Version::None)
        return {};
    QFile file((available() == Version::Two ? root + u'/' + ours + u'/' + m_name : controllerPath("memory", m_name))
        + QStringLiteral("/cgroup.procs"));
    QList<int> processes;
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray &line : file.readAll().split('\n'))
            if (!line.isEmpty())
                processes.append(line.toInt());
    return processes;
}

qint64 Cgroup::cpuNanoseconds() const {
    if (available() == Version::Two) {
        const qint64 us = readNumber(root + u'/' + ours + u'/' + m_name + QStringLiteral("/cpu.stat"), "usage_usec");
        return us < 0 ? -1 : us * 1000;
    }
    return available() == Version::One
        ? readNumber(controllerPath("cpuacct", m_name) + QStringLiteral("/cpuacct.usage"))
        : -1;
}

qint64 Cgroup::memoryBytes() const {
    // Anonymous memory and the like; the page cache is the kernel's to take back.
    if (available() == Version::Two)
        return readNumber(root + u'/' + ours + u'/' + m_name + QStringLiteral("/memory.stat"), "anon");
    return available() == Version::One
        ? readNumber(controllerPath("memory", m_name) + QStringLiteral("/memory.stat"), "total_rss")
        : -1;
}
