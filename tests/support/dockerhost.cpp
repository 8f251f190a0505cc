// SPDX-License-Identifier: GPL-3.0-or-later
// Starting and ending dockerd, and giving it images.
#include "tests/support/dockerhost.h"
#include "server/outbound/httpclient.h"
#include "tests/support/await.h"
#include "tests/support/rootarchive.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QUrl>
#include <csignal>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

using namespace std::chrono_literals;

DockerHost::DockerHost(QStringList options)
    : m_folder(QStringLiteral("/tmp/dh-XXXXXX")) // short: a path of a socket has room for 107 bytes
    , m_options(std::move(options)) {
    // In memory: images and containers are small, and a disk may be slow.
    const QByteArray folder = QFile::encodeName(m_folder.path());
    m_hasTmpfs = ::mount("tmpfs", folder.constData(), "tmpfs", 0, "mode=0711") == 0;
    start();
}

DockerHost::~DockerHost() {
    // Containers end with it: those of a dockerd that was killed are only let go of by one that runs.
    if (!isRunning())
        start();
    const QByteArray list = ask("GET", QStringLiteral("/containers/json?all=1"));
    for (const QJsonValue &container : QJsonDocument::fromJson(list).array())
        ask("DELETE", QStringLiteral("/containers/%1?force=1&v=1").arg(container[QLatin1String("Id")].toString()));
    stop();
    if (m_hasTmpfs)
        ::umount2(QFile::encodeName(m_folder.path()).constData(), MNT_DETACH);
}

bool DockerHost::isRunning() const {
    return m_process && m_process->state() == QProcess::Running;
}

QByteArray DockerHost::log() const {
    QFile file(m_folder.filePath(QStringLiteral("log")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

qint64 DockerHost::pidIn(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toLongLong() : 0;
}

bool DockerHost::start() {
    if (isRunning())
        return true;
    QFile::remove(m_folder.filePath(QStringLiteral("pid")));
    QFile::remove(socketPath());
    m_process = std::make_unique<QProcess>();
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardOutputFile(m_folder.filePath(QStringLiteral("log")), QIODevice::Append);
    const auto at = [this](const char *name) { return m_folder.filePath(QLatin1String(name)); };
    const QStringList arguments{QStringLiteral("--data-root"), at("data"), QStringLiteral("--exec-root"), at("run"),
        QStringLiteral("--pidfile"), at("pid"), QStringLiteral("-H"), socketAddress(),
        QStringLiteral("--iptables=false"), QStringLiteral("--ip6tables=false"), QStringLiteral("--ip-forward=false"),
        QStringLiteral("--ip-masq=false")};
    m_process->start(QStringLiteral("dockerd"), arguments + m_options);
    const bool answers = QTest::qWaitFor(
        [this] {
            return m_process->state() == QProcess::NotRunning
                || (QFile::exists(socketPath()) && ask("GET", QStringLiteral("/_ping")) == "OK");
        },
        30'000);
    if (answers && isRunning())
        return true;
    qWarning("dockerd does not start: %s", log().right(4000).constData());
    return false;
}

void DockerHost::stop() {
    if (!isRunning())
        return;
    m_process->terminate();
    if (!m_process->waitForFinished(30'000))
        kill();
    m_process.reset();
}

void DockerHost::kill() {
    if (!isRunning())
        return;
    const QString file = m_folder.filePath(QStringLiteral("run/containerd/containerd.pid"));
    const qint64 containerd = pidIn(file);
    ::kill(pid_t(m_process->processId()), SIGKILL);
    if (containerd > 1)
        ::kill(pid_t(containerd), SIGKILL);
    m_process->waitForFinished();
    m_process.reset();
    // It was dockerd's child; in a process namespace of its own it now is a dead one of ours, which looks alive to a
    // dockerd that reads its pid.
    if (containerd > 1)
        ::waitpid(pid_t(containerd), nullptr, 0);
    QFile::remove(file);
}

bool DockerHost::leaveRoom(std::optional<qint64> bytes) {
    const QByteArray folder = QFile::encodeName(m_folder.path());
    struct statvfs disk { };
    if (!m_hasTmpfs || ::statvfs(folder.constData(), &disk) != 0)
        return false;
    const qint64 used = qint64(disk.f_blocks - disk.f_bfree) * qint64(disk.f_frsize);
    const QByteArray size = bytes ? QByteArray::number(used + *bytes) : QByteArray("50%");
    const QByteArray options = "mode=0711,size=" + size;
    return ::mount("tmpfs", folder.constData(), "tmpfs", MS_REMOUNT, options.constData()) == 0;
}

bool DockerHost::restart() {
    stop();
    return start();
}

QByteArray DockerHost::ask(
    const QByteArray &method, const QString &pathAndQuery, const QByteArray &body, const QByteArray &contentType) {
    HttpClient client;
    OutgoingRequest request{method, "http://docker" + pathAndQuery.toUtf8(), socketPath()};
    request.timeout = 120s;
    request.body = body;
    if (!body.isEmpty())
        request.headers = {"Content-Type: " + contentType};
    const auto answer = await(client.send(request), 125'000);
    return answer && answer->status < 400 ? answer->body : QByteArray();
}

bool DockerHost::load(const QString &name, const QList<QByteArray> &changes, const QByteArray &archive) {
    QString path =
        QStringLiteral("/images/create?fromSrc=-&repo=%1&tag=%2")
            .arg(name.section(u':', 0, 0), name.contains(u':') ? name.section(u':', 1) : QStringLiteral("latest"));
    for (const QByteArray &change : changes)
        path += QStringLiteral("&changes=") + QString::fromLatin1(QUrl::toPercentEncoding(QString::fromUtf8(change)));
    const QByteArray answer = ask("POST", path, archive, "application/x-tar");
    if (answer.contains("sha256:"))
        return true;
    qWarning("no image %s: %s", qPrintable(name), answer.left(500).constData());
    return false;
}

static void addFiles(RootArchive &root, const QMap<QString, QByteArray> &files) {
    for (auto file = files.begin(); file != files.end(); ++file)
        root.addFile(file.key(), file.value(), file.key().contains(QLatin1String("bin/")) ? 0755 : 0644);
}

bool DockerHost::importImage(
    const QString &name, const QList<QByteArray> &changes, const QMap<QString, QByteArray> &files) {
    RootArchive root;
    addFiles(root, files);
    return load(name, changes, root.finished());
}

bool DockerHost::importProgram(const QString &name, const QStringList &programs, const QList<QByteArray> &changes,
    const QMap<QString, QByteArray> &files) {
    RootArchive root;
    addFiles(root, files); // first, so that they stand in place of the host's own
    const QStringList folders{QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin"), QStringLiteral("/sbin"),
        QStringLiteral("/bin"), QStringLiteral("/usr/local/bin")};
    // glibc loads these by name at run time: no program is linked with them.
    QStringList wanted{QStringLiteral("/lib/x86_64-linux-gnu/libnss_files.so.2"),
        QStringLiteral("/lib/x86_64-linux-gnu/libnss_dns.so.2"),
        QStringLiteral("/lib/x86_64-linux-gnu/libresolv.so.2")};
    for (const QString &program : programs)
        wanted.append(program.startsWith(u'/') ? program : QStandardPaths::findExecutable(program, folders));
    for (const QString &path : std::as_const(wanted))
        if (!root.addFromHost(path)) {
            qWarning("no image %s: \"%s\" cannot be read", qPrintable(name), qPrintable(path));
            return false;
        }
    return load(name, changes, root.finished());
}
