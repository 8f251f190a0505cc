// SPDX-License-Identifier: GPL-3.0-or-later
// Starting and ending podman's service, and giving it images.
#include "tests/support/podmanhost.h"
#include "server/outbound/httpclient.h"
#include "tests/support/await.h"
#include "tests/support/rootarchive.h"
#include <QFile>
#include <sys/mount.h>

using namespace std::chrono_literals;

/// Without systemd, and with what Debian has.
static const char configuration[] = R"([containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
)";

PodmanHost::PodmanHost() : m_folder(QStringLiteral("/tmp/ph-XXXXXX")) {
    const QByteArray folder = QFile::encodeName(m_folder.path());
    // Names of its networks and its name server are kept in /run whatever is said, where another one's could be.
    for (const QByteArray &place : {folder, QByteArray("/run")})
        if (::mount("tmpfs", place.constData(), "tmpfs", 0, "mode=0755") != 0)
            qWarning("no tmpfs on %s", place.constData());
    QFile file(m_folder.filePath(QStringLiteral("containers.conf")));
    if (file.open(QIODevice::WriteOnly))
        file.write(configuration);
    file.close();
    start();
}

PodmanHost::~PodmanHost() {
    run({QStringLiteral("rm"), QStringLiteral("-af"), QStringLiteral("-t"), QStringLiteral("0")});
    kill();
    ::umount2(QFile::encodeName(m_folder.path()).constData(), MNT_DETACH);
    ::umount2("/run", MNT_DETACH);
}

bool PodmanHost::isRunning() const {
    return m_process && m_process->state() == QProcess::Running;
}

QByteArray PodmanHost::log() const {
    QFile file(m_folder.filePath(QStringLiteral("log")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::unique_ptr<QProcess> PodmanHost::process(const QStringList &arguments) const {
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("CONTAINERS_CONF"), m_folder.filePath(QStringLiteral("containers.conf")));
    process->setProcessEnvironment(environment);
    QStringList all;
    for (const char *place : {"root", "runroot", "tmpdir", "network-config-dir"})
        all << QStringLiteral("--") + QLatin1String(place) << m_folder.filePath(QLatin1String(place));
    process->setProgram(QStringLiteral("podman"));
    process->setArguments(all + arguments);
    return process;
}

bool PodmanHost::start() {
    if (isRunning())
        return true;
    QFile::remove(socketPath());
    m_process =
        process({QStringLiteral("system"), QStringLiteral("service"), QStringLiteral("--time=0"), socketAddress()});
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardOutputFile(m_folder.filePath(QStringLiteral("log")), QIODevice::Append);
    m_process->start();
    HttpClient client;
    const bool answers = QTest::qWaitFor(
        [&] {
            if (m_process->state() == QProcess::NotRunning)
                return true;
            if (!QFile::exists(socketPath()))
                return false;
            OutgoingRequest ping{"GET", "http://podman/_ping", socketPath()};
            ping.timeout = 5s;
            const auto answer = await(client.send(ping));
            return answer && answer->status == 200;
        },
        30'000);
    if (answers && isRunning())
        return true;
    qWarning("podman does not start: %s", log().right(4000).constData());
    return false;
}

void PodmanHost::kill() {
    if (!isRunning())
        return;
    m_process->kill();
    m_process->waitForFinished();
    m_process.reset();
}

QByteArray PodmanHost::run(const QStringList &arguments) {
    const auto podman = process(arguments);
    podman->start();
    if (podman->waitForFinished(60'000) && podman->exitCode() == 0)
        return podman->readAllStandardOutput();
    qWarning("podman %s: %s", qPrintable(arguments.join(u' ')), podman->readAllStandardError().constData());
    return {};
}

bool PodmanHost::importImage(const QString &name, const QStringList &changes, const QMap<QString, QByteArray> &files) {
    RootArchive root;
    for (auto file = files.begin(); file != files.end(); ++file)
        root.addFile(file.key(), file.value(), file.key().contains(QLatin1String("bin/")) ? 0755 : 0644);
    QFile archive(m_folder.filePath(QStringLiteral("image.tar")));
    if (!archive.open(QIODevice::WriteOnly))
        return false;
    archive.write(root.finished());
    archive.close();
    // Its REST interface forgets the tag of an import.
    QStringList arguments{QStringLiteral("import"), QStringLiteral("-q")};
    for (const QString &change : changes)
        arguments << QStringLiteral("-c") << change;
    return !run(arguments + QStringList{archive.fileName(), QStringLiteral("localhost/") + name}).isEmpty();
}
